"""What is said of the schedule: from how many predictions on, and from which difference."""

from __future__ import annotations

import pytest

from studygpt.stats.calibration import calibration, trust_sentence
from studygpt.store.counts import BINS, GradeCount

AS_PREDICTED = "Recall is as predicted"
MORE = "You recall more than predicted"
LESS = "You recall less than predicted"


def said(reviews: int, chance: float, passed: int) -> str:
    """What is said of reviews of which recall was predicted by `chance`, and so many were recalled."""
    found = calibration(
        [
            GradeCount("young", grade, 12, int(chance * BINS), many, many * chance, many * chance**2, float(many))
            for grade, many in ((3, passed), (1, reviews - passed))
        ]
    )
    return trust_sentence(found)


def test_a_hundred_predictions_are_enough_to_judge_by() -> None:
    assert said(99, 0.5, 49) == "Too early to say: 99 reviews with a prediction so far; 100 are needed."
    assert said(100, 0.5, 50).startswith(AS_PREDICTED)


@pytest.mark.parametrize(
    ("passed", "words"), [(35, LESS), (36, AS_PREDICTED), (50, AS_PREDICTED), (64, AS_PREDICTED), (65, MORE)]
)
def test_three_standard_deviations_are_not_taken_for_chance(passed: int, words: str) -> None:
    """Of a hundred even chances fifty come true, give or take five."""
    assert said(100, 0.5, passed).startswith(words)


@pytest.mark.parametrize(
    ("passed", "words"), [(47_999, LESS), (48_001, AS_PREDICTED), (51_999, AS_PREDICTED), (52_001, MORE)]
)
def test_two_percent_matter_and_less_does_not_however_certain_it_is(passed: int, words: str) -> None:
    assert said(100_000, 0.5, passed).startswith(words)


def test_without_predictions_nothing_differs_from_them() -> None:
    found = calibration([GradeCount("new", 3, 12, None, 40, 0.0, 0.0, 0.0)])
    assert (found.reviews, found.predicted, found.deviations) == (0, None, 0.0)
