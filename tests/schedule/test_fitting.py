"""Which reviews the parameters are learned from, and on which they are tried."""

from __future__ import annotations

import random
from math import log

import pytest

from studygpt.schedule.fitting import _LEAST, DEFAULTS, CannotFit, fit_and_compare
from studygpt.schedule.recall import recall_after

Lesson = tuple[int, int, int]


def histories(cards: int) -> list[list[Lesson]]:
    """Grades, days since the one before, and study days; several cards on each day, so that days are shared."""
    chance = random.Random(3)
    made = []
    for _ in range(cards):
        day, lessons = chance.randrange(20), []
        for at in range(8):
            elapsed = 0 if at == 0 else chance.choice((0, 1, 3, 7, 12))
            day += elapsed
            lessons.append((chance.choices((1, 2, 3, 4), (2, 1, 6, 1))[0], elapsed, day))
        made.append(lessons)
    return made


def test_what_is_tried_comes_on_the_dividing_day_or_later_and_what_is_learned_from_before_it() -> None:
    made = histories(120)
    result = fit_and_compare(made, DEFAULTS, 0.9)
    days = sorted(day for lessons in made for _, elapsed, day in lessons[1:] if elapsed)
    assert result.since == days[int(len(days) * 0.8)]
    assert days.count(result.since) > 1, "the day is shared, so it matters on which side it falls"
    assert result.earlier == sum(day < result.since for day in days)
    assert result.later == sum(day >= result.since for day in days)


def one_review_a_day(reviews: int) -> list[list[Lesson]]:
    """Cards with a first grade and one review each, every review on a day of its own."""
    chance = random.Random(4)
    return [[(3, 0, day), (chance.choice((1, 3, 3, 3, 4)), 20, day + 20)] for day in range(reviews)]


def test_the_loss_is_the_mean_surprise_of_what_came_later() -> None:
    """After a first Good, the third parameter is the stability with which each card is met twenty days later."""
    made = one_review_a_day(200)
    result = fit_and_compare(made, DEFAULTS, 0.9)
    recall = recall_after(20, DEFAULTS[2])
    later = [rating > 1 for _, (rating, _, day) in made if day >= result.since]
    assert set(later) == {True, False}, "both what was remembered and what was forgotten count"
    lost = -sum(log(recall if remembered else 1 - recall) for remembered in later) / len(later)
    assert result.default_loss == pytest.approx(lost, abs=1e-5)


def test_a_fit_needs_enough_later_reviews_and_no_more() -> None:
    """Of five reviews in a row the last is a later one, so this many reviews have just enough later ones."""
    enough = next(number for number in range(5 * _LEAST) if number - int(number * 0.8) >= _LEAST)
    assert fit_and_compare(one_review_a_day(enough), DEFAULTS, 0.9).later == _LEAST
    with pytest.raises(CannotFit, match="too few"):
        fit_and_compare(one_review_a_day(enough - 1), DEFAULTS, 0.9)
