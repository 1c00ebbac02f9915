"""Streaks, the weeks of a year, and mastery. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

WEEKS = 53
"""The weeks of the calendar: a year, and the week that is not over."""


class Streak(NamedTuple):
    """Study days in a row."""

    days: int
    """How many days in a row have a grade, up to today, or up to yesterday if today has none yet."""
    today: bool
    """Whether today has a grade."""


class Mastery(NamedTuple):
    """How well a concept is known."""

    name: str
    cards: int
    begun: int
    recalled: float
    """The sum of the chances of recalling the concept's cards now; cards not begun count as 0."""

    @property
    def share(self) -> float:
        """The share of the concept's cards that would be recalled now."""
        return self.recalled / self.cards if self.cards else 0.0


MASTERY = "the part of its cards that you would recall now"
"""The meaning of `Mastery.share`, as users read it."""


def streak(days: Collection[int], today: int) -> Streak:
    """The streak that today continues. `days`: the study days with a grade."""
    begun = today in days
    day = today if begun else today - 1
    length = 0
    while day - length in days:
        length += 1
    return Streak(length, begun)


def calendar_weeks(counts: Mapping[int, int], today: int) -> list[list[int | None]]:
    """The counts of the last year by weeks from Monday, this week last; None for days to come."""
    monday = today - weekday(today)
    first = monday - 7 * (WEEKS - 1)
    return [
        [counts.get(day, 0) if day <= today else None for day in range(start, start + 7)]
        for start in range(first, monday + 1, 7)
    ]


def weekday(day: int) -> int:
    """The weekday of a study day, 0 for Monday. Day 0 was a Thursday."""
    return (day + 3) % 7
