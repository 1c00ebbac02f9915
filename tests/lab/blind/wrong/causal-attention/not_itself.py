"""Wrong: the mask leaves out the diagonal, so no position sees itself and the first sees nothing (nan)."""
import math

import torch
import torch.nn as nn


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        mask = torch.tril(torch.ones(block_size, block_size, dtype=torch.bool), diagonal=-1)
        self.register_buffer("mask", mask)

    def forward(self, T):
        return self.mask[:T, :T]


def causal_attention(q, k, v):
    T, D = q.shape[-2:]
    scores = q @ k.transpose(-2, -1) / math.sqrt(D)
    future = torch.triu(torch.ones(T, T, dtype=torch.bool, device=q.device))
    scores = scores.masked_fill(future, float("-inf"))
    return torch.softmax(scores, dim=-1) @ v
