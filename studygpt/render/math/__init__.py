"""Typeset LaTeX in Unicode, on several rows or on one line. Pure; no source raises an exception."""

from __future__ import annotations

from collections.abc import Sequence

from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, LEFT_BRACKET, RIGHT_BRACKET, hole_number
from studygpt.render.math.box import Box, of_text
from studygpt.render.math.breaking import broken_lines
from studygpt.render.math.commands import command
from studygpt.render.math.nodes import FormulaRow, FormulaTooLarge, Node
from studygpt.render.math.one_line import OneLineTypesetter
from studygpt.render.math.parser import Parser
from studygpt.render.math.two_dimensional import TwoDimensionalTypesetter
from studygpt.render.math.typesetter import Level
from studygpt.render.segments import Segments, trimmed
from studygpt.text import harmless, joined

__all__ = ["Box", "one_line", "typeset"]

_LONGEST = 20_000
"""The most letters of source that are typeset; a longer formula is shown as it was written."""


def typeset(source: str, holes: Sequence[str] = (), width: int | None = None) -> Box:
    """Typeset a formula as on paper. Marks of holes (`hole_marks.py`) become boxes with their label, `holes[n]`.

    A formula wider than `width` continues on further lines, broken before a relation or a sum; one without such a place
    stays wide.
    """
    source = harmless(source)
    try:
        if len(source) > _LONGEST:
            raise FormulaTooLarge
        typesetter, formula = TwoDimensionalTypesetter(), _parse(source, holes)
        box = typesetter.typeset(formula, Level.DISPLAY)
        if width and box.width > width and isinstance(formula, FormulaRow):
            return broken_lines(typesetter.pieces(formula, Level.DISPLAY), width) or box
    except FormulaTooLarge:
        return as_written(source, holes)
    return box


def one_line(source: str, holes: Sequence[str] = ()) -> Segments:
    """Typeset a formula on one line, for running text and for narrow screens."""
    source = harmless(source)
    try:
        if len(source) > _LONGEST:
            raise FormulaTooLarge
        return trimmed(OneLineTypesetter().typeset(_parse(source, holes), Level.DISPLAY).rows[0])
    except FormulaTooLarge:
        return as_written(source, holes).rows[0]


def _parse(source: str, holes: Sequence[str]) -> Node:
    return Parser(source, holes, command).formula()


def as_written(source: str, holes: Sequence[str] = ()) -> Box:
    """Return the source in the style `unset`, with its holes still hidden."""
    named = {ANSWER_OPEN: LEFT_BRACKET, ANSWER_CLOSE: RIGHT_BRACKET}
    text = joined(source)
    if not text.isascii():
        pieces = []
        for letter in text:
            number = hole_number(letter)
            label = holes[number] if number is not None and number < len(holes) else "..."
            pieces.append(named.get(letter, letter) if number is None else f"[{label}]")
        text = "".join(pieces)
    return of_text(f"${text}$", "unset")
