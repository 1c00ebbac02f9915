"""Charts as plain values, which `text_charts.py` draws in characters and `svg_charts.py` as SVG."""

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
    """The value of a bar that fills its row; None means the largest value in the chart."""


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns side by side, such as one per day or hour."""

    values: tuple[float, ...]
    first: str
    last: str
    """`first` and `last` are the labels below the two ends of the axis."""
    unit: str
    per: str = "day"
    """The time span of one column. Where space is short, several columns are drawn as one with their mean."""

    @property
    def caption(self) -> str:
        return f"{self.unit} {'an' if self.per == 'hour' else 'a'} {self.per}"


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """A calendar with the number of reviews on each day, in weeks that begin on Monday; None marks future days."""

    weeks: tuple[tuple[int | None, ...], ...]
    first: date


class CalibrationBin(NamedTuple):
    """A group of reviews with about the same predicted chance of recall."""

    label: str
    expected: float
    seen: float
    reviews: int


@dataclass(frozen=True, slots=True)
class CalibrationChart:
    """A comparison of predicted and observed recall, both from 0 to 1."""

    pairs: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of text below a header."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Branch(NamedTuple):
    """One line of a tree chart."""

    name: str
    depth: int
    share: float
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreeChart:
    """A tree of names, each with a bar and numbers. The most important columns come first."""

    head: tuple[str, ...]
    share: str
    """The header of the column with the bars."""
    branches: tuple[Branch, ...]


Chart = BarChart | ColumnChart | YearCalendar | CalibrationChart | Table | TreeChart


@dataclass(frozen=True, slots=True)
class Section:
    """A title with sentences and charts below it."""

    title: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
