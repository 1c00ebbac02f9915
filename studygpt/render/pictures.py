"""Images that stand in a text, and the room that they take where a screen can draw them.

What can draw is handed in: without it, or where it gives words instead of a drawing, an image is its name in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

_SIZE = re.compile(r"\s*(\d{1,5})(?:x\d{1,5})?\s*")
SHADE = "░"
"""Stands where a picture is drawn, until it is."""


class Embed(NamedTuple):
    """An image, or another file shown in its place."""

    name: str
    """What is said of it where it is not drawn: `image: x.png`."""
    target: str
    width: int | None = None
    """In pixels, where the note asks for it."""


class Drawing(Protocol):
    """A picture that takes so many cells."""

    columns: int
    rows: int
    note: str
    """What else is to be said: that it would move, for one."""

    def row(self, number: int) -> Any:
        """What the screen shows in one of its rows; None as long as it is not drawn."""


Pictures = Callable[[Embed, int], Drawing | str]
"""The drawing of an image in so many columns at most; or why there is none, in a few words (or none)."""


class Row(NamedTuple):
    drawing: Drawing
    number: int
    name: str


def sized(label: str) -> tuple[str, int | None]:
    """The words and the width of `words|300`, `words|300x200` or `300`, as Obsidian writes them."""
    words, _, last = label.rpartition("|")
    size = _SIZE.fullmatch(last)
    return (words, int(size[1])) if size else (label, None)
