"""Compare predicted recall with what happened, to tell whether the schedule can be trusted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

from studygpt.model import Rating
from studygpt.store.counts import BINS, GradeCount
from studygpt.text import counted

ENOUGH = 100
"""The least number of predicted reviews to judge by."""
NEAR = 0.02
"""A smaller difference does not matter, however certain it is."""
SURELY = 3.0
"""The number of standard deviations from which a difference is not taken for chance."""


class CalibrationBin(NamedTuple):
    """Reviews with about the same predicted recall."""

    low: float
    high: float
    reviews: int
    predicted: float
    """The mean of the predictions."""
    observed: float
    """The share that was recalled."""


class Calibration(NamedTuple):
    """How well recall was predicted."""

    reviews: int
    """How many reviews had a prediction: those at least a day after the one before."""
    predicted: float | None
    observed: float | None
    log_loss: float | None
    """The mean of -ln(the predicted chance of what happened): the lower, the better."""
    base_loss: float | None
    """The log loss of always predicting the share that was recalled in the end."""
    rmse: float | None
    """The root of the mean squared difference between predicted and observed recall in the bins."""
    bins: tuple[CalibrationBin, ...]
    deviations: float
    """By how many standard deviations more was recalled than predicted; negative if less."""
    since: int | None = None
    """The study day on which the predicting parameters were adopted; None if there were never others."""

    @property
    def enough(self) -> bool:
        """Whether there are enough reviews to judge by."""
        return self.reviews >= ENOUGH


def calibration(grades: Sequence[GradeCount], since: int | None = None) -> Calibration:
    """Compare all predictions with what happened."""
    judged = [each for each in grades if each.bin is not None]
    many, expected, recalled, spread = check_predictions(judged)
    if not many:
        return Calibration(0, None, None, None, None, None, (), 0.0, since)
    bins = tuple(made for at in range(BINS) if (made := _bin(at, judged)) is not None)
    off = sum(each.reviews * (each.observed - each.predicted) ** 2 for each in bins)
    return Calibration(
        reviews=many,
        predicted=expected / many,
        observed=recalled / many,
        log_loss=sum(each.surprise for each in judged) / many,
        base_loss=_entropy(recalled / many),
        rmse=sqrt(off / many),
        bins=bins,
        deviations=(recalled - expected) / spread if spread else 0.0,
        since=since,
    )


class PredictionCheck(NamedTuple):
    """Predicted and actual recall of some reviews."""

    reviews: int
    expected: float
    recalled: int
    spread: float
    """The standard deviation of the number recalled, if the predictions are right."""

    @property
    def ahead(self) -> float:
        """By what share more was recalled than predicted; negative if less."""
        return (self.recalled - self.expected) / self.reviews if self.reviews else 0.0


def check_predictions(grades: Sequence[GradeCount]) -> PredictionCheck:
    """Sum up the reviews that had a prediction."""
    judged = [each for each in grades if each.bin is not None]
    many, expected = sum(each.reviews for each in judged), sum(each.predicted for each in judged)
    spread = sqrt(max(0.0, expected - sum(each.squares for each in judged)))
    return PredictionCheck(many, expected, _recalled(judged), spread)


def _bin(at: int, judged: Sequence[GradeCount]) -> CalibrationBin | None:
    inside = [each for each in judged if each.bin == at]
    many = sum(each.reviews for each in inside)
    if not many:
        return None
    return CalibrationBin(
        at / BINS, (at + 1) / BINS, many, sum(each.predicted for each in inside) / many, _recalled(inside) / many
    )


def _recalled(grades: Sequence[GradeCount]) -> int:
    return sum(each.reviews for each in grades if each.grade > Rating.AGAIN)


def _entropy(share: float) -> float:
    return -sum(part * log(part) for part in (share, 1 - share) if part > 0)


def trust_sentence(found: Calibration) -> str:
    """A sentence on whether the schedule can be trusted."""
    if not found.enough:
        return f"Too early to say: {counted(found.reviews, 'review')} with a prediction so far; {ENOUGH} are needed."
    assert found.predicted is not None, "enough reviews have a mean"
    assert found.observed is not None, "enough reviews have a mean"
    off = found.observed - found.predicted
    if abs(off) < NEAR or abs(found.deviations) < SURELY:
        return "Recall is as predicted: the schedule can be trusted."
    if off > 0:
        return "You recall more than predicted: cards come sooner than they need to. `studygpt fit` may correct that."
    return "You recall less than predicted: cards come too late. `studygpt fit` may correct that."
