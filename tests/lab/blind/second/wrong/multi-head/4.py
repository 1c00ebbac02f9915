import torch
from torch import nn


def one_head(q, k, v):
    T = q.shape[1]
    s = torch.bmm(q, k.transpose(1, 2)) * q.shape[-1] ** -0.5
    blocked = torch.full((T, T), float("-inf"), device=q.device, dtype=q.dtype).triu(1)
    return torch.bmm((s + blocked).softmax(2), v)


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.width = config.n_embd
        self.count = config.n_head
        self.c_attn = nn.Linear(self.width, 3 * self.width, bias=bool(config.bias))
        self.c_proj = nn.Linear(self.width, self.width, bias=bool(config.bias))

    def forward(self, x):
        qkv = self.c_attn(x)
        D = self.width // self.count
        found = []
        for h in range(self.count):
            parts = [qkv[..., start + h * D : start + (h + 1) * D] for start in range(0, 3 * self.width, self.width)]
            found = [one_head(*parts)] + found
        return self.c_proj(torch.cat(found, dim=-1))
