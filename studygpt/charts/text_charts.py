"""Draw sections and their charts in characters. They fit any width and are readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from studygpt.charts.bars import block_bar, fine_bar
from studygpt.charts.chart_types import (
    BarChart,
    CalibrationChart,
    Chart,
    ColumnChart,
    Section,
    Table,
    TreeChart,
    YearCalendar,
)
from studygpt.charts.year_calendar import LEGEND, year_lines, year_row
from studygpt.render.segments import Segment, StyledLine
from studygpt.render.wrap import wrapped
from studygpt.text import one_name

_RISING = " ▁▂▃▄▅▆▇█"
_HEIGHT = 5
_LABEL = 26
"""The maximum number of columns for a name."""
_NAME = 20
"""The columns reserved for the names in a tree; numbers are shown in the space that remains."""
_LONGEST = 48
"""The maximum number of columns for a bar; a longer bar would show nothing more."""
_YEAR = 58
"""The columns of a calendar: weekdays, weeks, and two more, because the last month's name may extend past them."""


def section_lines(section: Section, width: int) -> Iterator[StyledLine]:
    """Draw a section with its title, sentences and charts. No line is wider than `width`."""
    yield from (StyledLine(part) for part in wrapped([Segment(one_name(section.title), "heading")], width))
    for words in section.sentences:
        for part in wrapped([Segment(one_name(words))], max(8, width - 2)):
            yield StyledLine((Segment("  "), *part))
    for chart in section.charts:
        yield from (_cut(line, width) for line in chart_lines(chart, width))


def _cut(line: StyledLine, width: int) -> StyledLine:
    """Cut a line at the edge of the screen, so that numbers keep their columns instead of wrapping."""
    if line.width <= width:
        return line
    kept, room = [], width
    for segment in line.segments:
        text = segment.text if cell_len(segment.text) <= room else set_cell_size(segment.text, room)
        kept.append(segment._replace(text=text))
        room -= cell_len(text)
    return StyledLine(tuple(kept))


def chart_lines(chart: Chart, width: int) -> Iterable[StyledLine]:
    """Return the lines of one chart."""
    match chart:
        case BarChart():
            return _bars(chart, width)
        case ColumnChart():
            return _columns(chart, width)
        case YearCalendar():
            return _year(chart, width)
        case CalibrationChart():
            return _pairs(chart, width)
        case Table():
            return _table(chart, width)
        case TreeChart():
            return tree_lines(chart, width)


def in_columns(text: str, width: int, *, right: bool = False) -> str:
    """Return a name cut or padded to exactly `width` columns; wide characters count as two."""
    text = one_name(text)
    if cell_len(text) > width:
        text = f"{set_cell_size(text, max(0, width - 1)).rstrip()}…" if width else ""
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank


def _bars(chart: BarChart, width: int) -> Iterator[StyledLine]:
    if not chart.bars:
        return
    full = chart.full_value or max(each.value for each in chart.bars) or 1
    text = max(cell_len(each.text) for each in chart.bars)
    label = min(_LABEL, max(cell_len(one_name(each.label)) for each in chart.bars), max(4, width - text - 10))
    room = min(_LONGEST, max(1, width - label - text - 6))
    for each in chart.bars:
        drawn = fine_bar(each.value / full, room)
        yield StyledLine(
            (
                Segment(f"  {in_columns(each.label, label)} "),
                Segment(drawn, "bar"),
                Segment(f"{' ' * (room - len(drawn))} {in_columns(each.text, text, right=True)}"),
            )
        )


