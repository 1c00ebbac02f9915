import math

import torch


def _scores(q, k):
    return torch.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(q.shape[-1])


def _hide(s, mask):
    if mask is None:
        return s
    return s.masked_fill(mask.logical_not(), -math.inf)


def scaled_dot_product_attention(q, k, v, mask=None):
    s = _hide(_scores(q, k), mask)
    s = s - s.amax(dim=-1, keepdim=True)
    e = s.exp()
    w = e / e.sum(dim=-2, keepdim=True)
    return torch.einsum("bhqk,bhkd->bhqd", w, v)
