"""A note to be read, from the place that a link or a card names."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from studygpt.errors import StudyError
from studygpt.render.blocks import card_lines
from studygpt.render.hole_marks import without_marks
from studygpt.text import one_name
from studygpt.tui.base.card_screen import CardScreen
from studygpt.tui.widgets.card_view import CardView

if TYPE_CHECKING:
    from studygpt.study import NoteLocation, NoteText


class NoteScreen(CardScreen):
    """The screen that shows a note."""

    NAME: ClassVar = "note"

    def __init__(self, place: NoteLocation, text: NoteText) -> None:
        super().__init__()
        self.place = place
        self.text = text

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield Static("─" * 500, id="above")
        yield CardView(id="card")
        yield self.key_line()

    def on_mount(self) -> None:
        view = self.query_one(CardView)
        view.focus()
        self._draw()
        self.call_after_refresh(self._to_place)

    def renew(self) -> None:
        self.place = self.place._replace(file=self.study.library.note_file(self.place.source, self.place.path))
        try:
            self.text = self.study.links.read(self.place)
        except StudyError:  # the note is gone; the text that was read stays on the screen
            return
        self._draw(top=False)

    def shown_place(self) -> NoteLocation:
        return self.place

    def open_source(self, place: NoteLocation) -> None:
        self.say(f"This is {place.file}. Obsidian does not run, or the note is in no vault of its own.")

    def _draw(self, *, top: bool = True) -> None:
        self.query_one("#place", Static).update(Content(one_name(f"{self.text.title} · {self.place.path}")))
        markdown = without_marks(self.text.markdown)
        self.query_one(CardView).show(
            lambda width: card_lines(markdown, width, pictures=self.pictures(self.place)), top=top
        )

    def _to_place(self) -> None:
        """Scroll down past the lines before the place."""
        if self.text.before.strip():
            view = self.query_one(CardView)
            before = without_marks(self.text.before)
            view.show_line(len(card_lines(before, view.width, pictures=self.pictures(self.place))))
