"""Draw the forgetting curve in braille characters, each two dots wide and four dots high."""

from __future__ import annotations

from collections.abc import Callable

from studygpt.text import counted

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800


def forgetting_curve_lines(
    recall: Callable[[float], float], days: float, now: float, width: int, height: int
) -> list[str]:
    """Draw the chance of recall from the last review to `days` later; the axis marks `now`.

    The vertical axis is labelled with the highest, the lowest and, if there is space, the middle chance; the horizontal
    axis with the days.
    """
    margin = 5
    columns = max(8, width - margin)
    rows, dots = max(2, height - 2), max(2, columns) * 2
    span = max(days, 0.01)
    heights = [recall(span * at / (dots - 1)) for at in range(dots)]
    low = min(heights)
    low = max(0.0, low - 0.02 if low > 0.5 else 0.0)
    cells = [[_BLANK] * columns for _ in range(rows)]
    last = rows * 4 - 1
    for at, value in enumerate(heights):
        y = round((1.0 - value) / (1.0 - low) * last)
        cells[y // 4][at // 2] |= _DOTS[y % 4][at % 2]
    labels = {0: 1.0, rows - 1: low, **({rows // 2: 1.0 - (1.0 - low) * (rows // 2) / (rows - 1)} if rows > 4 else {})}
    lines = []
    for row, made in enumerate(cells):
        label = f"{labels[row]:>4.0%}" if row in labels else ""
        lines.append((f"{label:>4}│" + "".join(map(chr, made)).replace(chr(_BLANK), " ")).rstrip())
    axis = ["─"] * columns
    here = min(columns - 1, max(0, round(now / span * (columns - 1))))
    axis[here] = "┴"
    lines.append(f"{'':>4}└{''.join(axis)}")
    lines.append(_under_the_axis(here, columns, span, margin))
    return lines


def _under_the_axis(here: int, columns: int, span: float, margin: int) -> str:
    """Return the labels below the axis: `0 ... now ... 12 days`, or only `now` if these would overlap."""
    end = counted(round(span), "day")
    if here + 4 > columns - len(end):
        words = f"now, after {end}"
        return " " * margin + (words.rjust(columns) if here > columns // 2 and len(words) <= columns else "now")
    line = list("0".ljust(columns - len(end)) + end)
    begin = here - 1 if here > 2 else 0
    line[begin : begin + 3] = "now"
    return " " * margin + "".join(line).rstrip()
