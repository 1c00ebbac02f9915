"""Align two wordings, each a sequence of words or letters: where they agree, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_MOST_PAIRS = 20_000
_MOST_PIECES = 3_000
"""The most equal pairs and the most pieces that difflib aligns: it may look at all pairs again for each piece."""


class Stretch(NamedTuple):
    """A stretch of both wordings, as the numbers of its first piece and of the piece behind it."""

    same: bool
    first: int
    last: int
    begin: int
    end: int


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """Divide two wordings, in order, into stretches that agree and stretches that differ."""
    counts = Counter(new)
    if len(old) + len(new) <= _MOST_PIECES and sum(counts[piece] for piece in old) <= _MOST_PAIRS:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        steps = matcher.get_opcodes()
        return [Stretch(tag == "equal", first, last, begin, end) for tag, first, last, begin, end in steps]
    from rapidfuzz.distance import LCSseq  # only for long wordings: it takes 25 ms to load

    stretches: list[Stretch] = []
    for step in LCSseq.opcodes(old, new):
        same, first, begin = step.tag == "equal", step.src_start, step.dest_start
        if stretches and not same and not stretches[-1].same:
            _, first, _, begin, _ = stretches.pop()
        stretches.append(Stretch(same, first, step.src_end, begin, step.dest_end))
    return stretches


def likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """Return the part of both wordings that agrees, from 0 to 1."""
    whole = len(old) + len(new)
    return 2 * sum(each.last - each.first for each in aligned(old, new) if each.same) / whole if whole else 1.0
