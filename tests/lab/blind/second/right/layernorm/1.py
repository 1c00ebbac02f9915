import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.weight = nn.Parameter(torch.full((size,), 1.0))
        self.register_parameter("bias", nn.Parameter(torch.full((size,), 0.0)) if bias else None)
        self.eps = eps

    def forward(self, x):
        shortened = x * (x.pow(2).mean(-1) + self.eps).pow(-0.5)[..., None]
        if self.bias is None:
            return shortened * self.weight
        return torch.addcmul(self.bias, shortened, self.weight)


class LayerNorm(RMSNorm):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__(size, eps=eps, bias=bias)

    def forward(self, x):
        for _ in range(2):
            x = x - torch.mean(x, -1, True)
        return super().forward(x)
