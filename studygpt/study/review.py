"""Today's cards: which they are, what a grade does, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from studygpt.errors import StudyError
from studygpt.model import Act, Card, LogRow, Memory, Moment, Rating
from studygpt.schedule.queue import in_order, new_in_turn, room_today
from studygpt.store import cards as card_store
from studygpt.store import log, queue
from studygpt.store import sources as source_store
from studygpt.study.core import Core

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studygpt.schedule.memory import Outcome, Scheduler

MINUTE_MS = 60_000


class Graded(NamedTuple):
    """What a grade did."""

    card: Card
    rating: Rating
    outcome: Outcome


class Undone(NamedTuple):
    act: Act
    value: str
    card: Card | None
    """The card as it now is again; None where it is gone."""


class Waiting(NamedTuple):
    """What lies beyond today's queue."""

    new: int
    reviews: int
    next_step_at: int | None
    """When the next learning step ends, in ms."""


class Review:
    def __init__(self, core: Core) -> None:
        self.core = core

    @cached_property
    def scheduler(self) -> Scheduler:
        """Made at the first grade or preview: the engine is not needed to list what is due."""
        from studygpt.schedule.memory import Scheduler

        return Scheduler(self.core.settings)

    # ------------------------------------------------------------------ the queue

    def due(
        self, query: str = "", *, new: int | None = None, limit: int | None = None, ahead: bool = False
    ) -> list[Card]:
        """Today's queue in order, new cards included. `ahead`: with the steps that end within the learn-ahead limit."""
        now, settings = self.core.clock(), self.core.settings
        today = self.core.today(now)
        until = now.at + (settings.learn_ahead * MINUTE_MS if ahead else 0)
        with self.core.database.read() as connection:
            chosen = self._named(connection, query, today) if query.strip() else None
            sources = [pk for pk, _ in source_store.enabled_sources(connection)]
            room = room_today(settings, *log.done_on(connection, today))
            room = room if new is None else room._replace(new=new)

            def wanted(cards: list[str], at_most: int | None = None) -> list[str]:
                return [card for card in cards if chosen is None or card in chosen][:at_most]

            # What a query leaves out must not use up the day's room, so then the index is asked for all.
            asked_reviews, asked_new = (room.reviews, room.new) if chosen is None else (None, None)
            learning = wanted([card for card, _ in queue.learning_ids(connection, sources, today, until)])
            reviews = wanted(queue.review_ids(connection, sources, today, asked_reviews), room.reviews)
            fresh = [wanted(queue.new_ids(connection, pk, today, asked_new)) for pk in sources] if room.new else []
            ids = in_order(learning, reviews, new_in_turn(fresh, room.new))
            return card_store.cards_by_id(connection, ids[:limit])

    def _named(self, connection: Connection, query: str, today: int) -> set[str]:
        # Only where a query was given: the way to the first card has none.
        from studygpt.query import parse_query
        from studygpt.store import search

        return search.find_ids(connection, parse_query(query), today)

    def waiting(self) -> Waiting:
        today = self.core.today()
        with self.core.database.read() as connection:
            sources = [pk for pk, _ in source_store.enabled_sources(connection)]
            new, reviews = queue.count_waiting(connection, sources, today)
            return Waiting(new, reviews, queue.next_step_at(connection, sources, today))

    # ------------------------------------------------------------------ acts

    def outcomes(self, card: Card) -> dict[Rating, Outcome]:
        """What each grade would do, given now."""
        return self.scheduler.outcomes(_id(card), card.memory, self.core.clock())

    def grade(self, card: Card, rating: Rating, duration_ms: int = 0, previewed: Outcome | None = None) -> Graded:
        """Grade a card. What was previewed is what happens; it is on disk when this returns."""
        now = self.core.clock()
        with self.core.database.write() as connection:
            memory, suspended = log.read_memory(connection, _id(card))
            if suspended:
                raise StudyError(f"the card {card.id} is suspended; `studygpt cards is:suspended` lists such cards")
            if memory != card.memory or previewed is None:  # graded elsewhere meanwhile, or never previewed
                previewed = self.scheduler.outcomes(_id(card), memory, now)[rating]
            due_given, day = previewed.memory.due_at, previewed.memory.last_day
            self._append(
                connection,
                now,
                _id(card),
                Act.GRADE,
                str(int(rating)),
                memory,
                duration_ms=duration_ms,
                due_given=due_given,
                day=day,
                changes_memory=True,
            )
            log.write_memory(connection, _id(card), previewed.memory)
        return Graded(replace(card, memory=previewed.memory), rating, previewed)

    def suspend(self, card: Card) -> None:
        self._mark(card, Act.SUSPEND, suspended=True)

    def unsuspend(self, card: Card) -> None:
        self._mark(card, Act.UNSUSPEND, suspended=False)

    def bury(self, card: Card) -> None:
        """Not shown again today."""
        self._mark(card, Act.BURY, buried_day=self.core.today())

    def _mark(self, card: Card, act: Act, **columns: object) -> None:
        now = self.core.clock()
        with self.core.database.write() as connection:
            memory, _ = log.read_memory(connection, _id(card))
            value = str(self.core.today(now)) if act is Act.BURY else ""
            self._append(connection, now, _id(card), act, value, memory)
            log.write_memory(connection, _id(card), memory, **columns)

    def undo(self) -> Undone:
        """Take back the last act that was not taken back yet; the card is as it was before."""
        now = self.core.clock()
        with self.core.database.write() as connection:
            last = log.last_row(connection)
            if last is None:
                raise StudyError("there is nothing to undo")
            cards = card_store.cards_by_id(connection, [last.card])
            before = cards[0].memory if cards else Memory()
            self._append(connection, now, last.card, Act.UNDO, str(last.id), before)
            if cards:
                memory = before if last.memory_before is None else last.memory_before
                log.write_memory(connection, last.card, memory, **log.marks(log.rows_of(connection, last.card)))
                cards = card_store.cards_by_id(connection, [last.card])
        return Undone(last.act, last.value, cards[0] if cards else None)

    def _append(
        self,
        connection: Connection,
        now: Moment,
        card: str,
        act: Act,
        value: str,
        before: Memory,
        *,
        duration_ms: int = 0,
        due_given: int | None = None,
        day: int | None = None,
        changes_memory: bool = False,
    ) -> None:
        """Write an act down. `day` is the study day that it was decided on, where that is not the present one."""
        row = LogRow(
            id=log.next_id(connection, now.at),
            device=self.core.device,
            card=card,
            at=now.at,
            utc_offset=now.utc_offset,
            study_day=self.core.today(now) if day is None else day,
            duration_ms=duration_ms,
            act=act,
            value=value,
            state_before=before.state.value,
            due_given=due_given,
            memory_before=before if changes_memory else None,
        )
        log.append(connection, row)


def _id(card: Card) -> str:
    assert card.id is not None, "a previewed card cannot be graded"
    return card.id
