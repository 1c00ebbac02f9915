"""Right: by geometry, in float64: both divide by a vector's length (linalg.vector_norm) over root C."""
import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.size, self.eps = size, eps
        self.weight = nn.Parameter(torch.ones(size))
        self.register_parameter("bias", nn.Parameter(torch.zeros(size)) if bias else None)

    def prepare(self, x):
        return x

    def forward(self, x):
        z = self.prepare(x.double())
        length = torch.linalg.vector_norm(z, dim=-1, keepdim=True)
        y = z / torch.sqrt(length ** 2 / self.size + self.eps) * self.weight.double()
        if self.bias is not None:
            y = y + self.bias.double()
        return y.to(x.dtype)


class LayerNorm(RMSNorm):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__(size, eps, bias)

    def prepare(self, x):
        return x - x.sum(dim=-1, keepdim=True) / self.size
