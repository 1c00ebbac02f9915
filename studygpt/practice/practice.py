"""Practise the lab's exercises: begin a file, check it, take hints, see the solution, train a GPT with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lab import catalog
from lab.catalog import Exercise
from lab.errors import LabError, UsageError as LabUsageError
from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.library.library import Library
from studygpt.model import Card, ExerciseAction, Json
from studygpt.practice import exercise_files, lab_process
from studygpt.practice.attempts import Attempts
from studygpt.practice.grading import ExerciseCards
from studygpt.practice.path import ExercisePath, PathStep, mistake_today
from studygpt.practice.skill import ExerciseStatus, Habit, Round
from studygpt.review.grades import GradeResult
from studygpt.review.review import Review
from studygpt.stats.figures import ExerciseProgress

if TYPE_CHECKING:
    from subprocess import Popen

    from lab.grade.client import Grader
    from lab.grade.verdict import Verdict
    from studygpt.practice.exercise_files import KeptFile


class BegunFile(NamedTuple):
    """The file in which the learner works on an exercise."""

    file: Path
    kept: Path | None
    """The path to which the file of the previous round was moved; None if there was none."""
    fresh: bool
    """Whether the file was just created."""


class Hint(NamedTuple):
    """A hint for an exercise, with its number and the total number of hints."""

    number: int
    of: int
    text: str


class CheckedFile(NamedTuple):
    """The verdict on a file, and its consequences."""

    verdict: Verdict
    cards: list[Card]
    """The cards that explain the mistakes."""
    graded: GradeResult | None
    """The result of grading the exercise's card; None if the verdict did not grade it."""
    habit: Habit | None
    """A kind of mistake in this verdict that the learner has made before; None if there is none."""

    @property
    def passed(self) -> bool:
        return self.verdict.passed


