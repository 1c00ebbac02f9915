"""What has its keys from the table of actions: every screen, and every window over one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding

from studygpt.tui.actions import actions_of, key_of, keys_of

if TYPE_CHECKING:
    from textual.binding import BindingsMap


class Keyed:
    """Mixed into a screen with a name, under which the table of actions knows it."""

    NAME: ClassVar = ""

    if TYPE_CHECKING:
        _bindings: BindingsMap
        app: Any

    def take_keys(self, changed: Mapping[str, str] | None = None) -> None:
        """Have these keys, else those that the app has."""
        if changed is None:
            with suppress(RuntimeError):  # made before there is an app
                changed = getattr(self.app, "changed_keys", None)
        self.changed_keys: Mapping[str, str] = changed or {}
        if not hasattr(self, "_usual"):
            self._usual = {key: list(bindings) for key, bindings in self._bindings.key_to_bindings.items()}
        self._bindings.key_to_bindings = {key: list(bindings) for key, bindings in self._usual.items()}
        for action in actions_of(self.NAME):
            if hasattr(self, f"action_{action.name}"):
                for key in keys_of(action, self.changed_keys).split(","):
                    binding = Binding(key.strip(), action.name, action.label, show=False)
                    self._bindings.key_to_bindings.setdefault(binding.key, []).append(binding)

    def key(self, name: str) -> str:
        """The key of an action, as it is shown."""
        return key_of(name, self.changed_keys)
