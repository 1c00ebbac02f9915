"""Clozes of Obsidian Spaced Repetition: `==text==`, and whatever marks the vault's own settings name.

One card a cloze; where clozes have numbers, one card a number. They count only where a deck tag, a deck folder or
`--opt-in` says so: people highlight what they will.
"""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.model import Hole, Kind
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.cloze_patterns import MarkedCloze
from studygpt.notes.dialects.base import Dialect, limit_clozes
from studygpt.notes.dialects.separators import TASK
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.blocks import block_around, is_end_marker, marked_end
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.span_scanner import find_spans
from studygpt.notes.scanner.spans import SpanKind, Spans

_NO_CARD = frozenset({LineKind.CODE, LineKind.FRONT, LineKind.FENCE, LineKind.COMMENT, LineKind.DISPLAY})
_SHOWN, _HIDDEN, _ASKED = "s", "h", "a"

Does = int | str
"""The one card on which a cloze is asked; or letters, of which the nth says what becomes of it on the nth card."""


def may_hold(text: str, rules: Rules) -> bool:
    return any(pattern.opening in text for pattern in rules.clozes)


def find(page: Page) -> Iterator[FoundCard]:
    document, seen = page.document, -1
    for line in _lines_with_marks(page):
        if line <= seen or line in page.taken or document.kind(line) in _NO_CARD:
            continue
        if TASK.match(document.text, document.shapes.content[line]):
            continue
        first, last = block_around(document, line, lambda other: _is_edge(page, other))
        seen = last
        if page.rules.end_marker and document.kind(line) is not LineKind.HEADING:
            marked = marked_end(document, last + 1, len(document.lines), page.rules.end_marker)
            if marked is not None and page.is_free(last + 1, marked):
                last = seen = marked - 1
        if page.is_free(first, last):  # a fence in the paragraph may hold cards, of fields
            yield from _cards(page, first, last)


def _lines_with_marks(page: Page) -> list[int]:
    document = page.document
    found: set[int] = set()
    for pattern in page.rules.clozes:
        position = document.text.find(pattern.opening)
        while position >= 0:
            line = document.line_of(position)
            found.add(line)
            position = document.text.find(pattern.opening, document.end_of(line))
    return sorted(found)


def _is_edge(page: Page, line: int) -> bool:
    if is_end_marker(page.document, line, page.rules.end_marker):
        return True
    return line in page.taken or page.is_tag_line(line)


def _cards(page: Page, first: int, last: int) -> Iterator[FoundCard]:
    document = page.document
    bare = not any(document.kind(line) is LineKind.ITEM for line in range(first + 1, last + 1))
    text = page.lines_text(first, last, bare=bare)
    clozes = _clozes(page.rules, text)
    if not clozes:
        return
    page.take(first, last)
    asked: dict[int, list[MarkedCloze]] = {}
    for cloze, does in clozes:
        for card in _asked_on(does):
            asked.setdefault(card, []).append(cloze)
    for card in limit_clozes(page, first, text, sorted(asked)):
        yield FoundCard(
            kind=Kind.CLOZE,
            front=_spelled(text, clozes, card, front=True),
            back=_spelled(text, clozes, card, front=False),
            text=text,
            first=first,
            last=last,
            part=f"c{card}",
            holes=tuple(Hole(card, cloze.text.strip(), cloze.hint) for cloze in asked[card]),
            source_id=page.written_id(first, last),
        )


def _clozes(rules: Rules, text: str) -> list[tuple[MarkedCloze, Does]]:
    """The clozes of a text from left to right, each with what becomes of it on which card."""
    spans = find_spans(text, 0)

    def is_prose(at: int) -> bool:
        span = spans.at(at)  # `<cloze>text</cloze>` is a pattern of somebody's, too
        return span is None or (spans.kinds[span] is SpanKind.HTML and spans.starts[span] == at)

    found: list[MarkedCloze] = []
    for pattern in rules.clozes:
        found += (cloze for cloze in pattern.find(text, is_prose) if _is_meant(cloze, spans))
    found.sort(key=lambda cloze: (cloze.start, -cloze.end))
    apart: list[MarkedCloze] = []
    for cloze in found:
        if not apart or cloze.start >= apart[-1].end:
            apart.append(cloze)
    if numbered := [cloze for cloze in apart if cloze.number]:  # then the others only highlight
        return [(cloze, _does(cloze.number or "")) for cloze in numbered]
    return [(cloze, number) for number, cloze in enumerate(apart, 1)]


def _is_meant(cloze: MarkedCloze, spans: Spans) -> bool:
    if "EXCALIDRAW VIEW" in cloze.text:  # what the drawing plugin writes above each of its drawings
        return False
    # A dollar sign left alone: these are signs in formulas that only happen to stand between two others.
    dollars = (at for at, letter in enumerate(cloze.text, cloze.inner) if letter == "$")
    return sum(spans.at(at) is None for at in dollars) % 2 == 0


def _does(number: str) -> Does:
    return int(number) if number.isdigit() else number


def _asked_on(does: Does) -> list[int]:
    if isinstance(does, int):
        return [does]
    return [card for card, letter in enumerate(does, 1) if letter == _ASKED]


def _on(does: Does, card: int) -> str:
    """What becomes of a cloze on a card."""
    if isinstance(does, int):
        return _ASKED if does == card else _SHOWN
    return does[card - 1] if card <= len(does) else _SHOWN


def _spelled(text: str, clozes: list[tuple[MarkedCloze, Does]], card: int, *, front: bool) -> str:
    pieces, position = [], 0
    for cloze, does in clozes:
        pieces.append(text[position : cloze.start])
        position = cloze.end
        becomes = _on(does, card)
        if becomes == _ASKED and front:
            pieces.append(f"[{cloze.hint or '...'}]")
        else:
            pieces.append("..." if becomes == _HIDDEN else cloze.text)
    return "".join([*pieces, text[position:]])


DIALECT = Dialect("highlights", may_hold, find, needs_opt_in=True)
