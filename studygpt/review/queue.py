"""Today's queue: which cards it holds, and how many wait beyond it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from studygpt.context import StudyContext
from studygpt.model import Card
from studygpt.review.options import QueueOptions
from studygpt.schedule.days import MINUTE_MS, day_start
from studygpt.schedule.queue_order import DayLimits, DayQueue, Entry, build_queue
from studygpt.store import cards as card_store, log, queue_rows, sources as source_store

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MARGIN = 12
"""How many times the day's limit of cards is read from the database, as only one card of a passage is shown a day."""


class RemainingCards(NamedTuple):
    """How many cards wait beyond today's limits."""

    new: int
    reviews: int
    next_step_at: int | None
    """When the next learning step ends, in ms."""


class ReviewQueue:
    """Reads from the database which cards a study shows today."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def due(
        self, query: str = "", *, new: int | None = None, limit: int | None = None, ahead: bool = False
    ) -> list[Card]:
        """Today's cards in the order of the queue. `ahead`: include steps that end within the learn-ahead limit."""
        return self.cards(self.due_ids(query, new=new, limit=limit, ahead=ahead))

    def due_ids(
        self, query: str = "", *, new: int | None = None, limit: int | None = None, ahead: bool = False
    ) -> list[str]:
        """The ids of the cards that `due` returns."""
        until = self.context.clock().at + (self.context.settings.learn_ahead * MINUTE_MS if ahead else 0)
        return self.today(QueueOptions(query, new), until).cards[:limit]

    def today(self, options: QueueOptions, until: int | None = None) -> DayQueue:
        """Today's queue, with the learning steps that end by `until` (ms), by default by the end of the study day."""
        now, settings = self.context.clock(), self.context.settings
        today = self.context.today(now)
        if until is None:
            until = day_start(today + 1, now.utc_offset, settings.day_starts_at)
        with self.context.database.read() as connection:
            chosen = self._ids_matching(connection, options.query, today) if options.query.strip() else None
            if options.cram:
                everything = queue_rows.everything(connection, self._sources(connection))
                return DayQueue([], [entry for entry in everything if chosen is None or entry.card in chosen], [])
            done = queue_rows.done(connection, today, by_deck=bool(settings.new_per_deck or settings.reviews_per_deck))
            more_new, more_reviews = queue_rows.more_today(connection, today)
            limits = DayLimits(settings, done, more_new, more_reviews)
            if options.new is not None:
                limits.new = options.new
            if options.ahead:
                limits.reviews = max(limits.reviews, 100_000)

            def wanted(entries: list[Entry]) -> list[Entry]:
                return entries if chosen is None else [entry for entry in entries if entry.card in chosen]

            # Cards that the query leaves out must not use up the limit, so all are read if there is a query.
            at_most = (
                None if chosen is not None or options.ahead or settings.reviews_per_deck else limits.reviews * _MARGIN
            )
            at_first = None if chosen is not None or settings.new_per_deck else limits.new * _MARGIN + 50
            sources = self._sources(connection)
            known, begun = queue_rows.after_mistakes(connection, sources, today)
            return build_queue(
                wanted(queue_rows.learning(connection, sources, today, until)),
                wanted(list(islice(queue_rows.reviews(connection, sources, today, today + options.ahead), at_most)))
                if limits.reviews
                else [],
                [wanted(queue_rows.new(connection, pk, today, at_first)) for pk in sources] if limits.new else [],
                limits,
                done.seen,
                bury_siblings=settings.bury_siblings,
                called=(wanted(known), wanted(begun)),
            )

    def cards(self, ids: list[str]) -> list[Card]:
        """The cards with these ids, in their order."""
        with self.context.database.read() as connection:
            return card_store.cards_by_id(connection, ids)

    def _sources(self, connection: Connection) -> list[int]:
        return [pk for pk, _ in source_store.enabled_sources(connection)]

    def _ids_matching(self, connection: Connection, query: str, today: int) -> set[str]:
        # Only when a query was given: the first card of a session needs none.
        from studygpt.query import parse_query
        from studygpt.store import search

        return search.find_ids(connection, parse_query(query), today, self.context.decay)

    def waiting(self) -> RemainingCards:
        """How many new and due cards there are, whatever the day's limits, and when the next learning step ends."""
        today = self.context.today()
        with self.context.database.read() as connection:
            sources = self._sources(connection)
            new, reviews = queue_rows.count_waiting(connection, sources, today)
            return RemainingCards(new, reviews, queue_rows.next_step_at(connection, sources, today))

    def more_today(self, new: int = 0, reviews: int = 0) -> None:
        """Raise today's limits."""
        today = self.context.today()
        with self.context.database.write() as connection:
            begun, reviewed = queue_rows.more_today(connection, today)
            log.write_setting(connection, queue_rows.MORE, [today, begun + new, reviewed + reviews])
