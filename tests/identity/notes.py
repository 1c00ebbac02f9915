"""Drafts and stored cards for tests of identity, and one way to match them and read the outcome."""

from __future__ import annotations

from collections.abc import Sequence, Set

from studygpt.identity.cards import Stored, wording_of
from studygpt.identity.judgement import Answer
from studygpt.identity.matching import Changed, Match, match_notes
from studygpt.model import Draft, Hole, Kind

Fate = tuple[str | None, str]
"""The id of the card that a draft is, or None for a new one, and whether that is sure."""


def draft(
    front: str,
    back: str,
    part: str = "",
    source_id: str | None = None,
    headings: tuple[str, ...] = (),
    ancestors: tuple[str, ...] = (),
) -> Draft:
    text = f"{front}::{back}"
    return Draft(
        "separators", Kind.BASIC, text, front, back, 1, 1, part, (), source_id, headings=headings, ancestors=ancestors
    )


def cloze(text: str) -> list[Draft]:
    """`[a]` hides: one draft a hole, as a reader gives them."""
    pieces = text.replace("]", "[").split("[")
    hidden, full = pieces[1::2], "".join(pieces)
    marked = "".join(f"{{{{c{at // 2 + 1}::{piece}}}}}" if at % 2 else piece for at, piece in enumerate(pieces))
    return [
        Draft("cloze", Kind.CLOZE, marked, full.replace(hole, "[...]", 1), full, 1, 1, f"c{n}", (Hole(n, hole),))
        for n, hole in enumerate(hidden, 1)
    ]


def stored(
    card: Draft, name: str, path: str = "a.md", *, learned: Draft | None = None, doubt: str = "", held: bool = True
) -> Stored:
    """A card in a note; `learned` is how it read when it was graded, if otherwise."""
    was = None if learned is None else wording_of(learned, path)
    return Stored(name, card.source_id, wording_of(card, path), was, doubt, held)


def note(path: str, drafts: Sequence[Draft] = (), before: Sequence[Draft] = (), *, held: bool = True) -> Changed:
    """A note that states `drafts` now and stated `before`; those cards are named by path and number: `a.md 0`."""
    return Changed(path, drafts, [stored(card, f"{path} {at}", path, held=held) for at, card in enumerate(before)])


def fate_of(match: Match) -> Fate:
    return (match.card.id if match.card else None, match.answer.name.lower())


def fates(
    *changed: Changed, orphans: Sequence[Stored] = (), told_apart: Set[tuple[str, str]] = frozenset()
) -> list[list[Fate]]:
    """What becomes of the drafts of each note."""
    return [[fate_of(match) for match in found] for found in match_notes(changed, orphans, told_apart)]


ABOVE, BELOW = draft("Who wrote the Iliad?", "Homer"), draft("Who wrote the Aeneid?", "Virgil")
"""Two cards between which another one stands."""


def in_place(old: tuple[str, str], new: tuple[str, str]) -> Answer:
    """The answer of a card that changed between two others that stayed."""
    before = [stored(card, name) for card, name in ((ABOVE, "above"), (draft(*old), "it"), (BELOW, "below"))]
    ((above, it, below),) = match_notes([Changed("a.md", [ABOVE, draft(*new), BELOW], before)])
    assert (fate_of(above), fate_of(below)) == (("above", "same"), ("below", "same"))
    assert (it.card is None) == (it.answer is Answer.ANOTHER)
    return it.answer
