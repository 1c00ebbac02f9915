"""Wrong: divides the scores by the root of C and not of D (right for one head only)."""
import math

import torch
import torch.nn as nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.n_embd, self.n_head = config.n_embd, config.n_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.c_attn(x).split(self.n_embd, dim=2)
        outs = []
        for h in range(self.n_head):
            cut = slice(h * C // self.n_head, (h + 1) * C // self.n_head)
            att = q[..., cut] @ k[..., cut].transpose(1, 2) / math.sqrt(C)
            future = torch.triu(torch.ones(T, T, device=x.device), diagonal=1).bool()
            att = torch.softmax(att.masked_fill(future, float("-inf")), dim=-1)
            outs.append(att @ v[..., cut])
        return self.c_proj(torch.cat(outs, dim=-1))
