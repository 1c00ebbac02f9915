"""The few numbers that fix the shape of a GPT."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from typing import Any

from lab.errors import UsageError

GELUS = ("tanh", "erf")


@dataclass(frozen=True)
class GPTConfig:
    """The shape of a GPT; the defaults are those of the smallest GPT-2."""

    block_size: int = 1024  # T: the most tokens that one forward pass can see
    vocab_size: int = 50257  # V: 256 bytes + 50,000 merges + 1 special token
    n_layer: int = 12  # blocks, one after another
    n_head: int = 12  # H: heads side by side in each block
    n_embd: int = 768  # C: width of the vector that carries each token
    dropout: float = 0.0
    bias: bool = True  # biases in the linear layers and norms, as GPT-2 has them
    gelu: str = "tanh"  # the form GPT-2 was trained with; nanoGPT's figures use "erf"

    def __post_init__(self) -> None:
        for name in ("block_size", "vocab_size", "n_layer", "n_head", "n_embd"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise UsageError(f"{name} must be a whole number of at least 1, not {value!r}.")
        if self.n_embd % self.n_head:
            raise UsageError(
                f"n_embd = {self.n_embd} cannot be cut into n_head = {self.n_head} equal heads: "
                f"choose an n_embd that is a multiple of {self.n_head}."
            )
        if isinstance(self.dropout, bool) or not isinstance(self.dropout, int | float) or not 0 <= self.dropout < 1:
            raise UsageError(f"dropout must be at least 0 and below 1, not {self.dropout!r}.")
        if not isinstance(self.bias, bool):
            raise UsageError(f"bias must be true or false, not {self.bias!r}.")
        if self.gelu not in GELUS:
            raise UsageError(f'gelu must be "tanh" (GPT-2) or "erf" (nanoGPT), not {self.gelu!r}.')

    @property
    def head_size(self) -> int:
        return self.n_embd // self.n_head

    @classmethod
    def named(cls, name: str) -> GPTConfig:
        """Return one of the four published sizes: `GPTConfig.named("gpt2-medium")`."""
        if name not in SIZES:
            near = get_close_matches(name, SIZES, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(f"No GPT-2 is called {name!r}; there are {', '.join(SIZES)}.{hint}")
        n_layer, n_head, n_embd = SIZES[name]
        return cls(n_layer=n_layer, n_head=n_head, n_embd=n_embd)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> GPTConfig:
        unknown = sorted(values.keys() - {field.name for field in fields(cls)})
        if unknown:
            raise UsageError(f"A GPT's configuration has no field {', '.join(unknown)}.")
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def differences(self, other: GPTConfig) -> list[str]:
        """List the fields that differ, each as `n_embd 128 against 64`."""
        mine, theirs = self.to_dict(), other.to_dict()
        return [f"{name} {mine[name]} against {theirs[name]}" for name in mine if mine[name] != theirs[name]]


SIZES = {  # name: n_layer, n_head, n_embd
    "gpt2": (12, 12, 768),
    "gpt2-medium": (24, 16, 1024),
    "gpt2-large": (36, 20, 1280),
    "gpt2-xl": (48, 25, 1600),
}
