"""Render tables with aligned columns; cells wrap, and on a very narrow screen rows become lists."""

from __future__ import annotations

from collections.abc import Sequence

from studygpt.render.segments import Segment, Segments, merged, trimmed, width_of
from studygpt.render.wrap import wrapped

_NARROWEST = 5
_BETWEEN = " │ "

TableRow = Sequence[Segments]


def table_lines(rows: Sequence[TableRow], aligns: Sequence[str], width: int | None) -> list[Segments]:
    """Render a table whose first row is its head; `aligns` are `left`, `right`, `center` or empty."""
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return []
    natural = [max(width_of(row[at]) if at < len(row) else 0 for row in rows) for at in range(columns)]
    widths = natural if width is None else _fitting(natural, width - len(_BETWEEN) * (columns - 1))
    if widths is None:
        return _as_lists(rows, width or 80)
    broken = [[wrapped(row[at] if at < len(row) else (), max(1, widths[at])) for at in range(columns)] for row in rows]
    folded = any(len(cell) > 1 for row in broken for cell in row)
    lines: list[Segments] = []
    for number, cells in enumerate(broken):
        if number == 1 or (number > 1 and folded):
            lines.append((Segment("─┼─".join("─" * each for each in widths), "rule"),))
        lines += _row_lines(cells, widths, aligns, head=number == 0)
    return lines


def _row_lines(cells: list[list[Segments]], widths: list[int], aligns: Sequence[str], *, head: bool) -> list[Segments]:
    lines = []
    for line in range(max(map(len, cells))):
        pieces: list[Segment] = []
        for at, cell in enumerate(cells):
            text = cell[line] if line < len(cell) else ()
            spare = widths[at] - width_of(text)
            align = aligns[at] if at < len(aligns) else ""
            left = {"right": spare, "center": spare // 2}.get(align, 0)
            if at:
                pieces.append(Segment(_BETWEEN, "rule"))
            pieces.append(Segment(" " * left))
            pieces += [each._replace(style=f"{each.style} strong".strip()) for each in text] if head else text
            pieces.append(Segment(" " * (spare - left)))
        lines.append(trimmed(merged(pieces)))
    return lines


def _fitting(natural: list[int], room: int) -> list[int] | None:
    """Return column widths that fit, the widest shortened first; None where none do."""
    if sum(natural) <= room:
        return natural
    if sum(min(each, _NARROWEST) for each in natural) > room:
        return None
    low, high = _NARROWEST, max(natural)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(min(each, middle) for each in natural) <= room else (low, middle - 1)
    widths = [min(each, low) for each in natural]
    spare = room - sum(widths)
    for at in sorted(range(len(widths)), key=lambda at: natural[at]):
        more = min(spare, natural[at] - widths[at])
        widths[at] += more
        spare -= more
    return widths


def _as_lists(rows: Sequence[TableRow], width: int) -> list[Segments]:
    """Render each row as lines of `head: cell`."""
    head, *rest = rows
    lines: list[Segments] = []
    for number, row in enumerate(rest or [head]):
        if number:
            lines.append((Segment("─" * min(width, 8), "rule"),))
        for at, cell in enumerate(row):
            named = (
                [*(each._replace(style=f"{each.style} strong".strip()) for each in head[at])] if at < len(head) else []
            )
            label = [*named, Segment(": ")] if rest else []
            lines += wrapped([*label, *cell], width)
    return lines
