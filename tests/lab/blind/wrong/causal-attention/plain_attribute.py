"""Wrong: the mask is a plain attribute and no buffer, so .to(device) leaves it behind."""
import torch
from torch import nn


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.block_size = block_size
        self.mask = torch.ones(block_size, block_size).tril().bool()

    def forward(self, T):
        assert T <= self.block_size
        return self.mask[:T, :T]


def causal_attention(q, k, v):
    T = q.size(-2)
    mask = CausalMask(T)(T).to(q.device)
    scores = torch.einsum("bhid,bhjd->bhij", q, k) * q.size(-1) ** -0.5
    scores = torch.where(mask, scores, torch.tensor(float("-inf"), dtype=q.dtype, device=q.device))
    return torch.einsum("bhij,bhjd->bhid", scores.softmax(-1), v)
