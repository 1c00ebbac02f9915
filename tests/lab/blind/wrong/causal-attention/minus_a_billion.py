"""Wrong: fills with -1e9, which float16 cannot hold, so half precision fails."""
import math

import torch
import torch.nn as nn


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.register_buffer("tril", torch.tril(torch.ones(block_size, block_size)).bool(), persistent=False)

    def forward(self, T):
        return self.tril[:T, :T]


def causal_attention(q, k, v):
    B, H, T, D = q.shape
    mask = torch.tril(torch.ones(T, T, device=q.device)).bool()
    scores = q @ k.transpose(-2, -1) / math.sqrt(D)
    scores = scores.masked_fill(mask == 0, -1e9)
    return torch.softmax(scores, dim=-1) @ v
