"""Arrange the cells of a grid that are typeset already: columns, lines and the brackets around them."""

from __future__ import annotations

from studygpt.render.math.box import EMPTY, Box, above_another, beside, blank, of_text, placed
from studygpt.render.math.delimiters import tall
from studygpt.render.math.nodes import FormulaTooLarge, Grid
from studygpt.render.math.one_line import starts_with_relation

_CELLS_AT_MOST = 10_000


def arranged(node: Grid, rows: list[list[Box]]) -> Box:
    """Return the box of a grid whose cells have these boxes."""
    columns = max(map(len, rows))
    if columns * len(rows) > _CELLS_AT_MOST:
        raise FormulaTooLarge
    widths = [max((row[column].width for row in rows if column < len(row)), default=0) for column in range(columns)]
    gaps = [_gap(node, column, widths) for column in range(columns)]
    lines: list[Box] = []
    for row in rows:
        above, below = max(cell.baseline for cell in row), max(cell.below for cell in row)
        pieces: list[Box] = []
        for column, width in enumerate(widths):
            align = node.aligns[min(column, len(node.aligns) - 1)] if node.aligns else "c"
            pieces.append(_bar(node, column, above, below) or blank(gaps[column]))
            pieces.append(placed(row[column] if column < len(row) else EMPTY, width, align))
        pieces.append(_bar(node, columns, above, below) or EMPTY)
        lines.append(beside(pieces))
    return _assembled(node, lines, widths, gaps)


def _bar(node: Grid, column: int, above: int, below: int) -> Box | None:
    """Draw the line to the left of a column; None where it has none."""
    if column not in node.bars:
        return None
    line = tall("|", above, below) if above + below else of_text("│")
    return beside([blank(int(column > 0)), line, blank(int(column < max(map(len, node.rows))))])


def _gap(node: Grid, column: int, widths: list[int]) -> int:
    if not column:
        return 0
    if node.shape != "aligned":
        return 3 if column in node.bars else 2
    if node.aligns == "rcl":
        return 1
    if column % 2 == 0:
        return 3
    related = any(column < len(row) and starts_with_relation(row[column]) for row in node.rows)
    return int(related and widths[column - 1] > 0)


def _assembled(node: Grid, lines: list[Box], widths: list[int], gaps: list[int]) -> Box:
    """Stack the rows, apart where they are tall, with their lines and brackets."""
    apart = any(line.height > 1 for line in lines) or (len(lines) == 2 and (node.left == "{" or node.right == "}"))
    between = of_text(_across(node, widths, gaps, " ", "│││"))
    parts: list[Box] = []
    for number, line in enumerate(lines):
        if number in node.rules:
            parts.append(of_text(_across(node, widths, gaps, "─", "├┼┤" if number else "┌┬┐")))
        elif number and apart and node.shape != "lines":
            parts.append(between)
        parts.append(line)
    if len(lines) in node.rules:
        parts.append(of_text(_across(node, widths, gaps, "─", "└┴┘")))
    stacked = above_another(parts, 0, "c" if node.aligns in ("", "c") else "l")
    stacked = Box(stacked.rows, stacked.width, (stacked.height - 1) // 2)
    if not node.left and not node.right:
        return stacked
    padding = blank(1) if node.left not in ("|", "‖") or stacked.height > 1 else EMPTY
    above, below = stacked.baseline, stacked.below
    pieces = [tall(node.left, above, below), padding] if node.left else []
    pieces.append(stacked)
    return beside([*pieces, *([padding, tall(node.right, above, below)] if node.right else [])])


def _across(node: Grid, widths: list[int], gaps: list[int], fill: str, crossing: str) -> str:
    """Draw a row without cells: blank between tall rows, or a line from edge to edge."""
    pieces = []
    for column, width in enumerate(widths):
        first = crossing[0] if column == 0 else fill + crossing[1]
        pieces.append(first + fill if column in node.bars else fill * gaps[column])
        pieces.append(fill * width)
    pieces.append(fill + crossing[2] if len(widths) in node.bars else "")
    return "".join(pieces)
