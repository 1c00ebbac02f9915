"""Keep control characters out of every line that the app draws, whichever widget drew it."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from studygpt.text import harmless


class OwnSequence(str):
    """A control sequence that the app itself sends, as for a picture."""

    __slots__ = ()


class HarmlessLines(LineFilter):
    """Drop the characters that a terminal would obey. They take no room, so the width of a line stays.

    Screens show such a character as a symbol; this filter stands behind them, for the text that one forgets.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - a filter is given it
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [each._replace(text=_cleaned(each.text)) for each in segments]


def _cleaned(text: str) -> str:
    if text.isprintable() or isinstance(text, OwnSequence):
        return text
    return "".join(letter for letter in text if letter.isprintable() or harmless(letter) == letter)
