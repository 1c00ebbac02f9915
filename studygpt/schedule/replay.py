"""A card's log walked through: all of its memory but stability and difficulty, and what the engine is to be asked for
these. So a million rows are walked here, and the engine answers for thousands of cards at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from studygpt.model import Act, LogRow, Memory, Moment, State, unpacked
from studygpt.schedule.days import HOUR_MS, study_day
from studygpt.schedule.steps import step_after, step_state
from studygpt.settings import Settings

MINUTE_MS = 60_000
WALKED = tuple(act.value for act in (Act.GRADE, Act.IMPORT, Act.RESET, Act.SET_DUE))
"""The acts that make a memory."""


class Fact(NamedTuple):
    """What a row of the log says of a memory."""

    act: str
    value: str
    at: int
    utc_offset: int
    study_day: int
    due_given: int | None


class Lesson(NamedTuple):
    """A grade as the engine learns from it."""

    rating: int
    elapsed: int
    """Whole study days since the one before."""
    day: int


class Open(NamedTuple):
    """A grade that led to days of which the log does not tell how many."""

    before: Memory
    now: Moment
    day: int


@dataclass(slots=True)
class Walked:
    """Where a log leads to. Stability and difficulty stay those with which it began."""

    memory: Memory = field(default_factory=Memory)
    lessons: list[Lesson] = field(default_factory=list)
    """Since the card was new, or since what another program knew."""
    earlier: list[list[Lesson]] = field(default_factory=list)
    """Those before it was made new again."""
    open: Open | None = None


def facts(rows: Iterable[LogRow]) -> list[Fact]:
    return [Fact(row.act.value, row.value, row.at, row.utc_offset, row.study_day, row.due_given) for row in rows]


def walk(rows: Iterable[Fact], settings: Settings) -> Walked:
    """`rows`: those of one card that no undo voided, oldest first."""
    found = Walked()
    starts_at = settings.day_starts_at
    state, step, due_at, due_day = State.NEW, 0, None, None
    last_day: int | None = None
    reps = lapses = 0
    start = Memory()
    lessons = found.lessons
    for act, value, at, utc_offset, day, due_given in rows:
        if act == _GRADE:
            rating = int(value)
            before = state, step, due_at, due_day, last_day, reps, lapses
            lessons.append(Lesson(rating, max(0, day - last_day) if last_day is not None else 0, day))
            minutes, next_step = step_after(settings, state, step, rating)
            reps += 1
            lapses += state is State.REVIEW and rating == 1
            last_day = day
            found.open = None
            if due_given is None and minutes is None:
                found.open = Open(_memory(start, *before), Moment(at, utc_offset), day)
            given = due_given if due_given is not None else at + int((minutes or 0) * MINUTE_MS)
            if _in_days(at, utc_offset, due_given, minutes):
                state, step = State.REVIEW, 0
            else:
                state, step = step_state(state), next_step
            due_at, due_day = given, study_day(Moment(given, utc_offset), starts_at)
        elif act == _SET_DUE:
            if due_given is not None:
                due_at, due_day = due_given, study_day(Moment(due_given, utc_offset), starts_at)
                found.open = None
        elif act in _ANEW:  # with what another program knew, or with nothing
            if lessons and start.stability is None:
                found.earlier.append(lessons)
            start = unpacked(value) if act == _IMPORT else Memory()
            lessons = found.lessons = []
            found.open = None
            state, step, due_at, due_day = start.state, start.step, start.due_at, start.due_day
            last_day, reps, lapses = start.last_day, start.reps, start.lapses
    found.memory = _memory(start, state, step, due_at, due_day, last_day, reps, lapses)
    return found


_GRADE, _SET_DUE, _IMPORT = Act.GRADE.value, Act.SET_DUE.value, Act.IMPORT.value
_ANEW = (_IMPORT, Act.RESET.value)


def _in_days(at: int, utc_offset: int, due_given: int | None, minutes: float | None) -> bool:
    """Whether a grade led to days. The steps may have been others then, so what was given counts for more."""
    if due_given is None:
        return minutes is None
    if minutes is not None and 0 <= at + minutes * MINUTE_MS - due_given < HOUR_MS:  # counted from the preview
        return False
    return (due_given + utc_offset * 1000) % HOUR_MS == 0  # a study day begins on the hour


def _memory(
    start: Memory,
    state: State,
    step: int,
    due_at: int | None,
    due_day: int | None,
    last_day: int | None,
    reps: int,
    lapses: int,
) -> Memory:
    return Memory(state, step, due_at, due_day, start.stability, start.difficulty, last_day, reps, lapses)


def agrees(stored: Memory, replayed: Memory) -> bool:
    """Whether a stored memory is the one that the log leads to, as far as settings changed since let one tell."""
    return (
        (stored.state, stored.reps, stored.lapses, stored.last_day, stored.due_at)
        == (replayed.state, replayed.reps, replayed.lapses, replayed.last_day, replayed.due_at)
        and _near(stored.due_day, replayed.due_day, 1)
        and _close(stored.stability, replayed.stability)
        and _close(stored.difficulty, replayed.difficulty)
    )


def _near(one: int | None, other: int | None, days: int) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= days


def _close(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1e-4 * max(abs(one), abs(other))
