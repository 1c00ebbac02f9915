"""The sides of a card with its holes marked: those asked for on the front, what they held on the back.

A card's front has `[...]` or a hint where a hole is, as everybody may write it; which of them are holes shows when
the front is laid beside the back.
"""

from __future__ import annotations

import re

from studygpt.model import Card, Kind
from studygpt.render.marks import CLOSE, OPEN, hole_mark, without_marks

_BLANK = re.compile(r"`_{3,}`|_{3,}")
_LINE_START = re.compile(r"(?:[ \t]*(?:[-+*]|\d+[.)]|>|#{1,6})[ \t]+)+(?=\S)")
_AROUND = re.compile(r"\s*(?P<mark>\$\$?|```[^\n]*\n)(?P<inside>[^$]+?)(?:(?P=mark)|\n```)\s*")
_EMPHASIS_FIRST = re.compile(r"(__?)[^\W_][^_]*\1(?!\w)")
_EMPHASIS_LAST = re.compile(r"(?<!\w)__?[^_]*[^\W_](__?)$")


def marked_front(card: Card) -> tuple[str, tuple[str, ...]]:
    """The front with a mark for each hole, and what stands in them: a hint, or dots."""
    places = _places(card)
    if not places:
        return without_marks(card.front), ()
    pieces, end = [], 0
    for number, (start, length, *_) in enumerate(places):
        pieces += [without_marks(card.front[end:start]), hole_mark(number)]
        end = start + length
    labels = tuple(card.front[start + 1 : start + length - 1] for start, length, *_ in places)
    return "".join([*pieces, without_marks(card.front[end:])]), labels


def marked_back(card: Card) -> str:
    """The back with what its holes held between marks."""
    pieces, end = [], 0
    for _, _, start, length in _places(card):
        pieces += [
            without_marks(card.back[end:start]),
            _between_marks(without_marks(card.back[start : start + length])),
        ]
        end = start + length
    return "".join([*pieces, without_marks(card.back[end:])])


def filled_front(card: Card) -> str | None:
    """The question with its blanks filled; None where it has no blanks, or not as many as the card has answers."""
    front = without_marks(card.front)
    if card.kind is Kind.CLOZE or not card.holes or len(_BLANK.findall(front)) != len(card.holes):
        return None
    texts = iter(without_marks(hole.text) for hole in card.holes)
    return _BLANK.sub(lambda _: _between_marks(next(texts)), front)


def _places(card: Card) -> list[tuple[int, int, int, int]]:
    """Each hole: where it starts and how long it is, on the front and on the back."""
    if card.kind is not Kind.CLOZE:
        return []
    front, back = card.front, card.back
    found: list[tuple[int, int, int, int]] = []
    at, behind = 0, 0
    for hole in card.holes:
        mark = f"[{hole.hint or '...'}]"
        start = front.find(mark, at)
        while start >= 0 and not _stands(front, back, at, start, behind, hole.text):
            start = front.find(mark, start + 1)
        if start < 0:
            continue  # a hole within a hole is hidden with it
        text = back.index(hole.text, behind + start - at)
        found.append((start, len(mark), text, len(hole.text)))
        at, behind = start + len(mark), text + len(hole.text)
        behind += _extra(front[at:], back[behind:])  # blanks at the hole's end belong to it
    return found


def _stands(front: str, back: str, at: int, start: int, behind: int, text: str) -> bool:
    """Whether front and back are the same up to a mark, where the back then has the hole's text."""
    if front[at:start] != back[behind : behind + start - at]:
        return False
    rest = back[behind + start - at :]
    return rest.lstrip().startswith(text)


def _extra(front: str, back: str) -> int:
    """How many blanks the back has more than the front here."""
    return max(0, (len(back) - len(back.lstrip())) - (len(front) - len(front.lstrip())))


def _between_marks(text: str) -> str:
    """An answer between its marks, which stand inside of what markdown wants at the edges of text."""
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
    return f"{text[:start]}{OPEN}{text[start:end]}{CLOSE}{text[end:]}"
