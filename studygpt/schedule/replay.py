"""A card's log, taken apart: what the engine learns of it, and where it leads in all but stability and difficulty.

So a million rows are read here, and the engine is asked for thousands of cards at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from studygpt.model import Act, LogRow, Memory, Moment, State, unpacked
from studygpt.schedule.days import HOUR_MS, study_day
from studygpt.schedule.steps import step_after, step_state
from studygpt.settings import Settings

MINUTE_MS = 60_000

Fact: TypeAlias = tuple[str, int, str, str, int, int, int, int | None]
"""A row of the log: card, id, act, value, at, utc_offset, study_day, due_given."""
Lesson: TypeAlias = tuple[int, int, int]
"""A grade as the engine learns from it: rating, whole study days since the one before, its study day."""

_GRADE, _SET_DUE, _IMPORT = Act.GRADE.value, Act.SET_DUE.value, Act.IMPORT.value
_ANEW = frozenset({_IMPORT, Act.RESET.value})
TOLD = (_GRADE, _SET_DUE, *_ANEW)
"""The acts of which a memory is made."""


@dataclass(slots=True)
class Life:
    """What a log tells of one card."""

    start: Memory
    """What was known when it began, or when it last began anew: nothing, or what another program knew."""
    rows: Sequence[Fact]
    """Since then."""
    lessons: list[Lesson]
    """The grades among these."""
    earlier: list[list[Lesson]]
    """Those of the times before, where the card was new at their beginning."""

    @property
    def histories(self) -> list[list[Lesson]]:
        """What was lived from the very beginning on, whenever the card was new."""
        return [*self.earlier, self.lessons] if self.lessons and self.start.stability is None else self.earlier


class Open(NamedTuple):
    """A grade that led to days, of which the log does not tell how many."""

    before: Memory
    now: Moment
    day: int


def facts(rows: Iterable[LogRow]) -> list[Fact]:
    return [
        (row.card, row.id, row.act.value, row.value, row.at, row.utc_offset, row.study_day, row.due_given)
        for row in rows
    ]


def lived(rows: Sequence[Fact]) -> Life:
    """`rows`: those of one card that no undo voided, oldest first."""
    start, since, earlier = Memory(), 0, []
    anew = not _ANEW.isdisjoint({row[2] for row in rows})
    for at, row in enumerate(rows if anew else ()):
        if row[2] in _ANEW:
            before = _lessons(rows[since:at], start.last_day) if start.stability is None else []
            earlier += [before] if before else []
            start, since = unpacked(row[3]) if row[2] == _IMPORT else Memory(), at + 1
    rows = rows[since:] if since else rows
    return Life(start, rows, _lessons(rows, start.last_day), earlier)


def _lessons(rows: Sequence[Fact], last_day: int | None) -> list[Lesson]:
    found = []
    for _, _, act, value, _, _, day, _ in rows:
        if act == _GRADE:
            found.append((int(value), day - last_day if last_day is not None and day > last_day else 0, day))
            last_day = day
    return found


def stand(life: Life, settings: Settings) -> tuple[Memory, Open | None]:
    """Where a log leads to. Stability and difficulty stay those with which it began."""
    starts_at = settings.day_starts_at
    memory, pending = life.start, None
    state, step, due_at, due_day = memory.state, memory.step, memory.due_at, memory.due_day
    last_day, reps, lapses = memory.last_day, memory.reps, memory.lapses
    for _, _, act, value, at, utc_offset, day, due_given in life.rows:
        if act == _GRADE:
            minutes, next_step = step_after(settings, state, step, int(value))
            pending = None
            if due_given is None and minutes is None:
                before = replace(
                    memory,
                    state=state,
                    step=step,
                    due_at=due_at,
                    due_day=due_day,
                    last_day=last_day,
                    reps=reps,
                    lapses=lapses,
                )
                pending = Open(before, Moment(at, utc_offset), day)
            reps += 1
            lapses += state is State.REVIEW and value == "1"
            last_day = day
            if _in_days(at, utc_offset, due_given, minutes):
                state, step = State.REVIEW, 0
            else:
                state, step = step_state(state), next_step
            due_at = due_given if due_given is not None else at + int((minutes or 0) * MINUTE_MS)
            due_day = study_day(Moment(due_at, utc_offset), starts_at)
        elif act == _SET_DUE and due_given is not None:
            due_at, due_day, pending = due_given, study_day(Moment(due_given, utc_offset), starts_at), None
    known = memory.stability, memory.difficulty
    return Memory(state, step, due_at, due_day, *known, last_day, reps, lapses), pending


def _in_days(at: int, utc_offset: int, due_given: int | None, minutes: float | None) -> bool:
    """Whether a grade led to days. The steps may have been others then, so what was given counts for more."""
    if due_given is None:
        return minutes is None
    if minutes is not None and 0 <= at + minutes * MINUTE_MS - due_given < HOUR_MS:  # counted from the preview
        return False
    return (due_given + utc_offset * 1000) % HOUR_MS == 0  # a study day begins on the hour


def agrees(stored: Memory, replayed: Memory) -> bool:
    """Whether a stored memory is the one that the log leads to, as far as settings changed since let one tell."""
    return (
        (stored.state, stored.reps, stored.lapses, stored.last_day, stored.due_at)
        == (replayed.state, replayed.reps, replayed.lapses, replayed.last_day, replayed.due_at)
        and _near(stored.due_day, replayed.due_day)
        and _close(stored.stability, replayed.stability)
        and _close(stored.difficulty, replayed.difficulty)
    )


def _near(one: int | None, other: int | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1


def _close(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1e-4 * max(abs(one), abs(other))
