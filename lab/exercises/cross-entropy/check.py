"""Properties of cross-entropy: values, extreme scores, ignored targets and gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from lab.grade.properties import Draw, Inputs, Property, with_gradients

Size = tuple[tuple[int, ...], int]  # shape of the targets, V


def _tokens(draw: Draw, size: Size, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> Inputs:
    shape, v = size
    return {"logits": draw.normal(*shape, v, scale=scale, dtype=dtype), "targets": draw.integers(0, v, *shape)}


def _ignored(draw: Draw, size: Size, index: int = -100) -> Inputs:
    inputs = _tokens(draw, size)
    flat = inputs["targets"].view(-1)
    flat[flat == index] = (index + 1) % size[1]  # only those below are to be ignored
    some = draw.order(flat.numel())[: max(1, flat.numel() // 3)]
    flat[some] = index
    return inputs | {"ignore_index": index}


def _unlikely(draw: Draw, size: Size, scale: float = 1.0, by: float = 0.0) -> Inputs:
    """Targets with the lowest score, since a loss near 0 would be lost in the rounding of large scores."""
    logits = draw.normal(*size[0], size[1], scale=scale) + by
    return {"logits": logits, "targets": logits.argmin(-1)}


def _loss(lab: Any, **inputs: Any) -> Any:
    return lab.cross_entropy(**inputs)


def _default(lab: Any, logits: Any, targets: Any, ignore_index: int) -> Any:
    del ignore_index
    return lab.cross_entropy(logits, targets)


def _gradients(lab: Any, logits: Any, targets: Any, ignore_index: int) -> Any:
    return with_gradients(lambda logits: lab.cross_entropy(logits, targets, ignore_index), logits=logits)


CALL, IGNORING = "cross_entropy(logits, targets)", "cross_entropy(logits, targets, ignore_index)"

PROPERTIES = [
    Property("The mean of -log softmax(logits)[target]", _tokens, _loss, [((1,), 2), ((2,), 3), ((7,), 5)], CALL),
    Property(
        "Each position keeps its own scores when (B, T, V) is flattened",
        _tokens,
        _loss,
        [((1, 2), 3), ((2, 3), 3), ((2, 7), 5)],
        CALL,
    ),
    Property(
        "A confident error has a large loss, not inf",
        partial(_unlikely, scale=500.0),
        _loss,
        [((1,), 2), ((2, 7), 5)],
        CALL,
    ),
    Property(
        "Only differences of scores count, even where all are large",
        partial(_unlikely, by=300.0),
        _loss,
        [((1,), 2), ((2, 7), 5)],
        CALL,
    ),
    Property("Scores may all be far below 0", partial(_unlikely, by=-300.0), _loss, [((1,), 2), ((2, 7), 5)], CALL),
    Property(
        "Ignored targets count neither in the sum nor in the mean", _ignored, _default, [((3,), 2), ((2, 7), 5)], CALL
    ),
    Property("ignore_index may be -1", partial(_ignored, index=-1), _loss, [((3,), 2), ((2, 7), 5)], IGNORING),
    Property(
        "ignore_index may be an ordinary id", partial(_ignored, index=1), _loss, [((3,), 3), ((2, 7), 5)], IGNORING
    ),
    Property(
        "ignore_index may be larger than any id",
        partial(_ignored, index=1000),
        _loss,
        [((3,), 2), ((2, 7), 5)],
        IGNORING,
    ),
    Property("Gradients reach the logits", _ignored, _gradients, [((3,), 2), ((2, 7), 5)], IGNORING),
    Property("Double precision stays double", partial(_tokens, dtype=torch.float64), _loss, [((2, 7), 5)], CALL),
]
