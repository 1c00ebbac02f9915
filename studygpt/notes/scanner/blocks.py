"""Find the question above a separator line and the answer below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind

LineRange = tuple[int, int]
"""The first and the last line of a range, both included."""

_BLOCK_END = frozenset({LineKind.BLANK, LineKind.RULE, LineKind.FRONT, LineKind.HEADING, LineKind.COMMENT})


@dataclass(slots=True)
class Sides:
    """The question and the answer around a separator line, or the reason why the line makes no card."""

    line: int
    question: LineRange | None = None
    answer: LineRange | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class SideLimits:
    """The rules that determine where the question and the answer around a separator end."""

    skip_blanks: bool = False
    """Whether blank lines are allowed between a side and the separator."""
    end_marker: str = ""
    """A line that ends an answer. If an answer has one, blank lines do not end the answer."""
    is_other_card: Callable[[int], bool] = lambda _line: False
    """Returns whether a line belongs to another card, and therefore to neither side."""
    answer_has_blanks: bool = False
    """Whether an answer continues after blank lines, until something else ends it."""


def find_sides(document: Document, separators: list[int], limits: SideLimits) -> list[Sides]:
    """Return the sides of each separator line, in order. If two cards have the same claim to lines, neither is made."""
    found = []
    for index, line in enumerate(separators):
        floor = separators[index - 1] + 1 if index else 0
        ceiling = separators[index + 1] if index + 1 < len(separators) else len(document.lines)
        found.append(
            Sides(line, question_above(document, line, floor, limits), _answer(document, line, ceiling, limits))
        )
    for upper, lower in pairwise(found):
        _divide(document, upper, lower)
    for sides in found:
        if sides.problem is None and sides.question is None:
            sides.problem = "this separator has no question above it"
        elif sides.problem is None and sides.answer is None:
            sides.problem = "this separator has no answer below it"
    return found


def _divide(document: Document, upper: Sides, lower: Sides) -> None:
    """Divide the lines that were found both as the answer of `upper` and as the question of `lower`."""
    if upper.answer is None or lower.question is None or upper.answer[1] < lower.question[0]:
        return
    first, last = lower.question
    touches_upper = upper.answer[0] == upper.line + 1
    touches_lower = last == lower.line - 1
    if upper.answer[0] < first:  # the question begins after a break, so the answer ends above it
        end = first - 1
        while end > upper.answer[0] and (document.kind(end) is LineKind.BLANK or is_comment_line(document, end)):
            end -= 1
        upper.answer = (upper.answer[0], end)
    elif touches_upper and touches_lower and last - upper.answer[0] == 1:
        upper.answer, lower.question = (upper.answer[0], upper.answer[0]), (last, last)
    elif touches_upper and not touches_lower:
        lower.question = None
    elif touches_lower and not touches_upper:
        upper.answer = None
    else:
        upper.problem = "where this answer ends and the next question begins is unclear; put a blank line between them"
        lower.problem = "where the last answer ends and this question begins is unclear; put a blank line between them"


def _item_of_separator(document: Document, line: int) -> int:
    """Return the list item that contains a separator because of its indentation; -1 if there is none."""
    item = document.shapes.item[line]
    return item if item >= 0 and document.shapes.indent[line] > document.shapes.indent[item] else -1


def question_above(document: Document, separator: int, floor: int, limits: SideLimits) -> LineRange | None:
    """Return the lines of the question above a separator, which begins at `floor` or below; None if there is none."""
    shapes, regions = document.shapes, document.regions
    item = _item_of_separator(document, separator)
    floor = max(floor, document.front.end, item)
    last = separator - 1
    while limits.skip_blanks and last >= floor and shapes.kind[last] is LineKind.BLANK:
        last -= 1
    first = last + 1
    while first > floor:
        line = first - 1
        kind = shapes.kind[line]
        if kind in (LineKind.BLANK, LineKind.RULE) or shapes.quote[line] != shapes.quote[separator]:
            break
        if is_comment_line(document, line) or limits.is_other_card(line):
            break
        if is_end_marker(document, line, limits.end_marker):
            break
        if kind is LineKind.HEADING:
            if line == last:
                first = line
            break
        first = max(regions[line].first if line in regions else line, floor)
    return (first, last) if first <= last else None


def _answer(document: Document, separator: int, ceiling: int, limits: SideLimits) -> LineRange | None:
    item = _item_of_separator(document, separator)
    if item >= 0:
        ceiling = min(ceiling, document.item_end(item))
    return answer_from(document, separator + 1, ceiling, document.shapes.quote[separator], limits)


def answer_from(document: Document, first: int, ceiling: int, quote: int, limits: SideLimits) -> LineRange | None:
    """Return the lines of the answer that begins at `first` and ends above `ceiling`; None if there is none.

    `quote` is the number of `>` before the lines of the answer.
    """
    shapes = document.shapes
    while limits.skip_blanks and first < ceiling and shapes.kind[first] is LineKind.BLANK:
        first += 1
    marked = marked_end(document, first, ceiling, limits.end_marker)
    line, last = first, first - 1
    while line < ceiling:
        kind = shapes.kind[line]
        if kind in (LineKind.HEADING, LineKind.RULE) or line == marked or shapes.quote[line] < quote:
            break
        if kind is LineKind.BLANK:
            following = _after_blanks(document, line, ceiling)
            continues = limits.answer_has_blanks or marked is not None
            if not continues and not (following < ceiling and _continues_list(document, first, last, following)):
                break
            line = following
            continue
        if is_schedule_line(document, line) or limits.is_other_card(line):
            break
        last = document.regions[line].last if line in document.regions else line
        line = last + 1
    while last >= first and is_comment_line(document, last):
        last -= 1
    return (first, last) if first <= last else None


def is_end_marker(document: Document, line: int, end_marker: str) -> bool:
    """Whether a line is the vault's end marker, quoted or not."""
    written = document.lines[line].strip()
    return bool(end_marker) and (written == end_marker or written.lstrip(" \t>") == end_marker)


