"""What a grade does to a memory: FSRS-6 between days, steps of minutes within them.

The engine counts whole days and knows neither steps nor fuzz nor the hour at which a day turns; those are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState

from studygpt.model import LogRow, Memory, Moment, Rating, State
from studygpt.schedule.days import DAY_MS, day_start, study_day
from studygpt.schedule.fuzz import fuzzed, seeded_fraction
from studygpt.schedule.replay import MINUTE_MS, CardHistory, EngineReview, card_history, log_facts, replay_schedule
from studygpt.schedule.steps import step_after, step_state
from studygpt.settings import Settings


@dataclass(frozen=True, slots=True)
class GradeOutcome:
    """What one of the four grades would lead to."""

    memory: Memory
    interval_ms: int
    """Until the card is due: minutes for a step, whole days otherwise."""


class Scheduler:
    """The four outcomes of showing a card, for one person's settings and parameters."""

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
        """What each grade, given now, would do. Asking changes nothing, and asking again gives the same.

        `load`: how many reviews each day to come holds; the card then goes to a day that has few.
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
            holds = (lambda days: load.get(today + days, 0)) if load is not None else None
            days = fuzzed(state.interval, fraction, settings.maximum_interval, shortest, holds)
            shortest = min(days + 1, settings.maximum_interval)
            outcomes[rating] = self._in_days(graded, days, now, today)
        return outcomes

    def replay(self, card: str, rows: Iterable[LogRow]) -> Memory:
        """The memory that a card's log leads to. Rows that an undo voided must be left out already."""
        return self.replay_all([(card, card_history(log_facts(rows)))])[0]

    def replay_all(self, lives: Sequence[tuple[str, CardHistory]]) -> list[Memory]:
        """The same for many cards: the engine answers for all of them at once."""
        return [
            self._finished(card, life, *strength)
            for (card, life), strength in zip(lives, self.strengths([life for _, life in lives]), strict=True)
        ]

    def strengths(self, lives: Sequence[CardHistory]) -> list[tuple[float | None, float | None]]:
        """Stability and difficulty that logs lead to."""
        graded = [life for life in lives if life.lessons]
        items = [_item(life.lessons) for life in graded]
        states = iter(self.engine.memory_state_batch(items, [self._engine_state(life.start) for life in graded]))
        return [_strength(next(states) if life.lessons else life.start) for life in lives]

    def _finished(self, card: str, life: CardHistory, stability: float | None, difficulty: float | None) -> Memory:
        memory, pending = replay_schedule(life, self.settings)
        if pending is not None:  # nobody wrote down how many days it got: those that it would get now
            before, now, day = pending
            if life.lessons[:-1]:
                start = self.engine.memory_state(_item(life.lessons[:-1]), self._engine_state(life.start))
                before = replace(before, stability=start.stability, difficulty=start.difficulty)
            given = self.outcomes(card, before, now, day)[Rating(life.lessons[-1][0])].memory
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
