"""Where the holes of a card are, as letters in its text that nobody writes: they outlive markdown and LaTeX.

A hole that is asked for is one letter; the text that filled a hole stands between two.
"""

from __future__ import annotations

HOLES_AT_MOST = 1000
_FIRST = 0xF1000
OPEN, CLOSE = "\U000f0f00", "\U000f0f01"
_OURS = dict.fromkeys((*range(_FIRST, _FIRST + HOLES_AT_MOST), ord(OPEN), ord(CLOSE)), "�")

LEFT, RIGHT = "⟦", "⟧"
"""What stands around a revealed answer, so that it is told apart without colour."""


def without_marks(text: str) -> str:
    """A text in which these letters are no marks, whoever put them there."""
    return text.translate(_OURS) if not text.isascii() else text


def hole_mark(number: int) -> str:
    return chr(_FIRST + number)


def hole_number(letter: str) -> int | None:
    """Which hole a letter stands for."""
    number = ord(letter) - _FIRST
    return number if 0 <= number < HOLES_AT_MOST else None
