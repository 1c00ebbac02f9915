"""Compare what the reference and a learner's part did, and find the first difference."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import torch
from torch import Tensor

from lab.grade.wire import Raised, UnknownValue, Value

# Relative to the value, and to the largest value beside it. Sums in single precision differ by 1e-6 when their order
# changes, and the results of known mistakes by 1e-3 at least.
LIMITS = {torch.float64: (1e-8, 1e-9), torch.float32: (1e-4, 1e-5), torch.float16: (1e-2, 1e-3)}
LIMITS[torch.bfloat16] = (2e-2, 1e-2)


@dataclass(frozen=True)
class Difference:
    place: str  # the part of the result that differs: "output", "gradient of q"
    words: str  # how it differs in more than its values; empty where only they do
    target: Value
    yours: Value
    index: tuple[int, ...] = ()  # the first wrong cell of a tensor


def difference(target: Value, yours: Value, tolerance: float = 1.0, place: str = "") -> Difference | None:
    """The first difference between two results, which may be any values; None where they are the same."""
    if isinstance(yours, Raised) or isinstance(target, Raised):
        same = isinstance(yours, Raised) and isinstance(target, Raised) and _same_error(target, yours)
        return None if same else Difference(place, "", target, yours)
    if isinstance(target, Tensor):
        return _tensors(target, yours, tolerance, place)
    if isinstance(target, dict):
        return _dicts(target, yours, tolerance, place)
    if isinstance(target, list | tuple):
        return _lists(list(target), yours, tolerance, place)
    if isinstance(target, float) and isinstance(yours, int | float) and not isinstance(yours, bool):
        return None if _close(target, float(yours), tolerance) else Difference(place, "", target, yours)
    if type(target) is not type(yours):
        return Difference(place, f"should be {_kind_of_value(target)}, and is {_kind_of_value(yours)}", target, yours)
    return None if target == yours else Difference(place, "", target, yours)


def _same_error(one: Raised, two: Raised) -> bool:
    """Whether both errors are of one class, with one message, apart from names: its numbers are sizes and places."""
    if one.kind == two.kind == "NameError":  # the name is all that its message tells
        return one.message == two.message
    return one.kind == two.kind and _without_names(one.message) == _without_names(two.message)


def _without_names(message: str) -> str:
    return re.sub(r"'[^']*'", "#", message)


def _tensors(target: Tensor, yours: Value, tolerance: float, place: str) -> Difference | None:
    if not isinstance(yours, Tensor):
        return Difference(place, f"should be a tensor, and is {_kind_of_value(yours)}", target, yours)
    if target.shape != yours.shape:
        words = f"should have the shape {tuple(target.shape)}, and has {tuple(yours.shape)}"
        return Difference(place, words, target, yours)
    if target.dtype != yours.dtype:
        words = f"should be {_dtype(target)}, and is {_dtype(yours)}"
        return Difference(place, words, target, yours)
    wrong = wrong_cells(target, yours, tolerance)
    if not wrong.any():
        return None
    index = tuple(int(i) for i in wrong.nonzero()[0].tolist())
    return Difference(place, "", target, yours, index)


def wrong_cells(target: Tensor, yours: Tensor, tolerance: float = 1.0) -> Tensor:
    """True where two tensors of one shape and kind differ by more than rounding."""
    if not target.is_floating_point():
        return target != yours
    relative, absolute = (limit * tolerance for limit in LIMITS.get(target.dtype, (1e-4, 1e-5)))
    one, two = target.double(), yours.double()
    finite = one[one.isfinite()].abs()
    largest = max(1.0, finite.max().item()) if finite.numel() else 1.0
    close = (one - two).abs() <= relative * one.abs() + absolute * largest
    same = (one == two) | (one.isnan() & two.isnan())  # infinities and NaN
    return ~(same | (close & one.isfinite()))


def _dicts(target: dict[Value, Value], yours: Value, tolerance: float, place: str) -> Difference | None:
    if not isinstance(yours, dict):
        return Difference(place, f"should be {_kind_of_value(target)}, and is {_kind_of_value(yours)}", target, yours)
    named = all(isinstance(key, str) for key in target)
    for key, value in target.items():
        if key not in yours:
            return Difference(place, f"{key!r} is missing", target, yours)
        where = (f"{place}, {key}" if place else str(key)) if named else f"{place}[{key!r}]"
        found = difference(value, yours[key], tolerance, where)
        if found is not None:
            return found
    more = [key for key in yours if key not in target]
    return Difference(place, f"{more[0]!r} is too much", target, yours) if more else None


def _lists(target: list[Value], yours: Value, tolerance: float, place: str) -> Difference | None:
    if not isinstance(yours, list | tuple):
        return Difference(place, f"should be {_kind_of_value(target)}, and is {_kind_of_value(yours)}", target, yours)
    whole = all(not isinstance(item, Tensor | dict | list | tuple) for item in target)
    for i, (one, two) in enumerate(zip(target, yours, strict=False)):
        found = difference(one, two, tolerance, f"{place}[{i}]" if place else f"[{i}]")
        if found is not None:
            # A list of plain values is shown as a whole.
            return Difference(place, found.words, target, yours, (i,)) if whole else found
    if len(target) != len(yours):
        words = f"should have {len(target)} entries, and has {len(yours)}"
        return Difference(place, words, target, yours, (min(len(target), len(yours)),))
    return None


def _close(target: float, yours: float, tolerance: float) -> bool:
    if math.isnan(target) or math.isnan(yours):
        return math.isnan(target) and math.isnan(yours)
    return math.isclose(target, yours, rel_tol=1e-6 * tolerance, abs_tol=1e-12 * tolerance)


def _dtype(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _kind_of_value(value: Value) -> str:
    if isinstance(value, Tensor):
        return "a tensor"
    if isinstance(value, UnknownValue):
        return value.words
    if value is None:
        return "None (is a `return` missing?)"
    names = {bool: "True or False", int: "a whole number", float: "a number", str: "text", bytes: "bytes"}
    names |= {list: "a list or tuple", tuple: "a list or tuple", dict: "a dictionary"}
    return names.get(type(value), f"a {type(value).__name__}")
