import math

import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, config.bias)

    def forward(self, x):
        H = self.config.n_head
        T = x.shape[1]
        key, query, value = (
            part.unflatten(-1, (H, -1)) for part in torch.chunk(self.c_attn(x), 3, dim=-1)
        )
        scores = torch.einsum("bqhd,bkhd->bhqk", query, key) / math.sqrt(query.shape[-1])
        later = torch.arange(T, device=x.device)[None, :] > torch.arange(T, device=x.device)[:, None]
        weights = scores.masked_fill(later, -math.inf).softmax(dim=-1)
        joined = torch.einsum("bhqk,bkhd->bqhd", weights, value).flatten(2)
        return self.c_proj(joined)
