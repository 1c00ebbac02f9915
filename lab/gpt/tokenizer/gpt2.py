"""GPT-2's own tokenizer, if its ranks are on this machine. Nothing here ever downloads."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tiktoken

from lab.errors import LabError
from lab.gpt.tokenizer.base import Tokenizer
from lab.gpt.tokenizer.bpe import BPETokenizer, vocabulary_of
from lab.gpt.tokenizer.byte_map import from_printable
from lab.gpt.tokenizer.fast import array_with, encode_with
from lab.gpt.tokenizer.pretokenize import special_pattern

END_OF_TEXT = "<|endoftext|>"
_SOURCE = "https://openaipublic.blob.core.windows.net/gpt-2/encodings/main/"


def ranks_at_hand() -> bool:
    """Return True if `tiktoken.get_encoding("gpt2")` would find its two files in its cache."""
    return all(_cached(name).is_file() for name in ("vocab.bpe", "encoder.json"))


def gpt2_plain() -> BPETokenizer:
    """Return the plain tokenizer with GPT-2's merges, which gives the same ids: to compare, and to read."""
    _refuse_without_ranks()
    lines = _cached("vocab.bpe").read_text(encoding="utf-8").splitlines()[1:]  # the first names the version
    merges = [(from_printable(left), from_printable(right)) for left, right in (line.split() for line in lines)]
    return BPETokenizer(*vocabulary_of(merges, [END_OF_TEXT]), [END_OF_TEXT])


class GPT2Tokenizer(Tokenizer):
    kind = "gpt2"

    def __init__(self) -> None:
        _refuse_without_ranks()
        self.encoding = tiktoken.get_encoding("gpt2")
        self.special = {END_OF_TEXT: self.encoding.eot_token}
        self.special_pattern = special_pattern([END_OF_TEXT])

    @property
    def vocab_size(self) -> int:
        return self.encoding.n_vocab

    def encode(self, text: str) -> list[int]:
        return encode_with(self.encoding, text, self.special, self.special_pattern)

    def encode_array(self, text: str) -> np.ndarray[Any, Any]:
        return array_with(self.encoding, text, self.special, self.special_pattern)

    def encode_iterable(self, pieces: Iterable[str]) -> Iterator[int]:
        return gpt2_plain().encode_iterable(pieces)

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        return self.encoding.decode_bytes(list(ids))

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind}


def _cached(name: str) -> Path:
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    key = hashlib.sha1((_SOURCE + name).encode(), usedforsecurity=False).hexdigest()
    return (Path(folder) if folder else Path(tempfile.gettempdir()) / "data-gym-cache") / key


def _refuse_without_ranks() -> None:
    if not ranks_at_hand():
        raise LabError(
            "GPT-2's byte-pair ranks are not on this machine. With a network, run once: "
            "python -c 'import tiktoken; tiktoken.get_encoding(\"gpt2\")'; or set TIKTOKEN_CACHE_DIR to a folder "
            'that holds them; or learn merges from your own text with tokenizer = "bpe:512".'
        )
