"""Match a wrong part with a known mistake: one that gives the same results on every fresh input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from types import SimpleNamespace

from torch import Tensor

from lab.grade.compare import difference
from lab.grade.material import Material
from lab.grade.mistakes import Mistake
from lab.grade.observe import Case, Observation, observe
from lab.grade.properties import Inputs, Property, case_seed
from lab.grade.wire import Raised, Value
from lab.time_limit import TimeUp, at_most

MOST_TRIED = 3000
"""Cases that are tried before the search ends without a name: work is counted, so that every machine finds the same."""
MOST_SECONDS = 5.0
"""Processor time for one candidate: two mistakes together may make a loop without end. A hundredth is usual."""
MOST_ENDLESS = 4
"""Candidates that may use up their time before the search ends."""


def match_mistake(
    material: Material,
    inputs: Mapping[Case, Inputs],
    yours: Mapping[Case, Observation],
    wrong: Sequence[Case],
    seed: int,
) -> tuple[Mistake, ...]:
    """Find one known mistake, or two at once, that explain the results; may find none. `wrong`: the failed cases."""
    # Cases that failed because something is not written yet say nothing about what is written.
    unwritten = {case for case in inputs if _is_unwritten(yours[case])}
    wrong = [case for case in wrong if case not in unwritten]
    if not wrong:
        return ()
    # The cases with wrong results come first, as these rule out most mistakes.
    search = _Search(material, inputs, yours, [*wrong, *(c for c in inputs if c not in {*wrong, *unwritten})], seed)
    telling = any(_tells(yours[case].result, material.properties[case[0]]) for case in wrong)
    home = material.mistakes[0].id.partition("/")[0]  # its own come before those that it inherits
    pairs = [mistake for mistake in material.mistakes if mistake.id.startswith(f"{home}/")]
    for candidate in _candidates(material.mistakes, pairs if telling else ()):
        if search.is_over:
            break
        program = material.reference.program(*candidate)
        if program is not None and search.matches(program):
            return candidate
    return ()


class _Search:
    def __init__(
        self,
        material: Material,
        inputs: Mapping[Case, Inputs],
        yours: Mapping[Case, Observation],
        order: Sequence[Case],
        seed: int,
    ) -> None:
        self.properties, self.inputs, self.yours, self.order, self.seed = (
            material.properties,
            inputs,
            yours,
            order,
            seed,
        )
        self.tried = self.endless = 0

    @property
    def is_over(self) -> bool:
        return self.tried >= MOST_TRIED or self.endless >= MOST_ENDLESS

    def matches(self, program: SimpleNamespace) -> bool:
        """Whether the program gives the same results as the learner's part in every case."""
        try:
            with at_most(MOST_SECONDS):
                return all(self._is_same(program, case) for case in self.order)
        except TimeUp:
            self.endless += 1
            return False

    def _is_same(self, program: SimpleNamespace, case: Case) -> bool:
        self.tried += 1
        one = self.properties[case[0]]
        found, yours = observe(one, program, self.inputs[case], case_seed(self.seed, *case)), self.yours[case]
        return found.changed == yours.changed and difference(found.result, yours.result, one.tolerance) is None


def _is_unwritten(seen: Observation) -> bool:
    return isinstance(seen.result, Raised) and seen.result.kind == "NotImplementedError"


def _tells(result: Value, one: Property) -> bool:
    """Whether a result holds numbers that are compared closely: among so many pairs one fits all else by accident."""
    if isinstance(result, dict):
        return any(_tells(value, one) for value in result.values())
    if isinstance(result, list | tuple):
        return any(_tells(value, one) for value in result)
    return one.tolerance == 1.0 and isinstance(result, Tensor | int | float) and not isinstance(result, bool)


def _candidates(mistakes: Sequence[Mistake], in_pairs: Sequence[Mistake]) -> Iterator[tuple[Mistake, ...]]:
    """Each mistake by itself, then two at once: of the exercise's own, as of all there are thousands."""
    yield from ((mistake,) for mistake in mistakes)
    yield from combinations([mistake for mistake in in_pairs if not mistake.convention and not mistake.program], 2)
