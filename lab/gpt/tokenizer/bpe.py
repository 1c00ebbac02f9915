"""Byte-pair encoding: text to ids with learned merges, applied in the order in which they were learned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import tiktoken

from lab.errors import LabError
from lab.gpt.tokenizer.base import Tokenizer
from lab.gpt.tokenizer.bpe_train import Merges, Vocab, add_special
from lab.gpt.tokenizer.byte_map import byte_vocabulary, from_printable, to_printable
from lab.gpt.tokenizer.fast import array_with, encode_with
from lab.gpt.tokenizer.pretokenize import GPT2_PATTERN, pretokenize, special_pattern, split_special


class BPETokenizer(Tokenizer):
    kind = "bpe"

    def __init__(
        self, vocab: Mapping[int, bytes], merges: Sequence[tuple[bytes, bytes]], special_tokens: Sequence[str] = ()
    ) -> None:
        self.vocab = dict(vocab)
        self.merges = list(merges)
        ids = {token: i for i, token in self.vocab.items()}
        for token in special_tokens:
            if token.encode() not in ids:
                ids[token.encode()] = len(self.vocab)
                self.vocab[len(self.vocab)] = token.encode()
        self.special = {token: ids[token.encode()] for token in special_tokens}
        self.special_pattern = special_pattern(special_tokens)
        self.byte_ids = [ids[bytes([byte])] for byte in range(256)]
        # pair of ids -> (rank, id of both together): the earlier a merge was learned, the lower its rank.
        self.ranks = {
            (ids[left], ids[right]): (rank, ids[left + right]) for rank, (left, right) in enumerate(self.merges)
        }
        self._known: dict[str, list[int]] = {}  # the ids of words seen before

    @property
    def vocab_size(self) -> int:
        return len(self.vocab)

    def encode(self, text: str) -> list[int]:
        ids: list[int] = []
        for i, piece in enumerate(split_special(text, self.special_pattern)):
            if i % 2:
                ids.append(self.special[piece])
            else:
                for word in pretokenize(piece):
                    ids.extend(self._encode_word(word))
        return ids

    def encode_iterable(self, pieces: Iterable[str]) -> Iterator[int]:
        """Yield the ids of the joined pieces; the end of each piece waits for the next, as it may cut a word in two."""
        rest = ""
        for piece in pieces:
            text, begin = rest + piece, 0
            while True:
                open_at = self._open_special(text, begin)
                found = self.special_pattern.search(text, begin) if self.special_pattern else None
                if found is None or found.start() >= open_at:
                    break
                yield from self.encode(text[begin : found.start()])
                yield self.special[found.group()]
                begin = found.end()
            # The last two words can still change: "'l" is two words, "'ll" is one.
            words = pretokenize(text[begin:open_at])
            for word in words[:-2]:
                yield from self._encode_word(word)
            rest = "".join(words[-2:]) + text[open_at:]
        yield from self.encode(rest)

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        try:
            return b"".join(self.vocab[i] for i in ids)
        except KeyError as error:
            raise LabError(f"{error} is no id of this tokenizer, which has {self.vocab_size}.") from None

    def _encode_word(self, word: str) -> list[int]:
        known = self._known.get(word)
        if known is None:
            known = self._merge([self.byte_ids[byte] for byte in word.encode("utf-8", "replace")])
            if len(self._known) < 100_000:
                self._known[word] = known
        return known

    def _merge(self, ids: list[int]) -> list[int]:
        """Merge the pair that was learned first, wherever it occurs, until no merge is left."""
        while len(ids) > 1:
            best = min((self.ranks[pair] for pair in pairwise(ids) if pair in self.ranks), default=None)
            if best is None:
                break
            merged: list[int] = []
            for i in ids:
                if merged and self.ranks.get((merged[-1], i)) == best:
                    merged[-1] = best[1]
                else:
                    merged.append(i)
            ids = merged
        return ids

    def _open_special(self, text: str, begin: int) -> int:
        """Return where the end of the text could begin a special token, or the text's length if it could not."""
        longest = max((len(token) for token in self.special), default=1) - 1
        for start in range(max(begin, len(text) - longest), len(text)):
            end = text[start:]
            if any(token.startswith(end) and token != end for token in self.special):
                return start
        return len(text)

    def to_tiktoken(self, name: str = "learned") -> tiktoken.Encoding:
        """Return a tiktoken encoding that gives the same ids, many times faster."""
        special = set(self.special.values())
        return tiktoken.Encoding(
            name,
            pat_str=GPT2_PATTERN,
            mergeable_ranks={token: i for i, token in self.vocab.items() if i not in special},
            special_tokens=self.special,
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "merges": [[to_printable(left), to_printable(right)] for left, right in self.merges],
            "special_tokens": list(self.special),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> BPETokenizer:
        merges = [(from_printable(left), from_printable(right)) for left, right in values["merges"]]
        return cls(*vocabulary_of(merges, values["special_tokens"]), values["special_tokens"])


def vocabulary_of(merges: Merges, special_tokens: Sequence[str]) -> tuple[Vocab, Merges]:
    """Make the vocabulary from the merges: each merge that makes new bytes gets the next id."""
    tokens = dict.fromkeys(byte_vocabulary().values())
    tokens.update(dict.fromkeys(left + right for left, right in merges))
    return add_special(dict(enumerate(tokens)), special_tokens), merges


class FastBPETokenizer(BPETokenizer):
    """A byte-pair tokenizer that encodes by tiktoken, with the same ids."""

    _encoding: tiktoken.Encoding | None = None

    @property
    def encoding(self) -> tiktoken.Encoding:
        if self._encoding is None:  # made at the first use: sampling often only decodes
            self._encoding = self.to_tiktoken()
        return self._encoding

    def encode(self, text: str) -> list[int]:
        return encode_with(self.encoding, text, self.special, self.special_pattern)

    def encode_array(self, text: str) -> np.ndarray[Any, Any]:
        return array_with(self.encoding, text, self.special, self.special_pattern)
