"""Anki's clozes in notes: `{{c1::text}}`, `{{c1::text::hint}}`, in mathematics too.

One card a number: what has the same number in a block is hidden together. Braces balance, so `{{c1::\\frac{1}{2}}}` and
`{{c1::x = {1: 2}}}` are whole (Anki itself breaks on both).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studygpt.model import Hole, Kind
from studygpt.notes import lookalikes
from studygpt.notes.blocks import is_comment_line
from studygpt.notes.dialects.base import Dialect
from studygpt.notes.document import Document, Line
from studygpt.notes.page import Found, Page
from studygpt.notes.rules import Rules
from studygpt.notes.spans import Span, find_spans

_OPENING = re.compile(r"\{\{c(\d{1,3})::")
_FORMULA = frozenset({Span.MATH, Span.DISPLAY})
_NO_CARD = frozenset({Line.CODE, Line.FRONT, Line.FENCE, Line.COMMENT})
_BLOCK_END = frozenset({Line.BLANK, Line.RULE, Line.FRONT, Line.HEADING, Line.COMMENT})


@dataclass(slots=True)
class Cloze:
    number: int
    start: int
    end: int
    inner: int
    """Where its text begins."""
    inner_end: int
    hint: str | None


def may_hold(text: str, _rules: Rules) -> bool:
    return "{{c" in text


def find(page: Page) -> Iterator[Found]:
    document = page.document
    blocks: dict[tuple[int, int], list[re.Match[str]]] = {}
    for match in _OPENING.finditer(document.text):
        line = document.line_of(match.start())
        span = document.spans.at(match.start())
        if line in page.taken or document.kind(line) in _NO_CARD:
            continue
        if span is None or document.spans.kinds[span] in _FORMULA:
            blocks.setdefault(_block(page, line), []).append(match)
    for (first, last), openings in blocks.items():
        if not page.is_free(first, last):
            continue
        clozes = _read(page, openings, document.end_of(last))
        for start, end in _units(document, first, last, clozes):
            yield from _cards(
                page, start, end, [cloze for cloze in clozes if start <= document.line_of(cloze.start) <= end]
            )


def _block(page: Page, line: int) -> tuple[int, int]:
    """The lines that belong together around a cloze: a paragraph, list or table with the formulas in it."""
    document = page.document
    kinds, regions, quote = document.shapes.kind, document.regions, document.shapes.quote

    def ends(other: int) -> bool:
        if kinds[other] in _BLOCK_END or quote[other] != quote[line]:
            return True
        return is_comment_line(document, other) or page.is_tag_line(other)

    first, last = regions.get(line, (line, line))
    if kinds[line] is Line.HEADING:
        return line, line
    while first > document.front.end and not ends(first - 1):
        first = regions.get(first - 1, (first - 1, first - 1))[0]
    while last + 1 < len(document.lines) and not ends(last + 1):
        last = regions.get(last + 1, (last + 1, last + 1))[1]
    return first, last


def _units(document: Document, first: int, last: int, clozes: list[Cloze]) -> list[tuple[int, int]]:
    """The block as one card's text, or its list items, where each of them counts from one again."""
    numbers: dict[int, set[int]] = {}
    for cloze in clozes:
        numbers.setdefault(document.shapes.item[document.line_of(cloze.start)], set()).add(cloze.number)
    if len(numbers) < 2 or min(numbers) < first or not all(1 in each for each in numbers.values()):
        return [(first, last)]
    nested = {item for each in numbers for item in document.enclosing_items(each)}
    return [
        (item, min(document.own_end(item) if item in nested else document.item_end(item), last + 1) - 1)
        for item in sorted(numbers)
    ]


def _read(page: Page, openings: list[re.Match[str]], limit: int) -> list[Cloze]:
    document = page.document
    found = []
    for match in openings:
        end = _closing(document.text, match.end(), limit)
        if end is None:
            page.report(document.line_of(match.start()), f"the braces of the cloze {match[0]}.. do not balance")
            continue
        inner_end, hint = _split_hint(document.text, match.end(), end - 2)
        if not document.text[match.end() : inner_end].strip():
            page.report(document.line_of(match.start()), f"the cloze {match[0]}.. hides nothing")
            continue
        found.append(Cloze(int(match[1]), match.start(), end, match.end(), inner_end, hint))
    return found


