"""The app as its screens see it: the study, the keys, and the other screens by name."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Literal, overload

from textual.app import App
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen

from studygpt.text import harmless
from studygpt.tui.harmless_lines import HarmlessLines

if TYPE_CHECKING:
    from lab.catalog import Exercise
    from studygpt.model import Card
    from studygpt.study import Bounds, NoteLocation, NoteText, QueueOptions, Study, Summary
    from studygpt.tui.pictures.gallery import Gallery

SCREENS = {
    "browse": "BrowseScreen",
    "doubts": "DoubtsScreen",
    "exercises": "ExercisesScreen",
    "help": "HelpScreen",
    "home": "HomeScreen",
    "inbox": "InboxScreen",
    "info": "InfoScreen",
    "note": "NoteScreen",
    "practice": "PracticeScreen",
    "questions": "QuestionsScreen",
    "review": "ReviewScreen",
    "settings": "SettingsScreen",
    "stats": "StatsScreen",
    "training": "TrainingScreen",
}
"""Each module in `studygpt.tui.screens` and its class. A module is imported when its screen is first opened."""


_HARMLESS = HarmlessLines()


class ScreenHost(App[None]):
    """The app's interface for its screens, which know this class only: they import neither the app nor each other."""

    study: Study | None
    """The study; None until the app has opened it in the background."""
    changed_keys: Mapping[str, str]
    """The keys that the settings change, by the action's name."""

    @property
    @abstractmethod
    def gallery(self) -> Gallery | None:
        """The gallery, which draws images; None if the extra for images is not installed, or no study is open yet."""

    @abstractmethod
    def configure(self, name: str, value: object) -> None:
        """Change a setting, and everything on the screen that follows from it."""

    @abstractmethod
    def end(self, signal_number: int) -> None:
        """Leave the app because a signal asks for it, or because the terminal has gone, which is a hang-up too."""

    @abstractmethod
    def renew_screens(self) -> None:
        """Let every screen show what changed in the study."""

    @property
    @abstractmethod
    def waiting_syncs(self) -> Mapping[str, Summary]:
        """The syncs that wait for an answer, by the names of their sources."""

    @abstractmethod
    def ask_about_sync(self, source: str) -> None:
        """Open the window that asks about a sync that waits for an answer."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), _HARMLESS]

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message. No text of others is markup, and none of its control characters have an effect."""
        super().notify(harmless(message), title=title, severity=severity, timeout=timeout, markup=markup)

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a message in place of the last one. It goes away by itself, and with the next key unless it warns."""
        self.clear_notifications()
        self.notify(sentence, timeout=6 if warning else 4, severity="warning" if warning else "information")

    @staticmethod
    def make_screen(name: str, **details: object) -> Screen[None]:
        """Make a screen; `details` are its constructor's arguments."""
        screen: Screen[None] = getattr(import_module(f"studygpt.tui.screens.{name}"), SCREENS[name])(**details)
        return screen

    @overload
    def open_screen(
        self, name: Literal["doubts", "exercises", "home", "inbox", "questions", "settings", "stats"]
    ) -> None: ...
    @overload
    def open_screen(
        self,
        name: Literal["browse"],
        *,
        query: str = ...,
        pick: Callable[[Card], None] | None = ...,
        at: str | None = ...,
    ) -> None: ...
    @overload
    def open_screen(self, name: Literal["help"], *, screen: str) -> None: ...
    @overload
    def open_screen(self, name: Literal["info"], *, study: Study, card: Card) -> None: ...
    @overload
    def open_screen(self, name: Literal["note"], *, place: NoteLocation, text: NoteText) -> None: ...
    @overload
    def open_screen(self, name: Literal["practice"], *, slug: str) -> None: ...
    @overload
    def open_screen(self, name: Literal["review"], *, options: QueueOptions, bounds: Bounds) -> None: ...
    @overload
    def open_screen(self, name: Literal["training"], *, exercise: Exercise) -> None: ...

    def open_screen(self, name: str, **details: object) -> None:
        """Open a screen over the present one. The overloads above list the arguments of each screen."""
        self.push_screen(self.make_screen(name, **details))
