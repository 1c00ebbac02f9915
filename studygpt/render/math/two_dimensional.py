"""Typeset a formula on several rows: fractions, roots and matrices as on paper."""

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
from studygpt.render.math.grids import arranged
from studygpt.render.math.nodes import (
    Accent,
    Arrow,
    Boxed,
    Brace,
    Delimiter,
    Fenced,
    FormulaAnswer,
    FormulaHole,
    FormulaRow,
    Fraction,
    Grid,
    Node,
    Operator,
    Root,
    Scripts,
    Stack,
)
from studygpt.render.math.one_line import OneLineTypesetter, is_single, small_letters, with_accent
from studygpt.render.math.symbols import OVER
from studygpt.render.math.typesetter import Level, Typesetter

_FRAME = "┌─┐│└┘"
_DOUBLE_FRAME = "╔═╗║╚╝"


class TwoDimensionalTypesetter(Typesetter):
    """Typesets nodes as boxes of one or more rows; scripts and the like stay on one line."""

    def __init__(self) -> None:
        super().__init__()
        self.one_line = OneLineTypesetter()

    # ------------------------------------------------------------------ scripts and limits

    def scripts(self, node: Scripts, level: Level) -> Box:
        base = self.typeset(node.base, level)
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
        """Return a script in Unicode's small letters; empty where there is none, or it has no such letters."""
        if node is None:
            return ""
        return small_letters(self.one_line.typeset(node, Level.SCRIPT), sub=sub) or ""

    def _at_letter(self, base: Box, node: Scripts) -> Box:
        """Put scripts at a base of one row: in small letters on its row, otherwise in rows above and below."""
        sub, sup = self._small(node.sub, sub=True), self._small(node.sup, sub=False)
        beneath = self.typeset(node.sub, Level.SCRIPT) if node.sub is not None and not sub else None
        over = self.typeset(node.sup, Level.SCRIPT) if node.sup is not None and not sup else None
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
        """Put scripts at the corners of a base of several rows."""
        sub, sup = self._small(node.sub, sub=True), self._small(node.sup, sub=False)
        column = blank(0)
        if node.sup is not None:
            over = of_text(sup) if sup else self.typeset(node.sup, Level.SCRIPT)
            column = Box(over.rows, over.width, base.baseline + over.height - 1)
        if node.sub is not None:
            under = of_text(sub) if sub else self.typeset(node.sub, Level.SCRIPT)
            if node.sup is None:
                column = Box(under.rows, under.width, -base.below)
            else:
                between = max(0, base.height - 2)
                rows = [*([column]), *[blank(1)] * between, Box(under.rows, under.width, 0)]
                joined_column = above_another([Box(row.rows, row.width, 0) for row in rows], 0, "l")
                column = Box(joined_column.rows, joined_column.width, column.baseline)
        return _beside_at(base, column)

    def _stacked(self, base: Box, over: Node | None, under: Node | None) -> Box:
        parts = [self.typeset(over, Level.SCRIPT)] if over is not None else []
        parts.append(base)
        if under is not None:
            parts.append(self.typeset(under, Level.SCRIPT))
        return above_another(parts, 0 if over is None else 1)

    def _integral(self, node: Scripts) -> Box:
        """Draw an integral three rows tall, its limits at the ends."""
        assert isinstance(node.base, Operator)
        sign = of_rows(["⌠", "⎮", "⌡"], 1) if node.base.text == "∫" else taller(of_text(node.base.text), 1, 1)
        over = self.typeset(node.sup, Level.SCRIPT) if node.sup is not None else EMPTY
        under = self.typeset(node.sub, Level.SCRIPT) if node.sub is not None else EMPTY
        limits = above_another([over, blank(1), under], 1, "l")
        return beside([sign, limits])

    # ------------------------------------------------------------------ fractions and roots

    def fraction(self, node: Fraction, level: Level) -> Box:
        if level is Level.SCRIPT or (node.small and node.bar):
            return self.one_line.typeset(node, level)
        top, bottom = self.typeset(node.top, Level.INNER), self.typeset(node.bottom, Level.INNER)
        if not node.bar:
            return above_another([top, blank(1), bottom], 1)
        width = max(top.width, bottom.width) + 2
        return above_another([top, of_text("─" * width), bottom], 1)

    def root(self, node: Root, level: Level) -> Box:
        if level is Level.SCRIPT:
            return self.one_line.typeset(node, level)
        body = self.typeset(node.body, Level.INNER)
        index = self._small(node.index, sub=False)
        over = self.one_line.typeset(node.index, Level.SCRIPT) if node.index is not None else EMPTY
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
        parts = [self.typeset(part, level) for part in node.parts]
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
        body = self.typeset(node.body, level)
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
        body = self.typeset(node.body, level)
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
        return self._stacked(self.typeset(node.base, level), node.over, node.under)

    def arrow(self, node: Arrow) -> Box:
        over = self.typeset(node.over, Level.SCRIPT) if node.over is not None else EMPTY
        under = self.typeset(node.under, Level.SCRIPT) if node.under is not None else EMPTY
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
        return framed(self.typeset(node.body, level), _DOUBLE_FRAME)

    def hole(self, node: FormulaHole, level: Level) -> Box:
        if level is Level.SCRIPT:
            return super().hole(node, level)
        return framed(of_text(node.label, "hole"), _FRAME, "hole")

    def answer(self, node: FormulaAnswer, level: Level) -> Box:
        if level is Level.SCRIPT:
            return super().answer(node, level)
        return framed(restyled(self.typeset(node.body, level), "answer"), _FRAME, "answer")

    # ------------------------------------------------------------------ grids

    def grid(self, node: Grid, level: Level) -> Box:
        if level is Level.SCRIPT and node.shape != "lines":
            return self.one_line.typeset(node, level)
        inner = level if node.shape in ("lines", "aligned") else Level.INNER
        rows = [[self.cell(node, cell, column, inner) for column, cell in enumerate(row)] for row in node.rows]
        return arranged(node, rows)


def _is_letter(node: Node) -> bool:
    """Return True for a letter with an accent, which made it taller."""
    return isinstance(node, Accent) or (
        isinstance(node, FormulaRow) and len(node.items) == 1 and _is_letter(node.items[0])
    )


def _root_index(index: Box) -> Box:
    """Put an index without small letters above the root sign."""
    return above_another([index, of_text("√")], 1, "r")


def _beside_at(left: Box, right: Box, *, at_line: bool = False) -> Box:
    """Put two boxes side by side where the baseline of one may lie outside of its rows."""
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