def _columns(chart: ColumnChart, width: int) -> Iterator[StyledLine]:
    highest = max(chart.values, default=0)
    margin = max(4, len(axis_number(highest)) + 1)
    room = max(8, width - margin - 3)
    per = -(-len(chart.values) // room) or 1
    values = [_mean(chart.values[at : at + per]) for at in range(0, len(chart.values), per)]
    wide = max(1, min(4, room // max(1, len(values))))
    highest = max(values, default=0)
    for row in range(_HEIGHT, 0, -1):
        name = axis_number(highest) if row == _HEIGHT else "0" if row == 1 else ""
        drawn = "".join(_column_letter(value, highest, row) * wide for value in values)
        yield StyledLine((Segment(f"  {name:>{margin - 1}}┤"), Segment(drawn.rstrip(), "bar")))
    across = wide * len(values)
    yield StyledLine((Segment(f"  {'':>{margin - 1}}└{'─' * across}"),))
    gap = max(1, across - cell_len(chart.first) - cell_len(chart.last))
    yield StyledLine((Segment(f"  {'':>{margin}}{chart.first}{' ' * gap}{chart.last}"),))
    more = f", a column the mean of {per} {chart.per}s" if per > 1 else ""
    yield StyledLine((Segment(f"  {'':>{margin}}{chart.caption}{more}", "muted"),))


def _column_letter(value: float, highest: float, row: int) -> str:
    """Return the character for a column in one row; rows are counted from 1 at the bottom."""
    if not highest or value <= 0:
        return " "
    eighths = max(1, round(value / highest * _HEIGHT * 8))
    return _RISING[min(8, max(0, eighths - (row - 1) * 8))]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def axis_number(value: float) -> str:
    """Format a number for an axis."""
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _year(chart: YearCalendar, width: int) -> Iterator[StyledLine]:
    if width < _YEAR:
        room = max(1, width - 3)
        yield StyledLine((Segment("  "), Segment(year_row(chart.weeks[-room:]), "bar")))
        return
    months, *rows = year_lines(chart.weeks, chart.first)
    indent = " " * min(2, width - _YEAR)
    yield StyledLine((Segment(f"{indent}{months}", "muted"),))
    yield from (StyledLine((Segment(f"{indent}{row[:4]}"), Segment(row[4:], "bar"))) for row in rows)
    yield StyledLine((Segment(f"{indent}    {LEGEND} reviews", "muted"),))


def _pairs(chart: CalibrationChart, width: int) -> Iterator[StyledLine]:
    """Draw a bar for the observed recall, with `│` at the predicted recall."""
    if not chart.pairs:
        return
    label = max(cell_len(pair.label) for pair in chart.pairs)
    many = max(len(f"{pair.reviews:,}") for pair in chart.pairs)
    room = max(8, min(_LONGEST, width - label - many - 27))
    yield StyledLine(
        (Segment(f"  {'predicted':<{label}} {'│ there, █ seen':<{room}} {'expected':>8} {'seen':>5}", "muted"),)
    )
    for pair in chart.pairs:
        drawn = list("█" * round(pair.seen * room) + "░" * (room - round(pair.seen * room)))
        drawn[min(room - 1, round(pair.expected * room))] = "│"
        numbers = f"{pair.expected:>8.0%} {pair.seen:>5.0%}  of {pair.reviews:>{many},}"
        yield StyledLine(
            (Segment(f"  {in_columns(pair.label, label)} "), Segment("".join(drawn), "bar"), Segment(f" {numbers}"))
        )


def _table(chart: Table, width: int) -> Iterator[StyledLine]:
    """Draw a table. The first column is cut if space is short; the others are aligned right, as they hold numbers."""
    cells = [chart.head, *chart.rows]
    sizes = [max(cell_len(one_name(row[at])) for row in cells) for at in range(len(chart.head))]
    sizes[0] = min(sizes[0], max(6, width - 2 - sum(sizes[1:]) - 2 * (len(sizes) - 1)))
    for number, row in enumerate(cells):
        made = [in_columns(row[0], sizes[0])]
        made += [in_columns(cell, size, right=True) for cell, size in zip(row[1:], sizes[1:], strict=True)]
        yield StyledLine((Segment(f"  {'  '.join(made)}".rstrip()[:width], "" if number else "muted"),))


def tree_lines(chart: TreeChart, width: int) -> Iterator[StyledLine]:
    """Draw a header and a line for each branch. Columns that do not fit are left out, beginning with the last."""
    rows = [chart.head, *(branch.cells for branch in chart.branches)]
    sizes = [max(len(row[at]) for row in rows) for at in range(len(chart.head))]
    cells_of_bar = 10 if width < 90 else 16
    deepest = _indent(max((branch.depth for branch in chart.branches), default=0))
    longest = max(8, deepest + max((cell_len(one_name(branch.name)) for branch in chart.branches), default=0))
    share = max(5, len(chart.share) - cells_of_bar - 1)
    room = width - 2 - cells_of_bar - 1 - share - 1
    shown = 0
    while shown < len(sizes) and sum(sizes[: shown + 1]) + 2 * (shown + 1) + min(longest, _NAME) <= room:
        shown += 1
    name = min(longest, max(8, room - sum(sizes[:shown]) - 2 * shown))
    for at, row in enumerate(rows):
        cells = "".join(f"  {cell:>{size}}" for cell, size in zip(row[:shown], sizes[:shown], strict=True))
        if not at:
            yield StyledLine((Segment(f"  {'':<{name}}{cells}  {chart.share}".rstrip(), "muted"),))
            continue
        branch = chart.branches[at - 1]
        label = in_columns(" " * _indent(branch.depth) + one_name(branch.name), name)
        drawn = Segment(block_bar(branch.share, cells_of_bar), "bar")
        yield StyledLine((Segment(f"  {label}{cells}  "), drawn, Segment(f" {branch.share:>4.0%}")))


def _indent(depth: int) -> int:
    """Return the indentation of a level: two columns for each level, up to the sixth."""
    return 2 * min(depth, 6)
