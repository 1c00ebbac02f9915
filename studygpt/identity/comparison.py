"""Compare two texts: how much stayed, what was replaced, and whether that is so little that a sign decides. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isqrt
from typing import NamedTuple

from studygpt.identity.evidence import IMAGE, STOPS, Side

Tokens = tuple[str, ...]
_MOST_PAIRS = 400_000_000
"""The most pairs of tokens that are compared one by one; each takes a bit of memory, and a billion take seconds."""
Change = tuple[Tokens, Tokens]
"""Tokens that were replaced by others; one of the two may be empty."""


class Overlap(NamedTuple):
    """How much two texts have in common, in order, from 0 to 1."""

    stayed: float
    """Of the shorter one."""
    alike: float
    """Of both."""


def overlap(old: Side, new: Side) -> Overlap:
    if old.says == new.says:
        return Overlap(1.0, 1.0)
    fewer, both = min(len(old.tokens), len(new.tokens)), len(old.tokens) + len(new.tokens)
    if not fewer:
        return Overlap(0.0, 0.0)
    common = _common(old, new)
    return Overlap(common / fewer, 2 * common / both)


def kept_words(old: Side, new: Side) -> float:
    """Count the words of a text that stand in another one, in order; a kept image counts for some."""
    images = len(set(old.attached) & set(new.attached))
    share = _common(old, new) / len(old.tokens) if old.tokens else 0.0
    return share * old.words + IMAGE * images


def _common(old: Side, new: Side) -> int:
    """Count the tokens that two texts have in common, in order; of texts that are too long, at least so many."""
    from rapidfuzz.distance import LCSseq  # only when a card changed: it takes 25 ms to load

    if len(old.tokens) * len(new.tokens) <= _MOST_PAIRS:
        return int(LCSseq.similarity(old.tokens, new.tokens))
    one, other = _between_equal_ends(old.tokens, new.tokens)
    most = isqrt(_MOST_PAIRS)
    return len(old.tokens) - len(one) + int(LCSseq.similarity(one[:most], other[:most]))


def _between_equal_ends(old: Tokens, new: Tokens) -> Change:
    start = _equal(old, new)
    end = _equal(old[:start:-1], new[:start:-1]) if start < min(len(old), len(new)) else 0
    return old[start : len(old) - end], new[start : len(new) - end]


def _equal(old: Tokens, new: Tokens) -> int:
    """Count the tokens with which both texts begin."""
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


def changes_of(old: Tokens, new: Tokens) -> Iterator[Change]:
    """Yield what was replaced, in order; of texts that are too long to compare, all between their equal ends."""
    if len(old) * len(new) > _MOST_PAIRS:
        old, new = _between_equal_ends(old, new)
        if len(old) * len(new) > _MOST_PAIRS:
            yield old, new
            return
    from rapidfuzz.distance import LCSseq  # only when a card changed

    begun: tuple[int, int] | None = None
    ended = (0, 0)
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            if begun is not None:
                yield old[begun[0] : ended[0]], new[begun[1] : ended[1]]
            begun = None
        else:
            begun = begun or (step.src_start, step.dest_start)
            ended = (step.src_end, step.dest_end)
    if begun is not None:
        yield old[begun[0] : ended[0]], new[begun[1] : ended[1]]


def is_one_way(changes: Sequence[Change]) -> bool:
    """Whether a text was only extended, or only cut."""
    return all(not old for old, _ in changes) or all(not new for _, new in changes)


def is_fine(changes: Sequence[Change]) -> bool:
    """Whether a text changed so little that a sign, a letter or a single word may decide what it means now."""
    return all(_is_fine(old, new) for old, new in changes)


def _is_fine(old: Tokens, new: Tokens) -> bool:
    if not old or not new:
        return not any(token.isalpha() for token in (*old, *new))
    return len(old) == len(new) == 1 or (len(old) == len(new) and all(map(_are_kin, old, new)))


_KIN = 50
"""The percentage of letters that two words share if one may be the other with a slip, or its opposite."""


def _are_kin(old: str, new: str) -> bool:
    from rapidfuzz import fuzz  # only when a card changed

    return old == new or not (old.isalpha() and new.isalpha()) or fuzz.ratio(old.casefold(), new.casefold()) >= _KIN


def is_extended(old: Side, new: Side) -> bool:
    """Whether two sides have the same words, and one has all images of the other."""
    shorter, longer = sorted((old.attached, new.attached), key=len)
    return old.text == new.text and set(shorter) <= set(longer)


def without_hint(question: Side) -> str:
    """Return a question without the parenthesis at its end, which is a hint or a count as a rule, and not a call."""
    return _HINT.sub("", question.text).rstrip(STOPS)


_HINT = re.compile(r"(?<![A-Za-z0-9_\])]) *[(（][^()（）]*[)）]?$")
