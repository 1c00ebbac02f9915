"""Wrong: divides by the root of the number of keys and not of D; right only where Tk = D."""
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    d = k.size(-2)
    scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return torch.matmul(weights, v)
