"""Properties of LayerNorm and RMSNorm: values, parameters, small vectors and precision."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from lab.grade.properties import Draw, Inputs, Property, fill, shapes, with_gradients

Size = tuple[int, ...]  # of x


def _vectors(
    draw: Draw, size: Size, eps: float = 0.1, spread: float = 1.0, dtype: torch.dtype = torch.float32, at: float = 0.5
) -> Inputs:
    x = draw.normal(*size, scale=spread, dtype=dtype) + at * spread
    weights = {"weight": draw.normal(size[-1], dtype=dtype) + 1, "bias": draw.normal(size[-1], dtype=dtype)}
    return {"x": x, "weights": weights, "eps": eps}


def _normed(name: str, lab: Any, x: Any, weights: Any, eps: float, bias: bool = True) -> Any:
    norm = getattr(lab, name)(x.size(-1), eps=eps, bias=bias).to(x.dtype)
    fill(norm, weights)
    return with_gradients(norm, x=x) | {f"gradient of {n}": p.grad for n, p in sorted(norm.named_parameters())}


def _fresh(name: str, lab: Any, x: Any, weights: Any, eps: float) -> Any:
    del weights, eps
    norm = getattr(lab, name)(x.size(-1))
    return {"output": norm(x), "parameters": shapes(norm)}


def _without_bias(name: str, lab: Any, x: Any, weights: Any, eps: float) -> Any:
    norm = getattr(lab, name)(x.size(-1), bias=False)
    return {"parameters": shapes(norm), "bias is None": norm.bias is None} | _normed(
        name, lab, x, weights, eps, bias=False
    )


def _kind_in_half(name: str, lab: Any, x: Any, weights: Any, eps: float) -> Any:
    """Return only the dtype of the result: its values depend on where the code rounds."""
    del weights
    return {"kind of the result": str(getattr(lab, name)(x.size(-1), eps=eps).half()(x.half()).dtype)}


def _as_parameters(name: str, lab: Any, x: Any, weights: Any, eps: float) -> Any:
    del weights, eps
    return shapes(getattr(lab, name)(x.size(-1), bias=True))


def _properties(name: str, formula: str, center: str) -> list[Property]:
    call = f"{name}({{}})(x)".replace("{}", "C, eps")
    act = partial(_normed, name)
    return [
        Property(
            f"{name} has the parameters weight and bias, of C numbers each",
            _vectors,
            partial(_as_parameters, name),
            [(2, 4)],
            f"{name}(C)",
        ),
        Property(f"{name}: {formula}", _vectors, act, [(1, 2), (2, 4), (2, 7, 5)], call, hide=("weights",)),
        Property(
            f"{name} treats each vector by itself",
            partial(_vectors, spread=3.0),
            act,
            [(2, 3), (4, 3, 2, 5)],
            call,
            hide=("weights",),
        ),
        Property(
            f"{name}: {center}",
            partial(_vectors, eps=1e-5, spread=1e-3),
            act,
            [(2, 4), (3, 5)],
            call,
            hide=("weights",),
        ),
        Property(
            f"A new {name} has a gain of 1, no shift, and eps = 1e-5",
            partial(_vectors, spread=0.01),
            partial(_fresh, name),
            [(2, 4), (3, 7)],
            f"{name}(C)(x)",
            hide=("weights", "eps"),
        ),
        Property(
            f"{name} works without a bias",
            _vectors,
            partial(_without_bias, name),
            [(2, 4)],
            f"{name}(C, bias=False)(x)",
            hide=("weights",),
        ),
        Property(
            f"{name} keeps double precision",
            partial(_vectors, dtype=torch.float64),
            act,
            [(2, 7, 5)],
            call,
            hide=("weights",),
        ),
        Property(
            f"{name} keeps half precision",
            _vectors,
            partial(_kind_in_half, name),
            [(2, 4)],
            f"{name}(C, eps).half()(x.half())",
            hide=("weights",),
        ),
    ]


PROPERTIES = [
    *_properties("LayerNorm", "(x - mean) / √(variance + eps) · weight + bias", "small vectors, where eps matters"),
    # Squares of 2000 are known to 0.25 in single precision, which is more than the variance can bear.
    Property(
        "LayerNorm: vectors far from 0, whose mean is large beside their spread",
        partial(_vectors, at=2000.0),
        partial(_normed, "LayerNorm"),
        [(3, 5), (8, 4)],
        "LayerNorm(C, eps)(x)",
        tolerance=30.0,
        hide=("weights",),
    ),
    *_properties("RMSNorm", "x / √(mean of x² + eps) · weight + bias", "small vectors, where eps matters"),
]
