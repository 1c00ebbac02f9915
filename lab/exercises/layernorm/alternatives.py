"""Other correct ways of writing LayerNorm and RMSNorm, as whole files."""

ALTERNATIVES = {
    "by the mean of squares": """
import torch
from torch import nn


class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
        self.eps = eps

    def forward(self, x):
        centered = x - x.mean(dim=-1, keepdim=True)
        x = centered * torch.rsqrt(centered.pow(2).mean(dim=-1, keepdim=True) + self.eps)
        x = self.weight * x
        if self.bias is not None:
            x = x + self.bias
        return x


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        if bias:
            self.bias = nn.Parameter(torch.zeros(size))
        else:
            self.register_parameter("bias", None)
        self.eps = eps

    def forward(self, x):
        x = self.weight * (x / torch.sqrt((x ** 2).mean(-1, keepdim=True) + self.eps))
        return x if self.bias is None else x + self.bias
""",
    "one base class": """
import torch
import torch.nn as nn


class Affine(nn.Module):
    def __init__(self, size, eps, bias):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.register_parameter("bias", nn.Parameter(torch.zeros(size)) if bias else None)

    def scaled(self, x, power):
        out = x * (power + self.eps) ** -0.5 * self.weight
        return out + self.bias if self.bias is not None else out


class LayerNorm(Affine):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__(size, eps, bias)

    def forward(self, x):
        variance, mean = torch.var_mean(x, -1, correction=0, keepdim=True)
        return self.scaled(x - mean, variance)


class RMSNorm(Affine):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__(size, eps, bias)

    def forward(self, x):
        return self.scaled(x, x.square().sum(-1, keepdim=True) / x.size(-1))
""",
    "in one expression": """
import torch
from torch import nn


class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.weight, self.bias, self.eps = nn.Parameter(torch.ones(size)), None, eps
        if bias:
            self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        std = torch.sqrt(x.var(-1, unbiased=False, keepdim=True) + self.eps)
        y = (x - x.mean(-1, keepdim=True)) / std
        return y * self.weight if self.bias is None else torch.addcmul(self.bias, y, self.weight)


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.weight, self.bias, self.eps = nn.Parameter(torch.ones(size)), None, eps
        if bias:
            self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        y = x / (torch.einsum("...c,...c->...", x, x)[..., None] / x.shape[-1] + self.eps).sqrt() * self.weight
        return y if self.bias is None else y + self.bias
""",
}
