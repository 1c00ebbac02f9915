"""In which order new cards are begun: those of a note after those of the notes that it requires. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from studygpt.model import Note


class Begun(NamedTuple):
    """A card that is new, at its place in the order."""

    position: int
    card: str
    note: Note


def prerequisites_first(begun: Sequence[Begun], teaching: Mapping[str, Note]) -> list[tuple[str, int]]:
    """The cards with the positions that they get; `teaching` has the note that declares a concept."""
    depths: dict[str, int] = {}

    def depth(note: Note) -> int:
        if note.path not in depths:
            depths[note.path] = 0  # a circle of requirements has no beginning; this is one
            needed = [teaching[concept] for concept in note.requires if concept in teaching]
            depths[note.path] = max((depth(other) + 1 for other in needed), default=0)
        return depths[note.path]

    ordered = sorted(begun, key=lambda each: (depth(each.note), each.position))
    positions = sorted(each.position for each in begun)
    return [(each.card, at) for each, at in zip(ordered, positions, strict=True)]
