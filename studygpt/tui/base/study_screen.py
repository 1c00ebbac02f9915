"""The base of every full screen: its keys, its study, messages and dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.worker import get_current_worker

from studygpt.errors import StudyError
from studygpt.tui.actions import NAMES, Action
from studygpt.tui.keyed_screen import KeyedScreen
from studygpt.tui.widgets.key_line import KeyLine, usual_label

if TYPE_CHECKING:
    from studygpt.study import Study

Made = TypeVar("Made")


class StudyScreen(KeyedScreen[None]):
    """A full screen, not a dialog over one.

    The app shows its first screen while the study is still being opened, and keys may lead on from there. So a screen
    may use `study` from `begin` on; until then the keys of actions that need it do nothing.
    """

    BEFORE_STUDY: ClassVar = frozenset("help back settings down up top bottom left right".split())
    """Actions that need no study."""

    def __init__(self) -> None:
        super().__init__()
        self._study: Study | None = None

    # ------------------------------------------------------------------ the study

    @property
    def study(self) -> Study:
        """The open study."""
        if self._study is None:
            raise RuntimeError(f"the screen {self.NAME!r} asked for the study before it was open")
        return self._study

    @property
    def has_study(self) -> bool:
        """Whether the study is open."""
        return self._study is not None

    def on_mount(self) -> None:
        if self.host.study is not None:
            self.open_study(self.host.study)

    def open_study(self, study: Study) -> None:
        """Keep the study, which was just opened, and show what needs it."""
        self._study = study
        self.begin()

    def begin(self) -> None:
        """Show what needs the study. Called once, as soon as it is open."""

    def renew(self) -> None:
        """Show notes or settings that changed. Called only while the study is open."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in NAMES and action not in self.BEFORE_STUDY and not self.has_study:
            return False
        return super().check_action(action, parameters)

    # ------------------------------------------------------------------ the line of keys

    def key_line(self) -> KeyLine:
        """The line of keys at the bottom."""
        return KeyLine(self.NAME, self.changed_keys, self.label)

    def label(self, action: Action) -> str:
        """The present label of an action in the line of keys; empty where the action would do nothing."""
        return usual_label(action)

    def change_keys(self) -> None:
        """Bind the present keys of the settings, and show them in the line of keys."""
        self.take_keys()
        for line in self.query(KeyLine):
            line.change_keys(self.changed_keys)

    # ------------------------------------------------------------------ work in a thread

    def show_latest(
        self,
        look: Callable[[], Made],
        show: Callable[[Made], None],
        refused: Callable[[str], None] | None = None,
    ) -> None:
        """Call `look` in a thread, as it may take longer than a key should, and `show` with its result.

        When it is called again meanwhile, the older result is passed over: it may come last, and says what was true
        before. `refused` is called with the sentence of an error, which is else shown as a message.
        """

        def work() -> None:
            worker = get_current_worker()

            def answer(act: Callable[[], None]) -> None:
                if not worker.is_cancelled:
                    act()

            try:
                found = look()
            except StudyError as error:
                sentence = str(error)
                tell = refused or partial(self.say, warning=True)
                self.call_later(answer, lambda: tell(sentence))
            else:
                self.call_later(answer, lambda: show(found))

        self.run_worker(work, thread=True, exclusive=True, group="latest")

    # ------------------------------------------------------------------ messages and dialogs

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a message in place of the last one. It goes away by itself, and with the next key unless it warns."""
        self.host.say(sentence, warning=warning)

    def attempt(self, act: Callable[[], Made]) -> Made | None:
        """Call `act` and return its result; if it is refused, show why and return None."""
        try:
            return act()
        except StudyError as error:
            self.say(str(error), warning=True)
            return None

    def ask_choice(self, title: str, choices: Sequence[str], chosen: Callable[[int], None], marked: int = 0) -> None:
        """Ask for one of several choices, and call `chosen` with its number unless the dialog is cancelled."""
        from studygpt.tui.widgets.dialogs import ChoiceDialog  # only when somebody is asked: the first card needs none

        def answered(number: int | None) -> None:
            if number is not None:
                chosen(number)

        self.app.push_screen(ChoiceDialog(title, choices, marked), answered)

    def ask_text(self, title: str, question: str, written: Callable[[str], None], value: str = "") -> None:
        """Ask for a few words, and call `written` with them if there are any."""
        from studygpt.tui.widgets.dialogs import TextDialog  # only when somebody is asked: the first card needs none

        def answered(words: str | None) -> None:
            if words:
                written(words)

        self.app.push_screen(TextDialog(title, question, value), answered)

    def ask_days(
        self, title: str, question: str, limits: tuple[int, int], given: Callable[[int], None], value: str = ""
    ) -> None:
        """Ask for a number of days within limits, and call `given` with it."""
        fewest, most = limits

        def written(words: str) -> None:
            days = int(words) if words.isascii() and words.isdigit() and len(words) <= len(str(most)) else -1
            if fewest <= days <= most:
                given(days)
            else:
                least = f"{fewest} (today)" if fewest == 0 else f"{fewest}"
                self.say(f"{words!r} is no number of days from {least} to {most:,}.", warning=True)

        self.ask_text(title, question, written, value)

    def ask_due(self, given: Callable[[int], None]) -> None:
        """Ask in how many days a card is to come back."""
        self.ask_days("Due", "In how many days? 0 is today.", (0, 36_500), given)

    # ------------------------------------------------------------------ other screens

    def action_back(self) -> None:
        """Go back to the screen before; from the first screen, go to Home."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.host.open_screen("home")

    def action_settings(self) -> None:
        self.host.open_screen("settings")

    def action_help(self) -> None:
        self.host.open_screen("help", screen=self.NAME)
