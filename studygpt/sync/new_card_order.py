"""The order in which new cards are begun: the cards of a note follow those of the notes that it requires. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from studygpt.model import Note


class NewCard(NamedTuple):
    """A new card at its place in the order."""

    position: int
    card: str
    note: Note


def prerequisites_first(new: Sequence[NewCard], declaring: Mapping[str, Note]) -> list[tuple[str, int]]:
    """Return the new cards with the positions that they get; `declaring` has the note that declares each concept."""
    depths: dict[str, int] = {}

    def depth(note: Note) -> int:
        if note.path not in depths:
            depths[note.path] = 0  # notes that require one another in a circle: this one counts as the first
            needed = [declaring[concept] for concept in note.requires if concept in declaring]
            depths[note.path] = max((depth(other) + 1 for other in needed), default=0)
        return depths[note.path]

    ordered = sorted(new, key=lambda each: (depth(each.note), each.position))
    positions = sorted(each.position for each in new)
    return [(each.card, position) for each, position in zip(ordered, positions, strict=True)]
