"""A recipe: every number of a training run, in a small TOML file."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import lab
from lab.errors import LabError, UsageError
from lab.gpt.config import GPTConfig

FOLDER = Path(lab.__file__).parent / "recipes"


@dataclass(frozen=True)
class Recipe:
    title: str = ""
    # The text; `--text` overrides it.
    text: str = ""  # a file or folder; none is the default corpus
    tokenizer: str = "char"  # char, bpe:SIZE or gpt2
    # The model, as in GPTConfig.
    block_size: int = 64
    n_layer: int = 4
    n_head: int = 4
    n_embd: int = 128
    dropout: float = 0.0
    bias: bool = True
    gelu: str = "tanh"
    vocab_size: int = 0  # 0: the tokenizer's; a larger one only pads the matrix to a size that runs faster
    # Training.
    seed: int = 1337
    steps: int = 2000
    batch_size: int = 12  # sequences in one step, over all processes
    micro_batch: int = 0  # sequences at once, less where memory is short; 0: the whole batch
    learning_rate: float = 1e-3
    min_learning_rate: float = 1e-4
    warmup: int = 100
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.1
    clip: float = 1.0  # 0: no clipping
    eval_interval: int = 250
    eval_batches: int = 20
    sample_interval: int = 0  # steps between samples; 0: none
    sample_tokens: int = 200

    def __post_init__(self) -> None:
        for field in fields(self):
            value, kind = getattr(self, field.name), type(field.default)
            if kind is float and type(value) is int:
                object.__setattr__(self, field.name, float(value))  # TOML distinguishes 1 from 1.0, people do not
            elif type(value) is not kind:
                raise UsageError(f"{field.name} must be {KINDS[kind]}, not {value!r}.")
        least = {"steps": 0, "batch_size": 1, "micro_batch": 0, "warmup": 0, "eval_interval": 1, "eval_batches": 1}
        for name, low in (least | {"sample_interval": 0, "sample_tokens": 1, "vocab_size": 0, "seed": 0}).items():
            if getattr(self, name) < low:
                raise UsageError(f"{name} must be at least {low}, not {getattr(self, name)}.")
        for name in ("learning_rate", "min_learning_rate", "weight_decay", "clip"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise UsageError(f"{name} must be at least 0, not {getattr(self, name)}.")
        for name in ("beta1", "beta2"):
            if not 0 <= getattr(self, name) < 1:
                raise UsageError(f"{name} must be at least 0 and below 1, not {getattr(self, name)}.")
        if self.warmup > self.steps > 0:
            raise UsageError(f"warmup = {self.warmup} must end before steps = {self.steps}.")

    def config(self, vocab_size: int) -> GPTConfig:
        if 0 < self.vocab_size < vocab_size:
            raise UsageError(f"vocab_size = {self.vocab_size} is less than the tokenizer's {vocab_size}.")
        return GPTConfig(
            block_size=self.block_size,
            vocab_size=self.vocab_size or vocab_size,
            n_layer=self.n_layer,
            n_head=self.n_head,
            n_embd=self.n_embd,
            dropout=self.dropout,
            bias=self.bias,
            gelu=self.gelu,
        )

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def changed(self, settings: Iterable[str]) -> Recipe:
        """Apply settings as they are typed: `block_size=32`, each value in TOML (or a bare word)."""
        values: dict[str, Any] = {}
        for setting in settings:
            name, equals, value = setting.partition("=")
            if not equals:
                raise UsageError(f"{setting!r} sets nothing: write it as block_size=32.")
            values[name.strip()] = _value(value.strip())
        return _with(self, values, "--set")


KINDS = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


def recipe_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_recipe(name: str) -> Recipe:
    """Load a recipe that ships, by name, or a TOML file of your own, by path."""
    own = Path(name).expanduser()
    path = own if own.suffix == ".toml" else FOLDER / f"{name}.toml"
    if not path.is_file():
        near = get_close_matches(name, recipe_names(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"No recipe is called {name!r}; there are {', '.join(recipe_names())}.{hint}")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LabError(f"{path}: {error}.") from None
    return _with(Recipe(), values, str(path))


def _with(recipe: Recipe, values: dict[str, Any], where: str) -> Recipe:
    names = [field.name for field in fields(Recipe)]
    for name in values:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(names)}."
            raise UsageError(f"{where}: a recipe has no setting {name!r}.{hint}")
    return replace(recipe, **values)


def _value(typed: str) -> Any:
    try:
        return tomllib.loads(f"value = {typed}")["value"]
    except tomllib.TOMLDecodeError:
        return typed
