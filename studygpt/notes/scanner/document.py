"""The classified lines of a note, with its headings, lists and tags.

Lines are counted from 0 here, and from 1 in everything that a person sees. Almost everything is computed only when it
is first used, because most notes hold no card.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, count
from operator import add

from studygpt.notes.front_matter import FrontMatter, read_front_matter
from studygpt.notes.scanner.shapes import REGIONS, LineKind, LineShapes, Region, shape_lines
from studygpt.notes.scanner.span_scanner import find_spans
from studygpt.notes.scanner.spans import MULTILINE, SpanKind, Spans

_TAG = re.compile(r"#([^\s!-,.:-@\[-^`{-~。、，：；！？（）「」]+)")
_BLOCK_ID = re.compile(r"\^([A-Za-z0-9-]+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a note. The title does not include the tags at its end."""

    line: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in the text of a note."""

    name: str
    """The name of the tag without `#`."""
    start: int
    end: int
    line: int


class Document:
    """The text of one note, with everything that the scanner finds out about it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.front: FrontMatter = read_front_matter(text)
        self._titles: dict[int, tuple[str, ...]] = {}

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line."""
        before = accumulate(map(len, self.lines[:-1]), initial=0)
        return list(map(add, before, count()))  # plus one line break for each line before

    @cached_property
    def spans(self) -> Spans:
        first = self.front.end
        return find_spans(self.text, self.starts[first] if first < len(self.lines) else len(self.text))

    def line_of(self, offset: int) -> int:
        """Return the line that contains an offset."""
        return bisect_right(self.starts, offset) - 1

    def end_of(self, line: int) -> int:
        """Return the offset of the end of a line."""
        return self.starts[line] + len(self.lines[line])

    def is_prose(self, offset: int) -> bool:
        """Whether an offset is in prose, where a separator counts."""
        return self.spans.at(offset) is None and self.kind(self.line_of(offset)) not in _NO_PROSE

    def kind(self, line: int) -> LineKind:
        return self.shapes.kind[line]

    @cached_property
    def regions(self) -> dict[int, Region]:
        """A map from each line that is in a fence, or in a formula or comment of several lines, to its region."""
        found: dict[int, Region] = {}
        spans = self.spans
        for start, end, kind in zip(spans.starts, spans.ends, spans.kinds, strict=True):
            if kind in MULTILINE:
                first, last = self.line_of(start), self.line_of(max(start, end - 1))
                if first != last or kind is SpanKind.FENCE:
                    region = Region(first, last, REGIONS[kind], start)
                    for line in range(first, last + 1):
                        found.setdefault(line, region)
        return found

    @cached_property
    def shapes(self) -> LineShapes:
        return shape_lines(self.lines, self.starts, self.regions, self.front.end)

    # ------------------------------------------------------------------ context

    @cached_property
    def headings(self) -> list[Heading]:
        shapes = self.shapes
        found = []
        for number, kind in enumerate(shapes.kind):
            if kind is LineKind.HEADING and not shapes.quote[number] and shapes.item[number] < 0:
                written = self.lines[number].strip()
                level = len(written) - len(written.lstrip("#"))
                title = written[level:] if level else written
                found.append(Heading(number, level or 1, _without_tags(without_hashes(title))))
        return found

    @cached_property
    def heading_parents(self) -> list[int]:
        """The parent of each heading in the outline, as an index in `headings`; -1 if it has none."""
        parents: list[int] = []
        open_ones: list[int] = []
        for place, heading in enumerate(self.headings):
            while open_ones and self.headings[open_ones[-1]].level >= heading.level:
                open_ones.pop()
            parents.append(open_ones[-1] if open_ones else -1)
            open_ones.append(place)
        return parents

    def heading_path(self, line: int) -> list[Heading]:
        """Return the headings above a line in the outline, outermost first. A heading is not above itself."""
        return self._path(self._innermost_heading(line))

    def heading_titles(self, line: int) -> tuple[str, ...]:
        """Return the titles of the headings above a line in the outline, outermost first."""
        place = self._innermost_heading(line)
        if place not in self._titles:
            self._titles[place] = tuple(heading.title for heading in self._path(place))
        return self._titles[place]

    def _path(self, place: int) -> list[Heading]:
        path: list[Heading] = []
        while place >= 0:
            path.insert(0, self.headings[place])
            place = self.heading_parents[place]
        return path

    def _innermost_heading(self, line: int) -> int:
        """Return the index in `headings` of the innermost heading above a line; -1 if there is none."""
        place = bisect_right(self._heading_lines, line) - 1
        return self.heading_parents[place] if place >= 0 and self._heading_lines[place] == line else place

    @cached_property
    def _heading_lines(self) -> list[int]:
        return [heading.line for heading in self.headings]

    def heading_at(self, line: int) -> Heading | None:
        """Return the heading on a line; None if there is none."""
        place = bisect_right(self._heading_lines, line) - 1
        return self.headings[place] if place >= 0 and self.headings[place].line == line else None

    @cached_property
    def section_ends(self) -> dict[int, int]:
        """A map from the line of each heading to the line after its section."""
        ends: dict[int, int] = {}
        open_ones: list[Heading] = []
        for heading in self.headings:
            while open_ones and open_ones[-1].level >= heading.level:
                ends[open_ones.pop().line] = heading.line
            open_ones.append(heading)
        ends.update((heading.line, len(self.lines)) for heading in open_ones)
        return ends

    def enclosing_items(self, line: int) -> list[int]:
        """Return the list items around a line, outermost first. An item does not enclose itself."""
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
        """Return the line after a list item and its nested items, without blank lines at the end."""
        return self._item_ends[item]

    @cached_property
    def _item_ends(self) -> dict[int, int]:
        shapes = self.shapes
        ends: dict[int, int] = {}
        for line, item in enumerate(shapes.item):
            if item >= 0 and shapes.kind[line] is not LineKind.BLANK:
                ends[item] = line + 1
        for item in sorted(shapes.parent, reverse=True):  # an item ends where the last item nested in it ends
            parent = shapes.parent[item]
            if parent >= 0:
                ends[parent] = max(ends[parent], ends[item])
        return ends

    def own_end(self, item: int) -> int:
        """Return the line after an item's own text, where its nested items begin."""
        shapes = self.shapes
        for line in range(item + 1, self.item_end(item)):
            if shapes.kind[line] is LineKind.ITEM:
                return line
        return self.item_end(item)

    @cached_property
    def tags(self) -> list[Tag]:
        """The tags in the note's text. `front.tags` holds the tags of its front matter."""
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
                if self.kind(line) is not LineKind.CODE:
                    found.append(Tag(name, start, start + 1 + len(match[1]), line))
        return found

    @cached_property
    def block_ids(self) -> dict[int, tuple[str, int, int]]:
        """A map from each line that ends with ` ^id` to the id with its start and end."""
        found = {}
        for match in _BLOCK_ID.finditer(self.text):
            start = match.start()
            if (start == 0 or self.text[start - 1] in " \t\n") and self.spans.at(start) is None:
                found[self.line_of(start)] = (match[1], start, match.end())
        return found


_BEFORE_TAG = frozenset(" \t\n>\u3000\u00a0")
_NO_PROSE = frozenset(
    {LineKind.CODE, LineKind.TABLE, LineKind.FRONT, LineKind.FENCE, LineKind.DISPLAY, LineKind.COMMENT}
)


def without_hashes(title: str) -> str:
    """Return the text of a heading without closing `#`s."""
    title = title.rstrip()
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _without_tags(title: str) -> str:
    """Return the text of a heading without the tags at its end."""
    words = title.split(" ")
    end = len(words)
    while end and (not words[end - 1] or _TAG.fullmatch(words[end - 1])):
        end -= 1
    return " ".join(words[:end]).strip()
