"""Grade cards: what a grade would do, and what it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from studygpt.context import StudyContext
from studygpt.errors import DecisionNeeded, StudyError
from studygpt.model import Act, Card, Kind, LogRow, Memory, Moment, Rating, State
from studygpt.review.act_log import LEECH_VALUES, ActLog, ActResult
from studygpt.store import card_histories, learned, log, parameters, queue_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from studygpt.schedule.memory import GradeOutcome, Scheduler

_LOOK_AHEAD = 400
"""How many days ahead reviews are counted, so that a card can be given a day that has few."""


class GradeResult(NamedTuple):
    """A grade that was given, and what it did to the card."""

    card: Card
    rating: Rating
    outcome: GradeOutcome
    is_leech: bool = False
    """Whether the card was forgotten so often that it is suspended now."""


class Grades:
    """Previews grades, and gives them. Each is on disk before its method returns."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context
        self.log = ActLog(context)
        self._load: tuple[int, dict[int, int]] | None = None
        self._scheduler: tuple[tuple[float, ...] | None, Scheduler] | None = None
        """The scheduler, with the parameters for which it was made."""

    @property
    def scheduler(self) -> Scheduler:
        """The scheduler, made at the first grade or preview, because listing due cards needs no engine."""
        fitted = self.context.parameters
        if self._scheduler is None or self._scheduler[0] != fitted:
            # Only when something is graded or previewed: the engine takes 30 ms to import.
            from studygpt.schedule.memory import Scheduler

            self._scheduler = fitted, Scheduler(self.context.settings, fitted)
        return self._scheduler[1]

    def outcomes(self, card: Card) -> dict[Rating, GradeOutcome]:
        """What each grade would do to the card now."""
        now = self.context.clock()
        return self.scheduler.outcomes(str(card.id), card.memory, now, load=self._due_load(self.context.today(now)))

    def _due_load(self, today: int) -> dict[int, int]:
        """How many reviews each coming day holds: read once a day, and updated at every grade."""
        if self._load is None or self._load[0] != today:
            try:
                with self.context.database.read() as connection:
                    self._load = today, queue_rows.due_load(connection, today + 1, today + _LOOK_AHEAD)
            except StudyError:
                if self.context.outbox is None:
                    raise
                return {}  # a server that is away only costs that no day is chosen because it has few reviews
        return self._load[1]

    def grade(
        self,
        card: Card,
        rating: Rating,
        duration_ms: int = 0,
        previewed: GradeOutcome | None = None,
        *,
        by_verdict: bool = False,
    ) -> GradeResult:
        """Grade a card with the outcome that was previewed, unless its memory changed meanwhile."""
        self._refuse_exercise(card, by_verdict=by_verdict)
        now = self.context.clock()
        load = self._due_load(self.context.today(now))
        with self.context.database.write(in_journal=True) as connection:
            if self._use_parameters(parameters.read(connection)):
                previewed = None
            memory, suspended = log.read_memory(connection, str(card.id))
            if learned.is_in_doubt(connection, str(card.id)):
                raise DecisionNeeded(
                    f"the card {card.id} changed since it was learned and may be another one: say which with "
                    f"`studygpt inbox --same {card.id}` or `studygpt inbox --another {card.id}`"
                )
            if suspended:
                raise StudyError(f"the card {card.id} is suspended; `studygpt cards is:suspended` lists such cards")
            if memory != card.memory or previewed is None:  # graded elsewhere since the preview, or never previewed
                previewed = self.scheduler.outcomes(str(card.id), memory, now, load=load)[rating]
            rows = self._grade_rows(now, str(card.id), memory, rating, previewed, duration_ms)
            self._store_grade(connection, log.append_with_new_ids(connection, rows), previewed.memory)
        return self._graded(card, rating, previewed, is_leech=len(rows) > 1)

    def grade_in_session(
        self, card: Card, rating: Rating, duration_ms: int, previewed: GradeOutcome | None
    ) -> GradeResult:
        """Grade the card that a session shows.

        With a database on a server the grade is in the journal when this returns, and is stored in the background.
        """
        outbox = self.context.outbox
        if outbox is None:
            return self.grade(card, rating, duration_ms, previewed)
        self._refuse_exercise(card)
        now = self.context.clock()
        if previewed is None:
            load = self._due_load(self.context.today(now))
            previewed = self.scheduler.outcomes(str(card.id), card.memory, now, load=load)[rating]
        after, fitted = previewed.memory, self.context.parameters

        def store(connection: Connection, rows: list[LogRow]) -> None:
            # Also where what is stored has the same memory: these rows may stand before others of a faster clock.
            unknown = card_histories.with_unknown_acts(
                connection, {str(card.id): (rows[0].clock - 1, card.memory.reps)}
            )
            log.append_missing(connection, rows)
            stored = log.read_memories(connection, [str(card.id)])
            is_known = not unknown and stored.get(str(card.id)) == card.memory
            if is_known and parameters.read(connection) == fitted:
                self._store_grade(connection, rows, after)
            else:  # another device graded it meanwhile, or this was stored before the connection was lost
                from studygpt.schedule.memory import Scheduler

                learned.settle(connection, str(card.id), rows[0].id)
                scheduler = Scheduler(self.context.settings, parameters.read(connection))
                card_histories.rebuild(connection, scheduler, list(stored))

        rows = outbox.put(self._grade_rows(now, str(card.id), card.memory, rating, previewed, duration_ms), store)
        return self._graded(card, rating, previewed, is_leech=len(rows) > 1)

    @staticmethod
    def _refuse_exercise(card: Card, *, by_verdict: bool = False) -> None:
        if card.kind is Kind.EXERCISE and not by_verdict:
            slug = card.exercises[0]
            raise StudyError(f"an exercise is graded by its verdict: `studygpt lab {slug}` starts it")

    def _grade_rows(
        self, now: Moment, card: str, memory: Memory, rating: Rating, outcome: GradeOutcome, duration_ms: int
    ) -> list[LogRow]:
        """The rows of a grade, and of what follows where it makes the card a leech."""
        after = outcome.memory
        given = ActResult(after, str(int(rating)), after.due_at)
        # The row gets the study day of the preview: a new day may have begun since.
        rows = [self.log.row(now, Act.GRADE, card, memory, given, duration_ms, after.last_day)]
        if is_leech(memory, after, self.context.settings.leech_lapses):
            taken_out = zip((Act.TAG, Act.SUSPEND), LEECH_VALUES, strict=True)
            rows += [self.log.row(now, act, card, memory, ActResult(after, value)) for act, value in taken_out]
        return rows

    @staticmethod
    def _store_grade(connection: Connection, rows: Sequence[LogRow], after: Memory) -> None:
        """Store the memory after a grade whose rows are in the log."""
        card = rows[0].card
        learned.settle(connection, card, rows[0].id)
        marks = log.marks(log.rows_of(connection, card)) if len(rows) > 1 else {}
        log.write_memory(connection, card, after, **marks)

    def _graded(self, card: Card, rating: Rating, outcome: GradeOutcome, *, is_leech: bool) -> GradeResult:
        due_day = outcome.memory.due_day
        if due_day is not None and outcome.memory.state is State.REVIEW:
            load = self._due_load(self.context.today())
            load[due_day] = load.get(due_day, 0) + 1
        return GradeResult(replace(card, memory=outcome.memory), rating, outcome, is_leech)

    def _use_parameters(self, stored: tuple[float, ...] | None) -> bool:
        """Schedule by the stored parameters; return whether they have changed."""
        if stored == self.context.parameters:
            return False
        self.context.parameters = stored
        return True


def is_leech(before: Memory, after: Memory, lapses: int) -> bool:
    """Whether this lapse makes a card a leech: lapse number `lapses` does, and then every further `lapses // 2`."""
    if not lapses or after.lapses <= before.lapses or after.lapses < lapses:
        return False
    return (after.lapses - lapses) % max(1, lapses // 2) == 0
