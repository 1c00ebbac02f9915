"""Multi-head self-attention: queries, keys and values from the same tokens, several heads side by side."""

from collections.abc import Callable

from torch import Tensor, nn

from lab.gpt.attention import CausalMask, scaled_dot_product_attention
from lab.gpt.cache import KVCache
from lab.gpt.config import GPTConfig
from lab.gpt.parameter_names import asks_for

Attention = Callable[..., Tensor]


class CausalSelfAttention(nn.Module):
    """Each head attends with its own slice of the width; `c_proj` mixes what they found."""

    def __init__(self, config: GPTConfig, attention: Attention = scaled_dot_product_attention) -> None:
        super().__init__()
        self.n_head, self.head_size, self.dropout = config.n_head, config.head_size, config.dropout
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)  # q, k and v at once
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)
        self.resid_dropout = nn.Dropout(config.dropout)
        self.attention = attention  # handed a causal mask and a dropout rate if it asks for them by name
        self.mask = CausalMask(config.block_size) if "mask" in asks_for(attention) else None

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C) -> (B, T, C)
        q, k, v = self.split(x)  # (B, H, T, D) each
        return self.merge(self.attend(q, k, v))

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, T, C) to three of (B, H, T, D), where C = H D."""
        batch, time, width = x.shape
        q, k, v = self.c_attn(x).split(width, dim=2)  # (B, T, 3C) -> (B, T, C) each
        # First cut the width into heads, then bring the heads to the front. A view straight to (B, H, T, D)
        # has the right shape but mixes positions, and so leaks the future.
        q = q.view(batch, time, self.n_head, self.head_size).transpose(1, 2)  # (B, H, T, D)
        k = k.view(batch, time, self.n_head, self.head_size).transpose(1, 2)  # (B, H, T, D)
        v = v.view(batch, time, self.n_head, self.head_size).transpose(1, 2)  # (B, H, T, D)
        return q, k, v

    def attend(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:  # -> (B, H, T, D)
        wanted: dict[str, Tensor | float] = {}
        if self.mask is not None:
            wanted["mask"] = self.mask(q.size(2), k.size(2))  # (Tq, Tk)
        if self.dropout and self.training:  # a function knows no training mode: it must be told
            wanted["dropout"] = self.dropout
        return self.attention(q, k, v, **wanted)

    def merge(self, heads: Tensor) -> Tensor:
        """(B, H, T, D) to (B, T, C): the heads one after another, then mixed."""
        batch, _, time, _ = heads.shape
        joined = heads.transpose(1, 2).reshape(batch, time, self.n_head * self.head_size)  # (B, T, C)
        out: Tensor = self.resid_dropout(self.c_proj(joined))  # (B, T, C)
        return out


class CachedSelfAttention(CausalSelfAttention):
    """Self-attention that, inside `cached(model)`, remembers the keys and values of earlier calls."""

    cache: KVCache | None = None

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C) -> (B, T, C)
        q, k, v = self.split(x)  # (B, H, T, D) each
        if self.cache is not None:
            k, v = self.cache.append(k, v)  # (B, H, earlier + T, D)
        return self.merge(self.attend(q, k, v))
