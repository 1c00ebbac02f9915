"""Learn the same merges as `bpe_train`, in a hundredth of the time.

All different words stand one after another in one array. A merge changes counts only where its pair occurs, so
only those counts are corrected, and a heap gives the most frequent pair.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np

from lab.gpt.tokenizer.bpe_train import Merges, Vocab, add_special, count_words, first_vocabulary

Array = np.ndarray[Any, Any]
GAP = -1  # stands after each word, so that no pair crosses into the next


def train_bpe(text: str, vocab_size: int, special_tokens: Sequence[str] = ()) -> tuple[Vocab, Merges]:
    vocab = first_vocabulary(vocab_size, special_tokens)
    ids = {token: i for i, token in vocab.items()}
    tokens, weights = _lay_out(text, special_tokens)  # (N,), (N,)
    counts: dict[int, int] = {}
    heap: list[tuple[int, int]] = []
    _correct(counts, heap, *_pairs(tokens, weights, np.arange(len(tokens) - 1)))
    merges: Merges = []
    while heap and len(vocab) + len(special_tokens) < vocab_size:
        fewer, code = heapq.heappop(heap)
        if counts.get(code) != -fewer:
            continue  # this entry is from before a correction
        left, right = code >> 32, code & 0xFFFFFFFF
        joined = vocab[left] + vocab[right]
        merges.append((vocab[left], vocab[right]))
        new = ids.setdefault(joined, len(vocab))
        vocab[new] = joined
        places = _places(tokens, left, right)  # (M,): where the pair begins
        gone = _pairs(tokens, weights, _around(places, (-1, 0, 1), len(tokens)))
        tokens[places] = new
        keep = np.ones(len(tokens), dtype=bool)  # (N,)
        keep[places + 1] = False
        tokens, weights = tokens[keep], weights[keep]  # (N - M,)
        moved = places - np.arange(len(places))  # (M,): each earlier merge took one place away
        come = _pairs(tokens, weights, _around(moved, (-1, 0), len(tokens)))
        _correct(counts, heap, np.concatenate((gone[0], come[0])), np.concatenate((-gone[1], come[1])))
    return add_special(vocab, special_tokens), merges


def _lay_out(text: str, special_tokens: Sequence[str]) -> tuple[Array, Array]:
    """Return the different words as ids with a gap after each, and for each position how often its word occurs."""
    words = count_words(text, special_tokens)
    # The gap is a byte that occurs in no UTF-8 text; it is renumbered with the others.
    raw = b"".join(word.encode("utf-8", "replace") + b"\xff" for word in words) or b"\xff"
    flat = np.frombuffer(raw, dtype=np.uint8)  # (N,)
    table = np.empty(256, dtype=np.int64)
    for i, token in first_vocabulary(256, ()).items():
        table[token[0]] = i
    table[0xFF] = GAP
    ends = np.flatnonzero(flat == 0xFF)  # (W,)
    lengths = np.diff(ends, prepend=-1)  # (W,): each with its gap
    times = np.array(list(words.values()) or [0], dtype=np.int64)  # (W,)
    return table[flat], np.repeat(times, lengths)


def _places(tokens: Array, left: int, right: int) -> Array:
    """Return where the pair begins; in a a a only the first of two that overlap."""
    found = np.flatnonzero((tokens[:-1] == left) & (tokens[1:] == right))
    if left == right and len(found) > 1:
        begins = np.diff(found, prepend=-2) != 1  # a run of overlapping pairs begins here
        first = np.maximum.accumulate(np.where(begins, found, 0))  # where the run began
        found = found[(found - first) % 2 == 0]
    return found


def _around(places: Array, offsets: tuple[int, ...], size: int) -> Array:
    """Return where the pairs begin that a change at `places` touches, each once."""
    near = np.unique(np.concatenate([places + offset for offset in offsets]))
    return near[(near >= 0) & (near < size - 1)]


def _pairs(tokens: Array, weights: Array, begins: Array) -> tuple[Array, Array]:
    """Return the pairs that begin at `begins`, each as one number, and how often each counts."""
    left, right = tokens[begins], tokens[begins + 1]
    real = (left != GAP) & (right != GAP)
    return left[real] << 32 | right[real], weights[begins[real]]


def _correct(counts: dict[int, int], heap: list[tuple[int, int]], codes: Array, changes: Array) -> None:
    codes, where = np.unique(codes, return_inverse=True)
    sums = np.bincount(where, weights=changes, minlength=len(codes)).astype(np.int64)
    for code, change in zip(codes.tolist(), sums.tolist(), strict=True):
        if change:
            counts[code] = count = counts.get(code, 0) + change
            if count:
                heapq.heappush(heap, (-count, code))  # equal counts: the smaller left, then the smaller right
            else:
                del counts[code]
