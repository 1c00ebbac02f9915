"""Wrong: config.bias is not passed on to the norms, they get whatever their default is."""
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        self.ln_1 = norm(config.n_embd)
        self.attn = self_attention(config)
        self.ln_2 = norm(config.n_embd)
        self.mlp = feed_forward(config)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))
