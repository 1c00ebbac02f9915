"""Other correct ways of writing causal attention and its mask, as whole files."""

ALTERNATIVES = {
    "an upper triangle to be filled, a buffer of ones": """
import math
import torch
from torch import nn


def causal_attention(q, k, v):
    T = q.size(-2)
    scores = q @ k.transpose(-2, -1) * (1.0 / math.sqrt(k.size(-1)))
    future = torch.triu(torch.ones(T, T, device=q.device), diagonal=1).bool()
    return torch.softmax(scores.masked_fill(future, float("-inf")), dim=-1) @ v


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.register_buffer("tril", torch.tril(torch.ones(block_size, block_size)))

    def forward(self, T):
        return self.tril[:T, :T] == 1
""",
    "positions compared": """
import torch
from torch import nn


def causal_attention(q, k, v):
    t = torch.arange(q.shape[2], device=q.device)
    scores = torch.einsum("bhtd,bhsd->bhts", q, k) / q.shape[-1] ** 0.5
    scores = torch.where(t[:, None] >= t[None, :], scores, torch.finfo(scores.dtype).min)
    return scores.softmax(-1) @ v


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.register_buffer("positions", torch.arange(block_size), persistent=False)

    def forward(self, T):
        t = self.positions[:T]
        return t.unsqueeze(1) >= t.unsqueeze(0)
""",
    "query by query": """
import torch
from torch import nn


def causal_attention(q, k, v):
    rows = []
    for t in range(q.size(2)):
        scores = (q[:, :, t : t + 1] @ k[:, :, : t + 1].mT) / q.size(3) ** 0.5
        rows.append(scores.softmax(dim=-1) @ v[:, :, : t + 1])
    return torch.cat(rows, dim=2)


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        mask = torch.zeros(block_size, block_size, dtype=torch.bool)
        for t in range(block_size):
            mask[t, : t + 1] = True
        self.register_buffer("mask", mask)

    def forward(self, T):
        return self.mask[:T, :T].clone()
""",
}