def _closing(text: str, position: int, limit: int) -> int | None:
    """Behind the `}}` that closes a cloze whose text begins at `position`."""
    depth = 0
    while position < limit:
        letter = text[position]
        if letter == "\\":
            position += 2
            continue
        if letter == "`":
            run = len(text[position:limit]) - len(text[position:limit].lstrip("`"))
            code_end = text.find("`" * run, position + run, limit)
            position = code_end + run if code_end >= 0 else position + run
            continue
        if letter == "{":
            depth += 1
        elif letter == "}":
            if depth == 0:
                return position + 2 if text.startswith("}}", position) and position + 2 <= limit else None
            depth -= 1
        position += 1
    return None


def _split_hint(text: str, start: int, end: int) -> tuple[int, str | None]:
    """Where the hidden text ends, and the hint behind a `::` that no inner brace, code or namespace owns."""
    depth, position = 0, start
    while position < end:
        letter = text[position]
        if letter == "`":
            closing = text.find("`", position + 1, end)
            position = closing + 1 if closing >= 0 else position + 1
            continue
        depth += (letter == "{") - (letter == "}")
        if letter == ":" and not depth and text.startswith("::", position) and position > start:
            inside = text[start:end].replace("\n", " ")
            if not lookalikes.is_in_code_word(inside, position - start, position - start + 2):
                return position, text[position + 2 : end].strip() or None
            position += 1
        position += 1
    return end, None


def _cards(page: Page, first: int, last: int, clozes: list[Cloze]) -> Iterator[Found]:
    document = page.document
    if not clozes or not page.is_free(first, last):
        return
    start, end = document.starts[first], document.end_of(last)
    bare = not any(document.kind(line) is Line.ITEM for line in range(first + 1, last + 1))
    text = page.lines_text(first, last, bare=bare)
    back = _spelled(text, None)
    page.take(first, last)
    source_id = next(
        (f"^{document.block_ids[line][0]}" for line in range(first, last + 1) if line in document.block_ids), None
    )
    for number in sorted({cloze.number for cloze in clozes}):
        holes = tuple(
            Hole(number, _spelled(document.text[cloze.inner : cloze.inner_end], None).strip(), cloze.hint)
            for cloze in clozes
            if cloze.number == number
        )
        yield Found(
            kind=Kind.CLOZE,
            front=_spelled(text, number),
            back=back,
            text=document.text[start:end].strip(),
            first=first,
            last=last,
            part=f"c{number}",
            holes=holes,
            source_id=source_id,
        )


def _spelled(text: str, hidden: int | None) -> str:
    """`text` with its clozes spelled out, but for those of the number `hidden`; code keeps what looks like one."""
    in_code = _code_in(text)
    pieces, position = [], 0
    while match := _OPENING.search(text, position):
        end = None if any(a <= match.start() < b for a, b in in_code) else _closing(text, match.end(), len(text))
        if end is None:
            pieces.append(text[position : match.end()])
            position = match.end()
            continue
        inner_end, hint = _split_hint(text, match.end(), end - 2)
        pieces.append(text[position : match.start()])
        hide = hidden is not None and int(match[1]) == hidden
        pieces.append(f"[{hint or '...'}]" if hide else _spelled(text[match.end() : inner_end], hidden))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _code_in(text: str) -> list[tuple[int, int]]:
    if "`" not in text and "~~~" not in text:
        return []
    spans = find_spans(text, 0)
    pairs = zip(spans.starts, spans.ends, spans.kinds, strict=True)
    return [(start, end) for start, end, kind in pairs if kind in (Span.CODE, Span.FENCE)]


DIALECT = Dialect("cloze", may_hold, find)
