"""What every screen shares: keys from the table of actions, and words said in passing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.screen import Screen

from studygpt.tui.actions import Action
from studygpt.tui.keyed_screen import Keyed
from studygpt.tui.widgets.key_line import KeyLine, usual_label

if TYPE_CHECKING:
    from studygpt.study import Study


class StudyScreen(Keyed, Screen[None]):
    """A screen of its own, not a window over one."""

    def __init__(self, changed_keys: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.take_keys(changed_keys)

    def change_keys(self, changed: Mapping[str, str]) -> None:
        """Other keys from now on."""
        self.take_keys(changed)
        for line in self.query(KeyLine):
            line.show(changed)

    def label(self, action: Action) -> str:
        """What the line of keys says of an action now; nothing where it would do nothing."""
        return usual_label(action)

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
        """A sentence in the place of the last one. It goes away by itself, and with the next key unless it warns."""
        self.app.clear_notifications()
        self.notify(
            sentence, markup=False, timeout=6 if warning else 4, severity="warning" if warning else "information"
        )

    def action_back(self) -> None:
        """To the screen before; from a first screen to Home."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            from studygpt.tui.screens.home import HomeScreen

            self.app.push_screen(HomeScreen(self.changed_keys))

    def action_settings(self) -> None:
        from studygpt.tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen(self.changed_keys))

    def action_help(self) -> None:
        from studygpt.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.NAME, self.changed_keys))
