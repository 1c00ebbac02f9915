"""Mark holes and answers in a card's text with private-use letters, which markdown and LaTeX leave alone.

A hole is one letter; an answer stands between two.
"""

from __future__ import annotations

HOLES_AT_MOST = 1000
_FIRST = 0xF1000
ANSWER_OPEN, ANSWER_CLOSE = "\U000f0f00", "\U000f0f01"
_MARKS = dict.fromkeys((*range(_FIRST, _FIRST + HOLES_AT_MOST), ord(ANSWER_OPEN), ord(ANSWER_CLOSE)), "�")

LEFT_BRACKET, RIGHT_BRACKET = "⟦", "⟧"
"""Brackets around a revealed answer, so that the answer stands out without colour."""


def without_marks(text: str) -> str:
    """Return a text from a note without letters that would count as marks."""
    return text.translate(_MARKS) if not text.isascii() else text


def hole_mark(number: int) -> str:
    """Return the letter that marks a hole."""
    return chr(_FIRST + number)


def hole_number(letter: str) -> int | None:
    """Return the number of the hole that a letter marks; None for any other letter."""
    number = ord(letter) - _FIRST
    return number if 0 <= number < HOLES_AT_MOST else None
