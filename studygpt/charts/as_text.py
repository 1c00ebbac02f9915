"""Charts in letters: blocks that are read without colour, in as many columns as there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from studygpt.charts.calendar import LEGEND, bar, year_lines, year_row
from studygpt.charts.chart import Bars, Columns, Figure, Pairs, Section, Table, Tree, Year
from studygpt.render.spans import Line, Segment
from studygpt.render.wrap import wrapped
from studygpt.text import one_name

_RISING = " ▁▂▃▄▅▆▇█"
_GROWING = " ▏▎▍▌▋▊▉█"
_HEIGHT = 5
_LABEL = 26
"""Columns that a name has at most."""
_NAME = 20
"""Columns that a name in a tree keeps before numbers take them."""
_LONGEST = 48
"""Columns that a bar has at most: a longer one says no more."""
_YEAR = 58
"""Columns of a calendar: the weekdays, the weeks, and a month's name that stands out."""


def draw(section: Section, width: int) -> Iterator[Line]:
    """A section with its title, sentences and figures, no line wider than `width`."""
    yield from (Line(part) for part in wrapped([Segment(one_name(section.title), "heading")], width))
    for words in section.words:
        for part in wrapped([Segment(one_name(words))], max(8, width - 2)):
            yield Line((Segment("  "), *part))
    for figure in section.figures:
        yield from (_cut(line, width) for line in draw_figure(figure, width))


def _cut(line: Line, width: int) -> Line:
    """A line that ends where the screen does: numbers need their columns, however narrow it is."""
    if line.width <= width:
        return line
    kept, room = [], width
    for segment in line.segments:
        text = segment.text if cell_len(segment.text) <= room else set_cell_size(segment.text, room)
        kept.append(segment._replace(text=text))
        room -= cell_len(text)
    return Line(tuple(kept))


def draw_figure(figure: Figure, width: int) -> Iterable[Line]:
    match figure:
        case Bars():
            return _bars(figure, width)
        case Columns():
            return _columns(figure, width)
        case Year():
            return _year(figure, width)
        case Pairs():
            return _pairs(figure, width)
        case Table():
            return _table(figure, width)
        case Tree():
            return tree_lines(figure, width)


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """A name in exactly so many columns, cut where it must be: wide letters count as two."""
    text = one_name(text)
    if cell_len(text) > width:
        text = f"{set_cell_size(text, max(0, width - 1)).rstrip()}…" if width else ""
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank


def bar_of(share: float, width: int) -> str:
    """A bar of so much of `width`, in eighths of a letter; what is more than nothing is always seen."""
    eighths = min(width * 8, max(1 if share > 0 else 0, round(share * width * 8)))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_GROWING[rest] if rest else "")


def _bars(figure: Bars, width: int) -> Iterator[Line]:
    if not figure.bars:
        return
    full = figure.full or max(each.value for each in figure.bars) or 1
    text = max(cell_len(each.text) for each in figure.bars)
    label = min(_LABEL, max(cell_len(one_name(each.label)) for each in figure.bars), max(4, width - text - 10))
    room = min(_LONGEST, max(1, width - label - text - 6))
    for each in figure.bars:
        drawn = bar_of(each.value / full, room)
        yield Line(
            (
                Segment(f"  {fitted(each.label, label)} "),
                Segment(drawn, "bar"),
                Segment(f"{' ' * (room - len(drawn))} {fitted(each.text, text, right=True)}"),
            )
        )


