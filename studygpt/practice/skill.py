"""Skill as it is scheduled: what the acts at an exercise add up to, and the grade that follows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from lab.grade.verdict import LOST, UNREADABLE, UNWRITTEN
from studygpt.model import Attempt, ExerciseAction, Rating

MANY = 4
"""From so many wrong checks on the exercise was hard."""
SECONDS_A_LINE = 30
"""Who writes the reference's lines faster than this, without one wrong check, finds it easy."""
AWAY_MS = 10 * 60_000
"""Between two acts no more than this counts as work: the learner was elsewhere."""
_NO_TRY = (UNWRITTEN, UNREADABLE, LOST)


class ExerciseStatus(StrEnum):
    """How an exercise stands on the path."""

    DONE = "done"
    DUE = "due"
    OPEN = "open"
    LOCKED = "locked"
    """Others should come first. Advice only."""


class Round(NamedTuple):
    """One go at an exercise, from the empty file to a pass or to the solution."""

    begun: bool = False
    over: bool = False
    wrong: int = 0
    hints: int = 0
    worked_ms: int = 0

    def grade(self, *, passed: bool, lines: int) -> Rating:
        """What a verdict that ends the round is worth. `lines`: how long the reference is."""
        if not passed:
            return Rating.AGAIN
        if self.hints or self.wrong >= MANY:
            return Rating.HARD
        if not self.wrong and self.worked_ms <= lines * SECONDS_A_LINE * 1000:
            return Rating.EASY
        return Rating.GOOD


def last_round(trials: Sequence[Attempt], now: int) -> Round:
    """The round that is under way, or the last one. `trials`: one exercise's, oldest first.

    An empty file in the middle of a round begins no new one: what was tried before still counts. After a pass or the
    solution only an empty file does, so that what was just read is not graded as known.
    """
    found = Round()
    before: int | None = None
    for trial in trials:
        if found.over:
            if trial.deed is not ExerciseAction.START:
                continue
            found, before = Round(), None
        worked = found.worked_ms + (min(trial.at - before, AWAY_MS) if before is not None else 0)
        before = trial.at
        found = found._replace(begun=True, worked_ms=worked)
        match trial.deed:
            case ExerciseAction.HINT:
                found = found._replace(hints=found.hints + 1)
            case ExerciseAction.SOLUTION:
                found = found._replace(over=True)
            case ExerciseAction.CHECK if trial.verdict == "pass":
                found = found._replace(over=True)
            case ExerciseAction.CHECK if trial.property not in _NO_TRY:
                found = found._replace(wrong=found.wrong + 1)
    if before is not None and not found.over:
        found = found._replace(worked_ms=found.worked_ms + min(now - before, AWAY_MS))
    return found


def was_passed(trials: Iterable[Attempt]) -> bool:
    return any(trial.deed is ExerciseAction.CHECK and trial.verdict == "pass" for trial in trials)


def hints_taken(trials: Sequence[Attempt]) -> int:
    """How many hints of an exercise are known since its last empty file."""
    taken = 0
    for trial in trials:
        taken = 0 if trial.deed is ExerciseAction.START else max(taken, trial.hint)
    return taken


class Habit(NamedTuple):
    """A mistake that was made, or several of one kind."""

    name: str
    times: int
    exercises: tuple[str, ...]

    @property
    def words(self) -> str:
        """`wrong axis: 4 times, in attention, softmax and generate`."""
        *most, last = self.exercises
        where = f"{', '.join(most)} and {last}" if most else last
        return f"{self.name}: {'once' if self.times == 1 else f'{self.times} times'}, in {where}"


def habits(made: Iterable[tuple[str, str]]) -> list[Habit]:
    """Kinds of mistakes with the exercises where they were made, the commonest first."""
    where: dict[str, list[str]] = {}
    for name, exercise in made:
        where.setdefault(name, []).append(exercise)
    found = [Habit(name, len(all_), tuple(dict.fromkeys(all_))) for name, all_ in where.items()]
    return sorted(found, key=lambda habit: -habit.times)
