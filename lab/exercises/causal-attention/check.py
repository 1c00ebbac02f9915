"""Properties of causal attention and its mask: which positions are seen, values, precision and the stored mask."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from lab.grade.properties import Draw, Inputs, Property, with_gradients

INFLUENCE = "in row t and column s: does the output at t depend on position s"
Size = tuple[int, int, int, int]  # B, H, T, D


def _heads(draw: Draw, size: Size, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> Inputs:
    return {name: draw.normal(*size, scale=scale, dtype=dtype) for name in ("q", "k", "v")}


def _attend(lab: Any, q: Any, k: Any, v: Any) -> Any:
    return lab.causal_attention(q, k, v)


def _first(lab: Any, q: Any, k: Any, v: Any) -> Any:
    return lab.causal_attention(q, k, v)[:, :, 0]


def _influence(lab: Any, q: Any, k: Any, v: Any) -> Any:
    """Mark row t, column s where the output at t depends on the value at s."""
    times = v.size(2)
    v = v.clone().requires_grad_()
    out = lab.causal_attention(q, k, v)
    rows = [torch.autograd.grad(out[:, :, t].sum(), v, retain_graph=True)[0] for t in range(times)]
    return {INFLUENCE: torch.stack([row.abs().sum((0, 1, 3)) > 1e-6 for row in rows])}


def _gradients(lab: Any, q: Any, k: Any, v: Any) -> Any:
    return with_gradients(lab.causal_attention, q=q, k=k, v=v)


def _lengths(draw: Draw, size: tuple[int, int]) -> Inputs:
    del draw
    return {"block_size": size[0], "T": size[1]}


def _mask(lab: Any, block_size: int, T: int) -> Any:  # noqa: N803 - as the prompt calls it
    return lab.CausalMask(block_size)(T)


def _buffer(lab: Any, block_size: int, T: int) -> Any:  # noqa: N803
    del T
    mask = lab.CausalMask(block_size)
    return {"has a buffer": bool(list(mask.buffers())), "parameters": len(list(mask.parameters()))}


CALL = "causal_attention(q, k, v)"
# T is in turn the head size, the number of heads, and neither.
SIZES: list[Size] = [(1, 1, 2, 2), (1, 1, 3, 2), (2, 3, 3, 5), (2, 3, 7, 5), (1, 2, 1, 3)]

PROPERTIES = [
    Property(
        "The first position sees only itself: its output is v[0]",
        _heads,
        _first,
        [(1, 1, 2, 2), (2, 3, 7, 5)],
        f"{CALL}[:, :, 0]",
    ),
    Property(
        "The output at position t depends on positions 0 to t, and on no later one",
        _heads,
        _influence,
        [(1, 1, 2, 2), (2, 3, 7, 5)],
        CALL,
        hide=("q", "k", "v"),
    ),
    Property(
        "Each query gets the mean of the values up to its own, weighted by softmax(q kᵀ / √D)",
        _heads,
        _attend,
        SIZES,
        CALL,
    ),
    Property("Large scores stay finite", partial(_heads, scale=200.0), _attend, [(1, 1, 3, 2), (2, 3, 7, 5)], CALL),
    Property("Half precision works", partial(_heads, dtype=torch.float16), _attend, [(1, 1, 3, 2), (2, 3, 7, 5)], CALL),
    Property("Gradients reach q, k and v", _heads, _gradients, [(2, 3, 7, 5)], CALL),
    Property("Double precision stays double", partial(_heads, dtype=torch.float64), _attend, [(2, 3, 7, 5)], CALL),
    Property(
        "CausalMask: True where a query may look, for a full block",
        _lengths,
        _mask,
        [(1, 1), (3, 3), (8, 8)],
        "CausalMask(block_size)(T)",
    ),
    Property(
        "CausalMask is cropped to a shorter text",
        _lengths,
        _mask,
        [(3, 2), (8, 5), (8, 1)],
        "CausalMask(block_size)(T)",
    ),
    Property(
        "The mask is a buffer: it moves with the model, and is not trained",
        _lengths,
        _buffer,
        [(8, 5)],
        "CausalMask(block_size).buffers()",
    ),
]
