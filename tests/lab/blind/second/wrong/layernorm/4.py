import torch
from torch.nn import Module, Parameter


class Norm(Module):
    centre = False

    def __init__(self, size, eps, bias):
        super().__init__()
        self.size, self.eps = size, eps
        self.weight = Parameter(torch.ones(size))
        self.bias = Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        if self.centre:
            x = x - x.sum(-1, keepdim=True) / self.size
        energy = torch.einsum("...c,...c->...", x, x).unsqueeze(-1) / self.size
        out = x / torch.sqrt(energy + self.eps)
        if self.bias is not None:
            out = out + self.bias
        return out * self.weight


class LayerNorm(Norm):
    centre = True

    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__(size, eps, bias)


class RMSNorm(Norm):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__(size, eps, bias)
