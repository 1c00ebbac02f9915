"""Classify the lines of a note in one pass from top to bottom, with a stack of open lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from studygpt.notes.scanner.spans import SpanKind, columns


class LineKind(Enum):
    """The kinds of lines in a note."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    ITEM = "list item"
    TABLE = "table row"
    RULE = "rule"
    CODE = "indented code"
    FRONT = "front matter"
    FENCE = "fenced code"
    DISPLAY = "display formula"
    COMMENT = "comment"


REGIONS = {SpanKind.FENCE: LineKind.FENCE, SpanKind.DISPLAY: LineKind.DISPLAY, SpanKind.COMMENT: LineKind.COMMENT}

_SHAPE = re.compile(
    r"(?P<indent>[ \t]*(?:>[ \t]?[ \t]*)*)"
    r"(?:(?P<heading>\#{1,6})(?=[ \t]|$)"
    r"|(?P<rule>(?:-[ \t]*){3,}$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$)"
    r"|(?P<item>[-*+]|\d{1,9}[.)])(?:[ \t]+|$)"
    r"|(?P<table>\|))?"
)
_TABLE_RULE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_MAX_RULE = 2000
_SETEXT = re.compile(r" {0,3}=+[ \t]*$")


class Region(NamedTuple):
    """A fence, or a formula or comment of several lines."""

    first: int
    last: int
    kind: LineKind
    start: int
    """The first offset of the region, which may be inside its first line."""


@dataclass(slots=True)
class LineShapes:
    """The kind and the position of each line, as parallel lists with an entry for each line."""

    kind: list[LineKind]
    quote: list[int]
    """The number of `>` at the beginning of each line."""
    indent: list[int]
    """The number of columns before the text or list marker of each line, including any `>`."""
    content: list[int]
    """The offset of the text of each line, after any `>` and list marker."""
    item: list[int]
    """The line of the innermost list item that contains each line, which for an item is its own line, or -1."""
    parent: dict[int, int]
    """A map from each list item to the item that it is nested in, or to -1."""
    inner: dict[int, int]
    """A map from each list item to the column at which its text begins."""


_PARAGRAPH = frozenset({LineKind.TEXT, LineKind.ITEM, LineKind.TABLE})
"""The kinds of lines that an indented line continues. Below any other kind, an indented line is code."""


