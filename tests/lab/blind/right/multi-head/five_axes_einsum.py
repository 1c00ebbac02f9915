"""Right: one reshape to (B, T, 3, H, D) and einsums, the heads never move to the front; stable softmax by hand."""
import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.n_head = config.n_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.c_attn(x).unflatten(-1, (3, self.n_head, C // self.n_head)).unbind(dim=2)
        scores = torch.einsum("bqhd,bkhd->bqhk", q, k) * (C // self.n_head) ** -0.5
        position = torch.arange(T, device=x.device)
        future = position[None, :] > position[:, None]
        scores = scores.masked_fill(future[None, :, None, :], -torch.inf)
        e = torch.exp(scores - scores.detach().amax(dim=-1, keepdim=True))
        mixed = torch.einsum("bqhk,bkhd->bqhd", e / e.sum(dim=-1, keepdim=True), v)
        return self.c_proj(mixed.flatten(2))
