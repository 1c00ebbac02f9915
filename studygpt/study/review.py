"""Today's cards: which they are, what a grade does, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from studygpt.errors import StudyError
from studygpt.model import Act, Card, LogRow, Memory, Moment, Rating, State
from studygpt.schedule.days import day_start
from studygpt.schedule.queue import Entry, Room, Today, plan
from studygpt.store import cards as card_store
from studygpt.store import log, parameters, queue
from studygpt.store import sources as source_store
from studygpt.study.choice import Choice
from studygpt.study.core import Core

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studygpt.schedule.memory import Outcome, Scheduler

MINUTE_MS = 60_000
_MARGIN = 12
"""So many times the day's room is looked at, as of a passage with many cards only one is shown."""
_LOOK_AHEAD = 400
"""Days whose reviews are counted, to give a new one to a day that has few."""
_SPREAD = "over "
"""How the value of an act begins that is one of many, done and undone together."""
_OF_A_LEECH = ("+leech", "leech")
"""The values of the two acts that take a leech out: its tag, and why it is suspended."""


class Graded(NamedTuple):
    """What a grade did."""

    card: Card
    rating: Rating
    outcome: Outcome
    is_leech: bool = False
    """Whether the card was forgotten so often that it is suspended now."""


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
        self._load: tuple[int, dict[int, int]] | None = None

    @cached_property
    def scheduler(self) -> Scheduler:
        """Made at the first grade or preview: the engine is not needed to list what is due."""
        from studygpt.schedule.memory import Scheduler

        return Scheduler(self.core.settings, self.core.parameters)

    # ------------------------------------------------------------------ the queue

    def due(
        self, query: str = "", *, new: int | None = None, limit: int | None = None, ahead: bool = False
    ) -> list[Card]:
        """Today's queue in order, new cards included. `ahead`: with the steps that end within the learn-ahead limit."""
        until = self.core.clock().at + (self.core.settings.learn_ahead * MINUTE_MS if ahead else 0)
        return self.cards(self.today(Choice(query, new), until).cards[:limit])

    def today(self, choice: Choice, until: int | None = None) -> Today:
        """What today holds. `until`: with the steps that end by then (ms), else those of the whole study day."""
        now, settings = self.core.clock(), self.core.settings
        today = self.core.today(now)
        if until is None:
            until = day_start(today + 1, now.utc_offset, settings.day_starts_at)
        with self.core.database.read() as connection:
            chosen = self._named(connection, choice.query, today) if choice.query.strip() else None
            if choice.cram:
                everything = queue.everything(connection, self._sources(connection))
                return Today([], [entry for entry in everything if chosen is None or entry.card in chosen], [])
            done = queue.done(connection, today, by_deck=bool(settings.new_per_deck or settings.reviews_per_deck))
            more_new, more_reviews = queue.more_today(connection, today)
            room = Room(settings, done, more_new, more_reviews)
            if choice.new is not None:
                room.new = choice.new
            if choice.ahead:
                room.reviews = max(room.reviews, 100_000)

            def wanted(entries: list[Entry]) -> list[Entry]:
                return entries if chosen is None else [entry for entry in entries if entry.card in chosen]

            # What a query leaves out must not use up the day's room, so then the index is asked for all.
            at_most = (
                None if chosen is not None or choice.ahead or settings.reviews_per_deck else room.reviews * _MARGIN
            )
            at_first = None if chosen is not None or settings.new_per_deck else room.new * _MARGIN + 50
            sources = self._sources(connection)
            return plan(
                wanted(queue.learning(connection, sources, today, until)),
                wanted(queue.reviews(connection, sources, today, today + choice.ahead, at_most))
                if room.reviews
                else [],
                [wanted(queue.new(connection, pk, today, at_first)) for pk in sources] if room.new else [],
                room,
                done.seen,
                bury_siblings=settings.bury_siblings,
            )

    def cards(self, ids: list[str]) -> list[Card]:
        with self.core.database.read() as connection:
            return card_store.cards_by_id(connection, ids)

    def _sources(self, connection: Connection) -> list[int]:
        return [pk for pk, _ in source_store.enabled_sources(connection)]

    def _named(self, connection: Connection, query: str, today: int) -> set[str]:
        # Only where a query was given: the way to the first card has none.
        from studygpt.query import parse_query
        from studygpt.store import search

        return search.find_ids(connection, parse_query(query), today, self.core.decay)

    def waiting(self) -> Waiting:
        today = self.core.today()
        with self.core.database.read() as connection:
            sources = self._sources(connection)
            new, reviews = queue.count_waiting(connection, sources, today)
            return Waiting(new, reviews, queue.next_step_at(connection, sources, today))

    def more_today(self, new: int = 0, reviews: int = 0) -> None:
        """Raise today's numbers."""
        today = self.core.today()
        with self.core.database.write() as connection:
            begun, reviewed = queue.more_today(connection, today)
            log.write_setting(connection, queue.MORE, [today, begun + new, reviewed + reviews])

    # ------------------------------------------------------------------ acts

    def outcomes(self, card: Card) -> dict[Rating, Outcome]:
        """What each grade would do, given now."""
        now = self.core.clock()
        return self.scheduler.outcomes(_id(card), card.memory, now, load=self._due_load(self.core.today(now)))

    def _due_load(self, today: int) -> dict[int, int]:
        """How many reviews each day to come holds: read once a day, and kept up by every grade."""
        if self._load is None or self._load[0] != today:
            with self.core.database.read() as connection:
                self._load = today, queue.due_load(connection, today + 1, today + _LOOK_AHEAD)
        return self._load[1]

    def grade(self, card: Card, rating: Rating, duration_ms: int = 0, previewed: Outcome | None = None) -> Graded:
        """Grade a card. What was previewed is what happens; it is on disk when this returns."""
        now = self.core.clock()
        load = self._due_load(self.core.today(now))
        with self.core.database.write() as connection:
            if self._follow(parameters.read(connection)):
                previewed = None
            memory, suspended = log.read_memory(connection, _id(card))
            if suspended:
                raise StudyError(f"the card {card.id} is suspended; `studygpt cards is:suspended` lists such cards")
            if memory != card.memory or previewed is None:  # graded elsewhere meanwhile, or never previewed
                previewed = self.scheduler.outcomes(_id(card), memory, now, load=load)[rating]
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
            marks: dict[str, object] = {}
            leech = is_leech(memory, previewed.memory, self.core.settings.leech_lapses)
            if leech:
                for act, value in zip((Act.TAG, Act.SUSPEND), _OF_A_LEECH, strict=True):
                    self._append(connection, now, _id(card), act, value, memory)
                marks = log.marks(log.rows_of(connection, _id(card)))
            log.write_memory(connection, _id(card), previewed.memory, **marks)
        due_day = previewed.memory.due_day
        if due_day is not None and previewed.memory.state is State.REVIEW:
            load[due_day] = load.get(due_day, 0) + 1
        return Graded(replace(card, memory=previewed.memory), rating, previewed, leech)

    def _follow(self, stored: tuple[float, ...] | None) -> bool:
        """Schedule by the parameters that are stored; whether they are others than a moment ago."""
        if stored == self.core.parameters:
            return False
        self.core.parameters = stored
        vars(self).pop("scheduler", None)
        return True

    def suspend(self, *cards: Card) -> None:
        """Take cards out of every queue."""
        self._mark(cards, Act.SUSPEND, suspended=True)

    def unsuspend(self, *cards: Card) -> None:
        self._mark(cards, Act.UNSUSPEND, suspended=False)

    def bury(self, *cards: Card) -> None:
        """Not shown again today."""
        today = self.core.today()
        self._mark(cards, Act.BURY, str(today), buried_day=today)

    def flag(self, *cards: Card, flag: int = 1) -> None:
        """Mark cards for a later look; 0 takes the flag off."""
        self._mark(cards, Act.FLAG, str(flag), flag=flag)

    def tag(self, *cards: Card, tag: str, on: bool = True) -> None:
        """Give cards a tag of one's own, or take it off; the notes stay as they are."""
        self._mark(cards, Act.TAG, f"{'+' if on else '-'}{tag}")

    def reset(self, *cards: Card) -> None:
        """Let cards be new again. The log keeps what was lived."""
        self._mark(cards, Act.RESET, change=lambda _: Memory())

    def set_due(self, *cards: Card, day: int) -> None:
        """Let cards be due on a study day."""
        never = next((card for card in cards if card.memory.state is State.NEW), None)
        if never is not None:
            raise StudyError(f"{never.id} was never graded, so there is nothing to put off; grade it first")
        due_at = day_start(day, self.core.clock().utc_offset, self.core.settings.day_starts_at)
        self._mark(
            cards, Act.SET_DUE, str(day), due_at, change=lambda memory: replace(memory, due_day=day, due_at=due_at)
        )

    def spread(self, days: int) -> int:
        """Give the reviews that wait to so many days, today first and the most at risk first; how many moved.

        For after a holiday. One undo takes all of it back.
        """
        now = self.core.clock()
        today = self.core.today(now)
        with self.core.database.write() as connection:
            waiting = queue.reviews(connection, self._sources(connection), today, today, None)
            a_day = -(-len(waiting) // max(1, days))
            for at, entry in enumerate(waiting):
                day = today + at // a_day
                if day == today:
                    continue
                memory, _ = log.read_memory(connection, entry.card)
                due_at = day_start(day, now.utc_offset, self.core.settings.day_starts_at)
                value = f"{_SPREAD}{days} days from {today}"
                self._append(
                    connection, now, entry.card, Act.SET_DUE, value, memory, due_given=due_at, changes_memory=True
                )
                log.write_memory(connection, entry.card, replace(memory, due_day=day, due_at=due_at))
        self._load = None
        return len(waiting) - min(a_day, len(waiting))

    def _mark(
        self,
        cards: Sequence[Card],
        act: Act,
        value: str = "",
        due_given: int | None = None,
        change: Callable[[Memory], Memory] | None = None,
        **columns: object,
    ) -> None:
        """Write an act down for each card, all of them or none."""
        now = self.core.clock()
        with self.core.database.write() as connection:
            for card in cards:
                memory, _ = log.read_memory(connection, _id(card))
                self._append(
                    connection, now, _id(card), act, value, memory, due_given=due_given, changes_memory=bool(change)
                )
                if act is Act.TAG:
                    columns["tags"] = log.marks(log.rows_of(connection, _id(card)))["tags"]
                log.write_memory(connection, _id(card), change(memory) if change else memory, **columns)

    def undo(self) -> Undone:
        """Take back the last act that was not taken back yet; the card is as it was before."""
        return self.take_back(1)[0]

    def take_back(self, acts: int) -> list[Undone]:
        """Take back so many acts, the last first; all of them or none."""
        now = self.core.clock()
        with self.core.database.write() as connection:
            undone = [self._take_back_last(connection, now) for _ in range(acts)]
        self._load = None
        return undone

    def _take_back_last(self, connection: Connection, now: Moment) -> Undone:
        while True:
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
            if last.value in _OF_A_LEECH:  # that a card is a leech goes with the grade that made it one
                continue
            before_it = log.last_row(connection) if last.value.startswith(_SPREAD) else None
            if before_it is None or before_it.value != last.value:
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


def is_leech(before: Memory, after: Memory, lapses: int) -> bool:
    """Whether a card was just forgotten once too often: at so many lapses, and again after every half as many."""
    if not lapses or after.lapses <= before.lapses or after.lapses < lapses:
        return False
    return (after.lapses - lapses) % max(1, lapses // 2) == 0
