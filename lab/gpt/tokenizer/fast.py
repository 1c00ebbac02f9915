"""Encode by tiktoken, with special tokens cut out as this lab does it: the longest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import regex
import tiktoken

from lab.gpt.tokenizer.pretokenize import split_special

Array = np.ndarray[Any, Any]


def encode_with(
    encoding: tiktoken.Encoding, text: str, special: Mapping[str, int], pattern: regex.Pattern[str] | None
) -> list[int]:
    ids: list[int] = []
    for i, piece in enumerate(split_special(text, pattern)):
        if i % 2:
            ids.append(special[piece])
        else:
            ids.extend(encoding.encode_ordinary(piece))
    return ids


def array_with(
    encoding: tiktoken.Encoding, text: str, special: Mapping[str, int], pattern: regex.Pattern[str] | None
) -> Array:
    """Encode as `encode_with` does, into an array, without a Python number for each token."""
    pieces: list[Array] = []
    for i, piece in enumerate(split_special(text, pattern)):
        if i % 2:
            pieces.append(np.array([special[piece]], dtype=np.uint32))
        else:
            pieces.append(encoding.encode_to_numpy(piece, disallowed_special=()))
    return np.concatenate(pieces)
