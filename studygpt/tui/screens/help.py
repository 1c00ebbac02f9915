"""All keys of a screen, from the table of actions."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import ClassVar

from textual.content import Content

from studygpt.tui.actions import actions_of, keys_of, shown_key
from studygpt.tui.widgets.window import Window

_KEYS = 14
"""The width of the keys in columns."""


class HelpScreen(Window):
    """A window with the keys of the screen below it."""

    NAME: ClassVar = "help"
    HEADING: ClassVar = "Keys"

    def __init__(self, screen: str) -> None:
        super().__init__()
        self.of_screen = screen

    def content(self, width: int, height: int) -> Content:  # noqa: ARG002 - as many rows as it takes
        return Content("\n").join(self._lines(width))

    def action_help(self) -> None:
        """Close the window with the key that opened it."""
        self.action_back()

    def _lines(self, width: int) -> Iterator[Content]:
        for action in actions_of(self.of_screen):
            keys = " ".join(shown_key(key) for key in keys_of(action, self.changed_keys).split(","))
            yield from _line(keys, action.help, width)
        yield from _line("ctrl+p", "everything by name; themes", width)


def _line(keys: str, words: str, width: int) -> Iterator[Content]:
    """Lay out keys and beside them what they do, in as many lines as needed."""
    for line in wrap(words, max(20, width - _KEYS)):
        yield Content.assemble((f"{keys:<{_KEYS}}", "bold"), line)
        keys = ""
