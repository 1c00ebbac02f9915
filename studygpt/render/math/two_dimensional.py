"""A formula as a picture: fractions, roots and matrices as on paper."""

from __future__ import annotations

from rich.cells import cell_len

from studygpt.render.math.box import (
    EMPTY,
    Box,
    above_another,
    beside,
    blank,
    framed,
    of_rows,
    of_text,
    placed,
    restyled,
    taller,
)
from studygpt.render.math.delimiters import tall
from studygpt.render.math.nodes import (
    Accent,
    Answer,
    Arrow,
    Boxed,
    Brace,
    Delimiter,
    Fenced,
    Fraction,
    Grid,
    Hole,
    Node,
    Operator,
    Root,
    Row,
    Scripts,
    Stack,
    TooMuch,
)
from studygpt.render.math.one_line import Flat, is_single, small_letters, starts_with_relation, with_accent
from studygpt.render.math.symbols import OVER
from studygpt.render.math.typesetter import Level, Setter

_FRAME = "┌─┐│└┘"
_DOUBLE_FRAME = "╔═╗║╚╝"
_CELLS_AT_MOST = 10_000


class Picture(Setter):
    def __init__(self) -> None:
        super().__init__()
        self.flat = Flat()

    # ------------------------------------------------------------------ scripts and limits

    def scripts(self, node: Scripts, level: Level) -> Box:
        base = self.set(node.base, level)
        if isinstance(node.base, Operator) and level is not Level.SCRIPT:
            if node.base.limits and not (level is Level.INNER and node.sup is None and self._small(node.sub, sub=True)):
                return self._stacked(base, node.sup, node.sub)
            both = node.sub is not None and node.sup is not None
            if (
                node.base.big
                and both
                and not node.base.limits
                and level is Level.DISPLAY
                and cell_len(node.base.text) == 1
            ):
                return self._integral(node)
        if isinstance(node.base, Brace) and node.base.shape == "brace":
            return self._stacked(base, node.sup, node.sub)
        if base.height > 1 and not _is_letter(node.base):
            return self._at_tall(base, node)
        return self._at_letter(base, node)

    def _small(self, node: Node | None, *, sub: bool) -> str:
        """The script in Unicode's small letters; empty where it is none, or has no such letters."""
        if node is None:
            return ""
        return small_letters(self.flat.set(node, Level.SCRIPT), sub=sub) or ""

    def _at_letter(self, base: Box, node: Scripts) -> Box:
        """Small letters stay on the line; what has none is a row above or below."""
        sub, sup = self._small(node.sub, sub=True), self._small(node.sup, sub=False)
        beneath = self.set(node.sub, Level.SCRIPT) if node.sub is not None and not sub else None
        over = self.set(node.sup, Level.SCRIPT) if node.sup is not None and not sup else None
        line = of_text(sub + sup) if sub + sup else EMPTY
        if over is None and beneath is None:
            return beside([base, line])
        above, below = base.baseline, base.below
        column = line
        if over is not None:
            column = above_another(
                [taller(over, over.baseline, over.below + above), placed(column, column.width)], 1, "l"
            )
        if beneath is not None:
            column = above_another([column, taller(beneath, beneath.baseline + below, beneath.below)], 0, "l")
        return beside([base, column])

    def _at_tall(self, base: Box, node: Scripts) -> Box:
        """At the corners of what has several rows."""
        sub, sup = self._small(node.sub, sub=True), self._small(node.sup, sub=False)
        column = blank(0)
        if node.sup is not None:
            over = of_text(sup) if sup else self.set(node.sup, Level.SCRIPT)
            column = Box(over.rows, over.width, base.baseline + over.height - 1)
        if node.sub is not None:
            under = of_text(sub) if sub else self.set(node.sub, Level.SCRIPT)
            if node.sup is None:
                column = Box(under.rows, under.width, -base.below)
            else:
                between = max(0, base.height - 2)
                rows = [*([column]), *[blank(1)] * between, Box(under.rows, under.width, 0)]
                joined_column = above_another([Box(row.rows, row.width, 0) for row in rows], 0, "l")
                column = Box(joined_column.rows, joined_column.width, column.baseline)
        return _beside_at(base, column)

    def _stacked(self, base: Box, over: Node | None, under: Node | None) -> Box:
        parts = [self.set(over, Level.SCRIPT)] if over is not None else []
        parts.append(base)
        if under is not None:
            parts.append(self.set(under, Level.SCRIPT))
        return above_another(parts, 0 if over is None else 1)

    def _integral(self, node: Scripts) -> Box:
        """Three rows tall, its limits at the ends."""
        assert isinstance(node.base, Operator)
        sign = of_rows(["⌠", "⎮", "⌡"], 1) if node.base.text == "∫" else taller(of_text(node.base.text), 1, 1)
        over = self.set(node.sup, Level.SCRIPT) if node.sup is not None else EMPTY
        under = self.set(node.sub, Level.SCRIPT) if node.sub is not None else EMPTY
        limits = above_another([over, blank(1), under], 1, "l")
        return beside([sign, limits])

    # ------------------------------------------------------------------ fractions and roots

    def fraction(self, node: Fraction, level: Level) -> Box:
        if level is Level.SCRIPT or (node.small and node.bar):
            return self.flat.set(node, level)
        top, bottom = self.set(node.top, Level.INNER), self.set(node.bottom, Level.INNER)
        if not node.bar:
            return above_another([top, blank(1), bottom], 1)
        width = max(top.width, bottom.width) + 2
        return above_another([top, of_text("─" * width), bottom], 1)

    def root(self, node: Root, level: Level) -> Box:
        if level is Level.SCRIPT:
            return self.flat.set(node, level)
        body = self.set(node.body, Level.INNER)
        index = self._small(node.index, sub=False)
        over = self.flat.set(node.index, Level.SCRIPT) if node.index is not None else EMPTY
        if body.height == 1:
            if is_single(node.body) and (index or node.index is None):
                return beside([of_text(index + "√"), body])
            sign = of_text(index + "√") if index or not over.width else _root_index(over)
            line = of_text("_" * body.width)
            return beside([sign, above_another([line, body], 1)])
        rows = body.height
        index = index or (over.lines[0] if over.width else "")
        side = max(1, cell_len(index))
        strokes = [" " * side + "┌", *[" " * side + "│"] * (rows - 2), index.rjust(side) + "│", " " * (side - 1) + "╲│"]
        sign = of_rows(strokes, body.baseline + 1)
        return beside([sign, above_another([of_text("─" * body.width), body], 1)])

    # ------------------------------------------------------------------ brackets

    def fenced(self, node: Fenced, level: Level) -> Box:
        parts = [self.set(part, level) for part in node.parts]
        above, below = max(part.baseline for part in parts), max(part.below for part in parts)
        if above + below + 1 < node.grows:
            above = below = 0
        pieces = [tall(node.left, above, below), parts[0]]
        for divider, part in zip(node.dividers, parts[1:], strict=True):
            pieces += [blank(1), tall(divider, above, below), blank(1), part]
        return beside([*pieces, tall(node.right, above, below)])

    def delimiter(self, node: Delimiter, level: Level) -> Box:
        extra = 0 if level is Level.SCRIPT else node.rows // 2
        return tall(node.text, extra, extra)

    # ------------------------------------------------------------------ over and under

    def accent(self, node: Accent, level: Level) -> Box:
        body = self.set(node.body, level)
        found = with_accent(body, node.name) if body.width < 2 or level is Level.SCRIPT else None
        if found is not None:
            return found
        if node.name == "underline":
            return above_another([body, of_text("‾" * max(1, body.width))], 0)
        if node.name in ("cancel", "bcancel", "xcancel"):
            return with_accent(body, node.name) or body
        over = OVER.get(node.name)
        if node.name == "vec":
            over = "─" * (body.width - 1) + "→"
        return above_another([of_text(over or "_" * max(1, body.width)), body], 1)

    def brace(self, node: Brace, level: Level) -> Box:
        body = self.set(node.body, level)
        width = max(body.width, 3 if node.shape == "brace" else 2)
        if node.shape == "brace":
            half = (width - 2) // 2
            rest = width - 3 - half
            line = (
                "╭" + "─" * half + "┴" + "─" * rest + "╮" if node.above else "╰" + "─" * half + "┬" + "─" * rest + "╯"
            )
        else:
            line = ("←" if node.shape in "←↔" else "─") + "─" * (width - 2) + ("→" if node.shape in "→↔" else "─")
        parts = [of_text(line), body] if node.above else [body, of_text(line)]
        return above_another(parts, int(node.above))

    def stack(self, node: Stack, level: Level) -> Box:
        return self._stacked(self.set(node.base, level), node.over, node.under)

    def arrow(self, node: Arrow) -> Box:
        over = self.set(node.over, Level.SCRIPT) if node.over is not None else EMPTY
        under = self.set(node.under, Level.SCRIPT) if node.under is not None else EMPTY
        width = max(over.width, under.width, 1) + 2
        left, right = node.shape[0], node.shape[1]
        line = "═" if "═" in node.shape else "─"
        parts = [over] if over.width else []
        parts.append(of_text(left + line * (width - 2) + right))
        if under.width:
            parts.append(under)
        return above_another(parts, int(bool(over.width)))

    # ------------------------------------------------------------------ frames

    def boxed(self, node: Boxed, level: Level) -> Box:
        return framed(self.set(node.body, level), _DOUBLE_FRAME)

    def hole(self, node: Hole, level: Level) -> Box:
        if level is Level.SCRIPT:
            return super().hole(node, level)
        return framed(of_text(node.label, "hole"), _FRAME, "hole")

    def answer(self, node: Answer, level: Level) -> Box:
        if level is Level.SCRIPT:
            return super().answer(node, level)
        return framed(restyled(self.set(node.body, level), "answer"), _FRAME, "answer")

    # ------------------------------------------------------------------ grids

    def grid(self, node: Grid, level: Level) -> Box:
        if level is Level.SCRIPT and node.shape != "lines":
            return self.flat.set(node, level)
        inner = level if node.shape in ("lines", "aligned") else Level.INNER
        rows = [[self.cell(node, cell, column, inner) for column, cell in enumerate(row)] for row in node.rows]
        columns = max(map(len, rows))
        if columns * len(rows) > _CELLS_AT_MOST:
            raise TooMuch
        widths = [max((row[column].width for row in rows if column < len(row)), default=0) for column in range(columns)]
        gaps = [self._gap(node, column, widths) for column in range(columns)]
        lines: list[Box] = []
        for row in rows:
            above, below = max(cell.baseline for cell in row), max(cell.below for cell in row)
            pieces: list[Box] = []
            for column, width in enumerate(widths):
                align = node.aligns[min(column, len(node.aligns) - 1)] if node.aligns else "c"
                pieces.append(self._bar(node, column, above, below) or blank(gaps[column]))
                pieces.append(placed(row[column] if column < len(row) else EMPTY, width, align))
            pieces.append(self._bar(node, columns, above, below) or EMPTY)
            lines.append(beside(pieces))
        return self._assembled(node, lines, widths, gaps)

    def _bar(self, node: Grid, column: int, above: int, below: int) -> Box | None:
        """The line to the left of a column."""
        if column not in node.bars:
            return None
        line = tall("|", above, below) if above + below else of_text("│")
        return beside([blank(int(column > 0)), line, blank(int(column < max(map(len, node.rows))))])

    def _gap(self, node: Grid, column: int, widths: list[int]) -> int:
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

    def _assembled(self, node: Grid, lines: list[Box], widths: list[int], gaps: list[int]) -> Box:
        """The rows over each other, apart where they are tall, with their lines and brackets."""
        apart = any(line.height > 1 for line in lines) or (len(lines) == 2 and (node.left == "{" or node.right == "}"))
        between = of_text(self._across(node, widths, gaps, " ", "│││"))
        parts: list[Box] = []
        for number, line in enumerate(lines):
            if number in node.rules:
                parts.append(of_text(self._across(node, widths, gaps, "─", "├┼┤" if number else "┌┬┐")))
            elif number and apart and node.shape != "lines":
                parts.append(between)
            parts.append(line)
        if len(lines) in node.rules:
            parts.append(of_text(self._across(node, widths, gaps, "─", "└┴┘")))
        stacked = above_another(parts, 0, "c" if node.aligns in ("", "c") else "l")
        stacked = Box(stacked.rows, stacked.width, (stacked.height - 1) // 2)
        if not node.left and not node.right:
            return stacked
        padding = blank(1) if node.left not in ("|", "‖") or stacked.height > 1 else EMPTY
        above, below = stacked.baseline, stacked.below
        pieces = [tall(node.left, above, below), padding] if node.left else []
        pieces.append(stacked)
        return beside([*pieces, *([padding, tall(node.right, above, below)] if node.right else [])])

    def _across(self, node: Grid, widths: list[int], gaps: list[int], fill: str, crossing: str) -> str:
        """A row without cells: blank between tall rows, or a line from edge to edge."""
        pieces = []
        for column, width in enumerate(widths):
            first = crossing[0] if column == 0 else fill + crossing[1]
            pieces.append(first + fill if column in node.bars else fill * gaps[column])
            pieces.append(fill * width)
        pieces.append(fill + crossing[2] if len(widths) in node.bars else "")
        return "".join(pieces)


def _is_letter(node: Node) -> bool:
    """Whether scripts stand at a letter, though an accent made it taller."""
    return isinstance(node, Accent) or (isinstance(node, Row) and len(node.items) == 1 and _is_letter(node.items[0]))


def _root_index(index: Box) -> Box:
    """An index that has no small letters: above the root's sign."""
    return above_another([index, of_text("√")], 1, "r")


def _beside_at(left: Box, right: Box, *, at_line: bool = False) -> Box:
    """Two boxes side by side where the baseline of one may lie outside of it; the line is that of the other."""
    outside = left if at_line else right
    if outside.baseline < 0:
        outside = taller_above(outside, -outside.baseline)
    elif outside.baseline >= outside.height:
        outside = taller_below(outside, outside.baseline - outside.height + 1)
    return beside([outside, right]) if at_line else beside([left, outside])


def taller_above(box: Box, rows: int) -> Box:
    moved = Box(box.rows, box.width, 0)
    return Box(taller(moved, rows, moved.below).rows, box.width, 0)


def taller_below(box: Box, rows: int) -> Box:
    moved = Box(box.rows, box.width, box.height - 1)
    return Box(taller(moved, moved.baseline, rows).rows, box.width, box.height - 1 + rows)
