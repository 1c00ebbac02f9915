"""Wrong: RMSNorm takes the argument bias and ignores it, self.bias is always None."""
import torch
from torch import nn


class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
        self.eps = eps

    def forward(self, x):
        x_ = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        out = (x_ - x_.mean(-1, keepdim=True)) / torch.sqrt(x_.var(-1, keepdim=True, unbiased=False) + self.eps)
        out = self.weight * out
        if self.bias is not None:
            out = out + self.bias
        return out.to(x.dtype)


class RMSNorm(nn.Module):
    """As in Llama."""

    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = None
        self.eps = eps

    def forward(self, x):
        x_ = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        out = x_ * torch.rsqrt(x_.pow(2).mean(-1, keepdim=True) + self.eps)
        return (self.weight * out).to(x.dtype)
