"""LaTeX as Unicode: a picture of several rows, or one line. Pure, and never an exception, whatever the source is."""

from __future__ import annotations

from collections.abc import Sequence

from studygpt.render.marks import CLOSE, LEFT, OPEN, RIGHT, hole_number
from studygpt.render.math.box import Box, of_text
from studygpt.render.math.breaking import broken
from studygpt.render.math.commands import command
from studygpt.render.math.nodes import Node, Row, TooMuch
from studygpt.render.math.one_line import Flat
from studygpt.render.math.parser import Parser
from studygpt.render.math.two_dimensional import Picture
from studygpt.render.math.typesetter import Level
from studygpt.render.spans import Spans, trimmed
from studygpt.text import harmless

__all__ = ["Box", "one_line", "typeset"]

_LONGEST = 20_000
"""Letters of source that are set; what is longer is no formula to look at."""


def typeset(source: str, holes: Sequence[str] = (), width: int | None = None) -> Box:
    """A formula as on paper. Marks of holes (`render/marks.py`) become boxes that hold their label, `holes[n]`.

    What is wider than `width` goes on below where it can be broken, before a relation or a sum; else it stays wide.
    """
    source = harmless(source)
    try:
        if len(source) > _LONGEST:
            raise TooMuch
        picture, formula = Picture(), _parse(source, holes)
        box = picture.set(formula, Level.DISPLAY)
        if width and box.width > width and isinstance(formula, Row):
            return broken(picture.pieces(formula, Level.DISPLAY), width) or box
    except TooMuch:
        return as_written(source, holes)
    return box


def one_line(source: str, holes: Sequence[str] = ()) -> Spans:
    """A formula on one line, for running text and for what is narrower than its picture."""
    source = harmless(source)
    try:
        if len(source) > _LONGEST:
            raise TooMuch
        return trimmed(Flat().set(_parse(source, holes), Level.DISPLAY).rows[0])
    except TooMuch:
        return as_written(source, holes).rows[0]


def _parse(source: str, holes: Sequence[str]) -> Node:
    return Parser(source, holes, command).formula()


def as_written(source: str, holes: Sequence[str] = ()) -> Box:
    """The source, marked as such, holes still hidden."""
    named = {OPEN: LEFT, CLOSE: RIGHT}
    text = " ".join(source.split())
    if not text.isascii():
        pieces = []
        for letter in text:
            number = hole_number(letter)
            label = holes[number] if number is not None and number < len(holes) else "..."
            pieces.append(named.get(letter, letter) if number is None else f"[{label}]")
        text = "".join(pieces)
    return of_text(f"${text}$", "unset")
