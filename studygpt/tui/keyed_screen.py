"""Screens and dialogs whose keys follow from the table of actions."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding
from textual.screen import Screen

from studygpt.tui.actions import actions_of, key_of, keys_of
from studygpt.tui.host import ScreenHost

Result = TypeVar("Result")


class KeyedScreen(Screen[Result]):
    """A screen or dialog with a name; the table of actions lists its keys under that name."""

    NAME: ClassVar = ""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name, id, classes)
        self._fixed_bindings = {key: list(bindings) for key, bindings in self._bindings.key_to_bindings.items()}
        """Bindings that the class declares itself; they cannot be changed in the settings."""
        self.take_keys()

    @property
    def host(self) -> ScreenHost:
        """The app."""
        app: object = self.app  # Textual types it as App[object], which no app that returns nothing is
        assert isinstance(app, ScreenHost), "screens are only made by the app"
        return app

    def take_keys(self) -> None:
        """Bind the keys that the app has now."""
        self.changed_keys = self.host.changed_keys
        self._bindings.key_to_bindings = {key: list(bindings) for key, bindings in self._fixed_bindings.items()}
        for action in actions_of(self.NAME):
            if hasattr(self, f"action_{action.name}"):
                for key in keys_of(action, self.changed_keys).split(","):
                    binding = Binding(key.strip(), action.name, action.label, show=False)
                    self._bindings.key_to_bindings.setdefault(binding.key, []).append(binding)

    def key(self, name: str) -> str:
        """The key of an action, as it is shown."""
        return key_of(name, self.changed_keys)
