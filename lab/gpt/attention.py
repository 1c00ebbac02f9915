"""Attention: each position gathers values from the positions that it may see.

Every function here takes q (B, H, Tq, D) and k, v (B, H, Tk, D) and gives (B, H, Tq, D). Where Tq < Tk,
the queries are the last Tq of the Tk positions: the rest came earlier and lie in a cache.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from lab.gpt.softmax import softmax


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, dropout: float = 0.0
) -> Tensor:
    """softmax(q k' / sqrt(D)) v; `mask` is True where a query may attend."""
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))  # (B, H, Tq, Tk)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)  # exp(-inf) = 0: no weight at all
    weights = softmax(scores, dim=-1)  # (B, H, Tq, Tk): each query's row sums to 1
    if dropout:
        weights = functional.dropout(weights, dropout)
    return weights @ v  # (B, H, Tq, D)


class CausalMask(nn.Module):
    """True where a query may look: at itself and at what came before. Made once, cropped at each use."""

    allowed: Tensor

    def __init__(self, block_size: int) -> None:
        super().__init__()
        # A buffer moves with the model to its device; not persistent, since it is no part of what was learned.
        allowed = torch.ones(block_size, block_size, dtype=torch.bool).tril()  # (T, T)
        self.register_buffer("allowed", allowed, persistent=False)

    def forward(self, queries: int, keys: int | None = None) -> Tensor:  # -> (Tq, Tk)
        keys = queries if keys is None else keys
        return self.allowed[keys - queries : keys, :keys]


def causal_attention(q: Tensor, k: Tensor, v: Tensor, dropout: float = 0.0) -> Tensor:
    """Attention that cannot see the future, with a mask made on the spot."""
    queries, keys = q.size(-2), k.size(-2)
    mask = torch.ones(queries, keys, dtype=torch.bool, device=q.device).tril(keys - queries)  # (Tq, Tk)
    return scaled_dot_product_attention(q, k, v, mask, dropout)


def flash_attention(q: Tensor, k: Tensor, v: Tensor, dropout: float = 0.0) -> Tensor:
    """Attention in torch's fused kernel, which never writes the (Tq, Tk) scores to memory."""
    queries, keys = q.size(-2), k.size(-2)
    if queries == keys:
        return functional.scaled_dot_product_attention(q, k, v, dropout_p=dropout, is_causal=True)
    # torch's `is_causal` counts from the first key, which is wrong after a cache: one query sees all keys,
    # and a chunk needs the mask shifted by what came before it.
    mask = None if queries == 1 else torch.ones(queries, keys, dtype=torch.bool, device=q.device).tril(keys - queries)
    return functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=dropout)
