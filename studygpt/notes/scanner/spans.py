"""Spans: the parts of a note that are not prose, such as code, formulas, comments, links and HTML tags."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum


class SpanKind(Enum):
    """The kinds of text that are not prose."""

    FENCE = "fenced code"
    CODE = "code"
    DISPLAY = "display formula"
    MATH = "formula"
    COMMENT = "comment"
    WIKILINK = "wikilink"
    TARGET = "link target"
    URL = "address"
    HTML = "HTML tag"
    ESCAPE = "escaped character"


MULTILINE = frozenset({SpanKind.FENCE, SpanKind.DISPLAY, SpanKind.COMMENT})
"""The kinds of spans that may contain blank lines."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of a note in order, without overlaps. They are parallel lists for speed, as a large note has many."""

    starts: list[int]
    ends: list[int]
    kinds: list[SpanKind]

    def at(self, offset: int) -> int | None:
        """Return the index of the span that covers this offset; None if the offset is in prose."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else None

    def is_a(self, kind: SpanKind, offset: int) -> bool:
        """Whether this offset is in a span of this kind."""
        index = self.at(offset)
        return index is not None and self.kinds[index] is kind

    def within(self, start: int, end: int) -> range:
        """Return the indexes of the spans that overlap the range from `start` to `end`."""
        first = bisect_right(self.starts, start) - 1
        if first < 0 or self.ends[first] <= start:
            first += 1
        last = first
        while last < len(self.starts) and self.starts[last] < end:
            last += 1
        return range(first, last)


def columns(prefix: str) -> int:
    """Return the width of a line's indentation in columns. A tab extends to the next multiple of four."""
    if "\t" not in prefix:
        return len(prefix)
    return len(prefix.expandtabs(4))
