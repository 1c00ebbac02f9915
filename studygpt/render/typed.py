"""An answer that was typed, held against the one that was expected.

Case, white space and the form of letters do not count. What is missing stands in `[- -]`, what is too much in `{+ +}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from studygpt.model import Card
from studygpt.render.plain import plain
from studygpt.render.spans import Segment, Spans, joined
from studygpt.text import one_name

_WORD = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_LONGEST = 2000
"""Letters of each side that are compared."""
_ALIKE = 0.6
"""What shares so much was only mistyped."""


class Piece(NamedTuple):
    typed: str
    expected: str
    same: bool


def expected_answers(card: Card) -> list[str]:
    """What counts as the answer: what the holes hold, else the back, as it is shown and as it is written."""
    written = [hole.text for hole in card.holes] or [card.back]
    shown = [" ".join(plain(each).split()) for each in written]
    return list(dict.fromkeys([", ".join(shown), " ".join(shown), ", ".join(written)]))


def typed_spans(typed: str, card: Card) -> Spans:
    """What was typed against the expected answer that is nearest to it."""
    return _marked(min((compared(typed, each) for each in expected_answers(card)), key=_distance))


def compared_form(text: str) -> str:
    """A text as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def compared(typed: str, expected: str) -> list[Piece]:
    """Both texts in pieces, in their order: those that say the same, and those that do not."""
    typed, expected = (unicodedata.normalize("NFC", text[:_LONGEST]) for text in (typed, expected))
    if compared_form(typed) == compared_form(expected):
        return [Piece(typed, expected, True)]
    pieces = _aligned(_WORD.findall(typed), _WORD.findall(expected))
    return [part for piece in pieces for part in ([piece] if piece.same else _within(piece))]


def _within(piece: Piece) -> list[Piece]:
    """Words that are almost the same, letter by letter."""
    alike = SequenceMatcher(None, compared_form(piece.typed), compared_form(piece.expected), autojunk=False).ratio()
    return _aligned(piece.typed, piece.expected) if alike >= _ALIKE else [piece]


def _aligned(typed: Sequence[str], expected: Sequence[str]) -> list[Piece]:
    left, right = ([compared_form(each) for each in side] for side in (typed, expected))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    pieces = []
    for tag, first, last, begin, end in matcher.get_opcodes():
        some, wanted = "".join(typed[first:last]), "".join(expected[begin:end])
        pieces.append(Piece(some, wanted, tag == "equal" or not (some + wanted).strip()))
    return pieces


def _distance(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.typed) + len(piece.expected) for piece in pieces if not piece.same)


def _marked(pieces: Sequence[Piece]) -> Spans:
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
    return joined(found)
