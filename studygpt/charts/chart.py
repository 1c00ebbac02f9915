"""Charts as what they say, before anybody draws them: `charts.py` in letters, `page.py` as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Bar(NamedTuple):
    label: str
    value: float
    text: str
    """The value as it is read."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars, each with its name and value."""

    bars: tuple[Bar, ...]
    full: float | None = None
    """What a bar is that fills its row; None: the longest."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Standing columns, side by side: one a day, an hour."""

    values: tuple[float, ...]
    first: str
    last: str
    """What stands under the ends."""
    unit: str
    per: str = "day"
    """What a column is. Where there is no room for all, several are one column, of their mean."""

    @property
    def said(self) -> str:
        return f"{self.unit} {'an' if self.per == 'hour' else 'a'} {self.per}"


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar: how much each day saw, in weeks from Monday on; None for days to come."""

    weeks: tuple[tuple[int | None, ...], ...]
    first: date


class Pair(NamedTuple):
    label: str
    expected: float
    seen: float
    reviews: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """What was expected, and what was seen, from 0 to 1."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Branch(NamedTuple):
    name: str
    depth: int
    share: float
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Names below one another, each with a bar and numbers; those that matter most come first."""

    head: tuple[str, ...]
    share: str
    """What the bar is."""
    branches: tuple[Branch, ...]


Figure = Bars | Columns | Year | Pairs | Table | Tree


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    words: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
