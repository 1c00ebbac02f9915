"""Compare a typed answer with the expected one.

Case, white space and Unicode forms do not count. Missing words are shown in `[- -]`, surplus ones in `{+ +}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from studygpt.model import Card
from studygpt.render.alignment import aligned, likeness
from studygpt.render.plain import plain
from studygpt.render.segments import Segment, Segments, merged
from studygpt.text import joined, one_name

_WORD = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_LONGEST = 2000
"""The most letters of each side that are compared."""
_ALIKE = 0.6
"""Words at least this similar count as mistyped and are compared letter by letter."""


class AnswerPart(NamedTuple):
    """A stretch of both texts."""

    typed: str
    expected: str
    same: bool


def expected_answers(card: Card) -> list[str]:
    """Return the accepted answers: the texts of the holes, or else the back, as shown and as written."""
    written = [hole.text for hole in card.holes] or [card.back]
    shown = [joined(plain(each)) for each in written]
    return list(dict.fromkeys([", ".join(shown), " ".join(shown), ", ".join(written)]))


def marked_answer(typed: str, card: Card) -> Segments:
    """Show the typed answer against the nearest of the expected ones."""
    return _marked(min((compared(typed, each) for each in expected_answers(card)), key=_distance))


def normalized(text: str) -> str:
    """Return a text with case, white space and Unicode forms made uniform, as differences in these do not count."""
    return joined(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))


def compared(typed: str, expected: str) -> list[AnswerPart]:
    """Split both texts, in order, into parts that agree and parts that differ."""
    typed, expected = (unicodedata.normalize("NFC", text[:_LONGEST]) for text in (typed, expected))
    if normalized(typed) == normalized(expected):
        return [AnswerPart(typed, expected, True)]
    pieces = _aligned(_WORD.findall(typed), _WORD.findall(expected))
    return [part for piece in pieces for part in ([piece] if piece.same else _within(piece))]


def _within(piece: AnswerPart) -> list[AnswerPart]:
    """Compare words that are almost the same letter by letter."""
    alike = likeness(normalized(piece.typed), normalized(piece.expected))
    return _aligned(piece.typed, piece.expected) if alike >= _ALIKE else [piece]


def _aligned(typed: Sequence[str], expected: Sequence[str]) -> list[AnswerPart]:
    left, right = ([normalized(each) for each in side] for side in (typed, expected))
    pieces = []
    for same, first, last, begin, end in aligned(left, right):
        some, wanted = "".join(typed[first:last]), "".join(expected[begin:end])
        pieces.append(AnswerPart(some, wanted, same or not (some + wanted).strip()))
    return pieces


def _distance(pieces: Sequence[AnswerPart]) -> int:
    return sum(len(piece.typed) + len(piece.expected) for piece in pieces if not piece.same)


def _marked(pieces: Sequence[AnswerPart]) -> Segments:
    right = all(piece.same for piece in pieces)
    found = [Segment("✓ " if right else "≠ ", "right" if right else "wrong")]
    for piece in pieces:
        if piece.same:
            found.append(Segment(one_name(piece.expected), "right"))
            continue
        for text, style, left, end in ((piece.typed, "wrong", "{+", "+}"), (piece.expected, "missing", "[-", "-]")):
            if text:
                bare = text.lstrip()
                found += [Segment(" " * (len(text) > len(bare))), Segment(f"{left}{one_name(bare)}{end}", style)]
    return merged(found)
