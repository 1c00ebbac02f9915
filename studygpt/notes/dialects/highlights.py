"""Clozes of Obsidian Spaced Repetition: `==text==`, and any other marks that the vault's settings name.

Each cloze makes a card. If clozes in a text have numbers, each number makes a card instead. These clozes count only
with a deck tag, a deck folder or `--opt-in`, because people highlight text for other reasons, too.
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

ClozeRole = int | str
"""The number of the one card that asks a cloze, or letters of which the nth is the cloze's role on the nth card."""


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
        if page.is_free(first, last):  # a fence in the paragraph may hold cards from fields
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
    for cloze, role in clozes:
        for card in _asked_on(role):
            asked.setdefault(card, []).append(cloze)
    for card in limit_clozes(page, first, text, sorted(asked)):
        yield FoundCard(
            kind=Kind.CLOZE,
            front=_side_text(text, clozes, card, front=True),
            back=_side_text(text, clozes, card, front=False),
            text=text,
            first=first,
            last=last,
            part=f"c{card}",
            holes=tuple(Hole(card, cloze.text.strip(), cloze.hint) for cloze in asked[card]),
            source_id=page.written_id(first, last),
        )


def _clozes(rules: Rules, text: str) -> list[tuple[MarkedCloze, ClozeRole]]:
    """Return the clozes of a text from left to right, each with its role on the cards."""
    spans = find_spans(text, 0)

    def is_prose(at: int) -> bool:
        span = spans.at(at)  # a vault's pattern may be `<cloze>text</cloze>`
        return span is None or (spans.kinds[span] is SpanKind.HTML and spans.starts[span] == at)

    found: list[MarkedCloze] = []
    for pattern in rules.clozes:
        found += (cloze for cloze in pattern.find(text, is_prose) if _is_meant(cloze, spans))
    found.sort(key=lambda cloze: (cloze.start, -cloze.end))
    apart: list[MarkedCloze] = []
    for cloze in found:
        if not apart or cloze.start >= apart[-1].end:
            apart.append(cloze)
    if numbered := [cloze for cloze in apart if cloze.number]:  # clozes without a number are then mere highlights
        return [(cloze, _role(cloze.number or "")) for cloze in numbered]
    return [(cloze, number) for number, cloze in enumerate(apart, 1)]


def _is_meant(cloze: MarkedCloze, spans: Spans) -> bool:
    if "EXCALIDRAW VIEW" in cloze.text:  # a line that the Excalidraw plugin adds above drawings
        return False
    # If the number of dollar signs is odd, the marks are operators in two different formulas.
    dollars = (at for at, letter in enumerate(cloze.text, cloze.inner) if letter == "$")
    return sum(spans.at(at) is None for at in dollars) % 2 == 0


def _role(number: str) -> ClozeRole:
    return int(number) if number.isdigit() else number


def _asked_on(role: ClozeRole) -> list[int]:
    if isinstance(role, int):
        return [role]
    return [card for card, letter in enumerate(role, 1) if letter == _ASKED]


def _role_on(role: ClozeRole, card: int) -> str:
    """Return the role of a cloze on a card: asked, hidden or shown."""
    if isinstance(role, int):
        return _ASKED if role == card else _SHOWN
    return role[card - 1] if card <= len(role) else _SHOWN


def _side_text(text: str, clozes: list[tuple[MarkedCloze, ClozeRole]], card: int, *, front: bool) -> str:
    pieces, position = [], 0
    for cloze, role in clozes:
        pieces.append(text[position : cloze.start])
        position = cloze.end
        role_here = _role_on(role, card)
        if role_here == _ASKED and front:
            pieces.append(f"[{cloze.hint or '...'}]")
        else:
            pieces.append("..." if role_here == _HIDDEN else cloze.text)
    return "".join([*pieces, text[position:]])


DIALECT = Dialect("highlights", may_hold, find, needs_opt_in=True)
