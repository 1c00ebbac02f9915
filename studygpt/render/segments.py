"""Styled text: lines of segments, each with the name of a style.

The name of a style says what the text is, never how it looks: `code`, `hole`, `answer`, `heading`. The screen decides
on colours; whatever must be told apart without colour has letters of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

if TYPE_CHECKING:
    from studygpt.render.images import ImageRow


class Segment(NamedTuple):
    """A piece of text in one style."""

    text: str
    style: str = ""
    target: str = ""
    """The target of a link, or the file of an image."""
    row: ImageRow | None = None
    """The row of an image that the screen draws in place of the text."""


Segments = tuple[Segment, ...]


class StyledLine(NamedTuple):
    """A line on the screen."""

    segments: Segments
    wide: bool = False
    """True in code or a formula wider than the width asked for: the screen scrolls all its lines sideways together."""

    @property
    def text(self) -> str:
        return text_of(self.segments)

    @property
    def width(self) -> int:
        return width_of(self.segments)


def width_of(segments: Iterable[Segment]) -> int:
    """Return how many cells of a terminal the segments take."""
    return sum(cell_len(segment.text) for segment in segments)


def without_joiners(text: str) -> str:
    """Drop joiners at both ends of a text: they would merge with a neighbour's letter and change its width."""
    return text if text.isascii() else text.lstrip("\u200d\ufe0f").rstrip("\u200d")


def text_of(segments: Iterable[Segment]) -> str:
    """Return the text of the segments without styles."""
    return "".join(segment.text for segment in segments)


def merged(segments: Iterable[Segment]) -> Segments:
    """Merge neighbours of the same style and drop empty segments."""
    merged: list[Segment] = []
    for segment in segments:
        if not segment.text:
            continue
        if merged and merged[-1][1:] == segment[1:]:
            merged[-1] = merged[-1]._replace(text=merged[-1].text + segment.text)
        else:
            merged.append(segment)
    return tuple(merged)


def trimmed(segments: Sequence[Segment]) -> Segments:
    """Drop blanks at the end."""
    kept = list(segments)
    while kept:
        last = kept.pop()
        text = last.text.rstrip(" ")
        if text:
            kept.append(last._replace(text=text))
            break
    return tuple(kept)