class Practice:
    """One person's practice with the exercises."""

    def __init__(self, context: StudyContext, library: Library, review: Callable[[], Review]) -> None:
        """Take `review` as a function, because a change of the settings replaces the `Review` object."""
        self.context = context
        self._attempts = Attempts(context)
        self._path = ExercisePath(context, self._attempts)
        self._cards = ExerciseCards(context, library, review, self._attempts)

    # ------------------------------------------------------------------ the path

    def find(self, name: str) -> Exercise:
        """Return the exercise with this name, file name or concept; the error for another name suggests the nearest."""
        with _app_errors():
            return catalog.find(name)

    def bring_cards_back(self, names: Iterable[str]) -> None:
        """Give the cards of exercises the place again that they have lost; no sync does, as they stand in no note."""
        for name in names:
            if name in catalog.exercises():
                self._cards.put(self.find(name))

    def path(self) -> list[PathStep]:
        """Return every exercise with its status, in the order of the path."""
        return self._path.steps()

    def step(self, exercise: Exercise) -> PathStep:
        return self._path.step(exercise)

    def next(self, after: Exercise | None = None) -> PathStep | None:
        """Return the exercise to do next; None if all are done and none is due."""
        return self._path.next(after)

    def habits(self) -> list[Habit]:
        """Return the kinds of mistakes that the learner made in all exercises."""
        return self._path.habits()

    def progress(self) -> dict[str, ExerciseProgress]:
        """Return the status, best verdict and open mistakes of each exercise by slug, for the statistics."""
        return self._path.progress()

    def round(self, exercise: Exercise) -> Round:
        """Return the exercise's present round, or its last one if none is under way."""
        return self._attempts.round(exercise)

    # ------------------------------------------------------------------ the file

    def begin(self, exercise: Exercise) -> BegunFile:
        """Return the file to work in. An exercise that is due begins again from the empty file; the old one is kept."""
        kept = None
        if self.step(exercise).status is ExerciseStatus.DUE and self.round(exercise).over:
            kept = exercise_files.put_aside(exercise)
        fresh = exercise_files.lay_out(exercise)
        if fresh:
            self._attempts.record(exercise, ExerciseAction.START)
        return BegunFile(exercise_files.file_of(exercise), kept, fresh)

    def restart(self, exercise: Exercise) -> BegunFile:
        """Write the empty file again. The old file is kept."""
        kept = exercise_files.put_aside(exercise)
        exercise_files.lay_out(exercise)
        self._attempts.record(exercise, ExerciseAction.START)
        return BegunFile(exercise_files.file_of(exercise), kept, fresh=True)

    def kept(self, exercise: Exercise) -> list[KeptFile]:
        """Return the files of an exercise that were put aside, the latest first."""
        return exercise_files.kept_files(exercise)

    def bring_back(self, exercise: Exercise, kept: KeptFile) -> Path:
        exercise_files.bring_back(exercise, kept)
        return exercise_files.file_of(exercise)

    # ------------------------------------------------------------------ checks, hints, the solution

    @cached_property
    def grader(self) -> Grader:
        lab_process.require()
        from lab.grade.client import Grader  # only when a file is checked

        return Grader()

    def warm(self) -> None:
        """Start the lab before the first check, because starting takes a second."""
        with _app_errors():
            self.grader.warm()

    def check(self, exercise: Exercise, file: Path | None = None) -> CheckedFile:
        """Check a file and record the verdict with its consequences: a grade, and cards for today."""
        target = file or exercise_files.file_of(exercise)
        if not target.exists():
            hint = "" if file else f"; `studygpt lab {exercise.slug}` writes it"
            raise StudyError(f"{target}: there is no such file{hint}")
        with _app_errors():
            verdict = self.grader.check(exercise.slug, target)
        return self.record_verdict(exercise, verdict)

    def record_verdict(self, exercise: Exercise, verdict: Verdict) -> CheckedFile:
        cards = self._cards.teaching(verdict) if verdict.convention or verdict.mistakes else []
        self._attempts.record(
            exercise,
            ExerciseAction.CHECK,
            verdict=verdict.kind.value,
            failed_property=verdict.failed_property or "",
            mistakes=tuple((mistake.id, mistake.title) for mistake in verdict.mistakes),
            cards=tuple(str(card.id) for card in cards) if verdict.mistakes else (),
        )
        made = {mistake_today(exercise.slug, mistake.id, mistake.title).kind for mistake in verdict.mistakes}
        habit = next((each for each in self.habits() if each.name in made and each.times > 1), None)
        graded = self._cards.grade(exercise, passed=True) if verdict.passed else None
        return CheckedFile(verdict, cards, graded, habit)

    def hints(self, exercise: Exercise) -> list[Hint]:
        """Return the hints taken since the exercise was last begun from the empty file."""
        return [_hint(exercise, number) for number in range(1, self._attempts.hints_taken(exercise) + 1)]

    def hint(self, exercise: Exercise) -> Hint:
        """Take and return the next hint; once all are taken, return the last one again."""
        number = min(self._attempts.hints_taken(exercise) + 1, len(exercise.hints))
        self._attempts.record(exercise, ExerciseAction.HINT, hint=number)
        return _hint(exercise, number)

    def solution(self, exercise: Exercise) -> tuple[str, GradeResult | None]:
        """Return the reference solution and the grade for seeing it.

        Seeing the solution during a round ends the round without a pass, so the exercise comes back soon. Outside a
        round there is no grade.
        """
        was_open = not self.round(exercise).over
        self._attempts.record(exercise, ExerciseAction.SOLUTION)
        return exercise.solution, self._cards.grade(exercise, passed=False) if was_open else None

    def train(self, exercise: Exercise, started: Callable[[Popen[str]], None] | None = None) -> Iterator[Json]:
        """Train a small GPT with the learner's part and one with the reference; yield the reported events."""
        if not exercise.slot:
            raise UsageError(f"{exercise.slug} is no part of a GPT, so there is nothing to train with it")
        target = exercise_files.file_of(exercise)
        if not target.exists():
            raise StudyError(f"{target}: there is no such file; `studygpt lab {exercise.slug}` writes it")
        lab_process.require()
        for event in lab_process.events(["prove", exercise.slug, str(target)], started=started):
            if event["event"] == "end":
                self._attempts.record(exercise, ExerciseAction.TRAIN, verdict=event["verdict"])
            yield event

    def close(self) -> None:
        if "grader" in self.__dict__:
            self.grader.close()


def _hint(exercise: Exercise, number: int) -> Hint:
    return Hint(number, len(exercise.hints), exercise.hints[number - 1])


@contextmanager
def _app_errors() -> Iterator[None]:
    """Convert the lab's errors into errors of this program."""
    try:
        yield
    except LabUsageError as error:
        raise UsageError(_uncapped(str(error))) from error
    except LabError as error:
        raise StudyError(_uncapped(str(error))) from error


def _uncapped(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if not sentence.startswith(("/", "GPU")) else sentence
