"""Wrong: post-norm as in the first transformer, the norm stands on the line after each sum."""
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        self.ln_1 = norm(config.n_embd, bias=config.bias)
        self.attn = self_attention(config)
        self.ln_2 = norm(config.n_embd, bias=config.bias)
        self.mlp = feed_forward(config)

    def forward(self, x):
        x = self.ln_1(x + self.attn(x))
        x = self.ln_2(x + self.mlp(x))
        return x
