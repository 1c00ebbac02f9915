"""Wrong: everything runs over dim=1, right for (N, C) only; a (B, T, C) input is normalised over T."""
import torch
import torch.nn as nn


class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        mean = torch.mean(x, dim=1, keepdim=True)
        var = torch.var(x, dim=1, keepdim=True, correction=0)
        x_hat = (x - mean) / torch.sqrt(var + self.eps)
        x_hat = x_hat * self.weight
        if self.bias is not None:
            x_hat = x_hat + self.bias
        return x_hat.to(x.dtype)


class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None

    def forward(self, x):
        x_hat = x / torch.sqrt(torch.mean(x * x, dim=1, keepdim=True) + self.eps)
        x_hat = x_hat * self.weight
        if self.bias is not None:
            x_hat = x_hat + self.bias
        return x_hat.to(x.dtype)
