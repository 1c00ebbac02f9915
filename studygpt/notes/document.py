"""One note as lines that know what they are, and how to get about among them.

Lines are counted from 0 here and from 1 in everything a person sees. Everything beyond splitting the text is computed
when first asked for: most notes hold no card and are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from studygpt.notes.front_matter import FrontMatter, read_front_matter
from studygpt.notes.spans import MULTILINE, Span, Spans, columns, find_spans


class Line(Enum):
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


_REGION = {Span.FENCE: Line.FENCE, Span.DISPLAY: Line.DISPLAY, Span.COMMENT: Line.COMMENT}

_SHAPE = re.compile(
    r"(?P<indent>[ \t]*(?:>[ \t]?[ \t]*)*)"
    r"(?:(?P<heading>\#{1,6})(?=[ \t]|$)"
    r"|(?P<rule>(?:-[ \t]*){3,}$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$)"
    r"|(?P<item>[-*+]|\d{1,9}[.)])(?:[ \t]+|$)"
    r"|(?P<table>\|))?"
)
_TABLE_RULE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_RULE_AT_MOST = 2000
_SETEXT = re.compile(r" {0,3}=+[ \t]*$")
_TAG = re.compile(r"#([^\s!-,.:-@\[-^`{-~。、，：；！？（）「」]+)")
_BLOCK_ID = re.compile(r"\^([A-Za-z0-9-]+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    line: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    """Without its `#`."""
    start: int
    end: int
    line: int


class Region(NamedTuple):
    first: int
    last: int
    kind: Line
    start: int
    """The offset at which it begins, which may be within its first line."""


@dataclass(slots=True)
class _Shapes:
    """What each line is, line by line."""

    kind: list[Line]
    quote: list[int]
    """How many `>` stand before it."""
    indent: list[int]
    """Columns before its text or list marker, quotation marks included."""
    content: list[int]
    """The offset of its text, behind quotation marks and list marker."""
    item: list[int]
    """The line of the innermost list item that it belongs to (itself, for an item), or -1."""
    parent: dict[int, int]
    """For an item's line, the line of the item it is nested in, or -1."""
    inner: dict[int, int]
    """For an item's line, the columns at which its text begins."""


