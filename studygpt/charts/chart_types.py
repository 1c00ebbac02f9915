"""Charts as values, which `text_charts.py` draws in letters and `svg_charts.py` as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Bar(NamedTuple):
    """One bar of a chart."""

    label: str
    value: float
    text: str
    """The value in words."""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars, each with a name and a value."""

    bars: tuple[Bar, ...]
    full_value: float | None = None
    """The value of a bar that fills its row; None: that of the longest."""


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns side by side, such as one per day or hour."""

    values: tuple[float, ...]
    first: str
    last: str
    """The labels below both ends of the axis."""
    unit: str
    per: str = "day"
    """The span of one column. Where room is short, several become one column of their mean."""

    @property
    def caption(self) -> str:
        return f"{self.unit} {'an' if self.per == 'hour' else 'a'} {self.per}"


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """A calendar: the reviews of each day, in weeks from Monday on; None for days to come."""

    weeks: tuple[tuple[int | None, ...], ...]
    first: date


class CalibrationBin(NamedTuple):
    """Reviews with about the same predicted recall."""

    label: str
    expected: float
    seen: float
    reviews: int


@dataclass(frozen=True, slots=True)
class CalibrationChart:
    """Predicted against observed recall, both from 0 to 1."""

    pairs: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text below a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Branch(NamedTuple):
    """A line of a tree."""

    name: str
    depth: int
    share: float
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreeChart:
    """A tree of names, each with a bar and numbers; the columns that matter most come first."""

    head: tuple[str, ...]
    share: str
    """The name of the bar's column."""
    branches: tuple[Branch, ...]


Chart = BarChart | ColumnChart | YearCalendar | CalibrationChart | Table | TreeChart


@dataclass(frozen=True, slots=True)
class Section:
    """A title with sentences and charts below it."""

    title: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
