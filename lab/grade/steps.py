"""The steps of the reference: the lines that make something which can be looked for in a learner's run, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import FrameType, SimpleNamespace
from typing import Any

from torch import Tensor

from lab.catalog import Exercise, exercises
from lab.grade.compare import difference
from lab.grade.follow import Following
from lab.grade.observe import observe
from lab.grade.properties import Inputs, Property
from lab.grade.wire import Value
from lab.source import file_of, line_of, standalone

Line = tuple[str, int]
"""A file and the number of a line in it."""
Step = tuple[str, tuple[Value, ...]]
"""What a step makes, in words, and its values."""
MOST_STEPS = 200


@cache
def lines_in_words(slug: str) -> Mapping[Line, str]:
    """Say what each line makes that is a step of an exercise, or of another whose part may be in it."""
    found: dict[Line, str] = {}
    for exercise in exercises().values():
        if exercise.whole_elsewhere and exercise.slug != slug:
            continue
        for beginning, words in exercise.steps:
            found[place_of_step(exercise, beginning)] = words
    return found


def place_of_step(exercise: Exercise, beginning: str) -> Line:
    """Find the line of a step in the definitions that make up the reference of its exercise."""
    definitions = standalone(exercise.module, exercise.names).definitions
    lines = [(file_of(place[0]), line) for place in definitions if (line := line_of(place, beginning)) is not None]
    if len(lines) != 1:
        raise ValueError(f"{exercise.slug}: {len(lines)} lines of the reference begin with {beginning!r}")
    return lines[0]


class ReferenceRun:
    """The reference at work on one case."""

    def __init__(self, slug: str, one: Property, part: SimpleNamespace, inputs: Inputs, seed: int) -> None:
        self.words = lines_in_words(slug)
        self._case = one, part, inputs, seed
        self.given = [*_tensors(inputs)]
        self.steps = self._steps(None)

    def depends(self, later: int, earlier: int) -> bool:
        """Whether one step uses what an earlier one made: it changes where that is changed."""
        disturbed = self._steps(earlier)
        if len(disturbed) <= later:
            return True
        pairs = zip(self.steps[later][1], disturbed[later][1], strict=False)
        return any(difference(one, two) is not None for one, two in pairs)

    def _steps(self, disturbed: int | None) -> list[Step]:
        with _Stepping(self.words, disturbed) as followed:
            observe(*self._case)
        return followed.steps


def _tensors(value: Value) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _tensors(item)


class _Stepping(Following):
    """Follow the reference, and put its steps into words. The numbers of one step can be disturbed as it is made."""

    def __init__(self, words: Mapping[Line, str], disturbed: int | None) -> None:
        super().__init__({file for file, _ in words}, operations=False)
        self.words, self.disturbed = words, disturbed
        self.steps: list[Step] = []
        self._last: Line | None = None

    def _keep(self, frame: FrameType, line: int, value: Any, *, is_kept: bool = True) -> None:
        before = len(self.made)
        super()._keep(frame, line, value, is_kept=is_kept)
        at, new = (frame.f_code.co_filename, line), tuple(made.value for made in self.made[before:])
        if new and at in self.words and len(self.steps) < MOST_STEPS:
            if self._last == at:  # one line makes several variables
                self.steps[-1] = (self.steps[-1][0], (*self.steps[-1][1], *new))
            else:
                self.steps.append((self.words[at], new))
            if len(self.steps) - 1 == self.disturbed:
                for tensor in value if isinstance(value, list | tuple) else [value]:
                    if isinstance(tensor, Tensor) and tensor.is_floating_point():
                        tensor.data.mul_(0.7).add_(0.3)
        self._last = at
