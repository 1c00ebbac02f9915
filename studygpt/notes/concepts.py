"""Pure functions that determine the concepts of a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from studygpt.model import Note

LinkedConcepts = Mapping[str, tuple[str, ...]]
"""A map from the text of a link, in lower case, to the concepts that the link names."""


class ConceptNote(NamedTuple):
    """A note about a concept: a card that links to it belongs to that concept."""

    title: str
    path: str
    declared: tuple[str, ...]


def linked_concepts(notes: Iterable[ConceptNote]) -> dict[str, tuple[str, ...]]:
    """Map the title and the file name of each concept note to the concepts that the note is about.

    If two notes share a name, the first one counts.
    """
    found: dict[str, tuple[str, ...]] = {}
    for note in notes:
        for name in (note.title, PurePosixPath(note.path).stem):
            found.setdefault(name.casefold(), note.declared or (note.title,))
    return found


def concepts_of_card(note: Note, links: tuple[str, ...], linked: LinkedConcepts, source: str) -> tuple[str, ...]:
    """Return the concepts of a card by the first rule that gives any.

    The rules, in order: the concepts that the card's note declares; the concepts of the notes that the card links to;
    the note itself (its title, or its folder if the title is a date); the name of the source.
    """
    if note.declared:
        return note.declared
    named = [name for link in links for name in linked.get(link.casefold(), ())]
    return tuple(dict.fromkeys(named)) or (note.fallback or source,)
