"""Styled text as the rooms of `render` hand it about: pieces with a style's name, in lines.

A style's name says what the text is, never how it looks: `code`, `hole`, `answer`, `heading`. The screen that shows it
decides on colours; what must be told apart without colour is told apart by its letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

if TYPE_CHECKING:
    from studygpt.render.pictures import Row


class Segment(NamedTuple):
    text: str
    style: str = ""
    target: str = ""
    """Where a link leads, or which file an image is."""
    row: Row | None = None
    """The row of a picture that a screen draws in place of the text."""


Spans = tuple[Segment, ...]


class Line(NamedTuple):
    segments: Spans
    wide: bool = False
    """Whether it belongs to a formula or code that is wider than what was asked for: all of it is moved sideways."""

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)

    @property
    def width(self) -> int:
        return width_of(self.segments)


def width_of(segments: Iterable[Segment]) -> int:
    """How many cells of a terminal the segments take."""
    return sum(cell_len(segment.text) for segment in segments)


def whole(text: str) -> str:
    """A text without what would join its first or last letter to a neighbour's, and so change how wide both are."""
    return text if text.isascii() else text.lstrip("\u200d\ufe0f").rstrip("\u200d")


def text_of(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def joined(segments: Iterable[Segment]) -> Spans:
    """The same, neighbours of one style in one piece, nothing empty."""
    merged: list[Segment] = []
    for segment in segments:
        if not segment.text:
            continue
        if merged and merged[-1][1:] == segment[1:]:
            merged[-1] = merged[-1]._replace(text=merged[-1].text + segment.text)
        else:
            merged.append(segment)
    return tuple(merged)


def trimmed(segments: Sequence[Segment]) -> Spans:
    """Without blanks at the end."""
    kept = list(segments)
    while kept:
        last = kept.pop()
        text = last.text.rstrip(" ")
        if text:
            kept.append(last._replace(text=text))
            break
    return tuple(kept)
