"""Compute the figures of progress: of each concept, and of all cards or those of one concept. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from studygpt.model import IN_STEPS, Rating, State
from studygpt.schedule.days import MINUTE_MS
from studygpt.stats.calibration import Calibration, calibration, check_predictions
from studygpt.stats.concept_tree import order_by_needs
from studygpt.stats.streaks import Mastery, Streak, streak
from studygpt.store.counts import BINS, DAY_EDGES, CardCount, Day, GradeCount, Leech, Members, ReviewTotals

FORECAST = 365
"""How many days ahead due cards are counted."""


class Tally(NamedTuple):
    """Reviews of learned cards, and how many of them were not Again."""

    reviews: int = 0
    passed: int = 0

    @property
    def share(self) -> float | None:
        """True retention: the share that was not Again."""
        return self.passed / self.reviews if self.reviews else None


class ExerciseProgress(NamedTuple):
    """What the attempts at an exercise show."""

    slug: str
    state: str = "not tried"
    verdict: str | None = None
    """The best verdict so far."""
    mistakes: tuple[str, ...] = ()
    """The mistakes made since the last pass."""


@dataclass(frozen=True, slots=True)
class ConceptFigures:
    """The figures of one concept."""

    name: str
    depth: int
    requires: tuple[str, ...]
    of: Members
    lived: ReviewTotals
    exercises: tuple[ExerciseProgress, ...]

    @property
    def mastery(self) -> float:
        """The share of the concept's cards that would be recalled now."""
        return Mastery(self.name, self.of.cards, self.of.begun, self.of.recalled).share

    @property
    def recall(self) -> float | None:
        """The mean chance of recalling a card that was begun."""
        return self.of.recalled / self.of.begun if self.of.begun else None

    @property
    def stability(self) -> float | None:
        """The mean stability of the cards that were begun, in days."""
        return self.of.stable_days / self.of.begun if self.of.begun else None

    @property
    def retention(self) -> Tally:
        """The reviews of the concept's learned cards."""
        return Tally(self.lived.reviews, self.lived.passed)

    @property
    def minutes(self) -> float:
        """The minutes spent on the concept's cards."""
        return self.lived.spent_ms / MINUTE_MS


def concept_figures(
    members: Sequence[Members],
    lived: Mapping[str, ReviewTotals],
    requires: Mapping[str, Iterable[str]],
    slugs: Mapping[str, Sequence[str]],
    exercises: Mapping[str, ExerciseProgress],
) -> list[ConceptFigures]:
    """The figures of every concept that has cards, in the order of the concept tree.

    `slugs`: the exercises of each concept. `exercises`: the progress in each exercise, by slug.
    """
    by_name = {each.concept: each for each in members}
    needs = {name: tuple(sorted(needed, key=str.casefold)) for name, needed in requires.items()}
    return [
        ConceptFigures(
            name,
            depth,
            needs.get(name, ()),
            by_name[name],
            lived.get(name, ReviewTotals(0, 0, 0, 0)),
            tuple(exercises.get(slug, ExerciseProgress(slug)) for slug in slugs.get(name, ())),
        )
        for name, depth in order_by_needs(by_name, needs)
    ]


class Bucket(NamedTuple):
    """How many cards lie between two values; the last bucket of a histogram has no upper end."""

    low: float
    high: float | None
    cards: int


class HourFigures(NamedTuple):
    """The figures of one hour of the day."""

    reviews: int
    """All grades of that hour."""
    kept: Tally
    """The grades of learned cards."""
    ahead: float
    """By what share more was recalled than predicted, compared with all hours; negative if less.

    Predictions are needed because the cards differ from hour to hour: those most at risk come first in a sitting.
    """
    deviations: float
    """`ahead` in standard deviations."""


@dataclass(frozen=True, slots=True)
class OverallFigures:
    """The figures of all cards in play and the whole log, or of the cards of one concept."""

    today: int
    decay: float
    """How fast recall falls, from the parameters in use."""
    new: int
    learning: int
    known: int
    suspended: int
    recall: float | None
    stability: float | None
    lapses: int
    reviews: int
    """How many grades there are, without undone ones."""
    brought: int
    """How many of the grades came from another program, so that their hours, minutes and intervals are not known."""
    days: tuple[Day, ...]
    """The study days on which something was graded here."""
    streak: Streak
    longest: int
    """The longest streak so far."""
    overdue: int
    due: tuple[int, ...]
    """How many cards are due today, overdue ones included, and on each day that follows."""
    retention: dict[str, Tally]
    """The retention by kind of card: `all`, `young`, `mature`, `brought`."""
    decks: dict[str, Tally]
    buttons: dict[str, dict[Rating, int]]
    """How often each grade was given, by kind of card: `all`, `new`, `learning`, `young`, `mature`, `brought`."""
    hours: tuple[HourFigures, ...]
    intervals: tuple[Bucket, ...]
    stabilities: tuple[Bucket, ...]
    difficulties: tuple[Bucket, ...]
    recalls: tuple[Bucket, ...]
    leeches: tuple[Leech, ...]
    leeches_in_all: int
    calibration: Calibration

    @property
    def cards(self) -> int:
        return self.new + self.learning + self.known + self.suspended

    @property
    def minutes(self) -> float:
        """The minutes spent in all."""
        return sum(day.spent_ms for day in self.days) / MINUTE_MS


