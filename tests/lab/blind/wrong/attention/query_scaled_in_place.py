"""Wrong: scales q in place, so the caller's queries are changed."""
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    # scaling the small q is cheaper than scaling the big score matrix
    q /= math.sqrt(q.size(-1))
    scores = q @ k.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), float("-inf"))
    return torch.softmax(scores, -1) @ v
