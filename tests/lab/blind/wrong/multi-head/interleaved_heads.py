"""Wrong: cuts the width as (D, H), so head h takes every H-th number; joined the same way, so a lone token does not show it."""
import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.H = config.n_head
        self.c_attn = nn.Linear(config.n_embd, config.n_embd * 3, config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, config.bias)

    def forward(self, x):
        B, T, C = x.shape
        D = C // self.H
        q, k, v = self.c_attn(x).reshape(B, T, 3, D, self.H).unbind(dim=2)
        scores = torch.einsum("bqdh,bkdh->bhqk", q, k) / D ** 0.5
        causal = torch.ones(T, T, dtype=torch.bool, device=x.device).tril()
        weights = scores.masked_fill(~causal, float("-inf")).softmax(dim=-1)
        out = torch.einsum("bhqk,bkdh->bqdh", weights, v)
        return self.c_proj(out.reshape(B, T, C))
