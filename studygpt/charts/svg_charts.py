"""Draw charts as SVG for an HTML page. Each has a title for screen readers; the page's styles set the colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from studygpt.charts.chart_types import BarChart, CalibrationChart, ColumnChart, YearCalendar
from studygpt.charts.text_charts import axis_number, in_columns
from studygpt.charts.year_calendar import MONTHS, density
from studygpt.text import counted, one_name

WIDTH = 720
_ROW = 24
_LABEL = 190
_LETTERS = 26
_HIGH = 140
_CELL = 13


def svg_chart(chart: BarChart | ColumnChart | CalibrationChart | YearCalendar, title: str) -> str:
    """Return the SVG of one chart with its title."""
    match chart:
        case BarChart():
            return _svg(title, len(chart.bars) * _ROW, _bars(chart))
        case ColumnChart():
            return _svg(f"{title}: {chart.caption}", _HIGH + 44, _columns(chart))
        case CalibrationChart():
            return _svg(title, (len(chart.pairs) + 1) * _ROW, _pairs(chart))
        case YearCalendar():
            return _svg(title, 7 * _CELL + 20, _year(chart))


def small_bar(share: float, title: str) -> str:
    """Return the SVG of a small bar that shows a share of a whole, for a table cell."""
    bar = _rectangle(0, 0, max(1, 60 * share), 8, "bar") if share > 0 else ""
    whole = _rectangle(0, 0, 60, 8, "rest")
    name = f"<title>{escaped(title)} {share:.0%}</title>"
    return f'<svg role="img" class="small" viewBox="0 0 60 8">{name}{whole}{bar}</svg>'


def escaped(words: str) -> str:
    """Return a text with HTML's special characters escaped."""
    return escape(one_name(words))


def _svg(title: str, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f"<title>{escaped(title)}</title>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{kind}">{escaped(words)}</text>'


def _rectangle(x: float, y: float, width: float, height: float, kind: str, tooltip: str = "") -> str:
    inner = f"<title>{escaped(tooltip)}</title>" if tooltip else ""
    return (
        f'<rect x="{x:.4g}" y="{y:.4g}" width="{width:.4g}" height="{height:.4g}" rx="2" class="{kind}">{inner}</rect>'
    )


def _bars(chart: BarChart) -> Iterator[str]:
    full = chart.full_value or max((each.value for each in chart.bars), default=0) or 1
    room = WIDTH - _LABEL - 130
    for row, each in enumerate(chart.bars):
        y = row * _ROW
        yield _text(_LABEL - 10, y + 16, in_columns(each.label, _LETTERS).rstrip(), "", "end")
        yield _rectangle(_LABEL, y + 4, room, _ROW - 8, "rest")
        if each.value > 0:
            yield _rectangle(
                _LABEL, y + 4, max(2, room * each.value / full), _ROW - 8, "bar", f"{each.label}: {each.text}"
            )
        yield _text(WIDTH, y + 16, each.text, "", "end")


def _columns(chart: ColumnChart) -> Iterator[str]:
    highest = max(chart.values, default=0)
    left = 50
    step = (WIDTH - left) / max(1, len(chart.values))
    gap = 2 if step > 6 else 0
    yield _text(left - 8, 18, axis_number(highest), "faint", "end")
    yield _text(left - 8, _HIGH + 8, "0", "faint", "end")
    for at, value in enumerate(chart.values):
        if value > 0:
            high = max(1.0, value / highest * (_HIGH - 8))
            yield _rectangle(
                left + at * step, _HIGH + 8 - high, step - gap, high, "bar", f"{axis_number(value)} {chart.unit}"
            )
    yield f'<line x1="{left}" x2="{WIDTH}" y1="{_HIGH + 9}" y2="{_HIGH + 9}" class="axis"/>'
    yield _text(left, _HIGH + 26, chart.first, "faint")
    yield _text(WIDTH, _HIGH + 26, chart.last, "faint", "end")
    yield _text((left + WIDTH) / 2, _HIGH + 40, chart.caption, "faint", "middle")


def _pairs(chart: CalibrationChart) -> Iterator[str]:
    room = WIDTH - _LABEL - 130
    yield _text(_LABEL - 10, 16, "predicted", "faint", "end")
    yield _text(_LABEL, 16, "the line: predicted; the bar: seen", "faint")
    yield _text(WIDTH, 16, "seen, of reviews", "faint", "end")
    for row, each in enumerate(chart.pairs, 1):
        y = row * _ROW
        tooltip = f"predicted {each.expected:.1%}, seen {each.seen:.1%} in {counted(each.reviews, 'review')}"
        yield _text(_LABEL - 10, y + 16, each.label, "", "end")
        yield _rectangle(_LABEL, y + 4, room, _ROW - 8, "rest")
        yield _rectangle(_LABEL, y + 4, max(2, room * each.seen), _ROW - 8, "bar", tooltip)
        at = _LABEL + room * each.expected
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y + 1}" y2="{y + _ROW - 1}" class="mark"/>'
        yield _text(WIDTH, y + 16, f"{each.seen:.0%} of {each.reviews:,}", "", "end")


def _year(chart: YearCalendar) -> Iterator[str]:
    shown = ""
    for column, week in enumerate(chart.weeks):
        monday = chart.first.toordinal() + 7 * column
        x = 20 + column * _CELL
        for row, count in enumerate(week):
            day = chart.first.fromordinal(monday + row)
            if count is not None:
                tooltip = f"{day.isoformat()}: {counted(count, 'review')}"
                yield _rectangle(x, 18 + row * _CELL, _CELL - 2, _CELL - 2, f"day{density(count)}", tooltip)
        month = MONTHS[chart.first.fromordinal(monday + 6).month - 1]
        if month != shown and column < len(chart.weeks) - 2:
            yield _text(x, 11, month if shown else "", "faint")
            shown = month