def marked_end(document: Document, first: int, ceiling: int, end_marker: str) -> int | None:
    """Return the line of the end marker of an answer; None if it has none."""
    if not end_marker:
        return None
    for line in range(first, ceiling):
        if is_end_marker(document, line, end_marker):
            return line
        if document.kind(line) is LineKind.HEADING:
            return None
    return None


def _after_blanks(document: Document, line: int, ceiling: int) -> int:
    while line < ceiling and document.kind(line) is LineKind.BLANK:
        line += 1
    return line


def _continues_list(document: Document, first: int, last: int, line: int) -> bool:
    """Whether a line after a blank line continues the list at the end of the lines `first` to `last`."""
    shapes = document.shapes
    item = shapes.item[last] if last >= first else -1
    if item < first:
        return False
    outer = item
    while shapes.parent[outer] >= first:
        outer = shapes.parent[outer]
    owner = shapes.item[line]
    while owner > item and shapes.parent[owner] >= first:
        owner = shapes.parent[owner]
    if first <= owner <= last:
        return True
    if shapes.kind[line] is not LineKind.ITEM or shapes.indent[line] != shapes.indent[outer]:
        return False
    return _marker(document, line) == _marker(document, outer)


def _marker(document: Document, item: int) -> str:
    """Return the character that shows the kind of an item's list: its bullet, or the sign after its number."""
    return document.text[document.starts[item] : document.shapes.content[item]].rstrip()[-1]


def block_around(document: Document, line: int, is_edge: Callable[[int], bool]) -> LineRange:
    """Return the lines of the block around a line: a paragraph, list or table, including formulas in it."""
    kinds, regions, quote = document.shapes.kind, document.regions, document.shapes.quote

    def ends(other: int) -> bool:
        if kinds[other] in _BLOCK_END or quote[other] != quote[line]:
            return True
        return is_comment_line(document, other) or is_edge(other)

    first, last = regions[line][:2] if line in regions else (line, line)
    if kinds[line] is LineKind.HEADING:
        return line, line
    while first > document.front.end and not ends(first - 1):
        first = regions[first - 1].first if first - 1 in regions else first - 1
    while last + 1 < len(document.lines) and not ends(last + 1):
        last = regions[last + 1].last if last + 1 in regions else last + 1
    return first, last


def is_comment_line(document: Document, line: int) -> bool:
    """Whether a line holds only comments."""
    if document.kind(line) is LineKind.COMMENT:
        return True
    spans = document.spans
    offset, end = document.shapes.content[line], document.end_of(line)
    for index in spans.within(offset, end):
        if spans.kinds[index] is not SpanKind.COMMENT or document.text[offset : spans.starts[index]].strip():
            return False
        offset = spans.ends[index]
    return offset > document.shapes.content[line] and not document.text[offset:end].strip()


def is_schedule_line(document: Document, line: int) -> bool:
    """Whether a line is the plugin's schedule comment, or belongs to the callout around one."""
    written = document.lines[line]
    return "[!sr|" in written or ("<!--SR:" in written and is_comment_line(document, line))
