"""Pure functions that sum up the attempts at an exercise and derive the grade of its card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from lab.grade.verdict import LOST, UNREADABLE, UNWRITTEN, VerdictKind
from studygpt.model import Attempt, ExerciseAction, Rating

MANY = 4
"""The number of wrong checks in a round from which the grade is Hard."""
SECONDS_A_LINE = 30
"""The time per line of the reference up to which a round without a wrong check is graded Easy."""
AWAY_MS = 10 * 60_000
"""The maximum time between two attempts that counts as work. After that the learner was probably away."""
_NO_TRY = (UNWRITTEN, UNREADABLE, LOST)


class ExerciseStatus(StrEnum):
    """The status of an exercise on the path."""

    DONE = "done"
    DUE = "due"
    OPEN = "open"
    LOCKED = "locked"
    """Other exercises should be done first. This is only advice."""


class Round(NamedTuple):
    """The learner's work on an exercise from the empty file to a pass or to the solution."""

    begun: bool = False
    over: bool = False
    wrong: int = 0
    hints: int = 0
    worked_ms: int = 0

    def grade(self, *, passed: bool, lines: int) -> Rating:
        """Return the grade for a finished round; `lines` is the length of the reference solution."""
        if not passed:
            return Rating.AGAIN
        if self.hints or self.wrong >= MANY:
            return Rating.HARD
        if not self.wrong and self.worked_ms <= lines * SECONDS_A_LINE * 1000:
            return Rating.EASY
        return Rating.GOOD


def last_round(attempts: Sequence[Attempt], now: int) -> Round:
    """Return the present round, or the last one if none is under way.

    `attempts` are the attempts at one exercise, oldest first.

    Starting again from the empty file in the middle of a round begins no new round: the earlier attempts still count.
    After a pass or the solution, only a start from the empty file begins a new round, so that a solution that was just
    read is not graded as known.
    """
    found = Round()
    before: int | None = None
    for attempt in attempts:
        if found.over:
            if attempt.action is not ExerciseAction.START:
                continue
            found, before = Round(), None
        worked = found.worked_ms + (min(attempt.at - before, AWAY_MS) if before is not None else 0)
        before = attempt.at
        found = found._replace(begun=True, worked_ms=worked)
        match attempt.action:
            case ExerciseAction.HINT:
                found = found._replace(hints=found.hints + 1)
            case ExerciseAction.SOLUTION:
                found = found._replace(over=True)
            case ExerciseAction.CHECK if attempt.verdict == VerdictKind.PASS:
                found = found._replace(over=True)
            case ExerciseAction.CHECK if attempt.property not in _NO_TRY:
                found = found._replace(wrong=found.wrong + 1)
    if before is not None and not found.over:
        found = found._replace(worked_ms=found.worked_ms + min(now - before, AWAY_MS))
    return found


def was_passed(attempts: Iterable[Attempt]) -> bool:
    return any(attempt.action is ExerciseAction.CHECK and attempt.verdict == VerdictKind.PASS for attempt in attempts)


def hints_taken(attempts: Sequence[Attempt]) -> int:
    """Return the number of hints taken since the exercise was last begun from the empty file."""
    taken = 0
    for attempt in attempts:
        taken = 0 if attempt.action is ExerciseAction.START else max(taken, attempt.hint)
    return taken


class Habit(NamedTuple):
    """A kind of mistake that the learner made, with the number of times and the exercises."""

    name: str
    times: int
    exercises: tuple[str, ...]

    @property
    def words(self) -> str:
        """The habit as a phrase, such as `wrong axis: 4 times, in attention, softmax and generate`."""
        *most, last = self.exercises
        where = f"{', '.join(most)} and {last}" if most else last
        return f"{self.name}: {'once' if self.times == 1 else f'{self.times} times'}, in {where}"


def habits(made: Iterable[tuple[str, str]]) -> list[Habit]:
    """Group mistakes, given as pairs of kind and exercise, by kind; return the most common kind first."""
    where: dict[str, list[str]] = {}
    for name, exercise in made:
        where.setdefault(name, []).append(exercise)
    found = [Habit(name, len(all_), tuple(dict.fromkeys(all_))) for name, all_ in where.items()]
    return sorted(found, key=lambda habit: -habit.times)
