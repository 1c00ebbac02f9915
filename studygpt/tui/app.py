"""The app: it shows a first screen at once, and opens the study behind it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.screen import Screen

from studygpt.errors import StudyError
from studygpt.schedule.session import Bounds
from studygpt.study.live import Live
from studygpt.tui.actions import ACTIONS, ALL
from studygpt.tui.base import StudyScreen
from studygpt.tui.review import ReviewScreen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from studygpt.study import Study
    from studygpt.study.choice import Choice


class StudyApp(App[None]):
    """One study on the screen."""

    TITLE = "StudyGPT"
    CSS_PATH: ClassVar = ["app.tcss", "review.tcss"]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar = [("ctrl+c", "quit", "quit")]

    def __init__(self, choice: Choice, bounds: Bounds) -> None:
        super().__init__()
        self.choice = choice
        self.bounds = bounds
        self.study: Study | None = None
        self.live: Live | None = None
        self.failure: StudyError | None = None

    def get_default_screen(self) -> Screen[None]:
        return ReviewScreen(self.choice, self.bounds)

    def _fatal_error(self) -> None:
        """What went wrong goes to a file; the person gets a sentence, and every grade is kept already."""
        error = self._exception
        self.bell()
        if isinstance(error, StudyError):
            self.failure = error
        elif error is not None:
            from traceback import format_exception

            from studygpt import paths

            report = paths.home() / "crash.txt"
            report.parent.mkdir(parents=True, exist_ok=True)
            report.write_text("".join(format_exception(error)), encoding="utf-8")
            self.failure = StudyError(
                f"the app met an error that it did not expect ({type(error).__name__}); every grade is kept. What "
                f"happened stands in {report}: please report it. `studygpt review --plain` works meanwhile."
            )
        self._close_messages_no_wait()

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.run_worker(self._open, thread=True, name="study", exit_on_error=False)

    def _open(self) -> None:
        """In a thread: the database and its engine are loaded while the first card is read."""
        try:
            from studygpt.study import Study

            study = Study.open()
            self.call_from_thread(self._opened, study)
            live = Live(study.library, set(), lambda _: self._changed(), self._told, at_once=True)
            live.__enter__()
            self.live = live
        except StudyError as error:
            self.failure = error
            self.call_from_thread(self.exit)

    def _opened(self, study: Study) -> None:
        self.study = study
        for screen in self.screen_stack:
            if isinstance(screen, StudyScreen):
                screen.begin(study)

    def _told(self, sentence: str) -> None:
        self.call_from_thread(self.notify, sentence, markup=False, severity="warning", timeout=6)

    def _changed(self) -> None:
        self.call_from_thread(self._renew)

    def _renew(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, StudyScreen):
                screen.renew()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        where = getattr(screen, "NAME", "")
        for action in ACTIONS:
            if (ALL in action.screens or where in action.screens) and hasattr(screen, f"action_{action.name}"):
                title = f"{action.label[0].upper()}{action.label[1:]}"
                yield SystemCommand(title, action.help, getattr(screen, f"action_{action.name}"))


def run(choice: Choice, bounds: Bounds) -> int:
    """The app until it is left; 3 where the study could not be opened."""
    app = StudyApp(choice, bounds)
    if os.environ.get("NO_COLOR"):
        app.theme = "ansi-dark" if "ansi-dark" in app.available_themes else app.theme
    try:
        app.run()
    finally:
        if app.live is not None:
            app.live.__exit__(None, None, None)
        if app.study is not None:
            app.study.close()
    if app.failure is not None:
        raise app.failure
    return 0