def _columns(figure: Columns, width: int) -> Iterator[Line]:
    highest = max(figure.values, default=0)
    margin = max(4, len(short(highest)) + 1)
    room = max(8, width - margin - 3)
    per = -(-len(figure.values) // room) or 1
    values = [_mean(figure.values[at : at + per]) for at in range(0, len(figure.values), per)]
    wide = max(1, min(4, room // max(1, len(values))))
    highest = max(values, default=0)
    for row in range(_HEIGHT, 0, -1):
        name = short(highest) if row == _HEIGHT else "0" if row == 1 else ""
        drawn = "".join(_part(value, highest, row) * wide for value in values)
        yield Line((Segment(f"  {name:>{margin - 1}}┤"), Segment(drawn.rstrip(), "bar")))
    across = wide * len(values)
    yield Line((Segment(f"  {'':>{margin - 1}}└{'─' * across}"),))
    gap = max(1, across - cell_len(figure.first) - cell_len(figure.last))
    yield Line((Segment(f"  {'':>{margin}}{figure.first}{' ' * gap}{figure.last}"),))
    more = f", a column the mean of {per} {figure.per}s" if per > 1 else ""
    yield Line((Segment(f"  {'':>{margin}}{figure.said}{more}", "muted"),))


def _part(value: float, highest: float, row: int) -> str:
    """What a column shows in a row, counted from 1 at the bottom."""
    if not highest or value <= 0:
        return " "
    eighths = max(1, round(value / highest * _HEIGHT * 8))
    return _RISING[min(8, max(0, eighths - (row - 1) * 8))]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def short(value: float) -> str:
    """A number as an axis has it."""
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _year(figure: Year, width: int) -> Iterator[Line]:
    if width < _YEAR:
        room = max(1, width - 3)
        yield Line((Segment("  "), Segment(year_row(figure.weeks[-room:]), "bar")))
        return
    months, *rows = year_lines(figure.weeks, figure.first)
    indent = " " * min(2, width - _YEAR)
    yield Line((Segment(f"{indent}{months}", "muted"),))
    yield from (Line((Segment(f"{indent}{row[:4]}"), Segment(row[4:], "bar"))) for row in rows)
    yield Line((Segment(f"{indent}    {LEGEND} reviews", "muted"),))


def _pairs(figure: Pairs, width: int) -> Iterator[Line]:
    """A bar of what was seen, and `│` where it was expected to end."""
    if not figure.pairs:
        return
    label = max(cell_len(pair.label) for pair in figure.pairs)
    many = max(len(f"{pair.reviews:,}") for pair in figure.pairs)
    room = max(8, min(_LONGEST, width - label - many - 27))
    yield Line((Segment(f"  {'predicted':<{label}} {'│ there, █ seen':<{room}} {'expected':>8} {'seen':>5}", "muted"),))
    for pair in figure.pairs:
        drawn = list("█" * round(pair.seen * room) + "░" * (room - round(pair.seen * room)))
        drawn[min(room - 1, round(pair.expected * room))] = "│"
        numbers = f"{pair.expected:>8.0%} {pair.seen:>5.0%}  of {pair.reviews:>{many},}"
        yield Line((Segment(f"  {fitted(pair.label, label)} "), Segment("".join(drawn), "bar"), Segment(f" {numbers}")))


def _table(figure: Table, width: int) -> Iterator[Line]:
    """The first column gives way where there is no room, the others are numbers and stand at the right."""
    cells = [figure.head, *figure.rows]
    sizes = [max(cell_len(one_name(row[at])) for row in cells) for at in range(len(figure.head))]
    sizes[0] = min(sizes[0], max(6, width - 2 - sum(sizes[1:]) - 2 * (len(sizes) - 1)))
    for number, row in enumerate(cells):
        made = [fitted(row[0], sizes[0])]
        made += [fitted(cell, size, right=True) for cell, size in zip(row[1:], sizes[1:], strict=True)]
        yield Line((Segment(f"  {'  '.join(made)}".rstrip()[:width], "" if number else "muted"),))


def tree_lines(figure: Tree, width: int) -> Iterator[Line]:
    """The names of the columns, then a line a branch; columns that find no room are left out, the last ones first."""
    rows = [figure.head, *(branch.cells for branch in figure.branches)]
    sizes = [max(len(row[at]) for row in rows) for at in range(len(figure.head))]
    cells_of_bar = 10 if width < 90 else 16
    deepest = _indent(max((branch.depth for branch in figure.branches), default=0))
    longest = max(8, deepest + max((cell_len(one_name(branch.name)) for branch in figure.branches), default=0))
    share = max(5, len(figure.share) - cells_of_bar - 1)
    room = width - 2 - cells_of_bar - 1 - share - 1
    shown = 0
    while shown < len(sizes) and sum(sizes[: shown + 1]) + 2 * (shown + 1) + min(longest, _NAME) <= room:
        shown += 1
    name = min(longest, max(8, room - sum(sizes[:shown]) - 2 * shown))
    for at, row in enumerate(rows):
        cells = "".join(f"  {cell:>{size}}" for cell, size in zip(row[:shown], sizes[:shown], strict=True))
        if not at:
            yield Line((Segment(f"  {'':<{name}}{cells}  {figure.share}".rstrip(), "muted"),))
            continue
        branch = figure.branches[at - 1]
        label = fitted(" " * _indent(branch.depth) + one_name(branch.name), name)
        drawn = Segment(bar(branch.share, cells_of_bar), "bar")
        yield Line((Segment(f"  {label}{cells}  "), drawn, Segment(f" {branch.share:>4.0%}")))


def _indent(depth: int) -> int:
    """Two columns a step, and none for steps that nobody counts any more."""
    return 2 * min(depth, 6)
