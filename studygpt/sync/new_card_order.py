"""The order in which new cards are begun: the cards of a note follow those of the notes that it requires. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    for each in new:
        _measure(each.note, declaring, depths)
    ordered = sorted(new, key=lambda each: (depths[each.note.path], each.position))
    positions = sorted(each.position for each in new)
    return [(each.card, position) for each, position in zip(ordered, positions, strict=True)]


def _measure(first: Note, declaring: Mapping[str, Note], depths: dict[str, int]) -> None:
    """Add to `depths` how long the chain of required notes is below a note, and below each note of the chain."""
    if first.path in depths:
        return
    depths[first.path] = 0  # notes that require one another in a circle: this one counts as the first
    pending = [_Measured(first.path, _required(first, declaring))]  # a stack, as a chain may be of any length
    while pending:
        at = pending[-1]
        other = next(at.required, None)
        if other is None:
            depths[at.path] = at.depth
            pending.pop()
            if pending:
                pending[-1].depth = max(pending[-1].depth, at.depth + 1)
        elif other.path in depths:
            at.depth = max(at.depth, depths[other.path] + 1)
        else:
            depths[other.path] = 0
            pending.append(_Measured(other.path, _required(other, declaring)))


@dataclass
class _Measured:
    """A note whose chain of required notes is being followed."""

    path: str
    required: Iterator[Note]
    """The notes that are still to be followed."""
    depth: int = 0


def _required(note: Note, declaring: Mapping[str, Note]) -> Iterator[Note]:
    return (declaring[concept] for concept in note.requires if concept in declaring)
