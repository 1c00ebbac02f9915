"""Properties of learning byte-pair merges: the order of merges, ties, word borders and special tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.grade.properties import Draw, Inputs, Property

END = "<|end|>"


def _words(letters: str, count: int, more: int, special: tuple[str, ...] = ()) -> Callable[[Draw, Any], Inputs]:
    """A text of random words, and room for some merges."""

    def draw(draw: Draw, size: int) -> Inputs:
        text = draw.words(count * size, letters)
        return {"text": text, "vocab_size": 256 + len(special) + more * size, "special_tokens": list(special)}

    return draw


def _repeated(draw: Draw, size: int) -> Inputs:
    """One frequent word among others that come once: the pair to join first is found only by counting words."""
    often, *others = dict.fromkeys(draw.words(6 * size, "abcdef").split())
    return {"text": " ".join([often] * 9 + others), "vocab_size": 256 + 3 * size, "special_tokens": []}


def _runs(draw: Draw, size: int) -> Inputs:
    """Runs of one letter: pairs that overlap."""
    words = ["a" * draw.integer(1, 8) for _ in range(2 + 3 * size)] + ["ba" * draw.integer(1, 4)]
    return {"text": " ".join(words), "vocab_size": 256 + 3 * size, "special_tokens": []}


def _mixed(draw: Draw, size: int) -> Inputs:
    signs = ["!", "...", "it's", "we'll", "42", "2025", "a  b", "\n\n", "\t", "é", "🙂", "語"]
    chosen = [signs[i] for i in draw.integers(0, len(signs), 12 * size).tolist()]
    return {"text": " ".join(chosen), "vocab_size": 256 + 6 * size, "special_tokens": []}


def _special(draw: Draw, size: int) -> Inputs:
    pieces = [draw.words(2, "nde|") for _ in range(6 * size)]
    return {"text": END.join(pieces), "vocab_size": 258 + 3 * size, "special_tokens": [END, "<|pad|>"]}


def _overlapping(draw: Draw, size: int) -> Inputs:
    """Special tokens that begin with each other, and signs that mean something in a pattern."""
    special = ["n.d", "n.dende+", "+"]
    pieces = [f"{draw.words(2, 'nde')}{special[draw.integer(0, 3)]}" for _ in range(6 * size)]
    return {"text": "n.dende+".join(pieces), "vocab_size": 259 + 3 * size, "special_tokens": special}


def _exhausted(draw: Draw, size: int) -> Inputs:
    return {"text": draw.words(size, "ab"), "vocab_size": 400, "special_tokens": []}


def _merges(lab: Any, text: str, vocab_size: int, special_tokens: list[str]) -> Any:
    _, merges = lab.train_bpe(text, vocab_size, special_tokens)
    return merges


def _all(lab: Any, text: str, vocab_size: int, special_tokens: list[str]) -> Any:
    vocab, merges = lab.train_bpe(text, vocab_size, special_tokens)
    learned = {i: token for i, token in vocab.items() if i >= 256}
    first = b"".join(vocab[i] for i in range(256))
    return {"merges": merges, "vocab from 256 on": learned, "the first 256 ids": first, "size": len(vocab)}


def _default(lab: Any, text: str, vocab_size: int, special_tokens: list[str]) -> Any:
    del special_tokens
    return lab.train_bpe(text, vocab_size)[1]


CALL = "train_bpe(text, vocab_size, special_tokens)"
SHOW = "the merges of train_bpe(text, vocab_size)"
NONE = ("special_tokens",)

PROPERTIES = [
    Property(
        "The most frequent pair is joined first, and pairs are counted again after each merge",
        _words("abcd", 6, 2),
        _default,
        [1, 3, 8],
        SHOW,
        hide=NONE,
    ),
    Property("A word counts as often as it comes", _repeated, _default, [1, 2], SHOW, hide=NONE),
    Property(
        "Among equally frequent pairs the one with the smallest ids wins",
        _words("zyxwvuab", 4, 3),
        _default,
        [1, 2, 4],
        SHOW,
        hide=NONE,
    ),
    Property("In runs such as aaa pairs are joined from left to right", _runs, _default, [1, 2, 3], SHOW, hide=NONE),
    Property(
        "No pair crosses from one word into the next, and what is joined is bytes",
        _mixed,
        _default,
        [1, 2, 4],
        SHOW,
        hide=NONE,
    ),
    Property("vocab: 256 bytes in GPT-2's order, then the merges", _words("abcé", 5, 2), _all, [1, 4], CALL, hide=NONE),
    Property("Special tokens are cut out first, and have the last ids", _special, _all, [1, 3], CALL),
    Property("Special tokens are texts, no patterns, and the longest wins", _overlapping, _all, [1, 3], CALL),
    Property("vocab_size counts the special tokens too", _words("abc", 4, 2, (END,)), _all, [1, 4], CALL),
    Property("It stops when there is no pair left", _exhausted, _all, [1, 3], CALL, hide=NONE),
]
