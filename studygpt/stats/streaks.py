"""How far somebody has come: streaks, the year, and how well a concept is known. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

WEEKS = 53
"""A year, with the week that is not over."""


class Streak(NamedTuple):
    days: int
    """Study days in a row with a grade, up to today or, as long as today has none, to yesterday."""
    today: bool
    """Whether today is one of them."""


class Mastery(NamedTuple):
    """How well a concept is known: one number, `share`, the same wherever it is shown."""

    name: str
    cards: int
    begun: int
    recalled: float
    """How many of its cards would be recalled now; those that were not begun count for nothing."""

    @property
    def share(self) -> float:
        """Mean recall now times the share of the cards begun: the part of its cards that would be recalled now."""
        return self.recalled / self.cards if self.cards else 0.0


MASTERY = "the part of its cards that you would recall now"
"""What `Mastery.share` is, in words."""


def streak(days: Collection[int], today: int) -> Streak:
    begun = today in days
    day = today if begun else today - 1
    length = 0
    while day - length in days:
        length += 1
    return Streak(length, begun)


def calendar_weeks(counts: Mapping[int, int], today: int) -> list[list[int | None]]:
    """The year in weeks of seven days from Monday on, this one last; None for days that are still to come."""
    monday = today - weekday(today)
    first = monday - 7 * (WEEKS - 1)
    return [
        [counts.get(day, 0) if day <= today else None for day in range(start, start + 7)]
        for start in range(first, monday + 1, 7)
    ]


def weekday(day: int) -> int:
    """0 for Monday; day 0 was a Thursday."""
    return (day + 3) % 7
