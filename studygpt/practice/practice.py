"""The lab's exercises as somebody practises them: the path, the file, verdicts, and the card that each of them is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lab import catalog
from lab.catalog import Exercise
from lab.errors import LabError, UsageError as LabUsageError
from lab.families import family
from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.library.library import Library
from studygpt.model import Attempt, Card, ExerciseAction, Kind, Status
from studygpt.practice import exercise_files, lab_process
from studygpt.practice.skill import ExerciseStatus, Habit, Round, habits, hints_taken, last_round, was_passed
from studygpt.review.acts import GradeResult
from studygpt.review.review import Review
from studygpt.schedule.due import is_due
from studygpt.stats.figures import ExerciseProgress as Mark
from studygpt.store import attempts as store, cards as card_store, exercise_cards as exercise_store

if TYPE_CHECKING:
    from subprocess import Popen

    from lab.grade.client import Grader
    from studygpt.practice.exercise_files import KeptFile

Verdict = dict[str, Any]
CARDS_A_MISTAKE = 3
"""So many cards does a mistake bring: more would be a lecture."""


class PathStep(NamedTuple):
    """An exercise on the path."""

    exercise: Exercise
    standing: ExerciseStatus
    begun: bool
    """Whether a round is under way."""
    missing: tuple[str, ...]
    """What should come first and is not done."""
    card: Card | None
    """Its card, once it was graded."""
    habits: tuple[Habit, ...]
    """The mistakes that were made in it."""


class Begun(NamedTuple):
    file: Path
    kept: Path | None
    """Where the file of the round before was put aside."""
    fresh: bool
    """Whether the file was made now."""


class Hint(NamedTuple):
    number: int
    of: int
    text: str


class CheckedFile(NamedTuple):
    verdict: Verdict
    cards: list[Card]
    """Those that teach what went wrong."""
    graded: GradeResult | None
    """What the verdict did to the exercise's card."""
    habit: Habit | None
    """The kind of mistake, where it was made before."""

    @property
    def passed(self) -> bool:
        return bool(self.verdict["verdict"] == "pass")


