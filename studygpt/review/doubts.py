"""Changed cards of which it is not sure that they are still what was learned: list them, and say what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection

from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.model import Act, Card, Memory, State
from studygpt.review.act_log import SHOWN_AGAIN, ActLog, ActResult
from studygpt.schedule.days import day_start
from studygpt.store import aliases, learned, lineage, note_cards
from studygpt.store.cards import cards_by_id
from studygpt.store.learned import Doubt
from studygpt.store.lineage import LineageStep


class DoubtedCard(NamedTuple):
    """A card in doubt: how it reads now, and how it read when it was learned."""

    card: Card
    doubt: Doubt


class Doubts:
    """List the cards in doubt, and decide about them. Every decision is in the log, and one undo takes it back."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def all(self) -> list[DoubtedCard]:
        """Return the cards in doubt; those that have a change in common follow one another."""
        with self.context.database.read() as connection:
            found = learned.doubts(connection)
            cards = {str(card.id): card for card in cards_by_id(connection, [each.card for each in found])}
        first = {common: at for at, common in reversed(list(enumerate(each.common for each in found))) if common}
        places = [first.get(each.common, at) for at, each in enumerate(found)]
        order = sorted(range(len(found)), key=lambda at: (places[at], at))
        return [DoubtedCard(cards[found[at].card], found[at]) for at in order]

    def ids(self) -> set[str]:
        """Return the ids of the cards in doubt."""
        with self.context.database.read() as connection:
            return learned.ids_in_doubt(connection)

    def about(self, card: Card) -> Doubt | None:
        """Return how a card read when it was learned, if otherwise."""
        return self.about_all([str(card.id)]).get(str(card.id))

    def about_all(self, cards: Sequence[str]) -> dict[str, Doubt]:
        """Return how each of these cards read when it was learned, if otherwise.

        The `why` of a doubt is empty where it is surely the same card.
        """
        with self.context.database.read() as connection:
            return learned.changed_since(connection, cards)

    def find(self, name: str) -> list[DoubtedCard]:
        """Return the card in doubt whose id is or begins with `name`, or all that have this change in common.

        The arrow of a common change may be typed as `->`.
        """
        waiting = self.all()
        found = [each for each in waiting if name.strip() and str(each.card.id).startswith(name)]
        together = [each for each in waiting if each.doubt.common and _typed(each.doubt.common) == _typed(name)]
        if len(found) > 1 and not together:
            raise UsageError(f"{name!r} begins the ids of {len(found)} cards in doubt; give more letters of one")
        if not found and not together:
            raise StudyError(f"no card in doubt is {name!r}; `studygpt inbox --unsure` lists them with their ids")
        return together or found

    # ------------------------------------------------------------------ decisions

    def same(self, cards: Sequence[Card], *, show_again: bool = False) -> None:
        """Say that these are still the cards that were learned; with `show_again` they are due today."""
        now = self.context.clock()
        log = ActLog(self.context)
        with self.context.database.write() as connection:
            ids = self._in_doubt(connection, cards)
            why = "you said that it is still the same card"
            self._tell(connection, ids, "same", why)
            rows = log.do(connection, now, Act.DECIDE, ids, lambda _, memory: ActResult(memory, learned.SAME))
            for row in rows:
                learned.settle(connection, row.card, row.id)
            aliases.add_of(connection, ids)
            if show_again:
                log.do(connection, now, Act.SET_DUE, ids, self._due_today)

    def _due_today(self, _card: str, memory: Memory) -> ActResult:
        if memory.state is State.NEW:
            return ActResult(memory, SHOWN_AGAIN)
        now = self.context.clock()
        today = self.context.today(now)
        due_at = day_start(today, now.utc_offset, self.context.settings.day_starts_at)
        return ActResult(replace(memory, due_day=today, due_at=due_at), SHOWN_AGAIN, due_at)

    def another(self, cards: Sequence[Card]) -> list[Card]:
        """Say that these are other cards than those that were learned; return the new cards.

        What was learned is set aside as it read then (`studygpt orphans`).
        """
        now = self.context.clock()
        log = ActLog(self.context)
        with self.context.database.write() as connection:
            ids = self._in_doubt(connection, cards)
            new = note_cards.free_ids(connection, cards_by_id(connection, ids))
            self._tell(connection, ids, "gone", "you said that the card in its place is another one")
            position = note_cards.last_position(connection)
            for at, (card, other) in enumerate(new.items(), 1):
                learned.split(connection, card, other, position + at, now.at)
            rows = log.do(
                connection,
                now,
                Act.DECIDE,
                ids,
                lambda card, memory: ActResult(memory, f"{learned.ANOTHER}{new[card]}"),
            )
            for row in rows:
                learned.settle(connection, row.card, row.id)
            return cards_by_id(connection, list(new.values()))

    def _in_doubt(self, connection: Connection, cards: Sequence[Card]) -> list[str]:
        """Return the ids of these cards, which must still be in doubt."""
        ids = [str(card.id) for card in cards]
        waiting = learned.ids_in_doubt(connection)
        for card in ids:
            if card not in waiting:
                raise StudyError(f"{card} is not in doubt any more: its note changed, or it was decided meanwhile")
        return ids

    def _tell(self, connection: Connection, ids: Sequence[str], what: str, why: str) -> None:
        """Add the decision to the lineage of the cards."""
        at = self.context.clock().at
        now = {str(card.id): card for card in cards_by_id(connection, ids)}
        was = {each.card: each for each in learned.doubts(connection)}
        steps = [
            (card, LineageStep(at, what, why, now[card].path, now[card].line_start, was[card].front)) for card in ids
        ]
        lineage.append(connection, steps)


def _typed(common: str) -> str:
    """Return a common change as it can be typed on any keyboard."""
    return " ".join(common.replace("→", "->").split())
