import torch
import torch.nn as nn


def scale_and_shift(y, module):
    y = module.weight * y
    return y + module.bias if module.bias is not None else y


class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
        self.eps = eps

    def forward(self, x):
        var, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
        return scale_and_shift((x - mean) / (var + self.eps) ** 0.5, self)


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
        self.eps = eps

    def forward(self, x):
        rms = (x * x).mean(dim=-1, keepdim=True) ** 0.5
        return scale_and_shift(x / (rms + self.eps), self)
