"""Find the place where a part goes wrong: behind the last step of the reference that the learner's run makes too.

The learner's file is run once more on one case, and followed. Values are compared, not names: so it does not matter how
the file is cut into lines and functions.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

import torch
from torch import Tensor

from lab.grade import runner, wire
from lab.grade.compare import difference
from lab.grade.limits import die_with_parent, own_processes
from lab.grade.material import Material
from lab.grade.observe import Case, draw_inputs
from lab.grade.pipes import in_fork
from lab.grade.properties import case_seed
from lab.grade.steps import ReferenceRun
from lab.grade.verdict import Place
from lab.grade.watch import watch
from lab.grade.wire import Value


class Found(NamedTuple):
    """A value that a line of the learner's made."""

    line: int
    is_kept: bool
    value: Value


_AN_EXPRESSION = 20
"""The most values that one run of a line makes."""
_NEARLY, _SURELY = 1e-3, 0.9
"""How much less like a step another value may be and still be as near as the nearest; and how like it one must be to
tell anything where no step was found."""


def find_place(material: Material, file: str, text: str, seed: int, case: Case) -> Place | None:
    """Return the first place that breaks in a failed case; None where nothing can be said of it."""
    die_with_parent()
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        task = runner.RunnerTask(material.exercise, material.properties, file, text, seed, folder, follow=case)
        own_processes()
        pid, pipes = in_fork(lambda pipes: runner.run(task, pipes))  # before anything was computed here
        inputs = draw_inputs(material.properties, seed)[case]
        one = material.properties[case[0]]
        reference = ReferenceRun(material.exercise.slug, one, material.part, inputs, case_seed(seed, *case))
        watched = watch(pid, *pipes, material.exercise.budget)
    made: list[Found] = []
    for message in watched.messages_of("made"):
        try:
            line, is_kept, packed = message
            made.append(Found(int(line), bool(is_kept), wire.decode(packed)))
        except (ValueError, TypeError):
            return None
    lines = text.splitlines()
    return place_in(reference, made, lines, one.tolerance) if reference.steps and made else None


def place_in(run: ReferenceRun, made: Sequence[Found], lines: Sequence[str], tolerance: float = 1.0) -> Place | None:
    """Tell how far the reference's steps can be found among what the learner's lines made.

    Where none of them can, only what is very like the first one tells anything.
    """
    is_there = [all(_first(value, made, -1, tolerance) is not None for value in values) for _, values in run.steps]
    broken = _first_broken(run, is_there)
    right, at = "", -1
    for (words, values), there in zip(run.steps[:broken], is_there, strict=False):
        if there:
            right = words
            where = [_first(value, made, at, tolerance) for value in values]
            at = max(at, *(each for each in where if each is not None))
    line = made[at].line if right else 0
    if broken == len(run.steps):
        said = f"Right up to {right} (line {line}), but that is not what comes out."
        return Place(right, line, "", line, _text(lines, line), said)
    words, values = run.steps[broken]
    missing = [value for value in values if _first(value, made, -1, tolerance) is None]
    known = [*run.given, *(value for _, values in run.steps[:broken] for value in values)]
    after, likeness = _meant(missing, made, at, known)
    if not right and likeness < _SURELY:
        return None
    if after is None:
        return Place(right, line, words, line, _text(lines, line), _sentence(right, line, words, ""))
    number = made[after].line
    fact = next(_facts(missing, made[after].value), "")
    made_there = f"line {number} {fact or 'makes something else'}"
    return Place(right, line, words, number, _text(lines, number), _sentence(right, line, words, made_there))


def _first_broken(run: ReferenceRun, is_there: Sequence[bool]) -> int:
    """The first step that is not there, though none that uses it is: else it was only done in another way."""
    for number, there in enumerate(is_there):
        later = [other for other in range(number + 1, len(is_there)) if is_there[other]]
        if not there and not any(run.depends(other, number) for other in later):
            return number
    return len(is_there)


def _first(value: Value, made: Sequence[Found], at: int, tolerance: float) -> int | None:
    """Where a value was first made behind a place, unless the line went on to make something else of it."""
    equal = (number for number in range(at + 1, len(made)) if _is_same(value, made[number].value, tolerance))
    return next((number for number in equal if made[number].is_kept or not _is_changed(made, number)), None)


def _is_changed(made: Sequence[Found], at: int) -> bool:
    one = made[at].value
    for other in made[at + 1 : at + _AN_EXPRESSION]:
        if other.line != made[at].line:
            return False
        if isinstance(one, Tensor) and isinstance(other.value, Tensor) and one.shape == other.value.shape:
            return not _is_same(one, other.value, 1.0)
    return False