def overall_figures(
    today: int,
    days: Sequence[Day],
    grades: Sequence[GradeCount],
    decks: Mapping[str, ReviewTotals],
    standings: Sequence[CardCount],
    due: Mapping[int, int],
    leeches: tuple[int, Sequence[Leech]],
    decay: float,
    fitted: int | None,
) -> OverallFigures:
    """Compute all figures. `fitted`: the study day on which the present parameters were adopted, if any were."""
    begun = [each for each in standings if each.stability is not None]
    many = sum(each.cards for each in begun)
    lived = {day.day for day in days}
    overdue = sum(cards for day, cards in due.items() if day < today)
    first = overdue + due.get(today, 0)
    return OverallFigures(
        today=today,
        decay=decay,
        new=_cards(each for each in standings if not each.suspended and each.state == State.NEW),
        learning=_cards(each for each in standings if not each.suspended and each.state in IN_STEPS),
        known=_cards(each for each in standings if not each.suspended and each.state == State.REVIEW),
        suspended=_cards(each for each in standings if each.suspended),
        recall=sum(each.recalled for each in begun) / many if many else None,
        stability=sum(each.stable_days for each in begun) / many if many else None,
        lapses=sum(each.lapses for each in standings),
        reviews=sum(each.reviews for each in grades),
        brought=sum(each.reviews for each in grades if each.hour is None),
        days=tuple(days),
        streak=streak(lived, today),
        longest=longest_run(lived),
        overdue=overdue,
        due=(first, *(due.get(day, 0) for day in range(today + 1, today + FORECAST))),
        retention=_retention(grades),
        decks={deck: Tally(each.reviews, each.passed) for deck, each in sorted(decks.items())},
        buttons=_buttons(grades),
        hours=_hours(grades),
        intervals=_in_days(begun, lambda each: each.interval),
        stabilities=_in_days(begun, lambda each: each.stability),
        difficulties=tuple(
            Bucket(at, at + 1, _cards(each for each in begun if each.difficulty == at)) for at in range(1, 11)
        ),
        recalls=tuple(
            Bucket(at / BINS, (at + 1) / BINS, _cards(each for each in begun if each.recall == at))
            for at in range(BINS)
        ),
        leeches=tuple(leeches[1]),
        leeches_in_all=leeches[0],
        calibration=calibration(grades, fitted),
    )


_LEARNED = ("young", "mature", "brought")
"""The kinds of grades that count for retention."""


def longest_run(days: Iterable[int]) -> int:
    """The most study days in a row."""
    best = length = 0
    before: int | None = None
    for day in sorted(days):
        length = length + 1 if before is not None and day == before + 1 else 1
        best, before = max(best, length), day
    return best


def _cards(standings: Iterable[CardCount]) -> int:
    return sum(each.cards for each in standings)


def _tally(grades: Iterable[GradeCount]) -> Tally:
    reviews = passed = 0
    for each in grades:
        reviews += each.reviews
        passed += each.reviews * (each.grade > Rating.AGAIN)
    return Tally(reviews, passed)


def _retention(grades: Sequence[GradeCount]) -> dict[str, Tally]:
    each = {kind: _tally(grade for grade in grades if grade.kind == kind) for kind in _LEARNED}
    return {"all": _tally(grade for grade in grades if grade.kind in _LEARNED), **each}


def _buttons(grades: Sequence[GradeCount]) -> dict[str, dict[Rating, int]]:
    pressed = {kind: dict.fromkeys(Rating, 0) for kind in ("all", "new", "learning", *_LEARNED)}
    for each in grades:
        for kind in ("all", each.kind):
            pressed[kind][Rating(each.grade)] += each.reviews
    return pressed


def _hours(grades: Sequence[GradeCount]) -> tuple[HourFigures, ...]:
    usual = check_predictions(grades).ahead
    return tuple(_hour([each for each in grades if each.hour == hour], usual) for hour in range(24))


def _hour(grades: Sequence[GradeCount], usual: float) -> HourFigures:
    found = check_predictions(grades)
    off = found.ahead - usual if found.reviews else 0.0
    learned = _tally(each for each in grades if each.kind in _LEARNED)
    many = sum(each.reviews for each in grades)
    return HourFigures(many, learned, off, off * found.reviews / found.spread if found.spread else 0.0)


def _in_days(begun: Sequence[CardCount], which: Callable[[CardCount], int | None]) -> tuple[Bucket, ...]:
    edges = (0, *DAY_EDGES, None)
    return tuple(
        Bucket(edges[at] or 0, edges[at + 1], _cards(each for each in begun if which(each) == at))
        for at in range(len(edges) - 1)
    )
