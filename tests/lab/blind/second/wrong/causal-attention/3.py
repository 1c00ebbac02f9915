import math

import torch
from torch import nn


def causal_attention(q, k, v):
    T = q.size(-2)
    logits = torch.matmul(q, k.mT).div(math.sqrt(q.size(-1)))
    keep = torch.tril(torch.ones((T, T), dtype=torch.bool, device=q.device))
    logits = torch.where(keep, logits, torch.full_like(logits, -math.inf))
    return torch.matmul(logits.softmax(dim=-1), v)


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.block_size = block_size
        self.mask = torch.tril(torch.ones((block_size, block_size), dtype=torch.bool))

    def forward(self, T):
        if T > self.block_size:
            raise ValueError("text longer than a block")
        return self.mask[:T, :T]
