"""A tokenizer with one id for each character: the sorted set of the characters in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from lab.errors import LabError
from lab.gpt.tokenizer.base import Tokenizer


class CharTokenizer(Tokenizer):
    kind = "char"

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = "".join(sorted(set(characters)))
        self.ids = {character: i for i, character in enumerate(self.characters)}

    @property
    def vocab_size(self) -> int:
        return len(self.characters)

    def encode(self, text: str) -> list[int]:
        try:
            return [self.ids[character] for character in text]
        except KeyError as error:
            raise self._unknown(error.args[0]) from None

    def encode_array(self, text: str) -> np.ndarray[Any, Any]:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)  # a number a character
        known = np.frombuffer(self.characters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)  # sorted
        places = np.searchsorted(known, points).clip(max=max(0, len(known) - 1))
        strange = np.flatnonzero(known[places] != points) if len(known) else np.arange(len(points))
        if len(strange):
            raise self._unknown(text[strange[0]])
        return places.astype(np.uint32)

    def encode_iterable(self, pieces: Iterable[str]) -> Iterator[int]:
        for piece in pieces:
            yield from self.encode(piece)

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        return "".join(self.characters[i] for i in ids).encode("utf-8", "replace")

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "characters": self.characters}

    def _unknown(self, character: str) -> LabError:
        return LabError(
            f"The character {character!r} is not among the {self.vocab_size} that this model was trained on: "
            "leave it out, or train with a byte-pair tokenizer, which knows every text."
        )