class Document:
    def __init__(self, text: str) -> None:
        self.text = text
        self.front: FrontMatter = read_front_matter(text)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        starts, offset = [], 0
        for line in self.lines:
            starts.append(offset)
            offset += len(line) + 1
        return starts

    @cached_property
    def spans(self) -> Spans:
        first = self.front.end
        return find_spans(self.text, self.starts[first] if first < len(self.lines) else len(self.text))

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def end_of(self, line: int) -> int:
        return self.starts[line] + len(self.lines[line])

    def is_prose(self, offset: int) -> bool:
        """Whether a separator at this offset would be meant as one, as far as spans and lines tell."""
        return self.spans.at(offset) is None and self.kind(self.line_of(offset)) not in _NO_PROSE

    def kind(self, line: int) -> Line:
        return self.shapes.kind[line]

    @cached_property
    def regions(self) -> dict[int, Region]:
        """For each line inside a fence, or a formula or comment of several lines: what it is part of."""
        found: dict[int, Region] = {}
        spans = self.spans
        for start, end, kind in zip(spans.starts, spans.ends, spans.kinds, strict=True):
            if kind in MULTILINE:
                first, last = self.line_of(start), self.line_of(max(start, end - 1))
                if first != last or kind is Span.FENCE:
                    region = Region(first, last, _REGION[kind], start)
                    for line in range(first, last + 1):
                        found.setdefault(line, region)
        return found

    @cached_property
    def shapes(self) -> _Shapes:
        return _shape_lines(self)

    # ------------------------------------------------------------------ context

    @cached_property
    def headings(self) -> list[Heading]:
        shapes = self.shapes
        found = []
        for number, kind in enumerate(shapes.kind):
            if kind is Line.HEADING and not shapes.quote[number] and shapes.item[number] < 0:
                written = self.lines[number].strip()
                level = len(written) - len(written.lstrip("#"))
                title = written[level:] if level else written
                found.append(Heading(number, level or 1, _without_tags(without_hashes(title))))
        return found

    @cached_property
    def heading_parents(self) -> list[int]:
        """For each heading the one that its section lies in, by their places in `headings`; -1 for none."""
        parents: list[int] = []
        open_ones: list[int] = []
        for place, heading in enumerate(self.headings):
            while open_ones and self.headings[open_ones[-1]].level >= heading.level:
                open_ones.pop()
            parents.append(open_ones[-1] if open_ones else -1)
            open_ones.append(place)
        return parents

    def heading_path(self, line: int) -> list[Heading]:
        """The headings over a line, outermost first; a heading does not stand over itself."""
        place = bisect_right(self.headings, line, key=lambda heading: heading.line) - 1
        if place >= 0 and self.headings[place].line == line:
            place = self.heading_parents[place]
        path: list[Heading] = []
        while place >= 0:
            path.insert(0, self.headings[place])
            place = self.heading_parents[place]
        return path

    def heading_at(self, line: int) -> Heading | None:
        place = bisect_right(self.headings, line, key=lambda heading: heading.line) - 1
        return self.headings[place] if place >= 0 and self.headings[place].line == line else None

    @cached_property
    def section_ends(self) -> dict[int, int]:
        """For the line of each heading, the line behind the section that it begins."""
        ends: dict[int, int] = {}
        open_ones: list[Heading] = []
        for heading in self.headings:
            while open_ones and open_ones[-1].level >= heading.level:
                ends[open_ones.pop().line] = heading.line
            open_ones.append(heading)
        ends.update((heading.line, len(self.lines)) for heading in open_ones)
        return ends

    def enclosing_items(self, line: int) -> list[int]:
        """The list items around a line, outermost first; an item does not enclose itself."""
        shapes = self.shapes
        item = shapes.item[line]
        if item == line:
            item = shapes.parent[line]
        found: list[int] = []
        while item >= 0:
            found.insert(0, item)
            item = shapes.parent[item]
        return found

    def item_end(self, item: int) -> int:
        """The line behind a list item, its continuation and its nested items; trailing blank lines are not its own."""
        if item not in self._item_ends:
            self._item_ends[item] = self._find_item_end(item)
        return self._item_ends[item]

    @cached_property
    def _item_ends(self) -> dict[int, int]:
        return {}

    def _find_item_end(self, item: int) -> int:
        shapes = self.shapes
        end = line = item + 1
        while line < len(self.lines):
            if shapes.kind[line] is Line.BLANK:
                line += 1
                continue
            owner = shapes.item[line]
            if owner == line and shapes.parent[line] == item:  # a nested item, skipped whole
                end = line = self.item_end(line)
                continue
            if owner != item:
                break
            line += 1
            end = line
        return end

    def own_end(self, item: int) -> int:
        """The line behind an item's own text, before its nested items."""
        shapes = self.shapes
        for line in range(item + 1, self.item_end(item)):
            if shapes.kind[line] is Line.ITEM:
                return line
        return self.item_end(item)

    @cached_property
    def tags(self) -> list[Tag]:
        """The tags in the note's text; `front.words("tags", "tag")` are those of its front matter."""
        found = []
        text = self.text
        for match in _TAG.finditer(
            text, self.starts[self.front.end] if self.front.end < len(self.lines) else len(text)
        ):
            start = match.start()
            if start and text[start - 1] not in _BEFORE_TAG:
                continue
            name = match[1].rstrip("/")
            if name and not name.isdigit() and self.spans.at(start) is None:
                line = self.line_of(start)
                if self.kind(line) is not Line.CODE:
                    found.append(Tag(name, start, start + 1 + len(match[1]), line))
        return found

    @cached_property
    def block_ids(self) -> dict[int, tuple[str, int, int]]:
        """For a line that ends in ` ^id`: the id, and from where to where it stands."""
        found = {}
        for match in _BLOCK_ID.finditer(self.text):
            start = match.start()
            if (start == 0 or self.text[start - 1] in " \t\n") and self.spans.at(start) is None:
                found[self.line_of(start)] = (match[1], start, match.end())
        return found


_BEFORE_TAG = frozenset(" \t\n>\u3000\u00a0")
_PARAGRAPH = frozenset({Line.TEXT, Line.ITEM, Line.TABLE})
"""What an indented line below goes on with; below anything else it is code."""
_NO_PROSE = frozenset({Line.CODE, Line.TABLE, Line.FRONT, Line.FENCE, Line.DISPLAY, Line.COMMENT})


