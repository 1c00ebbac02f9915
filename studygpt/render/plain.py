"""Render markdown as plain text, for pipes, screen readers and terminals with few letters."""

from __future__ import annotations

from collections.abc import Iterable

from studygpt.render.blocks import card_lines
from studygpt.render.segments import StyledLine

DRAWN_WITH = "⟦⟧│─┌√⎛ᵀ₁∑"
"""A terminal that can show these letters can show all drawings."""

_SIMPLER = str.maketrans(
    {"⟦": "[", "⟧": "]", "│": "|", "─": "-", "┼": "+", "•": "-", "◦": "-", "▪": "-", "☐": "[ ]", "☑": "[x]", "◪": "[-]"}
)


def plain(markdown: str, *, drawn: bool = True) -> str:
    """Return a passage of a note as plain text, without marks such as `**`."""
    return plain_text(card_lines(markdown, None, drawn=drawn), drawn=drawn)


def plain_text(lines: Iterable[StyledLine], *, drawn: bool = True) -> str:
    """Return the lines without their styles; with `drawn=False` in letters that every terminal has."""
    text = "\n".join(line.text for line in lines)
    return text if drawn else text.translate(_SIMPLER)
