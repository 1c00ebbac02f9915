"""Break a formula that is too wide into several lines."""

from __future__ import annotations

from itertools import pairwise

from studygpt.render.math.box import Box, above_another, beside, blank
from studygpt.render.math.symbols import AtomKind

_INDENT = 4
_BREAKS = (AtomKind.REL, AtomKind.BIN)
"""The kinds of pieces that a line may begin with; the first is preferred."""

RowPiece = tuple[AtomKind, Box]


def broken_lines(pieces: list[RowPiece], width: int) -> Box | None:
    """Arrange the pieces of a row in lines of at most `width` cells; None where that is impossible."""
    lines: list[list[RowPiece]] = []
    rest = pieces
    while rest:
        room = width - (_INDENT if lines else 0)
        at = _line_end(rest, room)
        if at is None:
            return None
        lines.append(_without_blanks(rest[:at]))
        rest = _without_blanks(rest[at:])
    boxes = [beside([blank(_INDENT if number else 0), *(box for _, box in line)]) for number, line in enumerate(lines)]
    stacked = boxes[:1]
    for above, box in pairwise(boxes):
        stacked += [blank(1), box] if above.below and box.baseline else [box]  # tall lines must not touch
    return above_another(stacked, 0, "l")


def _line_end(pieces: list[RowPiece], room: int) -> int | None:
    """Return how many pieces the next line takes; None where no break fits."""
    if sum(box.width for _, box in pieces) <= room:
        return len(pieces)
    ends: dict[AtomKind, int] = {}
    used = 0
    for at, (kind, box) in enumerate(pieces):
        if used > room:
            break
        if at and kind in _BREAKS:
            ends[kind] = at
        elif at and pieces[at - 1][0] is AtomKind.PUNCT:
            ends[AtomKind.REL] = at
        used += box.width if kind is not AtomKind.INNER or box.rows[0] else 0
    return next((ends[kind] for kind in _BREAKS if kind in ends), None)


def _without_blanks(pieces: list[RowPiece]) -> list[RowPiece]:
    """Drop blanks at both ends."""
    first, last = 0, len(pieces)
    while first < last and _is_blank(pieces[first][1]):
        first += 1
    while last > first and _is_blank(pieces[last - 1][1]):
        last -= 1
    return pieces[first:last]


def _is_blank(box: Box) -> bool:
    return box.height == 1 and not "".join(segment.text for segment in box.rows[0]).strip()
