"""Wrong: RMSNorm adds eps to the root and not under it (LayerNorm is right)."""
import torch
from torch import nn


class _Norm(nn.Module):
    def __init__(self, size, eps, bias):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        if bias:
            self.bias = nn.Parameter(torch.zeros(size))
        else:
            self.register_parameter("bias", None)

    def affine(self, normed, dtype):
        y = normed * self.weight
        if self.bias is not None:
            y = y + self.bias
        return y.to(dtype)


class LayerNorm(_Norm):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__(size, eps, bias)

    def forward(self, x):
        c = x - x.mean(-1, keepdim=True)
        return self.affine(c * torch.rsqrt((c * c).mean(-1, keepdim=True) + self.eps), x.dtype)


class RMSNorm(_Norm):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__(size, eps, bias)

    def forward(self, x):
        rms = torch.sqrt(torch.mean(x * x, dim=-1, keepdim=True))
        return self.affine(x / (rms + self.eps), x.dtype)
