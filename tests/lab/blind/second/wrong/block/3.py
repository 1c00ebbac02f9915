import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Norm(nn.Module):
    def __init__(self, n, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n))
        self.bias = nn.Parameter(torch.zeros(n)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class CausalAttn(nn.Module):
    def __init__(self, config):
        super().__init__()
        n = config.n_embd
        self.H = config.n_head
        self.c_attn, self.c_proj = nn.Linear(n, 3 * n, bias=config.bias), nn.Linear(n, n, bias=config.bias)
        mask = torch.tril(torch.ones(config.block_size, config.block_size)) == 1
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        b, t, c = x.shape
        pieces = self.c_attn(x).view(b, t, 3 * self.H, c // self.H).permute(0, 2, 1, 3)
        q, k, v = pieces.chunk(3, dim=1)
        s = q.matmul(k.mT) / math.sqrt(c // self.H)
        s = torch.where(self.mask[:t, :t], s, -math.inf)
        o = s.softmax(-1).matmul(v)
        return self.c_proj(o.permute(0, 2, 1, 3).reshape(b, t, c))


class Mlp(nn.Module):
    def __init__(self, config):
        super().__init__()
        n = config.n_embd
        self.gelu = {"tanh": "tanh", "erf": "none"}[config.gelu]
        self.c_fc = nn.Linear(n, 4 * n, bias=config.bias)
        self.c_proj = nn.Linear(4 * n, n, bias=config.bias)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate=self.gelu))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        norm = Norm(config.n_embd, config.bias)
        self.ln_1 = norm
        self.attn = CausalAttn(config)
        self.ln_2 = norm
        self.mlp = Mlp(config)

    def forward(self, x):
        mid = x + self.attn(self.ln_1(x))
        return mid + self.mlp(self.ln_2(mid))
