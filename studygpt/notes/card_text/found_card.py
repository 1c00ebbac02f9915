"""The type of the cards that dialects find, before they have a context."""

from __future__ import annotations

from dataclasses import dataclass

from studygpt.model import Hole, Kind


@dataclass(frozen=True, slots=True)
class FoundCard:
    """The two sides of a card and its lines, from which its deck, tags and headings are determined later."""

    kind: Kind
    front: str
    back: str
    text: str
    first: int
    """The card's first line, counted from 0."""
    last: int
    part: str = ""
    holes: tuple[Hole, ...] = ()
    source_id: str | None = None
    tags: tuple[str, ...] = ()
    """Tags that are written in the manner of the dialect, such as on a line `Tags:`."""
