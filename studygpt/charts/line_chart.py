"""Draw curves in characters. Each curve has its own mark, so that they differ without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class LineSeries:
    """A named curve, and the character that marks its points."""

    name: str
    mark: str
    points: tuple[tuple[float, float], ...]


BOTH_MARK = "*"
"""The character that marks points where curves meet."""


def line_chart(curves: Sequence[LineSeries], width: int, height: int, *, until: float | None = None) -> list[str]:
    """Draw the curves in one frame, `width` characters wide. The axis ends at `until`, or else at the last point."""
    points = [point for curve in curves for point in curve.points]
    if not points:
        return []
    low, high = min(y for _, y in points), max(y for _, y in points)
    last = max(until or 0, max(x for x, _ in points)) or 1
    labels = [f"{high - (high - low) * row / max(1, height - 1):.3f}" for row in range(height)]
    margin = max(len(label) for label in labels)
    columns = max(10, width - margin - 2)
    cells = [[" "] * columns for _ in range(height)]
    for curve in curves:
        for x, y in _between(curve.points, last, columns):
            row = round((high - y) / ((high - low) or 1) * (height - 1))
            cell = cells[row][x]
            cells[row][x] = curve.mark if cell in (" ", curve.mark) else BOTH_MARK
    lines = [f"{label:>{margin}} |{''.join(row).rstrip()}" for label, row in zip(labels, cells, strict=True)]
    lines.append(f"{'':>{margin}} +{'-' * columns}")
    end = f"{last:,.0f}"
    legend = "   ".join(f"{curve.mark} {curve.name}" for curve in curves)
    lines.append(f"{'':>{margin}}  {'0':<{max(1, columns - len(end))}}{end}"[:width])
    lines.append(f"{'':>{margin}}  {legend}   {BOTH_MARK} both"[:width])
    return lines


def _between(points: Sequence[tuple[float, float]], last: float, columns: int) -> list[tuple[int, float]]:
    """Return the value of a curve in each column that it crosses, interpolated linearly between its points."""
    if not points:
        return []
    placed = sorted((round(x / last * (columns - 1)), y) for x, y in points)
    found = [placed[0]]
    for (x, y), (next_x, next_y) in pairwise(placed):
        found += [(x + step, y + (next_y - y) * step / (next_x - x)) for step in range(1, next_x - x)]
        found.append((next_x, next_y))
    return found
