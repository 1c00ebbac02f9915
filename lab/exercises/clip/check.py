"""Properties of gradient clipping: the factor, the length that is returned, precision and missing gradients."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from lab.grade.properties import Draw, Inputs, Property

Shapes = list[tuple[int, ...] | None]  # None: a parameter without a gradient


def _grads(draw: Draw, shapes: Shapes, share: float, scale: float = 1.0) -> Inputs:
    """`share` is max_norm as a share of the length."""
    grads = [None if shape is None else draw.normal(*shape, scale=scale) + 0.2 * scale for shape in shapes]
    length = sum(float(grad.square().sum()) for grad in grads if grad is not None) ** 0.5
    return {"grads": grads, "max_norm": round(length * share, 4)}


def _clip(lab: Any, grads: Any, max_norm: float, given: Callable[[list[Any]], Any] = list) -> Any:
    parameters = []
    for grad in grads:
        parameter = torch.nn.Parameter(torch.ones(2) if grad is None else torch.ones_like(grad))
        parameter.grad = None if grad is None else grad.clone()
        parameters.append(parameter)
    norm = lab.clip_grad_norm(given(parameters), max_norm)
    norm = norm.item() if isinstance(norm, torch.Tensor) and norm.numel() == 1 else norm
    # A plain number becomes a tensor, because torch rounds the length to single precision.
    return {
        "the length that comes back": torch.tensor(norm) if isinstance(norm, int | float) else norm,
        "gradients": [parameter.grad for parameter in parameters],
        "weights": [parameter.detach() for parameter in parameters],
    }


def _large_half(draw: Draw, shapes: Shapes) -> Inputs:
    """Numbers beyond 255, whose squares float16 cannot hold; it can hold their length."""
    inputs = _grads(draw, shapes, share=0.5, scale=400.0)
    return inputs | {"grads": [None if grad is None else grad.half() + 300 for grad in inputs["grads"]]}


def _clip_half(lab: Any, grads: Any, max_norm: float) -> Any:
    """Clip as `_clip` does, and round the length to half precision, as the gradients are."""
    seen = _clip(lab, grads, max_norm)
    norm = seen["the length that comes back"]
    return seen | {"the length that comes back": norm.half() if isinstance(norm, torch.Tensor) else norm}


CALL = "clip_grad_norm(parameters, max_norm)"
ONE: Shapes = [(2,)]
SEVERAL: Shapes = [(1,), (1,), (1,)]
MODEL: Shapes = [(3, 5), (5,), (2, 3, 4), (1,)]
FROZEN: Shapes = [(2,), None, (3,)]

PROPERTIES = [
    Property(
        "A long gradient is cut to max_norm, all its numbers by the same factor",
        partial(_grads, share=0.5),
        _clip,
        [ONE, SEVERAL, MODEL],
        CALL,
    ),
    Property("A very long gradient is cut, too", partial(_grads, share=0.01, scale=100.0), _clip, [ONE, MODEL], CALL),
    Property(
        "Large gradients of half precision, whose squares it cannot hold", _large_half, _clip_half, [ONE, MODEL], CALL
    ),
    Property("A short gradient stays as it is", partial(_grads, share=3.0), _clip, [ONE, SEVERAL, MODEL], CALL),
    Property("A short gradient with many numbers stays as it is", partial(_grads, share=1.2), _clip, [MODEL], CALL),
    Property("A parameter without a gradient is skipped", partial(_grads, share=0.5), _clip, [FROZEN], CALL),
    Property(
        "parameters may be a generator", partial(_grads, share=0.5), partial(_clip, given=iter), [SEVERAL, FROZEN], CALL
    ),
    Property(
        "Gradients of 0 stay 0",
        partial(_grads, share=0.0, scale=0.0),
        lambda lab, grads, max_norm: _clip(lab, grads, max_norm + 1.0),
        [ONE, MODEL],
        CALL,
    ),
    Property(
        "Without any gradient the length is 0",
        partial(_grads, share=0.0),
        lambda lab, grads, max_norm: float(_clip(lab, grads, max_norm + 1.0)["the length that comes back"]),
        [[None]],
        CALL,
    ),
]
