"""Observations as JSON: they come from a process that ran a learner's file, so they are never unpickled."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

MOST_NUMBERS = 200_000  # in one tensor
Value = Any
"""A result of a part: tensors, numbers, text, lists and dicts of them, or anything that a learner's part returns."""
_KINDS = {str(kind).removeprefix("torch."): kind for kind in vars(torch).values() if isinstance(kind, torch.dtype)}


@dataclass(frozen=True)
class Raised:
    """An error in place of a result."""

    kind: str  # the name of its class
    message: str
    lines: tuple[tuple[int, str, str], ...] = ()  # in the learner's file: number, function, text


@dataclass(frozen=True)
class UnknownValue:
    """A value of a kind that no exercise asks for, described in words."""

    words: str


def encode(value: Value) -> str:
    """Write any value as JSON; a value that has no form there becomes an `UnknownValue`."""
    return json.dumps(_pack(value, 0))


def decode(text: str) -> Value:
    """Read what `encode` wrote; ValueError on anything else."""
    try:
        return _unpack(json.loads(text))
    except (TypeError, KeyError, IndexError, RuntimeError, RecursionError, AttributeError) as error:
        raise ValueError(str(error)) from None


def _pack(value: Value, depth: int) -> Any:  # JSON
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < 1e300 or value != value else ["float", str(value)]
    if depth > 20:
        return ["strange", "something nested without end"]
    if isinstance(value, Tensor):
        return _pack_tensor(value)
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode()]
    if isinstance(value, list | tuple):
        return ["list", [_pack(item, depth + 1) for item in value]]
    if isinstance(value, dict):
        return ["dict", [[_pack(key, depth + 1), _pack(item, depth + 1)] for key, item in value.items()]]
    if isinstance(value, Raised):
        return ["raised", value.kind, value.message[:2000], [list(line) for line in value.lines]]
    if isinstance(value, UnknownValue):
        return ["strange", value.words]
    return ["strange", f"a value of type {type(value).__name__}"]


def _pack_tensor(tensor: Tensor) -> list[object]:
    if tensor.is_sparse or tensor.is_meta or tensor.is_quantized or tensor.numel() > MOST_NUMBERS:
        return ["strange", f"a tensor of shape {tuple(tensor.shape)} that cannot be looked into"]
    plain = tensor.detach().cpu().contiguous().clone()
    raw = plain.view(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
    return ["tensor", str(plain.dtype).removeprefix("torch."), list(plain.shape), base64.b64encode(raw).decode()]


def _unpack(value: Any) -> Value:  # from JSON
    if not isinstance(value, list):
        if isinstance(value, dict):
            raise ValueError("an object")
        return value
    kind, *rest = value
    if kind == "tensor":
        return _unpack_tensor(*rest)
    if kind == "float":
        return float(rest[0])
    if kind == "bytes":
        return base64.b64decode(rest[0])
    if kind == "list":
        return [_unpack(item) for item in rest[0]]
    if kind == "dict":
        return {_key(_unpack(key)): _unpack(item) for key, item in rest[0]}
    if kind == "raised":
        lines = tuple((int(number), str(function), str(text)) for number, function, text in rest[2])
        return Raised(str(rest[0]), str(rest[1]), lines)
    if kind == "strange":
        return UnknownValue(str(rest[0]))
    raise ValueError(f"unknown kind {kind!r}")


def _unpack_tensor(kind: str, shape: list[int], content: str) -> Tensor:
    raw = bytearray(base64.b64decode(content))
    if not raw:
        return torch.empty(shape, dtype=_KINDS[kind])
    return torch.frombuffer(raw, dtype=_KINDS[kind]).view(shape)


def _key(value: Value) -> Value:
    return tuple(_key(item) for item in value) if isinstance(value, list) else value
