"""Properties of scaled dot-product attention: values, masks, large scores and gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from lab.grade.properties import Draw, Inputs, Property, with_gradients

Size = tuple[int, int, int, int, int]  # B, H, Tq, Tk, D


def _plain(draw: Draw, size: Size, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> Inputs:
    b, h, tq, tk, d = size
    return {
        "q": draw.normal(b, h, tq, d, scale=scale, dtype=dtype),
        "k": draw.normal(b, h, tk, d, scale=scale, dtype=dtype),
        "v": draw.normal(b, h, tk, d, scale=scale, dtype=dtype),
    }


def _masked(draw: Draw, size: Size, scale: float = 1.0) -> Inputs:
    return _plain(draw, size, scale) | {"mask": draw.mask(size[2], size[3])}


def _masked_by_batch(draw: Draw, size: Size) -> Inputs:
    return _plain(draw, size) | {"mask": draw.mask(size[0], 1, size[2], size[3])}


def _masked_by_head(draw: Draw, size: Size) -> Inputs:
    return _plain(draw, size) | {"mask": draw.mask(size[1], size[2], size[3])}


def _attend(lab: Any, **inputs: Any) -> Any:
    return lab.scaled_dot_product_attention(**inputs)


def _gradients(lab: Any, q: Any, k: Any, v: Any, mask: Any) -> Any:
    def attend(q: Any, k: Any, v: Any) -> Any:
        return lab.scaled_dot_product_attention(q, k, v, mask)

    return with_gradients(attend, q=q, k=k, v=v)


CALL, WITH_MASK = "scaled_dot_product_attention(q, k, v)", "scaled_dot_product_attention(q, k, v, mask)"
SMALL, ODD = (1, 1, 2, 2, 2), (2, 3, 7, 7, 5)

PROPERTIES = [
    Property(
        "Each query gets the mean of the values, weighted by softmax(q kᵀ / √D)", _plain, _attend, [SMALL, ODD], CALL
    ),
    Property(
        "It works where there are more keys than queries, or fewer",
        _plain,
        _attend,
        [(1, 1, 1, 3, 2), (2, 3, 7, 4, 5)],
        CALL,
    ),
    Property(
        "A masked key gets no weight, and the other weights add up to 1",
        _masked,
        _attend,
        [SMALL, ODD, (2, 3, 4, 7, 5)],
        WITH_MASK,
    ),
    Property("Each text of the batch may have its own mask", _masked_by_batch, _attend, [(2, 3, 4, 7, 5)], WITH_MASK),
    Property("Each head may have its own mask", _masked_by_head, _attend, [(2, 3, 4, 7, 5)], WITH_MASK),
    Property(
        "Large scores stay finite", partial(_plain, scale=200.0), _attend, [(1, 1, 2, 3, 2), (2, 3, 7, 7, 5)], CALL
    ),
    Property(
        "A masked key gets no weight, however large its score",
        partial(_masked, scale=20.0),
        _attend,
        [(1, 1, 2, 3, 2), (2, 3, 7, 7, 5)],
        WITH_MASK,
    ),
    Property(
        "A masked key gets no weight, even where its score is a million more than the others",
        partial(_masked, scale=1000.0),
        _attend,
        [(2, 3, 7, 7, 5)],
        WITH_MASK,
    ),
    Property("Gradients reach q, k and v", _masked, _gradients, [SMALL, ODD], WITH_MASK),
    Property("Double precision stays double", partial(_plain, dtype=torch.float64), _attend, [(2, 3, 4, 7, 5)], CALL),
]