def shape_lines(lines: list[str], starts: list[int], regions: Mapping[int, Region], first: int) -> LineShapes:
    """Classify the lines of a note. The lines before `first` are front matter."""
    count = len(lines)
    shapes = LineShapes(
        kind=[LineKind.TEXT] * count,
        quote=[0] * count,
        indent=[0] * count,
        content=starts.copy(),
        item=[-1] * count,
        parent={},
        inner={},
    )
    kinds, quotes = shapes.kind, shapes.quote
    kinds[:first] = [LineKind.FRONT] * first
    open_items: list[int] = []
    after_blank = True
    for number in range(first, count):
        line = lines[number]
        region = regions.get(number)
        if region is not None and region.first != number:
            kinds[number] = region.kind
            quotes[number] = quotes[region.first]
            shapes.indent[number] = shapes.indent[region.first]
            shapes.item[number] = shapes.item[region.first]
            after_blank = False
            continue
        # Most lines are classified quickly here, without the large regular expression.
        if not line:
            kinds[number] = LineKind.BLANK
            after_blank = True
            continue
        if line[0].isalpha() and "|" not in line and region is None:  # prose
            if open_items:
                if after_blank or kinds[number - 1] not in (LineKind.TEXT, LineKind.ITEM) or quotes[open_items[-1]]:
                    open_items.clear()
                else:
                    shapes.item[number] = open_items[-1]
            after_blank = False
            continue
        if (
            line[0] == "|"
            and not open_items
            and number > first
            and kinds[number - 1] is LineKind.TABLE
            and region is None
        ):
            kinds[number] = LineKind.TABLE
            shapes.content[number] += 1
            after_blank = False
            continue
        if region is not None and region.start == starts[number] and not open_items:
            kinds[number] = region.kind
            after_blank = False
            continue
        shape = _SHAPE.match(line)
        assert shape is not None
        prefix = shape["indent"]
        quote = prefix.count(">") if ">" in prefix else 0
        indent = columns(prefix)
        quotes[number], shapes.indent[number] = quote, indent
        shapes.content[number] = starts[number] + shape.end()
        if len(prefix) == len(line) or not line.strip("> \t"):
            kinds[number] = LineKind.BLANK
            after_blank = True
            continue
        what = shape.lastgroup
        what = None if what == "indent" else what
        if open_items and quote > quotes[open_items[-1]] and _quote_column(prefix) > shapes.indent[open_items[-1]]:
            # A quotation inside an item does not end the list, and its own lists are ignored.
            if region is not None and region.start == starts[number] + len(prefix):
                kinds[number] = region.kind
            elif what == "heading":
                kinds[number] = LineKind.HEADING
            shapes.item[number] = open_items[-1]
            after_blank = False
            continue
        while open_items and quote != quotes[open_items[-1]]:
            open_items.pop()
        lazy = what is None and not after_blank and number > 0 and kinds[number - 1] in (LineKind.TEXT, LineKind.ITEM)
        if not lazy:
            # A heading after a blank line belongs to an item only if it is indented like the item's text.
            strict = what == "heading" and after_blank
            _close_items(open_items, shapes, indent, is_item=what == "item", strict=strict)
        base = shapes.inner[open_items[-1]] if open_items else columns(">" * quote + " " if quote else "")
        if region is not None and region.start == starts[number] + len(prefix):
            kinds[number] = region.kind
        elif (
            indent >= base + 4
            and not lazy
            and (after_blank or kinds[number - 1] not in _PARAGRAPH)
            and not (what == "item" and _is_deep_item(shapes, open_items, number, after_blank=after_blank))
        ):
            kinds[number] = LineKind.CODE
            shapes.content[number] = starts[number] + len(prefix)
        elif what == "heading":
            kinds[number] = LineKind.HEADING
        elif what == "rule":
            kinds[number] = LineKind.RULE
        elif what == "item":
            kinds[number] = LineKind.ITEM
            shapes.parent[number] = open_items[-1] if open_items else -1
            width = shape.end() - len(prefix)
            shapes.inner[number] = indent + (width if width <= 5 else 2)
            open_items.append(number)
        elif (what == "table" and line.count("|") > 1) or (
            "|" in line and number > first and _continues_table(lines, shapes, number)
        ):
            kinds[number] = LineKind.TABLE
        elif _SETEXT.match(line) and not after_blank and kinds[number - 1] is LineKind.TEXT:
            kinds[number] = LineKind.RULE
            if number < 2 or kinds[number - 2] is not LineKind.TEXT:
                kinds[number - 1] = LineKind.HEADING
        shapes.item[number] = open_items[-1] if open_items else -1
        after_blank = False
    return shapes


def _close_items(open_items: list[int], shapes: LineShapes, indent: int, *, is_item: bool, strict: bool) -> None:
    """Close the list items that a line with this indentation cannot belong to.

    The rule is more lenient than CommonMark, like many editors: two columns are enough to nest an item under `1. `.
    """
    while open_items:
        top = open_items[-1]
        inside = shapes.inner[top] if not is_item else min(shapes.inner[top], shapes.indent[top] + 2)
        if not is_item and not strict:
            inside = shapes.indent[top] + 1
        if indent >= inside:
            return
        open_items.pop()


def _is_deep_item(shapes: LineShapes, open_items: list[int], number: int, *, after_blank: bool) -> bool:
    """Whether a line with a list marker is an item although it is indented like code.

    That is so inside an open list, where people may nest items too deeply, and right below a heading.
    """
    last = next((at for at in range(number - 1, -1, -1) if shapes.kind[at] is not LineKind.BLANK), -1)
    if last < 0 or shapes.kind[last] is LineKind.CODE:
        return False
    if open_items:
        return shapes.indent[number] <= shapes.inner[open_items[-1]] + 4
    return not after_blank and shapes.kind[last] is LineKind.HEADING


def _quote_column(prefix: str) -> int:
    """Return the column of the first `>` in the beginning of a line."""
    return columns(prefix[: prefix.index(">")])


def _continues_table(lines: list[str], shapes: LineShapes, number: int) -> bool:
    """Whether a line with a `|` is the rule of a table without outer pipes, or a row below that rule."""
    line, above = lines[number], number - 1
    if shapes.kind[above] is LineKind.TABLE:
        return True
    if len(line) > _MAX_RULE:
        return False
    if shapes.kind[above] is LineKind.TEXT and "|" in lines[above] and _TABLE_RULE.match(line) and "-" in line:
        shapes.kind[above] = LineKind.TABLE
        return True
    return False