def _is_same(value: Value, other: Value, tolerance: float) -> bool:
    if isinstance(value, Tensor) and isinstance(other, Tensor):
        if value.shape != other.shape:
            return False
        if value.dtype != other.dtype and value.is_floating_point() and other.is_floating_point():
            other = other.to(value.dtype)
    return difference(value, other, tolerance) is None


def _meant(values: Sequence[Value], made: Sequence[Found], at: int, known: Sequence[Value]) -> tuple[int | None, float]:
    """The value behind a place that is most like what a step should make, and how like; None where none has its form.

    What was given, or is right already, is not meant, nor is a tensor of equal numbers: they only begin something.
    """
    shapes = {tuple(value.shape) for value in values if isinstance(value, Tensor)}
    kinds = {type(value) for value in values} - {int}  # whole numbers are everywhere
    like = [
        (number, max(_likeness(value, made[number].value) for value in values))
        for number in range(at + 1, len(made))
        if _has_form(made[number].value, shapes, kinds)
        and not any(_is_same(value, made[number].value, 1.0) for value in known)
    ]
    if not like:
        return None, 0.0
    near = max(likeness for _, likeness in like) - _NEARLY
    nearest = [number for number, likeness in like if likeness >= near]
    last = max(
        number
        for number in nearest
        if made[number].line == made[nearest[0]].line and number - nearest[0] <= _AN_EXPRESSION
    )
    return last, near


def _likeness(target: Value, yours: Value) -> float:
    """How far two tensors of one shape point in the same direction, where both are finite."""
    if not (isinstance(target, Tensor) and isinstance(yours, Tensor) and target.shape == yours.shape):
        return 0.0
    one, two = target.double().flatten(), yours.double().flatten()
    finite = one.isfinite() & two.isfinite()
    one, two = one[finite], two[finite]
    if two.numel() > 1 and bool((two == two[0]).all()):
        return -1.0
    return float(torch.nn.functional.cosine_similarity(one, two, dim=0)) if one.numel() else 0.0


def _has_form(value: Value, shapes: Set[tuple[int, ...]], kinds: Set[type]) -> bool:
    return tuple(value.shape) in shapes if isinstance(value, Tensor) else type(value) in kinds


def _facts(values: Sequence[Value], yours: Value) -> Iterator[str]:
    """What is plain to see of a wrong value, beside the right one."""
    target = values[0]
    if not (isinstance(target, Tensor) and isinstance(yours, Tensor)):
        return
    if target.shape != yours.shape:
        yield f"has the shape {tuple(yours.shape)}, and {tuple(target.shape)} is right"
        return
    if not (target.is_floating_point() and yours.is_floating_point()):
        return
    one, two = target.double(), yours.double()
    if two.isnan().any() and not one.isnan().any():
        yield "holds nan"
    if bool((two.isinf() & one.isfinite()).any()):
        yield "is infinite where it should not be"
    finite = one.isfinite() & two.isfinite() & (one != 0)
    if bool((one.isinf() & two.isfinite()).any()):
        yield "is finite where it should be infinite"
        return
    if finite.any():
        ratio = two[finite] / one[finite]
        if torch.allclose(ratio, ratio[0].expand_as(ratio), rtol=1e-4) and abs(ratio[0].item() - 1) > 1e-4:
            yield f"is {ratio[0].item():.4g} times what is right"
        shift = two[finite] - one[finite]
        if torch.allclose(shift, shift[0].expand_as(shift), rtol=1e-4, atol=1e-6) and abs(shift[0].item()) > 1e-5:
            yield f"is {shift[0].item():+.4g} off everywhere"
    if one.dim() >= 2 and one.size(-1) == one.size(-2) and torch.allclose(one.transpose(-1, -2), two, rtol=1e-4):
        yield "is transposed"
    if _adds_up(one, -1) and not _adds_up(two, -1):
        yield f"has rows that do not add up to 1{', but columns that do' if _adds_up(two, -2) else ''}"


def _adds_up(tensor: Tensor, axis: int) -> bool:
    if tensor.dim() < -axis:
        return False
    sums = tensor.sum(axis)
    return torch.allclose(sums, torch.ones_like(sums), rtol=1e-3)


def _sentence(right: str, line: int, wrong: str, made: str) -> str:
    instead = f", but {made}" if made else ", and does not"
    if not right:
        return f"{_capital(wrong)} should come first{instead}."
    return f"Right up to {right} (line {line}). Then {wrong} should come{instead}."


def _text(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
