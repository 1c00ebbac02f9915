"""Fit FSRS's parameters to a person's earlier reviews, and test them on the later ones."""

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
"""The least number of reviews to fit to; with fewer, chance decides."""
_TEST_SHARE = 0.2
"""The share of the reviews, the latest ones, that parameters are tested on."""
_LEAST = 32
"""The least number of reviews to fit to, and to test on."""
_BATCH = 128
"""The engine's default of 512 trains too little on the logs of one person."""
_LEAST_CHANCE = 1e-6
"""The lower bound of a predicted chance, so that no single surprise decides the loss."""


class FitResult(NamedTuple):
    """Fitted parameters, and how well they and others predict the reviews that were kept for testing."""

    fitted: Parameters
    earlier: int
    """The number of reviews that the parameters were fitted to."""
    later: int
    """The number of reviews that all parameters were tested on."""
    since: int
    """The study day of the first review in the test."""
    remembered: float
    """The share of the reviews in the test that were remembered."""
    loss: float
    """The log loss in the test: of the fitted, the present and the default parameters."""
    present_loss: float
    default_loss: float
    interval: float
    """The median interval in days that a card would get now: with the fitted, and with the present parameters."""
    present_interval: float

    @property
    def is_better(self) -> bool:
        """Whether the fitted parameters predict better than both others."""
        return self.loss < min(self.present_loss, self.default_loss)


class CannotFit(Exception):
    """The reviews do not suffice for a fit; the message says what is missing."""


def fit_and_compare(histories: Sequence[Sequence[EngineReview]], present: Parameters, retention: float) -> FitResult:
    """Fit to the earlier reviews, and test on the later ones. Each history begins with a new card.

    A second review on one day is part of the history but never predicted, as the engine counts whole days.
    """
    asked = sorted([day for reviews_of_card in histories for _, elapsed, day in reviews_of_card[1:] if elapsed])
    since = asked[int(len(asked) * (1 - _TEST_SHARE))] if asked else 0
    training: list[FSRSItem] = []
    tests: list[_Test] = []
    cards: list[FSRSItem] = []
    for number, reviews_of_card in enumerate(histories):
        reviews = [FSRSReview(rating, elapsed) for rating, elapsed, _ in reviews_of_card]
        cards.append(FSRSItem(reviews))
        for at, (rating, elapsed, day) in enumerate(reviews_of_card):
            if not at or not elapsed:
                continue
            if day < since:
                training.append(FSRSItem(reviews[: at + 1]))
            else:
                tests.append((number, at - 1, elapsed, rating > 1))
    if min(len(tests), len(training)) < _LEAST:
        raise CannotFit("too few of them came on a later day than the one before, on days far enough apart")
    try:
        learned = FSRS(list(DEFAULTS)).compute_parameters(training, training_config=TrainingConfig(batch_size=_BATCH))
    except ValueError as error:
        raise CannotFit("they are too much alike: some cards must have been forgotten") from error
    fitted = tuple(learned)
    judged = {each: _judged(each, cards, tests, retention) for each in {fitted, present, DEFAULTS}}
    return FitResult(
        fitted=fitted,
        earlier=len(training),
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
"""A review to predict: its card's number, the place of the review before, the days since, and whether it passed."""


class _Judged(NamedTuple):
    loss: float
    """The log loss of the predictions."""
    interval: float
    """The median interval in days that cards would get now."""


def _judged(parameters: Parameters, cards: Sequence[FSRSItem], tests: Sequence[_Test], retention: float) -> _Judged:
    states_of = FSRS(list(parameters)).historical_memory_state_batch(cards)
    decay = -parameters[-1]
    recall_of = curve(decay)
    lost = 0.0
    for number, before, elapsed, remembered in tests:
        recall = recall_of(elapsed, states_of[number][before].stability)
        lost -= log(max(_LEAST_CHANCE, recall if remembered else 1 - recall))
    stability = median([states[-1].stability for states in states_of])
    return _Judged(lost / len(tests), days_until_recall(retention, stability, decay))


def average_likelihood(loss: float) -> float:
    """The geometric mean of the chances that predictions with this log loss gave to what happened."""
    return exp(-loss)
