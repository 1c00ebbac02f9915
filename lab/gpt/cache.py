"""A cache of keys and values of the tokens already read, so that a new token costs the work for one position."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn


class KVCache:
    """One layer's keys and values, in tensors that are allocated once, for a whole block."""

    def __init__(self, block_size: int) -> None:
        self.block_size = block_size
        self.length = 0  # how many positions are filled
        self.k: Tensor | None = None  # (B, H, block_size, D)
        self.v: Tensor | None = None  # (B, H, block_size, D)

    def append(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Add the new positions (B, H, T, D), and return all positions so far, (B, H, length, D)."""
        start, end = self.length, self.length + k.size(2)
        if end > self.block_size:
            raise ValueError(f"{end} positions do not fit into a block of {self.block_size}: crop and start again.")
        if self.k is None or self.v is None:
            batch, heads, _, size = k.shape
            self.k = k.new_empty(batch, heads, self.block_size, size)
            self.v = v.new_empty(batch, heads, self.block_size, size)
        self.k[:, :, start:end] = k
        self.v[:, :, start:end] = v
        self.length = end
        return self.k[:, :, :end], self.v[:, :, :end]


class ModelCache:
    """The caches of all layers, which fill together."""

    def __init__(self, layers: list[KVCache]) -> None:
        self.layers = layers

    @property
    def length(self) -> int:
        return self.layers[0].length

    def clear(self) -> None:
        for layer in self.layers:
            layer.length = 0


@contextmanager
def cached(model: nn.Module) -> Iterator[ModelCache | None]:
    """Give the model a cache: inside `with`, each forward pass continues the one before, so pass only new tokens.

    Yields None, and caches nothing, if the model or one of its attention modules has no attribute `cache`:
    a learner's plain attention still samples, only slower.
    """
    attentions = [module for name, module in model.named_modules() if name and hasattr(module, "cache")]
    config = getattr(model, "config", None)
    if not hasattr(model, "cache") or config is None or len(attentions) != config.n_layer:
        yield None
        return
    layers = [KVCache(config.block_size) for _ in attentions]
    try:
        cache = ModelCache(layers)
        for module, place in zip((model, *attentions), (cache, *layers), strict=True):
            setattr(module, "cache", place)  # noqa: B010 - mypy takes any other attribute of a module for a tensor
        yield cache
    finally:
        for module in (model, *attentions):
            setattr(module, "cache", None)  # noqa: B010
