import torch
from torch import nn


class _Affine(nn.Module):
    def __init__(self, size, eps, bias):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        if bias:
            self.bias = nn.Parameter(torch.zeros(size))
        else:
            self.register_parameter("bias", None)

    def affine(self, z):
        z = z * self.weight
        if self.bias is not None:
            z = z + self.bias
        return z


class LayerNorm(_Affine):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__(size, eps, bias)

    def forward(self, x):
        first = x.mean(dim=-1, keepdim=True)
        second = x.square().mean(dim=-1, keepdim=True)
        spread = (second - first.square()).clamp(min=0)
        return self.affine((x - first) * (spread + self.eps).rsqrt())


class RMSNorm(_Affine):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__(size, eps, bias)

    def forward(self, x):
        second = x.square().mean(dim=-1, keepdim=True)
        return self.affine(x * (second + self.eps).rsqrt())
