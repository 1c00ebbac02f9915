"""Wrong: the result (B, H, T, D) is reshaped to (B, T, C) without bringing the heads back behind the positions."""
import math

import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)
        mask = torch.tril(torch.ones(config.block_size, config.block_size, dtype=torch.bool))
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        B, T, C = x.shape
        H = self.config.n_head
        D = C // H
        q, k, v = (z.view(B, T, H, D).transpose(1, 2) for z in self.c_attn(x).split(C, dim=-1))
        att = q @ k.transpose(-2, -1) / math.sqrt(D)
        att = att.masked_fill(~self.mask[:T, :T], float("-inf"))
        out = torch.softmax(att, dim=-1) @ v
        return self.c_proj(out.contiguous().view(B, T, C))
