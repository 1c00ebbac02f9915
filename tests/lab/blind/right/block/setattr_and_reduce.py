"""Right: the parts are made from a table and folded over x with functools.reduce."""
from functools import reduce

from torch import nn


class Block(nn.Module):
    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        makers = {
            "ln_1": lambda: norm(config.n_embd, bias=config.bias),
            "attn": lambda: self_attention(config),
            "ln_2": lambda: norm(config.n_embd, bias=config.bias),
            "mlp": lambda: feed_forward(config),
        }
        for name, make in makers.items():
            setattr(self, name, make())

    def forward(self, x):
        branches = [(self.ln_1, self.attn), (self.ln_2, self.mlp)]
        return reduce(lambda stream, pair: stream + pair[1](pair[0](stream)), branches, x)
