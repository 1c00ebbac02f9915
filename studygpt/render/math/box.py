"""Boxes: rows of text of equal width, one of which is the baseline. Formulas are built from boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from studygpt.render.math.nodes import FormulaTooLarge
from studygpt.render.segments import Segment, Segments, merged, text_of, width_of, without_joiners

_LARGEST = 60_000
"""The most cells that a box of several rows may have."""


@dataclass(frozen=True, slots=True)
class Box:
    """A typeset piece of a formula."""

    rows: tuple[Segments, ...]
    width: int
    baseline: int = 0

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @property
    def below(self) -> int:
        """The number of rows below the baseline."""
        return len(self.rows) - 1 - self.baseline

    @property
    def lines(self) -> list[str]:
        """The rows without styles and without blanks at their ends."""
        return [text_of(row).rstrip() for row in self.rows]


EMPTY = Box(((),), 0)


def of_text(text: str, style: str = "math") -> Box:
    """Return a box of one row."""
    text = without_joiners(text)
    return Box(((Segment(text, style),),), cell_len(text))


def of_rows(rows: Sequence[str], baseline: int = 0, style: str = "math") -> Box:
    """Return a box of several rows, padded to the widest."""
    width = max(map(cell_len, rows))
    return Box(tuple(_padded((Segment(row, style),), width) for row in rows), width, baseline)


def blank(width: int) -> Box:
    """Return one row of blanks."""
    return Box(((Segment(" " * width),),), width) if width else EMPTY


def beside(boxes: Sequence[Box]) -> Box:
    """Put boxes side by side, their baselines on one row."""
    if len(boxes) == 1:
        return boxes[0]
    boxes = [box for box in boxes if box.width or box.height > 1]
    if not boxes:
        return EMPTY
    above = max(box.baseline for box in boxes)
    below = max(box.below for box in boxes)
    width = sum(box.width for box in boxes)
    _check(width, above + below + 1)
    rows = []
    for row in range(-above, below + 1):
        pieces: list[Segment] = []
        for box in boxes:
            at = box.baseline + row
            pieces += box.rows[at] if 0 <= at < box.height else (Segment(" " * box.width),)
        rows.append(merged(pieces))
    return Box(tuple(rows), width, above)


def above_another(boxes: Sequence[Box], baseline: int, align: str = "c") -> Box:
    """Stack boxes; `baseline` is the number of the box whose baseline the stack keeps."""
    width = max(box.width for box in boxes)
    _check(width, sum(box.height for box in boxes))
    rows = tuple(row for box in boxes for row in placed(box, width, align).rows)
    return Box(rows, width, sum(box.height for box in boxes[:baseline]) + boxes[baseline].baseline)


def placed(box: Box, width: int, align: str = "c") -> Box:
    """Widen a box to `width`."""
    spare = width - box.width
    if spare <= 0:
        return box
    _check(width, box.height)
    left = {"l": 0, "r": spare}.get(align, spare // 2)
    return Box(tuple(_padded(row, width, left) for row in box.rows), width, box.baseline)


def taller(box: Box, above: int, below: int) -> Box:
    """Add empty rows until `above` rows are above the baseline and `below` rows are below it."""
    _check(box.width, above + below + 1)
    empty = ((Segment(" " * box.width),),)
    more = max(0, above - box.baseline)
    return Box(empty * more + box.rows + empty * max(0, below - box.below), box.width, box.baseline + more)


def restyled(box: Box, style: str) -> Box:
    """Return the box in another style."""
    return Box(tuple(tuple(each._replace(style=style) for each in row) for row in box.rows), box.width, box.baseline)


def framed(box: Box, corners: str, style: str = "math") -> Box:
    """Frame a box; `corners` are top left, horizontal line, top right, vertical line, bottom left, bottom right."""
    line = corners[1] * (box.width + 2)
    side = Segment(corners[3], style)
    rows: list[Segments] = [(Segment(corners[0] + line + corners[2], style),)]
    rows += [merged((side, Segment(" "), *row, Segment(" "), side)) for row in box.rows]
    rows.append((Segment(corners[4] + line + corners[5], style),))
    return Box(tuple(rows), box.width + 4, box.baseline + 1)


def _padded(row: Segments, width: int, left: int = 0) -> Segments:
    right = width - left - width_of(row)
    return merged((Segment(" " * left), *row, Segment(" " * right)))


def _check(width: int, height: int) -> None:
    if width * height > _LARGEST and height > 1:
        raise FormulaTooLarge
