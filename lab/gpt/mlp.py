"""The MLP, which treats each token by itself between two rounds of attention."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from lab.gpt.config import GPTConfig


def gelu(x: Tensor) -> Tensor:
    """GELU: x times the probability that a standard normal number is below x."""
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x: Tensor) -> Tensor:
    """GELU by the tanh approximation that GPT-2 was trained with, up to 5e-4 away from `gelu`."""
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x.pow(3))))


class MLP(nn.Module):
    """Widen each token's vector fourfold, apply GELU, and narrow it again."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.c_fc = nn.Linear(config.n_embd, 4 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(4 * config.n_embd, config.n_embd, bias=config.bias)
        self.dropout = nn.Dropout(config.dropout)
        self.form = config.gelu

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C) -> (B, T, C)
        hidden: Tensor = self.c_fc(x)  # (B, T, 4C)
        bent = self.bend(hidden)  # (B, T, 4C)
        out: Tensor = self.dropout(self.c_proj(bent))  # (B, T, C)
        return out

    def bend(self, hidden: Tensor) -> Tensor:
        return gelu_tanh(hidden) if self.form == "tanh" else gelu(hidden)


class FastMLP(MLP):
    """The MLP with torch's kernel for GELU."""

    def bend(self, hidden: Tensor) -> Tensor:
        return functional.gelu(hidden, approximate="tanh" if self.form == "tanh" else "none")
