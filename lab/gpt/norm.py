"""Normalisation: over the features of one token (layer, RMS) or over the batch (batch)."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class LayerNorm(nn.Module):
    """Bring each token's vector to mean 0 and variance 1, then apply a learned gain and shift."""

    def __init__(self, size: int, eps: float = 1e-5, bias: bool = True) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))  # (C,)
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None  # (C,)

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C) -> (B, T, C)
        mean = x.mean(-1, keepdim=True)  # (B, T, 1)
        variance = x.var(-1, keepdim=True, correction=0)  # (B, T, 1): divided by C, not C - 1
        normal = (x - mean) / (variance + self.eps).sqrt()  # (B, T, C): eps inside the root
        scaled = normal * self.weight  # (B, T, C)
        return scaled if self.bias is None else scaled + self.bias


class FastLayerNorm(LayerNorm):
    """LayerNorm in one kernel."""

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C) -> (B, T, C)
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias, self.eps)


class RMSNorm(nn.Module):
    """Normalise only the length of each vector: no mean is subtracted, and by default no bias is added."""

    def __init__(self, size: int, eps: float = 1e-5, bias: bool = False) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))  # (C,)
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None  # (C,)

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C) -> (B, T, C)
        scaled = x * (x.square().mean(-1, keepdim=True) + self.eps).rsqrt() * self.weight
        return scaled if self.bias is None else scaled + self.bias


class BatchNorm1d(nn.Module):
    """Bring each feature to mean 0 and variance 1 over the batch, or in eval mode over all batches seen so far."""

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, size: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(size))  # (C,)
        self.bias = nn.Parameter(torch.zeros(size))  # (C,)
        self.register_buffer("running_mean", torch.zeros(size))  # (C,): saved, but not trained
        self.register_buffer("running_var", torch.ones(size))  # (C,)

    def forward(self, x: Tensor) -> Tensor:  # (B, C) -> (B, C)
        if self.training:
            mean, variance = x.mean(0), x.var(0, correction=0)  # (C,), (C,)
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                # The running variance estimates the data's, so it is the unbiased one: divided by B - 1.
                self.running_var.lerp_(x.var(0, correction=1), self.momentum)
        else:
            mean, variance = self.running_mean, self.running_var
        return (x - mean) / (variance + self.eps).sqrt() * self.weight + self.bias  # (B, C)
