"""The line of keys at the bottom of a screen: each key with its label; each can also be clicked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from textual.content import Content
from textual.widgets import Static

from studygpt.tui.actions import Action, actions_of, key_of

Label = Callable[[Action], str]
"""The present label of an action; empty where the action would do nothing."""
_LAST = 2
"""The number of keys at the end of the line, help and back, that stay when there is no room for others."""


def usual_label(action: Action) -> str:
    """The label that the table gives an action."""
    return action.label if action.in_line else ""


class KeyLine(Static):
    """The keys of a screen in the order of the table, as many as there is room for."""

    def __init__(self, screen: str, changed: Mapping[str, str], label: Label = usual_label) -> None:
        """`changed`: the keys that the settings change, by the action's name."""
        super().__init__("", id="keys")
        self._screen_name = screen
        self._changed = changed
        self._label = label

    def change_keys(self, changed: Mapping[str, str]) -> None:
        """Show other keys from now on."""
        self._changed = changed
        self.renew()

    def on_resize(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Show the labels that the actions have now."""
        labelled = ((action, self._label(action)) for action in actions_of(self._screen_name))
        keys = tuple((each.name, key_of(each.name, self._changed), label) for each, label in labelled if label)
        self.update(_line(keys, self.content_size.width), layout=False)


@lru_cache(maxsize=32)  # between a question and its answer the line changes with every key
def _line(keys: tuple[tuple[str, str, str], ...], width: int) -> Content:
    """Each action's name, key and label, as a line with links."""
    pieces = [
        Content.from_markup(f"[@click=screen.{name}][b]$key[/b] $label[/]  ", key=key, label=label)
        for name, key, label in keys
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
