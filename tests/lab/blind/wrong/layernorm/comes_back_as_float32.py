"""Wrong: computes in float32 and multiplies by float32 weights without going back, so a half input gives a float32 result."""
import torch
import torch.nn as nn


class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        xf = x.float()
        var, mean = torch.var_mean(xf, dim=-1, keepdim=True, correction=0)
        out = ((xf - mean) / torch.sqrt(var + self.eps)).to(x.dtype) * self.weight
        return out + self.bias if self.bias is not None else out


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        xf = x.float()
        out = (xf * torch.rsqrt(xf.square().mean(-1, keepdim=True) + self.eps)).to(x.dtype) * self.weight
        return out + self.bias if self.bias is not None else out
