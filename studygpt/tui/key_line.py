"""The line of keys at the bottom: what the table of actions says of a screen, each to be clicked too."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.widgets import Static

from studygpt.tui.actions import actions_of, keys_of, shown_key

_LAST = 2
"""Help and back: they stay where others find no room."""


class KeyLine(Static):
    def __init__(self, screen: str, changed: Mapping[str, str]) -> None:
        super().__init__("", id="keys")
        self.of = screen
        self.changed = changed

    def show(self, changed: Mapping[str, str]) -> None:
        """Other keys from now on."""
        self.changed = changed
        self.on_resize()

    def on_resize(self) -> None:
        self.update(key_line(self.of, self.changed, self.content_size.width))


def key_line(screen: str, changed: Mapping[str, str], width: int) -> Content:
    """The keys of a screen in the order of the table, as many as there is room for."""
    pieces = []
    for action in actions_of(screen):
        if action.in_line:
            key = shown_key(keys_of(action, changed).split(",")[0])
            markup = f"[@click=screen.{action.name}][b]$key[/b] $label[/]  "
            pieces.append(Content.from_markup(markup, key=key, label=action.label))
    first, last = pieces[:-_LAST], pieces[-_LAST:]
    room = width - sum(piece.cell_length for piece in last)
    kept = []
    for piece in first:
        room -= piece.cell_length
        if room < 0:
            break
        kept.append(piece)
    return Content.assemble(*kept, *last)
