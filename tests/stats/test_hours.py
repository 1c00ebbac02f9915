"""What is said of the hours of the day: only what the cards of those hours do not explain, nor chance."""

from __future__ import annotations

from random import Random

from studygpt.stats.figures import overall_figures
from studygpt.stats.sections import overall_sections
from studygpt.store.counts import BINS, Day, GradeCount


def lived(hour: int, chance: float, share: float, reviews: int) -> list[GradeCount]:
    """So many reviews of which recall was predicted by `chance`, and of which `share` was recalled."""
    passed = round(reviews * share)
    bin_ = int(chance * BINS)
    return [
        GradeCount("young", grade, hour, bin_, many, many * chance, many * chance**2, float(many))
        for grade, many in ((3, passed), (1, reviews - passed))
    ]


def told(grades: list[GradeCount]) -> str:
    found = overall_figures(100, [Day(99, 1, 1)], grades, {}, [], {}, (0, []), -0.15, None)
    return next(" ".join(each.sentences) for each in overall_sections(found) if each.title == "Hour of the day")


def test_an_hour_whose_cards_are_more_at_risk_is_no_worse_hour() -> None:
    assert "No hour stands out" in told(lived(18, 0.7, 0.7, 4_000) + lived(20, 0.9, 0.9, 4_000))


def test_chance_makes_no_hour_better() -> None:
    draw = Random(1)
    grades = [
        each for hour in range(24) for each in lived(hour, 0.9, sum(draw.random() < 0.9 for _ in range(200)) / 200, 200)
    ]
    assert "No hour stands out" in told(grades)


def test_hours_that_differ_from_what_was_predicted_are_named_with_by_how_much() -> None:
    words = told(lived(8, 0.9, 0.95, 4_000) + lived(18, 0.8, 0.8, 4_000) + lived(23, 0.9, 0.75, 1_000))
    assert "From 8:00 you recall 4.4% more than predicted." in words
    assert "From 23:00 you recall 15.6% less than predicted." in words
    assert "18:00" not in words


def test_an_hour_stands_out_from_three_standard_deviations_on() -> None:
    """Of a hundred even chances fifty come true, give or take five; both hours together are as predicted."""
    assert "No hour stands out" in told(lived(8, 0.5, 0.64, 100) + lived(20, 0.5, 0.36, 100))
    words = told(lived(8, 0.5, 0.65, 100) + lived(20, 0.5, 0.35, 100))
    assert "From 8:00 you recall 15.0% more than predicted." in words
    assert "From 20:00 you recall 15.0% less than predicted." in words


def test_nothing_is_said_of_hours_before_anything_was_predicted() -> None:
    assert "hour" not in told(lived(8, 0.9, 0.5, 20))
