"""Wrong: attention and MLP both read the incoming x (as in GPT-J), the MLP does not see what attention added."""
from torch import nn


class Block(nn.Module):
    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        self.ln_1 = norm(config.n_embd, bias=config.bias)
        self.attn = self_attention(config)
        self.ln_2 = norm(config.n_embd, bias=config.bias)
        self.mlp = feed_forward(config)

    def forward(self, x):
        attended = self.attn(self.ln_1(x))
        thought = self.mlp(self.ln_2(x))
        return x + attended + thought
