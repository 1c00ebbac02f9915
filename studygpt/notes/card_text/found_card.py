"""A card as a dialect finds it."""

from __future__ import annotations

from dataclasses import dataclass

from studygpt.model import Hole, Kind


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card's two sides and its place. Deck, tags, headings and the rest follow from the place."""

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
    """Tags that the card names in a way of its own, such as a line `Tags:`."""
