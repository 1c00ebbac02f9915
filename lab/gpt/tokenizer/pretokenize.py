"""Cut text into words before any pair is merged; a merge never crosses a cut."""

from __future__ import annotations

from collections.abc import Sequence

import regex

# GPT-2's pattern. A word keeps the space before it; of several spaces the last goes with the word (`(?!\S)`).
# `++` never gives back what it took, which changes no match and is faster.
GPT2_PATTERN = (
    r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"  # 's, word, number, signs, space
)
_GPT2 = regex.compile(GPT2_PATTERN)


def pretokenize(text: str) -> list[str]:
    """Return the words in order; joined they are the text."""
    words: list[str] = _GPT2.findall(text)
    return words


def special_pattern(special_tokens: Sequence[str]) -> regex.Pattern[str] | None:
    """Return a pattern for any special token, the longest where one begins with another; None if there are none."""
    specials = sorted((token for token in special_tokens if token), key=len, reverse=True)
    return regex.compile("(" + "|".join(regex.escape(token) for token in specials) + ")") if specials else None


def split_special(text: str, pattern: regex.Pattern[str] | None) -> list[str]:
    """Split a text into plain text and special tokens in turn: text at even places, a special token at odd ones."""
    pieces: list[str] = [text] if pattern is None else pattern.split(text)
    return pieces
