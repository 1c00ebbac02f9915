"""Wrong: x is overwritten by its normalised copy before the sum, so the line from x to out is interrupted."""
import torch.nn as nn


class Block(nn.Module):
    """One transformer block: communicate, then compute."""

    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        self.ln_1 = norm(config.n_embd, bias=config.bias)
        self.ln_2 = norm(config.n_embd, bias=config.bias)
        self.attn = self_attention(config)
        self.mlp = feed_forward(config)

    def forward(self, x):
        x = self.ln_1(x)
        x = x + self.attn(x)
        x = self.ln_2(x)
        x = x + self.mlp(x)
        return x
