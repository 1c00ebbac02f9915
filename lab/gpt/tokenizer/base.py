"""The base class of tokenizers. Each defines `encode` and `decode_bytes`; the rest follows."""

from __future__ import annotations

import codecs
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from lab.errors import LabError


class Tokenizer(ABC):
    kind: str

    @property
    @abstractmethod
    def vocab_size(self) -> int: ...

    @abstractmethod
    def encode(self, text: str) -> list[int]: ...

    @abstractmethod
    def encode_iterable(self, pieces: Iterable[str]) -> Iterator[int]:
        """Yield the ids of the joined pieces, without ever holding the whole text."""

    @abstractmethod
    def decode_bytes(self, ids: Iterable[int]) -> bytes: ...

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return everything needed to make this tokenizer again, as JSON."""

    def encode_array(self, text: str) -> np.ndarray[Any, Any]:
        return np.array(self.encode(text), dtype=np.uint32)

    def decode(self, ids: Iterable[int]) -> str:
        """Decode ids; half a character, where a model stopped, becomes U+FFFD and never an error."""
        return self.decode_bytes(ids).decode("utf-8", errors="replace")

    def decode_stream(self, ids: Iterable[int]) -> Iterator[str]:
        """Yield text as it becomes complete: a character whose bytes lie in two tokens waits for the second."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        for token in ids:
            text = decoder.decode(self.decode_bytes([token]))
            if text:
                yield text
        rest = decoder.decode(b"", final=True)
        if rest:
            yield rest


def first_ids(tokenizer: Tokenizer) -> list[int]:
    """Return the ids to start from without a prompt: a new line, if the tokenizer has one."""
    try:
        return tokenizer.encode("\n") or [0]
    except LabError:
        return [0]
