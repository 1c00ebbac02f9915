"""The app: it shows a first screen at once, and opens the study behind it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from studygpt.errors import StudyError, UsageError
from studygpt.study import Bounds, settings_file
from studygpt.tui.actions import ACTIONS, ALL, check_keys
from studygpt.tui.base.study_screen import StudyScreen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from studygpt.model import Card
    from studygpt.study import NoteWatcher, QueueOptions, Study
    from studygpt.tui.pictures.gallery import Gallery


class StudyApp(App[None]):
    """One study on the screen."""

    TITLE = "StudyGPT"
    CSS_PATH: ClassVar = [
        "app.tcss",
        "screens/review.tcss",
        "screens/home.tcss",
        "screens/settings.tcss",
        "screens/practice.tcss",
    ]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar = [("ctrl+c", "quit", "quit")]

    def __init__(self, choice: QueueOptions | None, bounds: Bounds, exercise: str | None = None) -> None:
        """`choice`: what to review first; `exercise`: which to practise first; without either it begins at Home."""
        # Without colours the terminal's own two are the surest to be told apart.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.choice = choice
        self.exercise = exercise
        self.bounds = bounds
        self.study: Study | None = None
        self.live: NoteWatcher | None = None
        self.failure: StudyError | None = None
        self.settings = settings = settings_file.read()
        self.changed_keys = settings.keys
        try:
            check_keys(settings.keys)
        except UsageError as error:
            raise settings_file.mistake("keys", str(error)) from error
        self.theme = "ansi-dark" if self.no_color else settings.theme

    def get_default_screen(self) -> Screen[None]:
        if self.exercise is not None:
            from studygpt.tui.screens.practice import PracticeScreen

            return PracticeScreen(self.exercise, self.changed_keys)
        if self.choice is None:
            from studygpt.tui.screens.home import HomeScreen

            return HomeScreen(self.changed_keys)
        from studygpt.tui.screens.review import ReviewScreen

        return ReviewScreen(self.choice, self.bounds, self._first_card(), self.changed_keys)

    def _first_card(self) -> Card | None:
        """What can be shown before the study is open: the first card of an ordinary day."""
        from studygpt import paths
        from studygpt.clock import system_clock
        from studygpt.study import QueueOptions, first_card

        file = paths.database()
        if self.choice != QueueOptions() or not isinstance(file, Path):
            return None  # with a query or a number of cards, only the session knows
        return first_card(file, system_clock()(), self.settings)

    def _keep_theme(self) -> None:
        """A theme that was chosen in the palette is the theme from now on."""
        if self.study is not None and not self.no_color and self.theme != self.study.context.settings.theme:
            self.configure("theme", self.theme)

    def configure(self, name: str, value: object) -> None:
        """Change a setting, and all that is on the screen with it."""
        assert self.study is not None, "settings are changed once the study is open"
        self.study.configure(name, value)
        settings = self.study.context.settings
        if name == "theme" and not self.no_color:
            self.theme = settings.theme
        elif name == "keys":
            self.changed_keys = settings.keys
        elif name == "images":
            self._close_gallery()
            self._renew_pictures()
        for screen in self.screen_stack:
            if isinstance(screen, StudyScreen):
                if name == "keys":
                    screen.change_keys(settings.keys)
                elif name != "theme":
                    screen.renew()

    async def on_event(self, event: events.Event) -> None:
        """What was said in passing makes room for what the next key says."""
        said = self._notifications
        # To clear none costs as much as to paint a card.
        if isinstance(event, events.Key) and len(said) and all(each.severity == "information" for each in said):
            self.clear_notifications()
        await super().on_event(event)

    def _fatal_error(self) -> None:
        """What went wrong goes to a file; the person gets a sentence, and every grade is kept already."""
        error = self._exception
        self.bell()
        if isinstance(error, StudyError):
            self.failure = error
        elif error is not None:
            from studygpt.study import unexpected

            self.failure = unexpected(error, "the app", " `studygpt review --plain` works meanwhile.")
        self._close_messages_no_wait()

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda _: self._keep_theme())
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.run_worker(self._open, thread=True, name="study", exit_on_error=False)

    def _open(self) -> None:
        """In a thread: the database and its engine are loaded while the first card is read."""
        try:
            from studygpt.study import NoteWatcher, Study

            study = Study.open()
            self.call_from_thread(self._opened, study)
            live = NoteWatcher(study.library, set(), lambda _: self._changed(), self._told, at_once=True)
            live.__enter__()
            self.live = live
            self._back_up()
        except StudyError as error:
            self.failure = error
            self.call_from_thread(self.exit)
        except Exception as error:  # a thread that dies must not leave a screen that waits for it
            self.call_from_thread(self._handle_exception, error)

    def _back_up(self) -> None:
        """The day's copy, behind the first card."""
        from studygpt.study import back_up_daily

        try:
            back_up_daily()
        except StudyError as error:
            self._told(f"Today's backup failed: {error}")

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

    # ------------------------------------------------------------------ images

    @cached_property
    def gallery(self) -> Gallery | None:
        """Asked for when a first image is shown; None where the extra that draws them is not installed."""
        from studygpt.tui.pictures.image_file import can_draw

        if not can_draw() or self.study is None:
            return None
        from studygpt.tui.pictures.gallery import Gallery
        from studygpt.tui.pictures.terminal_graphics import chosen_form

        return Gallery(
            self, chosen_form(self.study.context.settings.images, self.console.color_system), self._renew_pictures
        )

    def _renew_pictures(self) -> None:
        from studygpt.tui.widgets.card_view import CardView

        for screen in self.screen_stack:
            for view in screen.query(CardView):
                view.renew_pictures()

    def _close_gallery(self) -> None:
        gallery = self.__dict__.pop("gallery", None)
        if gallery is not None:
            gallery.close()

    def on_unmount(self) -> None:
        self._close_gallery()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        where = getattr(screen, "NAME", "")
        for action in ACTIONS:
            if (ALL in action.screens or where in action.screens) and hasattr(screen, f"action_{action.name}"):
                title = f"{action.label[0].upper()}{action.label[1:]}"
                yield SystemCommand(title, action.help, getattr(screen, f"action_{action.name}"))


def practise(exercise: str) -> int:
    """The app, beginning with an exercise."""
    return run(None, Bounds(), exercise)


def run(choice: QueueOptions | None, bounds: Bounds, exercise: str | None = None) -> int:
    """The app until it is left; 3 where the study could not be opened."""
    app = StudyApp(choice, bounds, exercise)
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
