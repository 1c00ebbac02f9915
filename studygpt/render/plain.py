"""A card as plain text: for pipes, screen readers and terminals that know no more than letters."""

from __future__ import annotations

from collections.abc import Iterable

from studygpt.render.blocks import card_lines
from studygpt.render.spans import Line

DRAWN_WITH = "⟦⟧│─┌√⎛ᵀ₁∑"
"""A terminal that knows these letters can show what is drawn."""

_SIMPLER = str.maketrans(
    {"⟦": "[", "⟧": "]", "│": "|", "─": "-", "┼": "+", "•": "-", "◦": "-", "▪": "-", "☐": "[ ]", "☑": "[x]", "◪": "[-]"}
)


def plain(markdown: str, *, drawn: bool = True) -> str:
    """The text of a note's passage: what is emphasised stays, its marks go."""
    return plain_text(card_lines(markdown, None, drawn=drawn), drawn=drawn)


def plain_text(lines: Iterable[Line], *, drawn: bool = True) -> str:
    """The lines without their styles; where nothing can be drawn, in letters that every terminal has."""
    text = "\n".join(line.text for line in lines)
    return text if drawn else text.translate(_SIMPLER)
