"""Images in a text, and the rows they take on a screen that can draw them.

The caller passes in the function that draws. Without one, or where it returns words instead of a drawing, an image is
shown as its name in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from rich.segment import Segment as RichSegment

_SIZE = re.compile(r"\s*(\d{1,5})(?:x\d{1,5})?\s*")
SHADE = "░"
"""The letter that fills the place of an image until it is drawn."""


class Embed(NamedTuple):
    """An image, or another file shown in its place."""

    name: str
    """The label to show if the image is not drawn: `image: x.png`."""
    target: str
    width: int | None = None
    """The width in pixels, if the note gives one."""


class Drawing(Protocol):
    """An image in a certain number of cells."""

    columns: int
    rows: int
    note: str
    """A remark to show below the image, for example that it is animated; may be empty."""

    def row(self, number: int) -> Sequence[RichSegment] | None:
        """Return one row as the screen shows it, or None until the image is drawn."""


DrawImage = Callable[[Embed, int], Drawing | str]
"""A function that draws an image in at most the given number of columns, or returns a short or empty reason why not."""


class ImageRow(NamedTuple):
    """A row of a drawing, in place of a segment's text."""

    drawing: Drawing
    number: int
    name: str


def sized(label: str) -> tuple[str, int | None]:
    """Split `words|300`, `words|300x200` or `300`, as Obsidian writes them, into words and width."""
    words, _, last = label.rpartition("|")
    size = _SIZE.fullmatch(last)
    return (words, int(size[1])) if size else (label, None)
