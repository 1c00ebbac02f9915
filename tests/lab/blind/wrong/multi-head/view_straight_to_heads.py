"""Wrong: views (B, T, C) directly as (B, H, T, D), which mixes positions into heads (right only for T = 1 or H = 1)."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        assert config.n_embd % config.n_head == 0
        self.n_head = config.n_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)

    def forward(self, x):
        B, T, C = x.size()
        D = C // self.n_head
        q, k, v = self.c_attn(x).split(C, dim=2)
        q = q.reshape(B, self.n_head, T, D)
        k = k.reshape(B, self.n_head, T, D)
        v = v.reshape(B, self.n_head, T, D)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        y = y.transpose(1, 2).reshape(B, T, C)
        return self.c_proj(y)
