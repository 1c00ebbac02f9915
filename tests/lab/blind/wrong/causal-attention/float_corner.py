"""Wrong (two): the mask is float and not bool, and only its rows are cut, so the result is (T, block_size)."""
import math

import torch
from torch import nn


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.register_buffer("mask", torch.tril(torch.ones(block_size, block_size)))

    def forward(self, T):
        return self.mask[:T]


def causal_attention(q, k, v):
    T = q.size(-2)
    mask = CausalMask(T)(T).to(q.device)
    att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
    att = att.masked_fill(mask == 0, float("-inf"))
    return torch.softmax(att, dim=-1) @ v
