import torch
from torch import nn


class SelfAttn(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.h = cfg.n_head
        self.c_attn = nn.Linear(cfg.n_embd, cfg.n_embd * 3, bias=cfg.bias)
        self.c_proj = nn.Linear(cfg.n_embd, cfg.n_embd, bias=cfg.bias)

    def forward(self, x):
        t = x.size(1)
        q, k, v = self.c_attn(x).unflatten(2, (3, self.h, -1)).unbind(2)
        w = torch.einsum("bihd,bjhd->bhij", q, k) * q.size(-1) ** -0.5
        ok = torch.ones(t, t, device=x.device).tril().bool()
        w = w.masked_fill(~ok, float("-inf")).softmax(-1)
        return self.c_proj(torch.einsum("bhij,bjhd->bihd", w, v).flatten(2))


class FeedForward(nn.Sequential):
    def __init__(self, cfg):
        super().__init__()
        self.add_module("c_fc", nn.Linear(cfg.n_embd, 4 * cfg.n_embd, bias=cfg.bias))
        self.add_module("act", nn.GELU(approximate="tanh" if cfg.gelu == "tanh" else "none"))
        self.add_module("c_proj", nn.Linear(4 * cfg.n_embd, cfg.n_embd, bias=cfg.bias))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.ln_1, self.ln_2 = (nn.LayerNorm(config.n_embd, bias=config.bias) for _ in range(2))
        self.attn = SelfAttn(config)
        self.mlp = FeedForward(config)

    def forward(self, x):
        heard = self.attn(self.ln_1(x))
        thought = self.mlp(self.ln_2(x))
        return x + heard + thought
