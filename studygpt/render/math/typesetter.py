"""What setting a formula as a picture and on one line have in common."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from studygpt.render.marks import LEFT, RIGHT
from studygpt.render.math.box import EMPTY, Box, beside, blank, of_text, restyled
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
    Phantom,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Styled,
    Symbol,
    TooMuch,
    Unset,
)
from studygpt.render.math.spacing import Ends, ends_of, gap, with_signs
from studygpt.render.math.symbols import Kind

_DEEPEST = 90


class Level(IntEnum):
    DISPLAY = 0
    INNER = 1
    """In a fraction, a matrix, a root."""
    SCRIPT = 2


class Setter:
    """Turns each kind of node into a box. Those who set a formula say how the large ones look."""

    def __init__(self) -> None:
        self.depth = 0
        self.done: dict[tuple[int, Level], Box] = {}
        """What was set already: a script is looked at more than once, and so is all that is in it."""

    def set(self, node: Node, level: Level) -> Box:
        if (box := self.done.get((id(node), level))) is not None:
            return box
        self.depth += 1
        if self.depth > _DEEPEST:
            raise TooMuch
        box = self.done[id(node), level] = self._set(node, level)
        self.depth -= 1
        return box

    def _set(self, node: Node, level: Level) -> Box:
        match node:
            case Symbol(text=text, style=style):
                return of_text(text, style or "math")
            case Row():
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
                return restyled(self.set(body, level), style)
            case Boxed():
                return self.boxed(node, level)
            case Hole():
                return self.hole(node, level)
            case Answer():
                return self.answer(node, level)
            case Phantom(body=body):
                return self.phantom(body, level)
            case Space(cells=cells):
                return blank(cells)
            case Unset(source=source):
                return of_text(source, "unset")
        return EMPTY

    # ------------------------------------------------------------------ rows

    def row(self, row: Row, level: Level, before: Kind | None = None) -> Box:
        return beside([box for _, box in self.pieces(row, level, before)])

    def pieces(self, row: Row, level: Level, before: Kind | None = None) -> list[tuple[Kind, Box]]:
        """The boxes of a row, and of the blanks between them; each with what it is to what stands before it."""
        items = [item for item in row.items if not isinstance(item, Space)]
        ends = with_signs([self.ends(item) for item in items], before)
        found: list[tuple[Kind, Box]] = []
        asked = 0
        last: tuple[Box, Kind] | None = None
        at = 0
        for item in row.items:
            if isinstance(item, Space):
                asked += item.cells
                continue
            left, right = ends[at]
            at += 1
            box = self.set(item, level)
            cells = asked
            if last is not None and not _has_blank(last[0], box):
                wanted = gap(last[1], left, small=level is Level.SCRIPT, tall=(last[0].height > 1, box.height > 1))
                cells = max(asked, wanted)
            if cells:
                found.append((Kind.INNER, blank(cells)))
            found.append((left, box))
            asked, last = 0, (box, right)
        if asked:
            found.append((Kind.INNER, blank(asked)))
        return found

    def ends(self, node: Node) -> Ends:
        return ends_of(node)

    def cell(self, grid: Grid, cell: Node, column: int, level: Level) -> Box:
        """A cell of a grid; behind an `&` that aligns, a plus or minus adds to what stands before it."""
        if grid.shape == "aligned" and column % 2 and isinstance(cell, Row):
            return self.row(cell, level, Kind.ORD)
        return self.set(cell, level)

    # ------------------------------------------------------------------ what is the same everywhere

    def hole(self, node: Hole, _level: Level) -> Box:
        return of_text(f"[{node.label}]", "hole")

    def answer(self, node: Answer, level: Level) -> Box:
        body = restyled(self.set(node.body, level), "answer")
        return beside([of_text(LEFT, "answer"), body, of_text(RIGHT, "answer")])

    def phantom(self, body: Node, level: Level) -> Box:
        return blank(self.set(body, level).width)

    # ------------------------------------------------------------------ what each does in its own way

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
    """Whether a text brings the blank between two pieces itself."""
    before, after = left.rows[0], right.rows[0]
    return bool(
        (left.height == 1 and before and before[-1].text[-1:] == " ")
        or (right.height == 1 and after and after[0].text[:1] == " ")
    )


def bracketed(boxes: Sequence[Box], left: str, right: str) -> Box:
    return beside([of_text(left) if left else EMPTY, *boxes, of_text(right) if right else EMPTY])
