"""The line of keys at the bottom: what the table of actions says of a screen, each to be clicked too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from textual.content import Content
from textual.widgets import Static

from studygpt.tui.actions import Action, actions_of, key_of

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
        self.renew()

    def on_resize(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Say again what the keys do now."""
        label = getattr(self.screen, "label", usual_label)
        self.update(key_line(self.of, self.changed, self.content_size.width, label), layout=False)


def usual_label(action: Action) -> str:
    return action.label if action.in_line else ""


def key_line(
    screen: str, changed: Mapping[str, str], width: int, label: Callable[[Action], str] = usual_label
) -> Content:
    """The keys of a screen in the order of the table, as many as there is room for.

    `label`: what the line says of an action now; nothing where it would do nothing.
    """
    said = ((action, label(action)) for action in actions_of(screen))
    return _line(tuple((each.name, key_of(each.name, changed), words) for each, words in said if words), width)


@lru_cache(maxsize=32)  # between a question and its answer the line changes with every key
def _line(keys: tuple[tuple[str, str, str], ...], width: int) -> Content:
    """Each key with its action's name and words."""
    pieces = [
        Content.from_markup(f"[@click=screen.{name}][b]$key[/b] $label[/]  ", key=key, label=words)
        for name, key, words in keys
    ]
    first, last = pieces[:-_LAST], pieces[-_LAST:]
    room = width - sum(piece.cell_length for piece in last)
    kept = []
    for piece in first:
        room -= piece.cell_length
        if room < 0:
            break
        kept.append(piece)
    return Content.assemble(*kept, *last)
