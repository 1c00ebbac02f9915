"""What every screen shares: keys from the table of actions, and words said in passing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.screen import Screen

from studygpt.tui.actions import actions_of, keys_of

if TYPE_CHECKING:
    from studygpt.study import Study


class StudyScreen(Screen[None]):
    """A screen with a name, under which the table of actions knows it."""

    NAME: ClassVar = ""

    def __init__(self, changed_keys: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.changed_keys = changed_keys or {}
        for action in actions_of(self.NAME):
            if hasattr(self, f"action_{action.name}"):
                for key in keys_of(action, self.changed_keys).split(","):
                    binding = Binding(key.strip(), action.name, action.label, show=False)
                    self._bindings.key_to_bindings.setdefault(binding.key, []).append(binding)

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
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.app.exit()

    def action_help(self) -> None:
        from studygpt.tui.help import HelpScreen

        self.app.push_screen(HelpScreen(self.NAME, self.changed_keys))
