"""Parameters learned from a person's own reviews, and whether they tell the later ones better than what there was."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from statistics import median
from typing import NamedTuple, TypeAlias

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, TrainingConfig

from studygpt.schedule.recall import curve, days_until_recall
from studygpt.schedule.replay import EngineReview

Parameters = tuple[float, ...]
DEFAULTS: Parameters = tuple(DEFAULT_PARAMETERS)
ENOUGH = 400
"""Reviews below which chance says more than memory."""
_LATER = 0.2
"""The share of the reviews, the latest, on which what was learned from the others is tried."""
_LEAST = 32
"""So many of them at least; with fewer a comparison says nothing."""
_BATCH = 128
"""The engine's own (512) under-trains; nor is it told which cards are which."""
_SURE = 1e-6
"""No prediction counts as surer than this: a single surprise would decide everything."""


class FitResult(NamedTuple):
    """How well parameters tell reviews that none of them was learned from."""

    fitted: Parameters
    earlier: int
    """Reviews from which they were learned: those on a later day than the one before."""
    later: int
    """Reviews on which all were tried."""
    since: int
    """The study day on which those begin."""
    remembered: float
    """The share of them that was remembered."""
    loss: float
    """Log loss on the later ones: of the fitted, the present and the usual parameters."""
    present_loss: float
    default_loss: float
    interval: float
    """The median interval in days that a card would get now, with the fitted and with the present parameters."""
    present_interval: float

    @property
    def is_better(self) -> bool:
        return self.loss < min(self.present_loss, self.default_loss)


class CannotFit(Exception):
    """There are reviews, but not such as teach anything; the message says what is missing."""


def fit_and_compare(histories: Sequence[Sequence[EngineReview]], present: Parameters, retention: float) -> FitResult:
    """Learn from the earlier reviews, and try on the later ones. A history begins when its card was new.

    Reviews on the day of the one before belong to a history, but nothing is asked of them: the engine counts days.
    """
    asked = sorted([day for lessons in histories for _, elapsed, day in lessons[1:] if elapsed])
    since = asked[int(len(asked) * (1 - _LATER))] if asked else 0
    taught: list[FSRSItem] = []
    tests: list[_Test] = []
    cards: list[FSRSItem] = []
    for number, lessons in enumerate(histories):
        reviews = [FSRSReview(rating, elapsed) for rating, elapsed, _ in lessons]
        cards.append(FSRSItem(reviews))
        for at, (rating, elapsed, day) in enumerate(lessons):
            if not at or not elapsed:
                continue
            if day < since:
                taught.append(FSRSItem(reviews[: at + 1]))
            else:
                tests.append((number, at - 1, elapsed, rating > 1))
    if min(len(tests), len(taught)) < _LEAST:
        raise CannotFit("too few of them came on a later day than the one before, on days far enough apart")
    try:
        learned = FSRS(list(DEFAULTS)).compute_parameters(taught, training_config=TrainingConfig(batch_size=_BATCH))
    except ValueError as error:
        raise CannotFit("they are too much alike: cards must be forgotten now and then, too") from error
    fitted = tuple(learned)
    judged = {each: _judged(each, cards, tests, retention) for each in {fitted, present, DEFAULTS}}
    return FitResult(
        fitted=fitted,
        earlier=len(taught),
        later=len(tests),
        since=since,
        remembered=sum([remembered for _, _, _, remembered in tests]) / len(tests),
        loss=judged[fitted].loss,
        present_loss=judged[present].loss,
        default_loss=judged[DEFAULTS].loss,
        interval=judged[fitted].interval,
        present_interval=judged[present].interval,
    )


_Test: TypeAlias = tuple[int, int, int, bool]
"""A review to be foretold: its card's number, the place of the one before, the days since, and what came of it."""


class _Judged(NamedTuple):
    loss: float
    """Log loss of what parameters expect of reviews."""
    interval: float
    """The median interval that cards would get now."""


def _judged(parameters: Parameters, cards: Sequence[FSRSItem], tests: Sequence[_Test], retention: float) -> _Judged:
    lives = FSRS(list(parameters)).historical_memory_state_batch(cards)
    decay = -parameters[-1]
    recall_of = curve(decay)
    lost = 0.0
    for number, before, elapsed, remembered in tests:
        recall = recall_of(elapsed, lives[number][before].stability)
        lost -= log(max(_SURE, recall if remembered else 1 - recall))
    stability = median([states[-1].stability for states in lives])
    return _Judged(lost / len(tests), days_until_recall(retention, stability, decay))


def average_likelihood(loss: float) -> float:
    """The chance that predictions of such a log loss gave to what then happened (their geometric mean)."""
    return exp(-loss)
