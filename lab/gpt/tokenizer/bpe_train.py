"""Byte-pair encoding, learned as it is defined: count all pairs, merge the most frequent, begin again.

Where several pairs are equally frequent, the one with the smallest ids wins: the older left token, then the
older right one. (Hugging Face's trainer does so too.) `bpe_train_fast` learns the same in less time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from lab.errors import UsageError
from lab.gpt.tokenizer.byte_map import byte_vocabulary
from lab.gpt.tokenizer.pretokenize import pretokenize, special_pattern, split_special

Vocab = dict[int, bytes]
Merges = list[tuple[bytes, bytes]]


def train_bpe(text: str, vocab_size: int, special_tokens: Sequence[str] = ()) -> tuple[Vocab, Merges]:
    """Learn a vocabulary: 256 bytes, then merges, then the special tokens; `vocab_size` counts them all.

    There are fewer ids where the text has no more pairs to merge.
    """
    vocab = first_vocabulary(vocab_size, special_tokens)
    ids = {token: i for i, token in vocab.items()}
    words = count_words(text, special_tokens)
    split = {word: [ids[bytes([byte])] for byte in word.encode("utf-8", "replace")] for word in words}
    merges: Merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        counts: Counter[tuple[int, int]] = Counter()
        for word, times in words.items():
            for pair in pairwise(split[word]):
                counts[pair] += times  # a word that came 40 times counts 40 times
        if not counts:
            break
        left, right = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append((vocab[left], vocab[right]))
        # Two merges can make the same bytes; they stay one token.
        new = ids.setdefault(vocab[left] + vocab[right], len(vocab))
        vocab[new] = vocab[left] + vocab[right]
        split = {word: merge(parts, left, right, new) for word, parts in split.items()}
    return add_special(vocab, special_tokens), merges


def merge(parts: list[int], left: int, right: int, new: int) -> list[int]:
    """Replace every `left right` by `new`, from left to right: a a a -> aa a."""
    merged, i = [], 0
    while i < len(parts):
        if parts[i : i + 2] == [left, right]:
            merged.append(new)
            i += 2
        else:
            merged.append(parts[i])
            i += 1
    return merged


def first_vocabulary(vocab_size: int, special_tokens: Sequence[str]) -> Vocab:
    least = 256 + len(special_tokens)
    if vocab_size < least:
        raise UsageError(
            f"A byte-pair vocabulary of {vocab_size} is too small: 256 bytes and {len(special_tokens)} special "
            f"tokens need {least}."
        )
    return byte_vocabulary()


def count_words(text: str, special_tokens: Sequence[str]) -> Counter[str]:
    """Count the words. Special tokens are cut out first: nothing is learned from them."""
    words: Counter[str] = Counter()
    for piece in split_special(text, special_pattern(special_tokens))[::2]:
        words.update(pretokenize(piece))
    return words


def add_special(vocab: Vocab, special_tokens: Sequence[str]) -> Vocab:
    return vocab | {len(vocab) + i: token.encode() for i, token in enumerate(special_tokens)}
