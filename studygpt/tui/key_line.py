"""The line of keys at the bottom: what the table of actions says of a screen, each to be clicked too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content
from textual.widgets import Static

from studygpt.tui.actions import actions_of, keys_of, shown_key


class KeyLine(Static):
    def __init__(self, screen: str, changed: Mapping[str, str]) -> None:
        super().__init__(key_line(screen, changed), id="keys")


def key_line(screen: str, changed: Mapping[str, str]) -> Content:
    pieces: list[Any] = []
    for action in actions_of(screen):
        if action.in_line:
            key = shown_key(keys_of(action, changed).split(",")[0])
            pieces += [
                Content.from_markup(
                    f"[@click=screen.{action.name}][b]$key[/b] $label[/]  ", key=key, label=action.label
                )
            ]
    return Content.assemble(*pieces)
