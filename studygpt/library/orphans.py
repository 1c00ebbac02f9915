"""Restore or delete orphans, which are cards whose note is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from studygpt.backup.copies import back_up
from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Status
from studygpt.store import learned, orphans as store
from studygpt.store.cards import cards_by_id


class Orphan(NamedTuple):
    """A card whose note is gone."""

    card: Card
    since: int
    """The time at which the card lost its note, in ms UTC."""
    like: Card | None
    """A card of the same source that was never graded and has nearly the same question."""


class Orphans:
    """List, restore and delete the cards whose notes are gone."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def all(self) -> list[Orphan]:
        """Return all orphans, those with the most reviews first."""
        with self.context.database.read() as connection:
            lost = store.orphans(connection)
            young = store.never_graded(connection, {card.source for card, _ in lost})
        likely = _most_alike([card for card, _ in lost], young)
        found = [Orphan(card, since, likely.get(card.id or "")) for card, since in lost]
        return sorted(found, key=lambda each: (-each.card.memory.reps, each.card.source, each.card.place))

    def restore(self, orphan: Card, onto: Card) -> tuple[Card, bool]:
        """Put the orphan, with its history, in the place of the card `onto` in its note.

        Return the restored card, and whether `onto` had a history of its own. If so, `onto` becomes an orphan.
        """
        if orphan.status is not Status.ORPHAN:
            raise UsageError(f"{orphan.id} has its note ({orphan.place}); `studygpt orphans` lists those without one")
        if onto.status is Status.ORPHAN:
            raise UsageError(f"{onto.id} has no note itself; name a card that stands in a note")
        if orphan.source != onto.source:
            raise StudyError(
                f"{orphan.id} is of the source {orphan.source!r} and {onto.id} of {onto.source!r}; "
                "a history stays within its source"
            )
        with self.context.database.write() as connection:
            kept = store.take_place(connection, str(orphan.id), str(onto.id), self.context.clock().at)
            learned.put_back(connection, [str(onto.id)])
            (card,) = cards_by_id(connection, [str(orphan.id)])
        return card, kept

    def drop(self, orphans: Sequence[Card]) -> None:
        """Back up the database and delete these cards.

        Their log is kept, so that a card whose text comes back has its history again.
        """
        for card in orphans:
            if card.status is not Status.ORPHAN:
                raise UsageError(f"{card.id} has its note ({card.place}): delete it there, or suspend it")
        back_up(self.context.database, "before-drop")
        with self.context.database.write() as connection:
            store.drop(connection, [str(card.id) for card in orphans])


_ALIKE = 65
"""The lowest similarity, out of 100, at which a card is offered as the new form of an orphan."""


def _most_alike(lost: Sequence[Card], young: Sequence[Card]) -> dict[str, Card]:
    """Map the id of each lost card to the most similar card in `young`, if one of its source is similar enough."""
    if not lost or not young:
        return {}
    from rapidfuzz import fuzz, process  # only when there is something to compare: 25 ms

    texts = {at: _words(card) for at, card in enumerate(young)}
    found = {}
    for card in lost:
        best = process.extractOne(_words(card), texts, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE)
        if best is not None and young[best[2]].source == card.source:
            found[card.id or ""] = young[best[2]]
    return found


def _words(card: Card) -> str:
    return card.front[:1000].casefold()
