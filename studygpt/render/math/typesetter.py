"""The part of typesetting that one line and several rows have in common."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from studygpt.render.hole_marks import LEFT_BRACKET, RIGHT_BRACKET
from studygpt.render.math.box import EMPTY, Box, beside, blank, of_text, restyled
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
    FormulaTooLarge,
    Fraction,
    Grid,
    Node,
    Operator,
    Phantom,
    Root,
    Scripts,
    SourceText,
    Space,
    Stack,
    Styled,
    Symbol,
)
from studygpt.render.math.spacing import Ends, ends_of, gap, with_signs
from studygpt.render.math.symbols import AtomKind

_DEEPEST = 90


class Level(IntEnum):
    """How small a part of a formula is typeset."""

    DISPLAY = 0
    INNER = 1
    """Inside a fraction, a matrix or a root."""
    SCRIPT = 2


class Typesetter:
    """Turns each kind of node into a box. Subclasses typeset the nodes that may take several rows."""

    def __init__(self) -> None:
        self.depth = 0
        self.done: dict[tuple[int, Level], Box] = {}
        """Boxes made so far: a script is typeset more than once, and so is everything in it."""

    def typeset(self, node: Node, level: Level) -> Box:
        """Return the box of a node, made once for each level."""
        if (box := self.done.get((id(node), level))) is not None:
            return box
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaTooLarge
        box = self.done[id(node), level] = self._typeset(node, level)
        self.depth -= 1
        return box

    def _typeset(self, node: Node, level: Level) -> Box:
        match node:
            case Symbol(text=text, style=style):
                return of_text(text, style or "math")
            case FormulaRow():
                return self.row(node, level)
            case Scripts():
                return self.scripts(node, level)
            case Fraction():
                return self.fraction(node, level)
            case Fenced():
                return self.fenced(node, level)
            case Operator():
                return of_text(node.text)
            case Root():
                return self.root(node, level)
            case Accent():
                return self.accent(node, level)
            case Grid():
                return self.grid(node, level)
            case Brace():
                return self.brace(node, level)
            case Stack():
                return self.stack(node, level)
            case Arrow():
                return self.arrow(node)
            case Delimiter():
                return self.delimiter(node, level)
            case Styled(body=body, style=style):
                return restyled(self.typeset(body, level), style)
            case Boxed():
                return self.boxed(node, level)
            case FormulaHole():
                return self.hole(node, level)
            case FormulaAnswer():
                return self.answer(node, level)
            case Phantom(body=body):
                return self.phantom(body, level)
            case Space(cells=cells):
                return blank(cells)
            case SourceText(source=source):
                return of_text(source, "unset")
        return EMPTY

    # ------------------------------------------------------------------ rows

    def row(self, row: FormulaRow, level: Level, before: AtomKind | None = None) -> Box:
        """Typeset nodes side by side."""
        return beside([box for _, box in self.pieces(row, level, before)])

    def pieces(self, row: FormulaRow, level: Level, before: AtomKind | None = None) -> list[tuple[AtomKind, Box]]:
        """Return the boxes of a row and the blanks between them, each with its kind."""
        items = [item for item in row.items if not isinstance(item, Space)]
        ends = with_signs([self.ends(item) for item in items], before)
        found: list[tuple[AtomKind, Box]] = []
        asked = 0
        last: tuple[Box, AtomKind] | None = None
        at = 0
        for item in row.items:
            if isinstance(item, Space):
                asked += item.cells
                continue
            left, right = ends[at]
            at += 1
            box = self.typeset(item, level)
            cells = asked
            if last is not None and not _has_blank(last[0], box):
                wanted = gap(last[1], left, small=level is Level.SCRIPT, tall=(last[0].height > 1, box.height > 1))
                cells = max(asked, wanted)
            if cells:
                found.append((AtomKind.INNER, blank(cells)))
            found.append((left, box))
            asked, last = 0, (box, right)
        if asked:
            found.append((AtomKind.INNER, blank(asked)))
        return found

    def ends(self, node: Node) -> Ends:
        """Return the kinds of a node at both ends."""
        return ends_of(node)

    def cell(self, grid: Grid, cell: Node, column: int, level: Level) -> Box:
        """Typeset a cell of a grid; after an aligning `&`, a plus or minus is binary."""
        if grid.shape == "aligned" and column % 2 and isinstance(cell, FormulaRow):
            return self.row(cell, level, AtomKind.ORD)
        return self.typeset(cell, level)

    # ------------------------------------------------------------------ the same in every subclass

    def hole(self, node: FormulaHole, _level: Level) -> Box:
        return of_text(f"[{node.label}]", "hole")

    def answer(self, node: FormulaAnswer, level: Level) -> Box:
        body = restyled(self.typeset(node.body, level), "answer")
        return beside([of_text(LEFT_BRACKET, "answer"), body, of_text(RIGHT_BRACKET, "answer")])

    def phantom(self, body: Node, level: Level) -> Box:
        return blank(self.typeset(body, level).width)

    # ------------------------------------------------------------------ typeset by subclasses

    def scripts(self, node: Scripts, level: Level) -> Box:
        raise NotImplementedError

    def fraction(self, node: Fraction, level: Level) -> Box:
        raise NotImplementedError

    def fenced(self, node: Fenced, level: Level) -> Box:
        raise NotImplementedError

    def root(self, node: Root, level: Level) -> Box:
        raise NotImplementedError

    def accent(self, node: Accent, level: Level) -> Box:
        raise NotImplementedError

    def grid(self, node: Grid, level: Level) -> Box:
        raise NotImplementedError

    def brace(self, node: Brace, level: Level) -> Box:
        raise NotImplementedError

    def stack(self, node: Stack, level: Level) -> Box:
        raise NotImplementedError

    def arrow(self, node: Arrow) -> Box:
        raise NotImplementedError

    def delimiter(self, node: Delimiter, level: Level) -> Box:
        raise NotImplementedError

    def boxed(self, node: Boxed, level: Level) -> Box:
        raise NotImplementedError


def _has_blank(left: Box, right: Box) -> bool:
    """Return True where a text already ends or begins with the blank between two boxes."""
    before, after = left.rows[0], right.rows[0]
    return bool(
        (left.height == 1 and before and before[-1].text[-1:] == " ")
        or (right.height == 1 and after and after[0].text[:1] == " ")
    )


def bracketed(boxes: Sequence[Box], left: str, right: str) -> Box:
    """Put brackets around boxes."""
    return beside([of_text(left) if left else EMPTY, *boxes, of_text(right) if right else EMPTY])
