"""The app. It shows its first screen at once, and opens the study in the background."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import SystemCommand
from textual.screen import Screen

from studygpt import notices, paths, study as facade  # its names are loaded when they are first used
from studygpt.clock import system_clock
from studygpt.errors import Ended, StudyError, UsageError
from studygpt.signals import on_request_to_end
from studygpt.study import Bounds, settings_file
from studygpt.tui.actions import ACTIONS, ALL, check_keys
from studygpt.tui.base.study_screen import StudyScreen
from studygpt.tui.host import ScreenHost
from studygpt.tui.left_copies import LeftCopies
from studygpt.tui.stopped_syncs import StoppedSyncs
from studygpt.tui.widgets.card_view import CardView

if TYPE_CHECKING:
    from textual.driver import Driver

    from studygpt.model import Card
    from studygpt.study import NoteWatcher, QueueOptions, Study, Summary
    from studygpt.tui.pictures.gallery import Gallery

_BEGIN_AT_LATEST = 0.3
"""Seconds until the study is opened even if no screen has been painted."""


class StudyApp(ScreenHost):
    """The full-screen app of one study."""

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

    def __init__(self, options: QueueOptions | None, bounds: Bounds, exercise: str | None = None) -> None:
        """`options`: what to review first; `exercise`: which to practise first; without either it begins at Home."""
        # Without colours, the terminal's own two contrast best.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.options = options
        self.exercise = exercise
        self.bounds = bounds
        self.study: Study | None = None
        self.watcher: NoteWatcher | None = None
        """Reads notes again when they change; None until the study is open."""
        self.stopped_syncs = StoppedSyncs(self)
        self.left_copies = LeftCopies(self)
        self._begun = False
        """Whether the study is being opened, or is open."""
        self.failure: StudyError | None = None
        """The error that ended the app."""
        self.settings = settings = settings_file.read()
        self.changed_keys = settings.keys
        try:
            check_keys(settings.keys)
        except UsageError as error:
            raise settings_file.mistake("keys", str(error)) from error
        self.theme = "ansi-dark" if self.no_color else settings.theme

    def get_default_screen(self) -> Screen[None]:
        if self.exercise is not None:
            return self.make_screen("practice", slug=self.exercise)
        if self.options is None:
            return self.make_screen("home")
        return self.make_screen("review", options=self.options, bounds=self.bounds, first=self._first_card())

    def _first_card(self) -> Card | None:
        """The first card of an ordinary day, to be shown before the study is open."""
        file = paths.database()
        if self.options != facade.QueueOptions() or not isinstance(file, Path):
            return None  # with a query or a number of cards, only the session knows which card comes first
        return facade.first_card(file, system_clock()(), self.settings)

    def _keep_theme(self) -> None:
        """Keep a theme that was chosen in the palette."""
        if self.study is not None and not self.no_color and self.theme != self.study.context.settings.theme:
            self.configure("theme", self.theme)

    def configure(self, name: str, value: object) -> None:
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
        if name == "keys":
            for screen in self._study_screens():
                screen.change_keys()
        elif name != "theme":
            self.renew_screens()

    def _study_screens(self) -> Iterator[StudyScreen]:
        """The full screens. There are none while the app ends: a thread's news would find them without their parts."""
        screens = self.screen_stack if self.is_running else ()
        return (screen for screen in screens if isinstance(screen, StudyScreen))

    def get_driver_class(self) -> type[Driver]:
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":  # Windows, or a driver that the environment names
            return usual
        from studygpt.tui.terminal_driver import TerminalDriver  # it needs `termios`, which Windows lacks

        return TerminalDriver

    def end(self, signal_number: int) -> None:
        if self._loop is None:
            raise Ended(signal_number)
        with suppress(RuntimeError):  # the loop is closed: the app is ending
            self._loop.call_soon_threadsafe(partial(self.exit, return_code=128 + signal_number))

    async def on_event(self, event: events.Event) -> None:
        """Take a message away with the next key, unless it warns."""
        messages = self._notifications
        # Without messages this would take as long as painting a card.
        if isinstance(event, events.Key) and len(messages) and all(each.severity == "information" for each in messages):
            self.clear_notifications()
        await super().on_event(event)

    def _fatal_error(self) -> None:
        """Write a report of an unexpected error to a file and end with a sentence. Every grade is stored already."""
        error = self._exception
        self.bell()
        if isinstance(error, StudyError):
            self.failure = error
        elif error is not None:
            self.failure = facade.unexpected(error, "the app", " `studygpt review --plain` works meanwhile.")
        self._close_messages_no_wait()

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda _: self._keep_theme())
        self.call_after_refresh(self._begin)
        # A key that leads on before the first refresh leaves that call behind, in the screen it left.
        self.set_timer(_BEGIN_AT_LATEST, self._begin)

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self.run_worker(self._open, thread=True, name="study", exit_on_error=False)

    def _open(self) -> None:
        """Open the study in a thread, as this loads the database's engine; meanwhile the first card can be read."""
        try:
            notices.listen(self._tell)
            study = facade.Study.open()
            self.call_from_thread(self._take_study, study)
            watcher = facade.NoteWatcher(
                study.library, set(), self._notes_changed, self._warn, asks=self._syncs_wait, at_once=True
            )
            watcher.__enter__()
            self.watcher = watcher
            if copies := facade.left_copies():
                self.call_later(self.left_copies.offer, copies)
            self._back_up(study)
        except StudyError as error:
            self.failure = error
            self.call_from_thread(self.exit)
        except Exception as error:  # or the screen would wait for ever for a thread that died
            self.call_from_thread(self._handle_exception, error)

    def _back_up(self, study: Study) -> None:
        """Look for damage, then make the day's backup, in the thread that opened the study."""
        try:
            study.refuse_damage()
        except StudyError as error:
            self._tell(str(error))
            return
        try:
            facade.back_up_daily()
        except StudyError as error:
            self._warn(f"Today's backup failed: {error}")

    def _take_study(self, study: Study) -> None:
        self.study = study
        for screen in self._study_screens():
            screen.open_study(study)

    def _warn(self, sentence: str) -> None:
        """Show a warning from a thread."""
        self.call_from_thread(self.notify, sentence, severity="warning", timeout=6)

    def _tell(self, sentence: str) -> None:
        """Show what a person must be told though nothing failed; called in any thread."""
        self.call_later(self.notify, sentence, severity="warning", timeout=20)

    def _notes_changed(self, _: str) -> None:
        """Show the notes that the watcher read; called in its thread."""
        self.call_from_thread(self.renew_screens)

    def _syncs_wait(self, waiting: dict[str, Summary]) -> None:
        """Take in which syncs wait for an answer; called in the watcher's thread."""
        self.call_later(self.stopped_syncs.take, waiting)

    @property
    def waiting_syncs(self) -> Mapping[str, Summary]:
        return self.stopped_syncs.waiting

    def ask_about_sync(self, source: str) -> None:
        self.stopped_syncs.ask(source)

    def renew_screens(self) -> None:
        for screen in self._study_screens():
            if screen.has_study:
                screen.renew()

    def close_study(self) -> None:
        """Stop watching notes and close the study."""
        notices.listen(None)
        if self.watcher is not None:
            self.watcher.__exit__(None, None, None)
        if self.study is not None:
            self.study.close()

    # ------------------------------------------------------------------ images

    @cached_property
    def gallery(self) -> Gallery | None:
        """The gallery, made when the first image is shown; None where images cannot be drawn."""
        from studygpt.tui.pictures.image_file import can_draw  # only when an image is shown

        if not can_draw() or self.study is None:
            return None
        from studygpt.tui.pictures.gallery import Gallery  # only where the extra is installed
        from studygpt.tui.pictures.terminal_graphics import chosen_form  # only where the extra is installed

        return Gallery(
            self, chosen_form(self.study.context.settings.images, self.console.color_system), self._renew_pictures
        )

    def _renew_pictures(self) -> None:
        for screen in self.screen_stack:
            for view in screen.query(CardView):
                view.renew_pictures()

    def _close_gallery(self) -> None:
        gallery = self.__dict__.pop("gallery", None)
        if gallery is not None:
            gallery.close()

    def on_unmount(self) -> None:
        self._close_gallery()
        if self.study is not None:
            self.study.stop_lab()  # threads wait for it, and the app for them

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        name = getattr(screen, "NAME", "")
        for action in ACTIONS:
            if not (ALL in action.screens or name in action.screens) or not hasattr(screen, f"action_{action.name}"):
                continue
            if screen.check_action(action.name, ()):
                title = f"{action.label[0].upper()}{action.label[1:]}"
                yield SystemCommand(title, action.help, getattr(screen, f"action_{action.name}"))


def practise(exercise: str) -> int:
    """Run the app, beginning with an exercise."""
    return run(None, Bounds(), exercise)


def run(options: QueueOptions | None, bounds: Bounds, exercise: str | None = None) -> int:
    """Run the app until it is left; an error that ended it is raised."""
    app = StudyApp(options, bounds, exercise)
    with on_request_to_end(app.end):
        try:
            app.run()
        finally:
            app.close_study()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
