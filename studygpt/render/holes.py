"""Mark the holes of a card: where the front asks, and their answers on the back.

On the front a hole is `[...]` or `[hint]`, which a note may also contain as plain text. Comparing front and back tells
which brackets are holes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from studygpt.model import Card, Kind
from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, hole_mark, without_marks
from studygpt.text import harmless, joined

_BLANK = re.compile(r"`_{3,}`|_{3,}")
_LINE_START = re.compile(r"(?:[ \t]*(?:[-+*]|\d+[.)]|>|#{1,6})[ \t]+)+(?=\S)")
_AROUND = re.compile(r"\s*(?P<mark>\$\$?|```[^\n]*\n)(?P<inside>[^$]+?)(?:(?P=mark)|\n```)\s*")
_EMPHASIS_FIRST = re.compile(r"(__?)[^\W_][^_]*\1(?!\w)")
_EMPHASIS_LAST = re.compile(r"(?<!\w)__?[^_]*[^\W_](__?)$")


class _HolePlace(NamedTuple):
    """Where a hole starts and how long it is, on the front and on the back."""

    start: int
    length: int
    answer_start: int
    answer_length: int


def marked_front(card: Card) -> tuple[str, tuple[str, ...]]:
    """Return the front with a mark for each hole, and the label of each: its hint, or dots."""
    places = _places(card)
    if not places:
        return without_marks(card.front), ()
    pieces, end = [], 0
    for number, (start, length, *_) in enumerate(places):
        pieces += [without_marks(card.front[end:start]), hole_mark(number)]
        end = start + length
    labels = tuple(joined(harmless(card.front[start + 1 : start + length - 1])) for start, length, *_ in places)
    return "".join([*pieces, without_marks(card.front[end:])]), labels


def marked_back(card: Card) -> str:
    """Return the back with each answer between marks."""
    pieces, end = [], 0
    for _, _, start, length in _places(card):
        pieces += [
            without_marks(card.back[end:start]),
            _between_marks(without_marks(card.back[start : start + length])),
        ]
        end = start + length
    return "".join([*pieces, without_marks(card.back[end:])])


def filled_front(card: Card) -> str | None:
    """Return the question with its blanks filled; None unless it has as many blanks as the card has answers."""
    front = without_marks(card.front)
    if card.kind is Kind.CLOZE or not card.holes or len(_BLANK.findall(front)) != len(card.holes):
        return None
    texts = iter(without_marks(hole.text) for hole in card.holes)
    return _BLANK.sub(lambda _: _between_marks(next(texts)), front)


def _places(card: Card) -> list[_HolePlace]:
    """Find each hole on the front, and its answer on the back."""
    if card.kind is not Kind.CLOZE:
        return []
    front, back = card.front, card.back
    found: list[_HolePlace] = []
    at, behind = 0, 0
    for hole in card.holes:
        mark = f"[{hole.hint or '...'}]"
        start = front.find(mark, at)
        while start >= 0 and not _is_at(front, back, at, start, behind, hole.text):
            start = front.find(mark, start + 1)
        if start < 0:
            continue  # a hole within a hole is hidden with it
        text = back.index(hole.text, behind + start - at)
        found.append(_HolePlace(start, len(mark), text, len(hole.text)))
        at, behind = start + len(mark), text + len(hole.text)
        behind += _extra_blanks(front[at:], back[behind:])  # blanks at the hole's end belong to it
    return found


def _is_at(front: str, back: str, at: int, start: int, behind: int, text: str) -> bool:
    """Return True where front and back are equal up to a mark, and the back goes on with the hole's text."""
    if front[at:start] != back[behind : behind + start - at]:
        return False
    rest = back[behind + start - at :]
    return rest.lstrip().startswith(text)


def _extra_blanks(front: str, back: str) -> int:
    """Return by how many leading blanks the back exceeds the front."""
    return max(0, (len(back) - len(back.lstrip())) - (len(front) - len(front.lstrip())))


def _between_marks(text: str) -> str:
    """Put marks around an answer, inside of list bullets, dollars, fences and emphasis, which must stay outermost."""
    before = _LINE_START.match(text)
    start, end = before.end() if before else 0, len(text)
    if around := _AROUND.fullmatch(text, start):
        start, end = around.span("inside")
    else:
        closing = _EMPHASIS_LAST.search(text, start)
        if opening := _EMPHASIS_FIRST.match(text, start):
            start = opening.end(1)
        if closing:
            end = closing.start(1)
    return f"{text[:start]}{ANSWER_OPEN}{text[start:end]}{ANSWER_CLOSE}{text[end:]}"
