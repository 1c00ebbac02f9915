"""Charts as SVG that a page holds in itself: every one with a title that is read aloud, colours from the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from studygpt.charts.as_text import fitted, short
from studygpt.charts.calendar import MONTHS, level
from studygpt.charts.chart import Bars, Columns, Pairs, Year
from studygpt.text import one_name

WIDTH = 720
_ROW = 24
_LABEL = 190
_LETTERS = 26
_HIGH = 140
_CELL = 13


def svg(figure: Bars | Columns | Pairs | Year, title: str) -> str:
    match figure:
        case Bars():
            return _picture(title, len(figure.bars) * _ROW, _bars(figure))
        case Columns():
            return _picture(f"{title}: {figure.said}", _HIGH + 44, _columns(figure))
        case Pairs():
            return _picture(title, (len(figure.pairs) + 1) * _ROW, _pairs(figure))
        case Year():
            return _picture(title, 7 * _CELL + 20, _year(figure))


def small_bar(share: float, title: str) -> str:
    """A share of a whole, for the cell of a table."""
    bar = _box(0, 0, max(1, 60 * share), 8, "bar") if share > 0 else ""
    whole = _box(0, 0, 60, 8, "rest")
    return (
        f'<svg role="img" class="small" viewBox="0 0 60 8"><title>{text(title)} {share:.0%}</title>{whole}{bar}</svg>'
    )


def text(words: str) -> str:
    """Words as the page may hold them."""
    return escape(one_name(words))


def _picture(title: str, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f"<title>{text(title)}</title>{''.join(parts)}</svg>"
    )


def _words(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{kind}">{text(words)}</text>'


def _box(x: float, y: float, width: float, height: float, kind: str, told: str = "") -> str:
    inner = f"<title>{text(told)}</title>" if told else ""
    return (
        f'<rect x="{x:.4g}" y="{y:.4g}" width="{width:.4g}" height="{height:.4g}" rx="2" class="{kind}">{inner}</rect>'
    )


def _bars(figure: Bars) -> Iterator[str]:
    full = figure.full or max((each.value for each in figure.bars), default=0) or 1
    room = WIDTH - _LABEL - 130
    for row, each in enumerate(figure.bars):
        y = row * _ROW
        yield _words(_LABEL - 10, y + 16, fitted(each.label, _LETTERS).rstrip(), "", "end")
        yield _box(_LABEL, y + 4, room, _ROW - 8, "rest")
        if each.value > 0:
            yield _box(_LABEL, y + 4, max(2, room * each.value / full), _ROW - 8, "bar", f"{each.label}: {each.text}")
        yield _words(WIDTH, y + 16, each.text, "", "end")


def _columns(figure: Columns) -> Iterator[str]:
    highest = max(figure.values, default=0)
    left = 50
    step = (WIDTH - left) / max(1, len(figure.values))
    gap = 2 if step > 6 else 0
    yield _words(left - 8, 18, short(highest), "faint", "end")
    yield _words(left - 8, _HIGH + 8, "0", "faint", "end")
    for at, value in enumerate(figure.values):
        if value > 0:
            high = max(1.0, value / highest * (_HIGH - 8))
            yield _box(left + at * step, _HIGH + 8 - high, step - gap, high, "bar", f"{short(value)} {figure.unit}")
    yield f'<line x1="{left}" x2="{WIDTH}" y1="{_HIGH + 9}" y2="{_HIGH + 9}" class="axis"/>'
    yield _words(left, _HIGH + 26, figure.first, "faint")
    yield _words(WIDTH, _HIGH + 26, figure.last, "faint", "end")
    yield _words((left + WIDTH) / 2, _HIGH + 40, figure.said, "faint", "middle")


def _pairs(figure: Pairs) -> Iterator[str]:
    room = WIDTH - _LABEL - 130
    yield _words(_LABEL - 10, 16, "predicted", "faint", "end")
    yield _words(_LABEL, 16, "the line: predicted; the bar: seen", "faint")
    yield _words(WIDTH, 16, "seen, of reviews", "faint", "end")
    for row, each in enumerate(figure.pairs, 1):
        y = row * _ROW
        told = f"predicted {each.expected:.1%}, seen {each.seen:.1%} in {each.reviews:,} reviews"
        yield _words(_LABEL - 10, y + 16, each.label, "", "end")
        yield _box(_LABEL, y + 4, room, _ROW - 8, "rest")
        yield _box(_LABEL, y + 4, max(2, room * each.seen), _ROW - 8, "bar", told)
        at = _LABEL + room * each.expected
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y + 1}" y2="{y + _ROW - 1}" class="mark"/>'
        yield _words(WIDTH, y + 16, f"{each.seen:.0%} of {each.reviews:,}", "", "end")


def _year(figure: Year) -> Iterator[str]:
    shown = ""
    for column, week in enumerate(figure.weeks):
        monday = figure.first.toordinal() + 7 * column
        x = 20 + column * _CELL
        for row, count in enumerate(week):
            day = figure.first.fromordinal(monday + row)
            if count is not None:
                told = f"{day.isoformat()}: {count:,} reviews"
                yield _box(x, 18 + row * _CELL, _CELL - 2, _CELL - 2, f"day{level(count)}", told)
        month = MONTHS[figure.first.fromordinal(monday + 6).month - 1]
        if month != shown and column < len(figure.weeks) - 2:
            yield _words(x, 11, month if shown else "", "faint")
            shown = month
