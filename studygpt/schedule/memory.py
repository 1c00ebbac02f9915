"""What a grade does to a memory: intervals of days by FSRS-6, steps of minutes before that.

The engine counts whole days and knows no steps, no fuzz and no study days; those are added here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState

from studygpt.model import LogRow, Memory, Moment, Rating, State
from studygpt.schedule.days import DAY_MS, MINUTE_MS, day_start, study_day
from studygpt.schedule.fuzz import fuzzed, seeded_fraction
from studygpt.schedule.replay import CardHistory, EngineReview, card_history, log_facts, replay_schedule
from studygpt.schedule.steps import step_after, step_state
from studygpt.settings import Settings


@dataclass(frozen=True, slots=True)
class GradeOutcome:
    """What one of the four grades does to a card."""

    memory: Memory
    interval_ms: int
    """The time until the card is due: minutes for a step, whole days otherwise."""


class Scheduler:
    """Computes what grades do, for one person's settings and parameters."""

    def __init__(self, settings: Settings, parameters: tuple[float, ...] | None = None) -> None:
        self.settings = settings
        self.engine = FSRS(list(parameters or DEFAULT_PARAMETERS))

    def outcomes(
        self,
        card: str,
        memory: Memory,
        now: Moment,
        today: int | None = None,
        load: Mapping[int, int] | None = None,
    ) -> dict[Rating, GradeOutcome]:
        """What each grade would do now. The same arguments always give the same outcomes.

        `load`: how many reviews each coming day holds; the card is then given a day that has few.
        """
        settings = self.settings
        if today is None:
            today = study_day(now, settings.day_starts_at)
        elapsed = max(0, today - memory.last_day) if memory.last_day is not None else 0
        states = self.engine.next_states(self._engine_state(memory), settings.desired_retention, elapsed)
        of_rating = {
            Rating.AGAIN: states.again,
            Rating.HARD: states.hard,
            Rating.GOOD: states.good,
            Rating.EASY: states.easy,
        }
        fraction = seeded_fraction(card, memory.reps)
        outcomes: dict[Rating, GradeOutcome] = {}
        shortest = 1  # a better grade never gives a shorter interval
        for rating, state in of_rating.items():
            graded = replace(
                memory,
                stability=state.memory.stability,
                difficulty=state.memory.difficulty,
                last_day=today,
                reps=memory.reps + 1,
                lapses=memory.lapses + (memory.state is State.REVIEW and rating is Rating.AGAIN),
            )
            minutes, step = step_after(settings, memory.state, memory.step, rating)
            if minutes is not None:
                outcomes[rating] = self._in_minutes(graded, memory.state, minutes, step, now)
                continue
            load_in = (lambda days: load.get(today + days, 0)) if load is not None else None
            days = fuzzed(state.interval, fraction, settings.maximum_interval, shortest, load_in)
            shortest = min(days + 1, settings.maximum_interval)
            outcomes[rating] = self._in_days(graded, days, now, today)
        return outcomes

    def replay(self, card: str, rows: Iterable[LogRow]) -> Memory:
        """The memory that a card's log leads to. `rows` must not hold undone rows."""
        return self.replay_all([(card, card_history(log_facts(rows)))])[0]

    def replay_all(self, histories: Sequence[tuple[str, CardHistory]]) -> list[Memory]:
        """The memories of many cards; the engine computes all of them at once."""
        return [
            self._finished(card, history, *strength)
            for (card, history), strength in zip(
                histories, self.strengths([history for _, history in histories]), strict=True
            )
        ]

    def strengths(self, histories: Sequence[CardHistory]) -> list[tuple[float | None, float | None]]:
        """The stability and difficulty that each history leads to."""
        graded = [history for history in histories if history.reviews]
        items = [_item(history.reviews) for history in graded]
        states = iter(self.engine.memory_state_batch(items, [self._engine_state(history.start) for history in graded]))
        return [_strength(next(states) if history.reviews else history.start) for history in histories]

    def _finished(self, card: str, history: CardHistory, stability: float | None, difficulty: float | None) -> Memory:
        memory, pending = replay_schedule(history, self.settings)
        if pending is not None:  # the log does not say the interval in days: take that of today's settings
            before, now, day = pending
            if history.reviews[:-1]:
                start = self.engine.memory_state(_item(history.reviews[:-1]), self._engine_state(history.start))
                before = replace(before, stability=start.stability, difficulty=start.difficulty)
            given = self.outcomes(card, before, now, day)[Rating(history.reviews[-1][0])].memory
            memory = replace(memory, due_at=given.due_at, due_day=given.due_day)
        return replace(memory, stability=stability, difficulty=difficulty)

    def _engine_state(self, memory: Memory) -> MemoryState | None:
        if memory.stability is None or memory.difficulty is None:
            return None
        return MemoryState(memory.stability, memory.difficulty)

    def _in_minutes(self, memory: Memory, before: State, minutes: float, step: int, now: Moment) -> GradeOutcome:
        interval = int(minutes * MINUTE_MS)
        due = Moment(now.at + interval, now.utc_offset)
        state = step_state(before)
        due_day = study_day(due, self.settings.day_starts_at)
        return GradeOutcome(replace(memory, state=state, step=step, due_at=due.at, due_day=due_day), interval)

    def _in_days(self, memory: Memory, days: int, now: Moment, today: int) -> GradeOutcome:
        due_at = day_start(today + days, now.utc_offset, self.settings.day_starts_at)
        memory = replace(memory, state=State.REVIEW, step=0, due_at=due_at, due_day=today + days)
        return GradeOutcome(memory, days * DAY_MS)


def _item(lessons: Sequence[EngineReview]) -> FSRSItem:
    return FSRSItem([FSRSReview(rating, elapsed) for rating, elapsed, _ in lessons])


def _strength(known: MemoryState | Memory) -> tuple[float | None, float | None]:
    return known.stability, known.difficulty
