"""Make tokenizers by name (`char`, `bpe:512`, `gpt2`), save them and load them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from lab.errors import LabError, UsageError
from lab.files import write_atomically
from lab.gpt.tokenizer.base import Tokenizer
from lab.gpt.tokenizer.bpe import FastBPETokenizer
from lab.gpt.tokenizer.bpe_train_fast import train_bpe
from lab.gpt.tokenizer.chars import CharTokenizer
from lab.gpt.tokenizer.gpt2 import END_OF_TEXT, GPT2Tokenizer


def train_tokenizer(name: str, text: str) -> Tokenizer:
    """Make the tokenizer that `name` describes; `char` and `bpe` learn it from `text`."""
    if name == "char":
        return CharTokenizer(text)
    if name == "gpt2":
        return GPT2Tokenizer()
    sized = re.fullmatch(r"bpe:(\d+)", name)
    if sized is None:
        raise UsageError(f"No tokenizer is called {name!r}: there are char, gpt2, and bpe:SIZE (as in bpe:512).")
    vocab, merges = train_bpe(text, int(sized[1]), [END_OF_TEXT])
    return FastBPETokenizer(vocab, merges, [END_OF_TEXT])


def save_tokenizer(tokenizer: Tokenizer, path: Path) -> None:
    write_atomically(path, json.dumps(tokenizer.to_dict(), ensure_ascii=False, indent=0).encode("utf-8"))


def load_tokenizer(path: Path) -> Tokenizer:
    try:
        return tokenizer_from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabError(f"{path} cannot be read as a tokenizer: {error}.") from None


def tokenizer_from_dict(values: dict[str, Any]) -> Tokenizer:
    kind = values["kind"]
    if kind == "char":
        return CharTokenizer(values["characters"])
    if kind == "bpe":
        return FastBPETokenizer.from_dict(values)
    if kind == "gpt2":
        return GPT2Tokenizer()
    raise ValueError(f"unknown kind {kind!r}")
