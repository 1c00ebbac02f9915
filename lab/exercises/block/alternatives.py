"""Other correct ways of writing a transformer block, as whole files."""

OWN = """
import math
import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)
        self.n_head = config.n_head

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (p.view(b, t, self.n_head, -1).transpose(1, 2) for p in self.c_attn(x).chunk(3, -1))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(b, t, c))


class MLP(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.c_fc = nn.Linear(config.n_embd, 4 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(4 * config.n_embd, config.n_embd, bias=config.bias)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.n_embd, bias=config.bias)
        self.attn = Attention(config)
        self.ln_2 = nn.LayerNorm(config.n_embd, bias=config.bias)
        self.mlp = MLP(config)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        x = x + self.mlp(self.ln_2(x))
        return x
"""

ALTERNATIVES = {
    "complete by itself": OWN,
    "from the parts that are handed in": """
from torch import nn


class Block(nn.Module):
    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        self.mlp = feed_forward(config)
        self.attn = self_attention(config)
        self.ln_1, self.ln_2 = (norm(config.n_embd, bias=config.bias) for _ in range(2))

    def forward(self, x):
        for normed, layer in ((self.ln_1, self.attn), (self.ln_2, self.mlp)):
            x = layer(normed(x)) + x
        return x
""",
    "torch's norm, the others handed in": """
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, config, self_attention, feed_forward):
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.n_embd, bias=config.bias)
        self.ln_2 = nn.LayerNorm(config.n_embd, bias=config.bias)
        self.attn, self.mlp = self_attention(config), feed_forward(config)

    def forward(self, x):
        a = self.attn(self.ln_1(x))
        return torch.add(torch.add(x, a), self.mlp(self.ln_2(x + a)))
""",
}
