"""Try one property on one part: the same act for the reference, a known mistake and a learner's file."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import torch
from torch import Tensor

from lab.grade.properties import Draw, Inputs, Property, case_seed
from lab.grade.wire import Raised, Value

Case = tuple[int, int]  # number of the property, number of the size


def cases(properties: list[Property]) -> Iterator[Case]:
    for number, one in enumerate(properties):
        for size in range(len(one.sizes)):
            yield number, size


def draw_inputs(properties: list[Property], seed: int) -> dict[Case, Inputs]:
    drawn: dict[Case, Inputs] = {}
    for number, size in cases(properties):
        one = properties[number]
        drawn[number, size] = one.draw(Draw(case_seed(seed, number, size)), one.sizes[size])
    return drawn


@dataclass(frozen=True)
class Observation:
    """What a part did with one set of inputs."""

    result: Value  # or a `Raised`
    changed: list[str]  # the inputs that are not what they were before the call


def observe(one: Property, part: SimpleNamespace, inputs: Inputs, seed: int, file: str | None = None) -> Observation:
    """Let a property act on a part. An error is an observation too."""
    given = _copied(inputs)
    torch.manual_seed(seed)  # for a part that draws from torch's own generator
    try:
        result = one.act(part, **given)
    except Exception as error:
        result = raised(error, file)
    except SystemExit as error:
        result = raised(error, file)
    return Observation(result, sorted(_changed(inputs, given)))


def raised(error: BaseException, file: str | None) -> Raised:
    """Describe an error with the learner's own lines; lines of torch and the lab would not help."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if file and frame.filename == file]
    lines = tuple((frame.lineno or 0, frame.name, frame.line or "") for frame in frames)
    message = str(error).strip() or type(error).__name__
    if isinstance(error, SystemExit):
        message = f"sys.exit({error.code!r})"
    if isinstance(error, RuntimeError) and "allocate memory" in message:
        return Raised("MemoryError", "there was no more memory", lines[-6:])
    return Raised(type(error).__name__, message, lines[-6:])


def _copied(value: Value) -> Value:
    if isinstance(value, Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def _changed(before: Value, after: Value, name: str = "") -> Iterator[str]:
    """The names of the inputs that differ in any byte."""
    if isinstance(before, Tensor):
        if before.shape != after.shape or _bytes(before) != _bytes(after):
            yield name
    elif isinstance(before, dict):
        for key, value in before.items():
            yield from _changed(value, after.get(key), name or str(key))
    elif isinstance(before, list):
        if len(before) != len(after):
            yield name
            return
        for one, two in zip(before, after, strict=True):
            yield from _changed(one, two, name)
    elif before is not after and before != after:
        yield name


def _bytes(tensor: Tensor) -> bytes:
    flat: bytes = tensor.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes()
    return flat
