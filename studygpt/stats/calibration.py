"""Recall as it had been predicted, against what came: whether the schedule can be trusted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

from studygpt.model import Rating
from studygpt.store.counts import BINS, GradeCount

ENOUGH = 100
"""Predicted reviews from which something can be said."""
NEAR = 0.02
"""What is off by less does not matter, however surely it is known."""
SURELY = 3.0
"""Standard deviations beyond which it is not chance."""


class Bin(NamedTuple):
    """Reviews whose recall had been predicted alike."""

    low: float
    high: float
    reviews: int
    predicted: float
    """The mean of the predictions."""
    observed: float
    """The share that was recalled."""


class Calibration(NamedTuple):
    reviews: int
    """Those at least a day after the one before: each had a prediction then."""
    predicted: float | None
    observed: float | None
    log_loss: float | None
    """The mean of -ln(what was held likely of what came): the lower, the better."""
    base_loss: float | None
    """The same of whoever knew nothing but the share recalled in the end."""
    rmse: float | None
    """By how much the bins are off, the root of the mean square."""
    bins: tuple[Bin, ...]
    deviations: float
    """By how many standard deviations more was recalled than predicted; below zero, fewer."""
    since: int | None = None
    """The study day on which the parameters that predicted all this were adopted; None: they always held."""

    @property
    def enough(self) -> bool:
        return self.reviews >= ENOUGH


def calibration(grades: Sequence[GradeCount], since: int | None = None) -> Calibration:
    judged = [each for each in grades if each.bin is not None]
    many, expected, recalled, spread = against(judged)
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


class Against(NamedTuple):
    """What came against what had been predicted of it."""

    reviews: int
    expected: float
    recalled: int
    spread: float
    """The standard deviation of how many would be recalled, if the predictions held."""

    @property
    def ahead(self) -> float:
        """By what share more was recalled than predicted; below zero, less."""
        return (self.recalled - self.expected) / self.reviews if self.reviews else 0.0


def against(grades: Sequence[GradeCount]) -> Against:
    judged = [each for each in grades if each.bin is not None]
    many, expected = sum(each.reviews for each in judged), sum(each.predicted for each in judged)
    spread = sqrt(max(0.0, expected - sum(each.squares for each in judged)))
    return Against(many, expected, _recalled(judged), spread)


def _bin(at: int, judged: Sequence[GradeCount]) -> Bin | None:
    inside = [each for each in judged if each.bin == at]
    many = sum(each.reviews for each in inside)
    if not many:
        return None
    return Bin(
        at / BINS, (at + 1) / BINS, many, sum(each.predicted for each in inside) / many, _recalled(inside) / many
    )


def _recalled(grades: Sequence[GradeCount]) -> int:
    return sum(each.reviews for each in grades if each.grade > Rating.AGAIN)


def _entropy(share: float) -> float:
    return -sum(part * log(part) for part in (share, 1 - share) if part > 0)


def verdict(found: Calibration) -> str:
    """What a person should make of it, in a sentence."""
    if not found.enough:
        many = f"{found.reviews:,} review{'' if found.reviews == 1 else 's'}"
        return f"Too early to say: {many} with a prediction so far; from {ENOUGH} on it can be judged."
    assert found.predicted is not None, "enough reviews have a mean"
    assert found.observed is not None, "enough reviews have a mean"
    off = found.observed - found.predicted
    if abs(off) < NEAR or abs(found.deviations) < SURELY:
        return "What was predicted is what came: the schedule can be trusted."
    if off > 0:
        return "You recall more than was predicted: cards come sooner than they must. `studygpt fit` may mend it."
    return "You recall less than was predicted: cards come too late. `studygpt fit` may mend it."
