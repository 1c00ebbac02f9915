import torch
from torch import nn


def _staircase(n, device=None):
    return torch.eye(n, device=device).cumsum(0).to(torch.bool)


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.register_buffer("steps", _staircase(block_size), persistent=False)

    def forward(self, T):
        lost = self.steps.shape[0] - T
        return self.steps[lost:, lost:]


def causal_attention(q, k, v):
    length, width = q.shape[-2:]
    keys_first = torch.einsum("bhkd,bhqd->bhkq", k, q) / width**0.5
    unseen = ~_staircase(length, q.device).T
    weights = keys_first.masked_fill(unseen, torch.finfo(q.dtype).min).softmax(-2)
    return torch.einsum("bhkq,bhkd->bhqd", weights, v)
