"""Wrong (two): the mask is not cut to T, so only T = block_size works, and config.bias does not reach c_proj."""
import math

import torch
import torch.nn as nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.n_head = config.n_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd)
        n = config.block_size
        self.register_buffer("future", torch.ones(n, n).triu(1).bool(), persistent=False)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.c_attn(x).chunk(3, dim=-1)
        heads = lambda t: t.view(B, T, self.n_head, -1).transpose(1, 2)
        q, k, v = heads(q), heads(k), heads(v)
        att = q @ k.mT / math.sqrt(q.size(-1))
        att = att.masked_fill(self.future, -math.inf).softmax(-1)
        return self.c_proj((att @ v).transpose(1, 2).reshape(B, T, C))
