"""Cards that no note holds any more: what they may have become, giving their history to another card, dropping them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from studygpt.backup.copies import back_up
from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Status
from studygpt.store import orphans as store
from studygpt.store.cards import cards_by_id


class Orphan(NamedTuple):
    card: Card
    since: int
    """When it lost its note, in ms UTC."""
    like: Card | None
    """The card that it has most likely become: of the same source, never graded, asking with much the same words."""


class Orphans:
    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def all(self) -> list[Orphan]:
        """Those with most history first."""
        with self.context.database.read() as connection:
            lost = store.orphans(connection)
            young = store.never_graded(connection, {card.source for card, _ in lost})
        likely = _likely([card for card, _ in lost], young)
        found = [Orphan(card, since, likely.get(card.id or "")) for card, since in lost]
        return sorted(found, key=lambda each: (-each.card.memory.reps, each.card.source, each.card.place))

    def restore(self, orphan: Card, onto: Card) -> tuple[Card, bool]:
        """Let the orphan be what `onto` is now, with all that it remembers.

        The card as it now is, and whether `onto` had a history of its own: then it is the orphan from now on.
        """
        if orphan.status is not Status.ORPHAN:
            raise UsageError(f"{orphan.id} has its note ({orphan.place}); `studygpt orphans` lists those without one")
        if onto.status is Status.ORPHAN:
            raise UsageError(f"{onto.id} has no note itself; give the card that stands in a note now")
        if orphan.source != onto.source:
            raise StudyError(
                f"{orphan.id} is of the source {orphan.source!r} and {onto.id} of {onto.source!r}; "
                "a history stays within its source"
            )
        with self.context.database.write() as connection:
            kept = store.take_place(connection, str(orphan.id), str(onto.id), self.context.clock().at)
            (card,) = cards_by_id(connection, [str(orphan.id)])
        return card, kept

    def drop(self, orphans: Sequence[Card]) -> None:
        """Forget these cards. The log keeps what was lived: should the very text come back, so does its history."""
        for card in orphans:
            if card.status is not Status.ORPHAN:
                raise UsageError(f"{card.id} has its note ({card.place}): delete it there, or suspend it")
        back_up(self.context.database, "before-drop")
        with self.context.database.write() as connection:
            store.drop(connection, [str(card.id) for card in orphans])


_ALIKE = 65
"""How alike, of 100, two cards must be for one to be offered as what the other has become."""


def _likely(lost: Sequence[Card], young: Sequence[Card]) -> dict[str, Card]:
    if not lost or not young:
        return {}
    from rapidfuzz import fuzz, process

    texts = {at: _words(card) for at, card in enumerate(young)}
    found = {}
    for card in lost:
        best = process.extractOne(_words(card), texts, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE)
        if best is not None and young[best[2]].source == card.source:
            found[card.id or ""] = young[best[2]]
    return found


def _words(card: Card) -> str:
    return card.front[:1000].casefold()
