"""Text as arrays of ids on disk, mapped into memory, so that no text is too large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lab.errors import LabError
from lab.files import write_atomically
from lab.gpt.tokenizer.base import Tokenizer

Array = np.ndarray[Any, Any]
TRAIN_SHARE = 0.9


@dataclass(frozen=True)
class Data:
    train: Array  # (N,): the first 90 % of the characters
    val: Array  # (M,): the rest, which is never trained on


def split_text(text: str) -> tuple[str, str]:
    """Cut a text into a training and a validation part, by characters, so that no token is cut in two."""
    cut = int(TRAIN_SHARE * len(text))
    return text[:cut], text[cut:]


def prepare(text: str, tokenizer: Tokenizer, folder: Path, encode: Callable[[str], list[int]] | None = None) -> Data:
    """Encode both parts into `folder` and map them; `encode` can replace the tokenizer's own method."""
    for name, part in zip(("train", "val"), split_text(text), strict=True):
        ids = np.array(encode(part), dtype=np.uint32) if encode else tokenizer.encode_array(part)  # (N,)
        write_atomically(folder / f"{name}.bin", ids.astype(width_for(tokenizer.vocab_size)).tobytes())
    return open_data(folder, tokenizer)


def open_data(folder: Path, tokenizer: Tokenizer) -> Data:
    parts = {}
    for name in ("train", "val"):
        path = folder / f"{name}.bin"
        try:
            empty = path.stat().st_size == 0  # an empty file cannot be mapped
        except OSError:
            raise LabError(f"{path} is not there any more: train again with --text.") from None
        kind = width_for(tokenizer.vocab_size)
        parts[name] = np.empty(0, dtype=kind) if empty else np.memmap(path, dtype=kind, mode="r")
    return Data(**parts)


def width_for(vocab_size: int) -> type[np.unsignedinteger[Any]]:
    """Return the integer type for ids: two bytes where they are enough."""
    return np.uint16 if vocab_size <= 2**16 else np.uint32


def refuse_short(data: Data, block_size: int) -> None:
    """Refuse a text if a block and the token after it do not fit into both of its parts."""
    for name, part in (("training", data.train), ("validation", data.val)):
        if len(part) <= block_size:
            share = round(100 * (TRAIN_SHARE if name == "training" else 1 - TRAIN_SHARE))
            raise LabError(
                f"The {name} text ({share} % of all) has only {len(part)} tokens, but a block of {block_size} needs "
                f"{block_size + 1}: give a longer text, or a smaller block, as with --set block_size="
                f"{max(1, min(len(data.train), len(data.val)) // 2)}."
            )