def _shape_lines(document: Document) -> _Shapes:
    lines, starts, regions = document.lines, document.starts, document.regions
    count, first = len(lines), document.front.end
    shapes = _Shapes(
        kind=[Line.TEXT] * count,
        quote=[0] * count,
        indent=[0] * count,
        content=starts.copy(),
        item=[-1] * count,
        parent={},
        inner={},
    )
    shapes.kind[:first] = [Line.FRONT] * first
    open_items: list[int] = []
    after_blank = True
    for number in range(first, count):
        line = lines[number]
        region = regions.get(number)
        if region is not None and region.first != number:
            shapes.kind[number] = region.kind
            shapes.quote[number] = shapes.quote[region.first]
            shapes.indent[number] = shapes.indent[region.first]
            shapes.item[number] = shapes.item[region.first]
            after_blank = False
            continue
        if line[:1].isalpha() and "|" not in line and region is None:  # prose, most of all lines
            if (
                after_blank
                or shapes.kind[number - 1] not in (Line.TEXT, Line.ITEM)
                or (open_items and shapes.quote[open_items[-1]])
            ):
                open_items.clear()
            shapes.item[number] = open_items[-1] if open_items else -1
            after_blank = False
            continue
        shape = _SHAPE.match(line)
        assert shape is not None
        prefix = shape["indent"]
        quote = prefix.count(">") if ">" in prefix else 0
        indent = columns(prefix)
        shapes.quote[number], shapes.indent[number] = quote, indent
        shapes.content[number] = starts[number] + shape.end()
        if len(prefix) == len(line) or not line.strip("> \t"):
            shapes.kind[number] = Line.BLANK
            after_blank = True
            continue
        what = shape.lastgroup
        what = None if what == "indent" else what
        if open_items and quote > shapes.quote[open_items[-1]] and _lead(prefix) > shapes.indent[open_items[-1]]:
            # A quotation inside an item: it neither ends the list nor is read for lists of its own.
            if region is not None and region.start == starts[number] + len(prefix):
                shapes.kind[number] = region.kind
            elif what == "heading":
                shapes.kind[number] = Line.HEADING
            shapes.item[number] = open_items[-1]
            after_blank = False
            continue
        while open_items and quote != shapes.quote[open_items[-1]]:
            open_items.pop()
        lazy = what is None and not after_blank and number > 0 and shapes.kind[number - 1] in (Line.TEXT, Line.ITEM)
        if not lazy:
            _close_items(open_items, shapes, indent, is_item=what == "item")
        base = shapes.inner[open_items[-1]] if open_items else columns(">" * quote + " " if quote else "")
        if region is not None and region.start == starts[number] + len(prefix):
            shapes.kind[number] = region.kind
        elif (
            indent >= base + 4
            and not lazy
            and (after_blank or shapes.kind[number - 1] not in _PARAGRAPH)
            and not (what == "item" and _is_bullet_all_the_same(shapes, open_items, number, after_blank=after_blank))
        ):
            shapes.kind[number] = Line.CODE
            shapes.content[number] = starts[number] + len(prefix)
        elif what == "heading":
            shapes.kind[number] = Line.HEADING
        elif what == "rule":
            shapes.kind[number] = Line.RULE
        elif what == "item":
            shapes.kind[number] = Line.ITEM
            shapes.parent[number] = open_items[-1] if open_items else -1
            width = shape.end() - len(prefix)
            shapes.inner[number] = indent + (width if width <= 5 else 2)
            open_items.append(number)
        elif (what == "table" and line.count("|") > 1) or (
            "|" in line and number > first and _continues_table(document, shapes, number)
        ):
            shapes.kind[number] = Line.TABLE
        elif _SETEXT.match(line) and not after_blank and shapes.kind[number - 1] is Line.TEXT:
            shapes.kind[number] = Line.RULE
            if number < 2 or shapes.kind[number - 2] is not Line.TEXT:
                shapes.kind[number - 1] = Line.HEADING
        shapes.item[number] = open_items[-1] if open_items else -1
        after_blank = False
    return shapes


def _close_items(open_items: list[int], shapes: _Shapes, indent: int, *, is_item: bool) -> None:
    """Leave the list items that a line so far indented cannot belong to.

    More lenient than CommonMark, as people and their editors are: two columns nest an item under `1. ` too.
    """
    while open_items:
        top = open_items[-1]
        inside = shapes.inner[top] if not is_item else min(shapes.inner[top], shapes.indent[top] + 2)
        if not is_item:
            inside = shapes.indent[top] + 1
        if indent >= inside:
            return
        open_items.pop()


def _is_bullet_all_the_same(shapes: _Shapes, open_items: list[int], number: int, *, after_blank: bool) -> bool:
    """Whether a list marker indented like code is one to its author: nested too far, or right below a heading."""
    last = next((at for at in range(number - 1, -1, -1) if shapes.kind[at] is not Line.BLANK), -1)
    if last < 0 or shapes.kind[last] is Line.CODE:
        return False
    if open_items:
        return shapes.indent[number] <= shapes.inner[open_items[-1]] + 4
    return not after_blank and shapes.kind[last] is Line.HEADING


def without_hashes(title: str) -> str:
    """A heading's text without the `#`s that may close it."""
    title = title.rstrip()
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _without_tags(title: str) -> str:
    """A heading's text without the tags at its end."""
    words = title.split(" ")
    count = len(words)
    while count and (not words[count - 1] or _TAG.fullmatch(words[count - 1])):
        count -= 1
    return " ".join(words[:count]).strip()


def _lead(prefix: str) -> int:
    """How far the first quotation mark of a line is indented."""
    return columns(prefix[: prefix.index(">")])


def _continues_table(document: Document, shapes: _Shapes, number: int) -> bool:
    """Whether a line with a `|` is the rule, or a row below it, of a table without outer pipes."""
    line, above = document.lines[number], number - 1
    if shapes.kind[above] is Line.TABLE:
        return True
    if len(line) > _RULE_AT_MOST:
        return False
    if shapes.kind[above] is Line.TEXT and "|" in document.lines[above] and _TABLE_RULE.match(line) and "-" in line:
        shapes.kind[above] = Line.TABLE
        return True
    return False
