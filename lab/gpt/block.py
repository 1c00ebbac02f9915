"""One layer of the GPT: attention between the tokens, then an MLP for each token by itself."""

from collections.abc import Callable

from torch import Tensor, nn

from lab.gpt.config import GPTConfig
from lab.gpt.mlp import MLP
from lab.gpt.norm import LayerNorm
from lab.gpt.self_attention import CachedSelfAttention

Maker = Callable[..., nn.Module]


class Block(nn.Module):
    """Pre-norm: the residual stream itself is never normalised, so gradients flow through it untouched."""

    def __init__(
        self,
        config: GPTConfig,
        norm: Maker = LayerNorm,
        self_attention: Maker = CachedSelfAttention,
        feed_forward: Maker = MLP,
    ) -> None:
        super().__init__()
        self.ln_1 = norm(config.n_embd, bias=config.bias)
        self.attn = self_attention(config)
        self.ln_2 = norm(config.n_embd, bias=config.bias)
        self.mlp = feed_forward(config)

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C) -> (B, T, C)
        told: Tensor = x + self.attn(self.ln_1(x))  # (B, T, C): what the tokens before have to say
        out: Tensor = told + self.mlp(self.ln_2(told))  # (B, T, C): what follows from it
        return out
