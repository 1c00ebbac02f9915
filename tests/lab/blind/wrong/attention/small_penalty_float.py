"""Wrong (subtle, two): computes in float32 and never goes back to the inputs' dtype, and masks by adding -100, which large scores outweigh."""
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    q, k, v = q.float(), k.float(), v.float()
    scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(q.size(-1))
    if mask is not None:
        penalty = torch.zeros_like(scores).masked_fill(~mask, -100.0)
        scores = scores + penalty
    return torch.softmax(scores, dim=-1) @ v