class Practice:
    def __init__(self, context: StudyContext, library: Library, review: Callable[[], Review]) -> None:
        """`review`: the present one; a change of the settings makes another."""
        self.context = context
        self.library = library
        self._review = review

    # ------------------------------------------------------------------ the path

    def find(self, name: str) -> Exercise:
        """By name, file name or concept; an unknown name offers the nearest."""
        with _sentences():
            return catalog.find(name)

    def path(self) -> list[PathStep]:
        """Every exercise in its order, and how it stands."""
        now = self.context.clock()
        today = self.context.today(now)
        known = catalog.exercises()
        with self.context.database.read() as connection:
            tried = store.of_all(connection)
            ids = exercise_store.cards_of_all(connection, list(known))
            cards = {ids[str(card.id)]: card for card in card_store.cards_by_id(connection, list(ids))}
        done = frozenset(slug for slug, trials in tried.items() if was_passed(trials))
        stops = []
        for slug, exercise in known.items():
            trials, card = tried.get(slug, []), cards.get(slug)
            missing = catalog.open_needs(exercise, done)
            if card is not None and card.status is Status.ACTIVE and is_due(card.memory, today, now.at):
                standing = ExerciseStatus.DUE
            elif slug in done:
                standing = ExerciseStatus.DONE
            else:
                standing = ExerciseStatus.LOCKED if missing and not trials else ExerciseStatus.OPEN
            last = last_round(trials, now.at)
            stops.append(
                PathStep(exercise, standing, last.begun and not last.over, missing, card, tuple(habits(_made(trials))))
            )
        return stops

    def stop(self, exercise: Exercise) -> PathStep:
        return next(stop for stop in self.path() if stop.exercise.slug == exercise.slug)

    def next(self, after: Exercise | None = None) -> PathStep | None:
        """What to do next: what is due, then what is under way, then the first that is open; None where all is done."""
        stops = [stop for stop in self.path() if after is None or stop.exercise.slug != after.slug]
        wanted: tuple[Callable[[PathStep], bool], ...] = (
            lambda stop: stop.standing is ExerciseStatus.DUE,
            lambda stop: stop.begun and stop.standing is ExerciseStatus.OPEN,
            lambda stop: stop.standing is ExerciseStatus.OPEN,
            lambda stop: stop.standing is ExerciseStatus.LOCKED,
        )
        return next((stop for each in wanted for stop in stops if each(stop)), None)

    def habits(self) -> list[Habit]:
        """The kinds of mistakes that were made, over all exercises."""
        with self.context.database.read() as connection:
            return habits(made for trials in store.of_all(connection).values() for made in _made(trials))

    def marks(self) -> dict[str, Mark]:
        """How each exercise stands, for whoever counts progress."""
        with self.context.database.read() as connection:
            tried = store.of_all(connection)
        return {
            stop.exercise.slug: Mark(stop.exercise.slug, *_marked(stop, tried.get(stop.exercise.slug, [])))
            for stop in self.path()
        }

    def round(self, exercise: Exercise) -> Round:
        return last_round(self._trials(exercise), self.context.clock().at)

    def hints(self, exercise: Exercise) -> list[Hint]:
        """Those that were taken since the last empty file."""
        taken = hints_taken(self._trials(exercise))
        return [Hint(number, len(exercise.hints), exercise.hints[number - 1]) for number in range(1, taken + 1)]

    def _trials(self, exercise: Exercise) -> list[Attempt]:
        with self.context.database.read() as connection:
            return store.of_exercise(connection, exercise.slug)

    # ------------------------------------------------------------------ the file

    def begin(self, exercise: Exercise) -> Begun:
        """The file to work in. One that is due again begins from the empty file; the old one is kept."""
        kept = None
        if self.stop(exercise).standing is ExerciseStatus.DUE and self.round(exercise).over:
            kept = exercise_files.put_aside(exercise)
        fresh = exercise_files.lay_out(exercise)
        if fresh:
            self._did(exercise, ExerciseAction.START)
        return Begun(exercise_files.file_of(exercise), kept, fresh)

    def restart(self, exercise: Exercise) -> Begun:
        """The empty file again; the old one is kept."""
        kept = exercise_files.put_aside(exercise)
        exercise_files.lay_out(exercise)
        self._did(exercise, ExerciseAction.START)
        return Begun(exercise_files.file_of(exercise), kept, fresh=True)

    def kept(self, exercise: Exercise) -> list[KeptFile]:
        return exercise_files.kept_files(exercise)

    def bring_back(self, exercise: Exercise, kept: KeptFile) -> Path:
        exercise_files.bring_back(exercise, kept)
        return exercise_files.file_of(exercise)

    # ------------------------------------------------------------------ what is asked of it

    @cached_property
    def grader(self) -> Grader:
        lab_process.require()
        from lab.grade.client import Grader

        return Grader()

    def warm(self) -> None:
        """Have the lab ready before the first check; it takes a second."""
        with _sentences():
            self.grader.warm()

    def check(self, exercise: Exercise, file: Path | None = None) -> CheckedFile:
        """A verdict on the file, kept, with what follows from it: a grade, cards for today."""
        target = file or exercise_files.file_of(exercise)
        if not target.exists():
            hint = "" if file else f"; `studygpt lab {exercise.slug}` writes it"
            raise StudyError(f"{target}: there is no such file{hint}")
        with _sentences():
            verdict: Verdict = self.grader.check(exercise.slug, target)
        return self.took(exercise, verdict)

    def took(self, exercise: Exercise, verdict: Verdict) -> CheckedFile:
        """Keep a verdict, and do what follows from it."""
        named = [verdict["convention"]] if verdict["convention"] else verdict["mistakes"]
        cards = self._teaching(verdict) if named else []
        self._did(
            exercise,
            ExerciseAction.CHECK,
            verdict=verdict["verdict"],
            property=verdict["property"] or "",
            mistakes=tuple((each["id"], each["title"]) for each in verdict["mistakes"]),
            cards=tuple(str(card.id) for card in cards) if verdict["mistakes"] else (),
        )
        made = {_kind(each["id"], each["title"]) for each in verdict["mistakes"]}
        habit = next((each for each in self.habits() if each.name in made and each.times > 1), None)
        graded = self._grade(exercise, passed=True) if verdict["verdict"] == "pass" else None
        return CheckedFile(verdict, cards, graded, habit)

    def hint(self, exercise: Exercise) -> Hint:
        """The next hint; after the last one, all were given."""
        number = min(len(self.hints(exercise)) + 1, len(exercise.hints))
        self._did(exercise, ExerciseAction.HINT, hint=number)
        return Hint(number, len(exercise.hints), exercise.hints[number - 1])

    def solution(self, exercise: Exercise) -> tuple[str, GradeResult | None]:
        """The reference. Before a pass that is giving up: the exercise comes back soon."""
        was_open = not self.round(exercise).over
        self._did(exercise, ExerciseAction.SOLUTION)
        return exercise.solution, self._grade(exercise, passed=False) if was_open else None

    def train(
        self, exercise: Exercise, started: Callable[[Popen[str]], None] | None = None
    ) -> Iterator[dict[str, Any]]:
        """A small GPT with this part beside one with the reference, as it happens."""
        if not exercise.slot:
            raise UsageError(f"{exercise.slug} is no part of a GPT, so there is nothing to train with it")
        target = exercise_files.file_of(exercise)
        if not target.exists():
            raise StudyError(f"{target}: there is no such file; `studygpt lab {exercise.slug}` writes it")
        lab_process.require()
        for event in lab_process.events(["prove", exercise.slug, str(target)], started=started):
            if event["event"] == "end":
                self._did(exercise, ExerciseAction.TRAIN, verdict=event["verdict"])
            yield event

    # ------------------------------------------------------------------ what is kept

    def _did(self, exercise: Exercise, deed: ExerciseAction, **more: Any) -> None:
        now = self.context.clock()
        with self.context.database.write() as connection:
            trial = Attempt(
                id=store.next_id(connection, now.at),
                device=self.context.device,
                exercise=exercise.slug,
                at=now.at,
                utc_offset=now.utc_offset,
                study_day=self.context.today(now),
                deed=deed,
                **more,
            )
            store.append(connection, trial)

    def _grade(self, exercise: Exercise, *, passed: bool) -> GradeResult | None:
        """Grade the exercise's card, once a round: the verdict that ends it is the one kept last."""
        trials = self._trials(exercise)
        if last_round(trials[:-1], trials[-1].at).over:
            return None
        lines = sum(bool(line.strip()) for line in exercise.solution.splitlines())
        rating = last_round(trials, trials[-1].at).grade(passed=passed, lines=lines)
        worked = last_round(trials, trials[-1].at).worked_ms
        card = self._card(exercise)
        if card.status is not Status.ACTIVE:
            return None
        return self._review().grade(card, rating, worked, by_verdict=True)

    def _card(self, exercise: Exercise) -> Card:
        what = ", ".join(f"`{line}`" for line in exercise.signature)
        front = f"**{exercise.title}**\n\nWrite {what} from the empty file."
        back = f"`studygpt lab {exercise.slug}` checks it, and its verdict is the grade."
        with self.context.database.write() as connection:
            card = exercise_store.put_card(
                connection, exercise.slug, exercise.title, front, back, exercise.concepts, catalog.FOLDER
            )
        (found,) = self.library.cards_by_id([card])
        return found

    def _teaching(self, verdict: Verdict) -> list[Card]:
        """The cards that the mistakes name, in play, a few for each."""
        queries = [each["cards"] for each in verdict["mistakes"]] or [verdict["cards"]]
        found: dict[str, Card] = {}
        for named in queries:
            cards = [card for query in named for card in self.library.cards(query)]
            in_play = [card for card in cards if card.status is Status.ACTIVE and card.kind is not Kind.EXERCISE]
            found.update({str(card.id): card for card in in_play[:CARDS_A_MISTAKE]})
        return list(found.values())

    def close(self) -> None:
        if "grader" in self.__dict__:
            self.grader.close()


