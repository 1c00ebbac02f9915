"""How far somebody has come: streaks, the year, and how well a concept is known. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from studygpt.schedule.recall import DECAY, recall_after

WEEKS = 53
"""A year, with the week that is not over."""


class Streak(NamedTuple):
    days: int
    """Study days in a row with a grade, up to today or, as long as today has none, to yesterday."""
    today: bool
    """Whether today is one of them."""


class Mastery(NamedTuple):
    """How well a concept is known."""

    name: str
    cards: int
    begun: int
    recalled: float
    """How many of its cards would be recalled now; those that were not begun count for nothing."""

    @property
    def share(self) -> float:
        """Mean recall now times the share of the cards begun: the part of its cards that would be recalled now."""
        return self.recalled / self.cards if self.cards else 0.0


def streak(days: Collection[int], today: int) -> Streak:
    begun = today in days
    day = today if begun else today - 1
    length = 0
    while day - length in days:
        length += 1
    return Streak(length, begun)


def masteries(
    rows: Iterable[tuple[str, int | None, float | None, int]], today: int, decay: float = DECAY
) -> list[Mastery]:
    """Each concept by name. A row: concept, the day its cards were last seen, their stability, and how many there are.

    Cards that were never graded have neither day nor stability.
    """
    sums: dict[str, tuple[int, int, float]] = {}
    for name, last_day, stability, many in rows:
        cards, begun, recalled = sums.get(name, (0, 0, 0.0))
        if last_day is not None and stability:
            begun += many
            recalled += many * recall_after(today - last_day, stability, decay)
        sums[name] = cards + many, begun, recalled
    return [Mastery(name, *counts) for name, counts in sorted(sums.items(), key=lambda pair: pair[0].casefold())]


def weeks(counts: Mapping[int, int], today: int) -> list[list[int | None]]:
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
