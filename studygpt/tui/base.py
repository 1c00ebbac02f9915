"""What every screen shares: keys from the table of actions, and words said in passing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.screen import Screen

from studygpt.tui.actions import actions_of, keys_of
from studygpt.tui.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import Study


class StudyScreen(Screen[None]):
    """A screen with a name, under which the table of actions knows it."""

    NAME: ClassVar = ""

    def __init__(self, changed_keys: Mapping[str, str] | None = None) -> None:
        super().__init__()
        if changed_keys is None:
            with suppress(RuntimeError):  # made before there is an app
                changed_keys = getattr(self.app, "changed_keys", None)
        self.changed_keys = changed_keys or {}
        self._usual = {key: list(bindings) for key, bindings in self._bindings.key_to_bindings.items()}
        self._bind()

    def _bind(self) -> None:
        self._bindings.key_to_bindings = {key: list(bindings) for key, bindings in self._usual.items()}
        for action in actions_of(self.NAME):
            if hasattr(self, f"action_{action.name}"):
                for key in keys_of(action, self.changed_keys).split(","):
                    binding = Binding(key.strip(), action.name, action.label, show=False)
                    self._bindings.key_to_bindings.setdefault(binding.key, []).append(binding)

    def change_keys(self, changed: Mapping[str, str]) -> None:
        """Other keys from now on."""
        self.changed_keys = changed
        self._bind()
        for line in self.query(KeyLine):
            line.show(changed)

    def on_mount(self) -> None:
        """A screen that opens while there is a study begins with it."""
        study = getattr(self.app, "study", None)
        if study is not None:
            self.begin(study)

    def begin(self, study: Study) -> None:
        """The study is open."""

    def renew(self) -> None:
        """Notes or settings changed."""

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """A sentence that goes away by itself; never read as markup."""
        self.notify(sentence, markup=False, timeout=4, severity="warning" if warning else "information")

    def action_back(self) -> None:
        """To the screen before; from a first screen to Home."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            from studygpt.tui.home import HomeScreen

            self.app.push_screen(HomeScreen(self.changed_keys))

    def action_settings(self) -> None:
        from studygpt.tui.settings_screen import SettingsScreen

        self.app.push_screen(SettingsScreen(self.changed_keys))

    def action_help(self) -> None:
        from studygpt.tui.help import HelpScreen

        self.app.push_screen(HelpScreen(self.NAME, self.changed_keys))