def _made(trials: list[Attempt]) -> Iterator[tuple[str, str]]:
    """Each mistake of the trials by its kind, with the exercise; in a row it counts once, however often it is saved."""
    before: tuple[tuple[str, str], ...] = ()
    for trial in trials:
        if trial.deed is not ExerciseAction.CHECK:
            continue
        for mistake in trial.mistakes:
            if mistake not in before:
                yield _kind(*mistake), trial.exercise
        before = trial.mistakes


def _marked(stop: PathStep, trials: list[Attempt]) -> tuple[str, str | None, tuple[str, ...]]:
    """The state, the best verdict, and the mistakes that were made since the last pass."""
    checks = [trial for trial in trials if trial.deed is ExerciseAction.CHECK]
    if not checks:
        return ("not tried" if stop.standing is ExerciseStatus.OPEN else stop.standing.value), None, ()
    last_pass = max((at for at, check in enumerate(checks) if check.verdict == "pass"), default=-1)
    still = dict.fromkeys(title for check in checks[last_pass + 1 :] for _, title in check.mistakes)
    best = "pass" if last_pass >= 0 else checks[-1].verdict
    return stop.standing.value, best, tuple(still)


def _kind(mistake: str, title: str) -> str:
    """What a mistake is counted as."""
    return family(mistake) or title


@contextmanager
def _sentences() -> Iterator[None]:
    """What the lab refuses, in the app's own errors."""
    try:
        yield
    except LabUsageError as error:
        raise UsageError(_uncapped(str(error))) from error
    except LabError as error:
        raise StudyError(_uncapped(str(error))) from error


def _uncapped(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if not sentence.startswith(("/", "GPU")) else sentence
