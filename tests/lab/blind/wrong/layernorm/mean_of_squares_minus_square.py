"""Wrong (subtle): variance as E[x^2] - E[x]^2, which cancels in float32 where the mean is large against the spread (even below 0: nan)."""
import torch
import torch.nn as nn


class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
        self.eps = eps

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        var = (x ** 2).mean(-1, keepdim=True) - mean ** 2
        y = (x - mean) / (var + self.eps) ** 0.5
        y = y * self.weight
        return (y if self.bias is None else y + self.bias).type_as(x)


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
        self.eps = eps

    def forward(self, x):
        y = x / ((x ** 2).mean(-1, keepdim=True) + self.eps) ** 0.5
        y = y * self.weight
        return (y if self.bias is None else y + self.bias).type_as(x)
