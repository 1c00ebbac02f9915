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
from studygpt.schedule.replay import MINUTE_MS, Walked, facts, walk
from studygpt.schedule.steps import step_after, step_state
from studygpt.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
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
    ) -> dict[Rating, Outcome]:
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
        outcomes: dict[Rating, Outcome] = {}
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
        return self.replay_all([(card, walk(facts(rows), self.settings))])[0]

    def replay_all(self, lives: Sequence[tuple[str, Walked]]) -> list[Memory]:
        """The same for many cards whose logs were walked: the engine answers for all of them at once."""
        graded = [walked for _, walked in lives if walked.lessons]
        items = [FSRSItem([FSRSReview(lesson.rating, lesson.elapsed) for lesson in each.lessons]) for each in graded]
        states = iter(self.engine.memory_state_batch(items, [self._engine_state(each.memory) for each in graded]))
        return [self._finished(card, walked, next(states) if walked.lessons else None) for card, walked in lives]

    def _finished(self, card: str, walked: Walked, state: MemoryState | None) -> Memory:
        memory = walked.memory
        if walked.open is not None:  # nobody wrote down how many days it got: those that it would get now
            before, now, day = walked.open
            *earlier, last = walked.lessons
            start = self._engine_state(before)
            if earlier:
                reviews = [FSRSReview(lesson.rating, lesson.elapsed) for lesson in earlier]
                start = self.engine.memory_state(FSRSItem(reviews), start)
            if start is not None:
                before = replace(before, stability=start.stability, difficulty=start.difficulty)
            given = self.outcomes(card, before, now, day)[Rating(last.rating)].memory
            memory = replace(memory, due_at=given.due_at, due_day=given.due_day)
        if state is None:
            return memory
        return replace(memory, stability=state.stability, difficulty=state.difficulty)

    def _engine_state(self, memory: Memory) -> MemoryState | None:
        if memory.stability is None or memory.difficulty is None:
            return None
        return MemoryState(memory.stability, memory.difficulty)

    def _in_minutes(self, memory: Memory, before: State, minutes: float, step: int, now: Moment) -> Outcome:
        interval = int(minutes * MINUTE_MS)
        due = Moment(now.at + interval, now.utc_offset)
        state = step_state(before)
        due_day = study_day(due, self.settings.day_starts_at)
        return Outcome(replace(memory, state=state, step=step, due_at=due.at, due_day=due_day), interval)

    def _in_days(self, memory: Memory, days: int, now: Moment, today: int) -> Outcome:
        due_at = day_start(today + days, now.utc_offset, self.settings.day_starts_at)
        memory = replace(memory, state=State.REVIEW, step=0, due_at=due_at, due_day=today + days)
        return Outcome(memory, days * DAY_MS)
