import torch
from torch import nn, tanh, erf


def linear(i, o, config):
    return nn.Linear(i, o, bias=config.bias)


def gelu_tanh(u):
    return u * 0.5 * (1.0 + tanh(0.7978845608028654 * (u + 0.044715 * u * u * u)))


def gelu_erf(u):
    return u * 0.5 * (1.0 + erf(u * 0.7071067811865476))


class Talk(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.c_attn = linear(config.n_embd, 3 * config.n_embd, config)
        self.c_proj = linear(config.n_embd, config.n_embd, config)
        self.D = config.n_embd // config.n_head

    def forward(self, x):
        C = x.shape[2]
        qkv = self.c_attn(x)
        after = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).triu(1)
        heads = []
        for lo in range(0, C, self.D):
            q, k, v = (qkv[:, :, base + lo : base + lo + self.D] for base in (0, C, 2 * C))
            s = (q @ k.transpose(1, 2) / self.D**0.5).masked_fill(after, float("-inf"))
            heads.append(torch.softmax(s, 2) @ v)
        return self.c_proj(torch.cat(heads, 2))


class Think(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.c_fc = linear(config.n_embd, 4 * config.n_embd, config)
        self.c_proj = linear(4 * config.n_embd, config.n_embd, config)
        self.f = gelu_tanh if config.gelu == "tanh" else gelu_erf

    def forward(self, x):
        return self.c_proj(self.f(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.n_embd, eps=1e-5, bias=config.bias)
        self.attn = Talk(config)
        self.ln_2 = nn.LayerNorm(config.n_embd, eps=1e-5, bias=config.bias)
        self.mlp = Think(config)

    def forward(self, x):
        stream = self.attn(self.ln_1(x)) + x
        return self.mlp(self.ln_2(stream)) + x
