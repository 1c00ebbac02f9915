"""What a grade does to a memory: FSRS-6 between days, steps of minutes within them.

The engine counts whole days and knows neither steps nor fuzz nor the hour at which a day turns; those are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, MemoryState

from studygpt.model import Act, LogRow, Memory, Moment, Rating, State, unpacked
from studygpt.schedule.days import DAY_MS, day_start, study_day
from studygpt.schedule.fuzz import fuzzed, seeded_fraction
from studygpt.settings import Settings

MINUTE_MS = 60_000


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
            minutes, step = self._step(memory, rating)
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
        memory = Memory()
        for row in rows:
            if row.act is Act.GRADE:
                now = Moment(row.at, row.utc_offset)
                memory = self.outcomes(card, memory, now, row.study_day)[Rating(int(row.value))].memory
                if row.due_given is not None:
                    due = Moment(row.due_given, row.utc_offset)
                    memory = replace(memory, due_at=row.due_given, due_day=study_day(due, self.settings.day_starts_at))
            elif row.act is Act.IMPORT:
                memory = unpacked(row.value)
            elif row.act is Act.RESET:
                memory = Memory()
            elif row.act is Act.SET_DUE and row.due_given is not None:
                due = Moment(row.due_given, row.utc_offset)
                memory = replace(memory, due_at=row.due_given, due_day=study_day(due, self.settings.day_starts_at))
        return memory

    def _engine_state(self, memory: Memory) -> MemoryState | None:
        if memory.stability is None or memory.difficulty is None:
            return None
        return MemoryState(memory.stability, memory.difficulty)

    def _step(self, memory: Memory, rating: Rating) -> tuple[float | None, int]:
        """How many minutes until the card's next step, and which that is; None when days take over."""
        learning = memory.state in (State.NEW, State.LEARNING)
        steps = self.settings.learning_steps if learning else self.settings.relearning_steps
        if memory.state is State.REVIEW and rating is not Rating.AGAIN:
            return None, 0
        if not steps or rating is Rating.EASY:
            return None, 0
        step = min(memory.step, len(steps) - 1) if memory.state is not State.NEW else 0
        if rating is Rating.AGAIN:
            return steps[0], 0
        if rating is Rating.HARD:
            if step == 0:  # between Again and Good
                return (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5, 0
            return steps[step], step
        return (steps[step + 1], step + 1) if step + 1 < len(steps) else (None, 0)

    def _in_minutes(self, memory: Memory, before: State, minutes: float, step: int, now: Moment) -> Outcome:
        interval = int(minutes * MINUTE_MS)
        due = Moment(now.at + interval, now.utc_offset)
        state = State.LEARNING if before in (State.NEW, State.LEARNING) else State.RELEARNING
        due_day = study_day(due, self.settings.day_starts_at)
        return Outcome(replace(memory, state=state, step=step, due_at=due.at, due_day=due_day), interval)

    def _in_days(self, memory: Memory, days: int, now: Moment, today: int) -> Outcome:
        due_at = day_start(today + days, now.utc_offset, self.settings.day_starts_at)
        memory = replace(memory, state=State.REVIEW, step=0, due_at=due_at, due_day=today + days)
        return Outcome(memory, days * DAY_MS)
