"""Today's cards: which they are, what a grade does, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.model import Act, Card, Kind, LogRow, Memory, Rating, State
from studygpt.progress import Progress, unwatched
from studygpt.review.acts import OF_A_LEECH, SPREAD, ActResult, Acts
from studygpt.review.options import QueueOptions
from studygpt.schedule.days import day_start
from studygpt.schedule.queue import Entry, Room, Today, plan
from studygpt.store import cards as card_store, log, parameters, queue, sources as source_store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studygpt.schedule.memory import Outcome, Scheduler

MINUTE_MS = 60_000
_MARGIN = 12
"""So many times the day's room is looked at, as of a passage with many cards only one is shown."""
_LOOK_AHEAD = 400
"""Days whose reviews are counted, to give a new one to a day that has few."""


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
    def __init__(self, context: StudyContext) -> None:
        self.context = context
        self.acts = Acts(context)
        self._load: tuple[int, dict[int, int]] | None = None

    @cached_property
    def scheduler(self) -> Scheduler:
        """Made at the first grade or preview: the engine is not needed to list what is due."""
        from studygpt.schedule.memory import Scheduler

        return Scheduler(self.context.settings, self.context.parameters)

    # ------------------------------------------------------------------ the queue

    def due(
        self, query: str = "", *, new: int | None = None, limit: int | None = None, ahead: bool = False
    ) -> list[Card]:
        """Today's queue in order, new cards included. `ahead`: with the steps that end within the learn-ahead limit."""
        until = self.context.clock().at + (self.context.settings.learn_ahead * MINUTE_MS if ahead else 0)
        return self.cards(self.today(QueueOptions(query, new), until).cards[:limit])

    def today(self, choice: QueueOptions, until: int | None = None) -> Today:
        """What today holds. `until`: with the steps that end by then (ms), else those of the whole study day."""
        now, settings = self.context.clock(), self.context.settings
        today = self.context.today(now)
        if until is None:
            until = day_start(today + 1, now.utc_offset, settings.day_starts_at)
        with self.context.database.read() as connection:
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
            known, begun = queue.after_mistakes(connection, sources, today)
            return plan(
                wanted(queue.learning(connection, sources, today, until)),
                wanted(queue.reviews(connection, sources, today, today + choice.ahead, at_most))
                if room.reviews
                else [],
                [wanted(queue.new(connection, pk, today, at_first)) for pk in sources] if room.new else [],
                room,
                done.seen,
                bury_siblings=settings.bury_siblings,
                called=(wanted(known), wanted(begun)),
            )

    def cards(self, ids: list[str]) -> list[Card]:
        with self.context.database.read() as connection:
            return card_store.cards_by_id(connection, ids)

    def _sources(self, connection: Connection) -> list[int]:
        return [pk for pk, _ in source_store.enabled_sources(connection)]

    def _named(self, connection: Connection, query: str, today: int) -> set[str]:
        # Only where a query was given: the way to the first card has none.
        from studygpt.query import parse_query
        from studygpt.store import search

        return search.find_ids(connection, parse_query(query), today, self.context.decay)

    def waiting(self) -> Waiting:
        today = self.context.today()
        with self.context.database.read() as connection:
            sources = self._sources(connection)
            new, reviews = queue.count_waiting(connection, sources, today)
            return Waiting(new, reviews, queue.next_step_at(connection, sources, today))

    def more_today(self, new: int = 0, reviews: int = 0) -> None:
        """Raise today's numbers."""
        today = self.context.today()
        with self.context.database.write() as connection:
            begun, reviewed = queue.more_today(connection, today)
            log.write_setting(connection, queue.MORE, [today, begun + new, reviewed + reviews])

    # ------------------------------------------------------------------ acts

    def outcomes(self, card: Card) -> dict[Rating, Outcome]:
        """What each grade would do, given now."""
        now = self.context.clock()
        return self.scheduler.outcomes(_id(card), card.memory, now, load=self._due_load(self.context.today(now)))

    def _due_load(self, today: int) -> dict[int, int]:
        """How many reviews each day to come holds: read once a day, and kept up by every grade."""
        if self._load is None or self._load[0] != today:
            with self.context.database.read() as connection:
                self._load = today, queue.due_load(connection, today + 1, today + _LOOK_AHEAD)
        return self._load[1]

    def grade(
        self,
        card: Card,
        rating: Rating,
        duration_ms: int = 0,
        previewed: Outcome | None = None,
        *,
        by_verdict: bool = False,
    ) -> Graded:
        """Grade a card. What was previewed is what happens; it is on disk when this returns."""
        if card.kind is Kind.EXERCISE and not by_verdict:
            slug = card.exercises[0]
            raise StudyError(f"an exercise is graded by its verdict: `studygpt lab {slug}` starts it")
        now = self.context.clock()
        load = self._due_load(self.context.today(now))
        with self.context.database.write() as connection:
            if self._follow(parameters.read(connection)):
                previewed = None
            memory, suspended = log.read_memory(connection, _id(card))
            if suspended:
                raise StudyError(f"the card {card.id} is suspended; `studygpt cards is:suspended` lists such cards")
            if memory != card.memory or previewed is None:  # graded elsewhere meanwhile, or never previewed
                previewed = self.scheduler.outcomes(_id(card), memory, now, load=load)[rating]
            after = previewed.memory
            given = ActResult(after, str(int(rating)), after.due_at)
            # On the day that the grade was decided on: midnight may have passed since it was previewed.
            rows = [self.acts.row(now, Act.GRADE, _id(card), memory, given, duration_ms, after.last_day)]
            leech = is_leech(memory, after, self.context.settings.leech_lapses)
            if leech:
                taken_out = zip((Act.TAG, Act.SUSPEND), OF_A_LEECH, strict=True)
                rows += [
                    self.acts.row(now, act, _id(card), memory, ActResult(after, value)) for act, value in taken_out
                ]
            log.append_with_new_ids(connection, rows)
            marks = log.marks(log.rows_of(connection, _id(card))) if leech else {}
            log.write_memory(connection, _id(card), previewed.memory, **marks)
        due_day = previewed.memory.due_day
        if due_day is not None and previewed.memory.state is State.REVIEW:
            load[due_day] = load.get(due_day, 0) + 1
        return Graded(replace(card, memory=previewed.memory), rating, previewed, leech)

    def _follow(self, stored: tuple[float, ...] | None) -> bool:
        """Schedule by the parameters that are stored; whether they are others than a moment ago."""
        if stored == self.context.parameters:
            return False
        self.context.parameters = stored
        vars(self).pop("scheduler", None)
        return True

    def suspend(self, *cards: Card, watch: Progress = unwatched) -> None:
        """Take cards out of every queue."""
        self._mark(cards, Act.SUSPEND, watch=watch, suspended=True)

    def unsuspend(self, *cards: Card, watch: Progress = unwatched) -> None:
        self._mark(cards, Act.UNSUSPEND, watch=watch, suspended=False)

    def bury(self, *cards: Card, watch: Progress = unwatched) -> None:
        """Not shown again today."""
        today = self.context.today()
        self._mark(cards, Act.BURY, str(today), watch=watch, buried_day=today)

    def flag(self, *cards: Card, flag: int = 1, watch: Progress = unwatched) -> None:
        """Mark cards for a later look; 0 takes the flag off."""
        self._mark(cards, Act.FLAG, str(flag), watch=watch, flag=flag)

    def tag(self, *cards: Card, tag: str, on: bool = True, watch: Progress = unwatched) -> None:
        """Give cards a tag of one's own, or take it off; the notes stay as they are."""
        self._mark(cards, Act.TAG, f"{'+' if on else '-'}{tag}", watch=watch)

    def reset(self, *cards: Card, watch: Progress = unwatched) -> None:
        """Let cards be new again. The log keeps what was lived."""
        now = self.context.clock()
        with self.context.database.write() as connection:
            self.acts.do(connection, now, Act.RESET, _ids(cards), lambda *_: ActResult(Memory()), watch)
        self._load = None

    def set_due(self, *cards: Card, day: int, watch: Progress = unwatched) -> None:
        """Let cards be due on a study day."""
        never = next((card for card in cards if card.memory.state is State.NEW), None)
        if never is not None:
            raise StudyError(f"{never.id} was never graded, so there is nothing to put off; grade it first")
        self._give_days(dict.fromkeys(_ids(cards), day), str(day), watch)

    def spread(self, days: int, watch: Progress = unwatched) -> int:
        """Give the reviews that wait to so many days, today first and the most at risk first; how many moved.

        For after a holiday. One undo takes all of it back.
        """
        today = self.context.today()
        with self.context.database.read() as connection:
            waiting = queue.reviews(connection, self._sources(connection), today, today, None)
        a_day = -(-len(waiting) // max(1, days))
        later = {entry.card: today + at // a_day for at, entry in enumerate(waiting) if at >= a_day}
        self._give_days(later, f"{SPREAD}{days} days from {today}", watch)
        return len(later)

    def _give_days(self, days: Mapping[str, int], value: str, watch: Progress) -> None:
        """Let each card be due on its day."""
        now = self.context.clock()

        def change(card: str, memory: Memory) -> ActResult:
            due_at = day_start(days[card], now.utc_offset, self.context.settings.day_starts_at)
            return ActResult(replace(memory, due_day=days[card], due_at=due_at), value, due_at)

        with self.context.database.write() as connection:
            self.acts.do(connection, now, Act.SET_DUE, [*days], change, watch)
        self._load = None

    def _mark(self, cards: Sequence[Card], act: Act, value: str = "", *, watch: Progress, **columns: object) -> None:
        """Write down an act that leaves the memory as it is."""
        now = self.context.clock()
        with self.context.database.write() as connection:
            self.acts.do(
                connection, now, act, _ids(cards), lambda _, memory: ActResult(memory, value), watch, **columns
            )

    def undo(self) -> Undone:
        """Take back the last act that was not taken back yet; the card is as it was before."""
        (row,) = self.take_back(1)
        return Undone(row.act, row.value, next(iter(self.cards([row.card])), None))

    def take_back(self, acts: int, watch: Progress = unwatched) -> list[LogRow]:
        """Take back so many acts, the last first; all of them or none."""
        taken = self.acts.take_back(acts, watch)
        self._load = None
        return taken


def _ids(cards: Sequence[Card]) -> list[str]:
    return [_id(card) for card in cards]


def _id(card: Card) -> str:
    assert card.id is not None, "a previewed card cannot be graded"
    return card.id


def is_leech(before: Memory, after: Memory, lapses: int) -> bool:
    """Whether a card was just forgotten once too often: at so many lapses, and again after every half as many."""
    if not lapses or after.lapses <= before.lapses or after.lapses < lapses:
        return False
    return (after.lapses - lapses) % max(1, lapses // 2) == 0
