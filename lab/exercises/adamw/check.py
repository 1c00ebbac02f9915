"""Properties of AdamW: single steps, eps, decay, state of each parameter, and groups."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

# An optimizer's first step imports this module, which takes half a second: done here once, not in each check.
import torch._dynamo
from torch import nn

from lab.grade.properties import Draw, Inputs, Property

Size = tuple[int, int]  # numbers in a parameter, steps
GENTLE = {"lr": 0.1, "betas": (0.6, 0.9), "eps": 1e-8, "weight_decay": 0.0}


def _one(draw: Draw, size: Size, **changes: Any) -> Inputs:
    """One parameter, and a gradient for each step."""
    n, steps = size
    grads = [[draw.normal(n) + 0.01] for _ in range(steps)]
    return {"weights": [draw.normal(n) + 1], "grads": grads, "settings": GENTLE | changes}


def _tiny(draw: Draw, size: Size) -> Inputs:
    inputs = _one(draw, size, eps=0.01)
    return inputs | {"grads": [[grad * 0.01 for grad in step] for step in inputs["grads"]]}


def _steady(draw: Draw, size: Size) -> Inputs:
    inputs = _one(draw, size)
    return inputs | {"grads": [inputs["grads"][0]] * size[1]}


def _still(draw: Draw, size: Size) -> Inputs:
    inputs = _one(draw, size, weight_decay=0.5)
    return inputs | {"grads": [[torch.zeros(size[0])] for _ in range(size[1])]}


def _two(draw: Draw, size: Size) -> Inputs:
    """Two parameters, one of which has no gradient in its first step."""
    n, steps = size
    grads: list[list[Any]] = [[draw.normal(n), draw.normal(n, 2)] for _ in range(steps)]
    grads[0][1] = None
    return {"weights": [draw.normal(n), draw.normal(n, 2)], "grads": grads, "settings": GENTLE | {"weight_decay": 0.3}}


def _alike(draw: Draw, size: Size) -> Inputs:
    """Two parameters of one shape, whose gradients differ."""
    n, steps = size
    grads = [[draw.normal(n) + 0.01, 10.0 * draw.normal(n) + 0.01] for _ in range(steps)]
    return {"weights": [draw.normal(n), draw.normal(n)], "grads": grads, "settings": GENTLE}


def _steps(lab: Any, weights: Any, grads: Any, settings: Any) -> Any:
    parameters = [nn.Parameter(weight.clone()) for weight in weights]
    return _run(lab.AdamW(parameters, **settings), parameters, grads)


def _run(optimizer: Any, parameters: Any, grads: Any) -> Any:
    seen = {}
    for i, step in enumerate(grads):
        for parameter, grad in zip(parameters, step, strict=True):
            parameter.grad = None if grad is None else grad.clone()
        optimizer.step()
        seen[f"after step {i + 1}"] = [parameter.detach().clone() for parameter in parameters]
    last = zip(parameters, grads[-1], strict=True)
    seen["gradients left alone"] = [g is None or torch.equal(p.grad, g) for p, g in last]
    return seen


def _groups(lab: Any, weights: Any, grads: Any, settings: Any) -> Any:
    """Two groups with their own decay and rate; the rate changes between steps."""
    parameters = [nn.Parameter(weight.clone()) for weight in weights]
    groups = [{"params": parameters[:1], "weight_decay": 0.0}, {"params": parameters[1:], "lr": 0.03}]
    optimizer = lab.AdamW(groups, **settings)
    first = _run(optimizer, parameters, grads[:2])
    for group in optimizer.param_groups:
        group["lr"] *= 0.5
    return [first, _run(optimizer, parameters, grads[2:])]


def _defaults(lab: Any, weights: Any, grads: Any, settings: Any) -> Any:
    del settings
    return _steps(lab, weights, grads, {})


def _doubles(draw: Draw, size: Size) -> Inputs:
    inputs = _two(draw, size)
    inputs["weights"] = [weight.double() for weight in inputs["weights"]]
    inputs["grads"] = [[None if g is None else g.double() for g in step] for step in inputs["grads"]]
    return inputs


CALL = "AdamW([p], **settings), then step() with each of grads"

PROPERTIES = [
    Property("The first step is lr long, against the gradient's sign", _one, _steps, [(1, 1), (3, 1)], CALL),
    Property(
        "Later steps weigh the gradient's mean by the root of its square's mean", _one, _steps, [(1, 2), (3, 5)], CALL
    ),
    Property("A steady gradient moves the weight by lr at every step", _steady, _steps, [(1, 3), (3, 6)], CALL),
    Property("eps is added to the root of v̂", _tiny, _steps, [(1, 1), (3, 4)], CALL),
    Property(
        "Decay shrinks the weight by lr · weight_decay, even where the gradient is 0",
        _still,
        _steps,
        [(1, 1), (3, 4)],
        CALL,
    ),
    Property("Decay and step work together", partial(_one, weight_decay=0.5), _steps, [(1, 1), (3, 4)], CALL),
    Property(
        "Each parameter has its own state and its own count; one without a gradient is skipped",
        _two,
        _steps,
        [(1, 2), (3, 4)],
        "AdamW([p, q], **settings), then step() with each of grads",
    ),
    Property(
        "Two parameters of one shape have a state each",
        _alike,
        _steps,
        [(1, 2), (3, 4)],
        "AdamW([p, q], **settings), then step() with each of grads",
    ),
    Property(
        "Each group has its own rate and decay, and the rate may change",
        _two,
        _groups,
        [(2, 4)],
        "AdamW(groups, **settings)",
    ),
    Property(
        "The defaults are lr 1e-3, betas 0.9 and 0.999, eps 1e-8, weight_decay 0.01",
        partial(_one, lr=0.001),
        _defaults,
        [(3, 3)],
        "AdamW([p])",
        tolerance=0.02,
        hide=("settings",),
    ),
    Property("Double precision stays double", _doubles, _steps, [(3, 3)], CALL),
]
