"""The properties of an exercise: each in words, with inputs to draw and something to do with them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from lab.gpt.attention import causal_attention
from lab.gpt.mlp import MLP
from lab.gpt.norm import LayerNorm
from lab.gpt.self_attention import CachedSelfAttention

Inputs = dict[str, Any]  # by parameter name: tensors, numbers, text, whatever the part takes
# The other parts of the GPT, for a part that asks for them by name.
INGREDIENTS: dict[str, Any] = {
    "norm": LayerNorm,
    "attention": causal_attention,
    "self_attention": CachedSelfAttention,
    "feed_forward": MLP,
}


class Draw:
    """Random inputs that can be drawn again from the same seed, in another process too."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> Tensor:
        """Draw normal numbers with two decimals, so that a counterexample can be read."""
        return (torch.randn(shape, generator=self.generator).mul(100).round() / 100 * scale).to(dtype)

    def uniform(self, low: float, high: float) -> float:
        return round(low + (high - low) * torch.rand((), generator=self.generator).item(), 3)

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """Draw integers from `low` up to, but not including, `high`."""
        return torch.randint(low, high, shape, generator=self.generator)

    def integer(self, low: int, high: int) -> int:
        return int(self.integers(low, high).item())

    def order(self, n: int) -> Tensor:
        return torch.randperm(n, generator=self.generator)

    def mask(self, *shape: int) -> Tensor:
        """Draw True and False, but no row without a True, and where there is room none without a False."""
        mask = torch.rand(shape, generator=self.generator) > 0.5
        width = shape[-1]
        if width > 1:
            places = torch.rand(shape, generator=self.generator).argsort(-1)  # two different places in each row
            mask = mask.scatter(-1, places[..., :1], True).scatter(-1, places[..., 1:2], False)
        else:
            mask = torch.ones_like(mask)
        return mask

    def words(self, count: int, letters: str = "abc") -> str:
        """A text of short words."""
        lengths = self.integers(1, 5, count).tolist()
        spelled = ["".join(letters[i] for i in self.integers(0, len(letters), n).tolist()) for n in lengths]
        return " ".join(spelled)


@dataclass(frozen=True)
class Property:
    """A property holds where `act` gives the same for a learner's part as for the reference, on every size of input."""

    words: str  # the property as a statement: "each row sums to 1"
    draw: Callable[[Draw, Any], Inputs]
    act: Callable[..., Any]  # (part, **inputs) -> observed: tensors, numbers, text, lists and dicts of them
    sizes: Sequence[Any] = field(default=(0,))  # from small to large: the first that fails is shown
    call: str = ""  # how a learner would write it: "softmax(x, dim)"
    tolerance: float = 1.0  # times the usual one
    hide: tuple[str, ...] = ()  # inputs that are not worth showing


def case_seed(seed: int, number: int, size: int) -> int:
    return (seed * 1_000_003 + number * 1_009 + size) % 2**31


# -- what many exercises do with a part ---------------------------------------------------------------------------


def with_gradients(function: Callable[..., Tensor], **tensors: Tensor) -> dict[str, Any]:
    """The output, and the gradient of each tensor in a direction that is always the same."""
    leaves = {name: tensor.detach().clone().requires_grad_() for name, tensor in tensors.items()}
    out = function(**leaves)
    seen: dict[str, Any] = {"output": out}
    if isinstance(out, Tensor) and out.requires_grad:
        torch.autograd.backward(out, direction(out))
    for name, leaf in leaves.items():
        seen[f"gradient of {name}"] = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
    return seen


def direction(out: Tensor) -> Tensor:
    """A fixed tensor in the shape of `out`, different in every cell."""
    return torch.cos(torch.arange(out.numel(), dtype=torch.float64)).to(out.dtype).view(out.shape)


def make(part: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Make the part, and give it those other parts of the GPT that it asks for by name and has no default for."""
    asked = inspect.signature(part).parameters.values()
    wanted = {p.name: INGREDIENTS[p.name] for p in asked if p.name in INGREDIENTS and p.default is p.empty}
    return part(*given, **wanted, **named)


def fill(module: nn.Module, weights: dict[str, Tensor]) -> None:
    """Give the module these weights, where it has parameters of the same name and shape."""
    with torch.no_grad():
        for name, parameter in module.named_parameters(remove_duplicate=False):
            if name in weights and weights[name].shape == parameter.shape:
                parameter.copy_(weights[name].to(parameter.dtype))


def shapes(module: nn.Module) -> dict[str, list[int]]:
    return {name: list(parameter.shape) for name, parameter in sorted(module.named_parameters(remove_duplicate=False))}
