"""Properties of softmax and logsumexp: values, axes, rows far apart and gradients."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import torch

from lab.grade.properties import Draw, Inputs, Property, with_gradients

Size = tuple[tuple[int, ...], int]  # shape, dim


def _scores(draw: Draw, size: Size, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> Inputs:
    shape, dim = size
    return {"x": draw.normal(*shape, scale=scale, dtype=dtype), "dim": dim}


def _apart(draw: Draw, size: Size) -> Inputs:
    """Rows so far apart that what must be subtracted from one is wrong for the next."""
    inputs = _scores(draw, size)
    steps = torch.arange(inputs["x"].size(0)) * 600.0 - 900  # -900, -300, 300, ...
    return {"x": inputs["x"] + steps.view(-1, *[1] * (inputs["x"].dim() - 1)), "dim": size[1]}


def _never(draw: Draw, size: Size) -> Inputs:
    inputs = _scores(draw, size)
    inputs["x"][..., -1] = -math.inf
    return inputs


def _softmax(lab: Any, x: Any, dim: int) -> Any:
    return lab.softmax(x, dim)


def _logsumexp(lab: Any, x: Any, dim: int) -> Any:
    return lab.logsumexp(x, dim)


def _gradients(lab: Any, x: Any, dim: int) -> Any:
    return {
        "softmax": with_gradients(lambda x: lab.softmax(x, dim), x=x),
        "logsumexp": with_gradients(lambda x: lab.logsumexp(x, dim), x=x),
    }


def _default(lab: Any, x: Any, dim: int) -> Any:
    del dim
    return [lab.softmax(x), lab.logsumexp(x)]


S, L = "softmax(x, dim)", "logsumexp(x, dim)"
ROWS: list[Size] = [((3,), -1), ((2, 3), -1), ((2, 7, 5), -1)]
AXES: list[Size] = [((2, 3), 0), ((2, 7, 5), 1), ((2, 3, 4, 5), -3)]
SINGLE: list[Size] = [((1, 3), -1), ((2, 1, 5), -1), ((1, 4, 1), 1)]
APART: list[Size] = [((2, 3), -1), ((4, 7), -1)]

PROPERTIES = [
    Property("softmax: exp(x) over the sum of exp(x), so that each row adds up to 1", _scores, _softmax, ROWS, S),
    Property("softmax runs along the axis that is asked for", _scores, _softmax, AXES, S),
    Property(
        "softmax stays finite for large scores",
        partial(_scores, scale=400.0),
        _softmax,
        [((1, 3), -1), ((4, 7), -1)],
        S,
    ),
    Property("softmax of each row is right, however far apart the rows are", _apart, _softmax, APART, S),
    Property("A score of -inf gets the probability 0", _never, _softmax, [((1, 3), -1), ((4, 7), -1)], S),
    Property("logsumexp: the logarithm of the sum of exp(x), without the axis", _scores, _logsumexp, ROWS, L),
    Property("logsumexp runs along the axis that is asked for", _scores, _logsumexp, AXES, L),
    Property("logsumexp removes only its own axis, even beside others of size 1", _scores, _logsumexp, SINGLE, L),
    Property("logsumexp stays finite for large scores, and for small ones", _apart, _logsumexp, APART, L),
    Property(
        "logsumexp stays finite where one score is far above the others",
        partial(_scores, scale=400.0),
        _logsumexp,
        [((1, 3), -1), ((4, 7), -1)],
        L,
    ),
    Property(
        "Without dim both run along the last axis",
        _scores,
        _default,
        [((2, 3), 0), ((2, 3, 5), 0)],
        "softmax(x), logsumexp(x)",
        hide=("dim",),
    ),
    Property(
        "Gradients are right, for large scores too",
        partial(_scores, scale=50.0),
        _gradients,
        [((2, 3), -1), ((3, 5), 0)],
        S,
    ),
    Property("Double precision stays double", partial(_scores, dtype=torch.float64), _gradients, [((3, 5), -1)], S),
]
