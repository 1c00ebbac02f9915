"""The path through the exercises: the status of each exercise, the next one to do, and the mistakes made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lab import catalog
from lab.catalog import Exercise
from lab.grade.verdict import VerdictKind
from lab.known_mistakes import known_mistake
from studygpt.context import StudyContext
from studygpt.model import Attempt, Card, ExerciseAction, State, Status
from studygpt.practice.attempts import Attempts
from studygpt.practice.skill import ExerciseStatus, Habit, habits, last_round, was_passed
from studygpt.stats.figures import ExerciseProgress
from studygpt.store import cards as card_store, exercise_cards as exercise_store


class PathStep(NamedTuple):
    """An exercise on the path, with the learner's progress in it."""

    exercise: Exercise
    status: ExerciseStatus
    begun: bool
    """Whether a round is under way."""
    missing: tuple[str, ...]
    """The exercises that should be done first and are not done yet."""
    card: Card | None
    """The exercise's card; None until the exercise was first graded."""
    habits: tuple[Habit, ...]
    """The kinds of mistakes that the learner made in the exercise."""


class ExercisePath:
    """Compute the learner's path through the exercises from the attempts."""

    def __init__(self, context: StudyContext, attempts: Attempts) -> None:
        self.context, self.attempts = context, attempts

    def steps(self) -> list[PathStep]:
        """Return every exercise with its status, in the order of the path."""
        now = self.context.clock()
        today = self.context.today(now)
        known = catalog.exercises()
        tried = self.attempts.of_all()
        with self.context.database.read() as connection:
            ids = exercise_store.cards_of_all(connection, list(known))
            cards = {ids[str(card.id)]: card for card in card_store.cards_by_id(connection, list(ids))}
        done = frozenset(slug for slug, attempts in tried.items() if was_passed(attempts))
        steps = []
        for slug, exercise in known.items():
            attempts, card = tried.get(slug, []), cards.get(slug)
            missing = catalog.open_needs(exercise, done)
            if card is not None and _is_due(card, today, now.at):
                status = ExerciseStatus.DUE
            elif slug in done:
                status = ExerciseStatus.DONE
            else:
                status = ExerciseStatus.LOCKED if missing and not attempts else ExerciseStatus.OPEN
            last = last_round(attempts, now.at)
            made = tuple(habits(_mistakes_made(attempts)))
            steps.append(PathStep(exercise, status, last.begun and not last.over, missing, card, made))
        return steps

    def step(self, exercise: Exercise) -> PathStep:
        return next(step for step in self.steps() if step.exercise.slug == exercise.slug)

    def next(self, after: Exercise | None = None) -> PathStep | None:
        """Return the first exercise that is due, else under way, else open, else locked; None if all are done."""
        steps = [step for step in self.steps() if after is None or step.exercise.slug != after.slug]
        wanted: tuple[Callable[[PathStep], bool], ...] = (
            lambda step: step.status is ExerciseStatus.DUE,
            lambda step: step.begun and step.status is ExerciseStatus.OPEN,
            lambda step: step.status is ExerciseStatus.OPEN,
            lambda step: step.status is ExerciseStatus.LOCKED,
        )
        return next((step for is_wanted in wanted for step in steps if is_wanted(step)), None)

    def habits(self) -> list[Habit]:
        """Return the kinds of mistakes that the learner made in all exercises."""
        return habits(made for attempts in self.attempts.of_all().values() for made in _mistakes_made(attempts))

    def progress(self) -> dict[str, ExerciseProgress]:
        """Return the status, best verdict and open mistakes of each exercise by slug, for the statistics."""
        tried = self.attempts.of_all()
        return {step.exercise.slug: _progress(step, tried.get(step.exercise.slug, [])) for step in self.steps()}


class MistakeToday(NamedTuple):
    """A mistake of a past attempt, with the id and title that it has in the present version of the lab."""

    id: str
    title: str
    kind: str
    """The name under which the mistake is counted: its kind, or its title if it has no kind."""


def mistake_today(exercise: str, mistake_id: str, title: str) -> MistakeToday:
    """Return a stored mistake with its present id and title; an unknown mistake keeps the stored ones."""
    known = known_mistake(exercise, mistake_id)
    if known is None:
        return MistakeToday(mistake_id, title, title)
    return MistakeToday(known.id, known.title, known.kind or known.title)


def _mistakes_of(attempt: Attempt) -> tuple[MistakeToday, ...]:
    return tuple(mistake_today(attempt.exercise, mistake_id, title) for mistake_id, title in attempt.mistakes)


def _mistakes_made(attempts: list[Attempt]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the exercise of each mistake. A mistake in several checks in a row counts once."""
    before: tuple[MistakeToday, ...] = ()
    for attempt in attempts:
        if attempt.action is not ExerciseAction.CHECK:
            continue
        mistakes = _mistakes_of(attempt)
        for mistake in mistakes:
            if mistake not in before:
                yield mistake.kind, attempt.exercise
        before = mistakes


def _progress(step: PathStep, attempts: list[Attempt]) -> ExerciseProgress:
    slug = step.exercise.slug
    checks = [attempt for attempt in attempts if attempt.action is ExerciseAction.CHECK]
    if not checks:
        return ExerciseProgress(slug, "not tried" if step.status is ExerciseStatus.OPEN else step.status.value)
    last_pass = max((at for at, check in enumerate(checks) if check.verdict == VerdictKind.PASS), default=-1)
    since = dict.fromkeys(mistake.title for check in checks[last_pass + 1 :] for mistake in _mistakes_of(check))
    best = VerdictKind.PASS.value if last_pass >= 0 else checks[-1].verdict
    return ExerciseProgress(slug, step.status.value, best, tuple(since))


def _is_due(card: Card, today: int, now: int) -> bool:
    memory = card.memory
    if card.status is not Status.ACTIVE or memory.state is State.NEW:
        return False
    if memory.state is State.REVIEW:
        return memory.due_day is not None and memory.due_day <= today
    return memory.due_at is not None and memory.due_at <= now
