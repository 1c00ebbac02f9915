"""A note to be read: where a link led, or where a card stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from studygpt.errors import StudyError
from studygpt.render.blocks import card_lines
from studygpt.render.marks import without_marks
from studygpt.text import one_name
from studygpt.tui.card_screen import CardScreen
from studygpt.tui.card_view import CardView
from studygpt.tui.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import NoteLocation, NoteText, Study


class NoteScreen(CardScreen):
    NAME: ClassVar = "note"

    def __init__(self, place: NoteLocation, text: NoteText, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(keys)
        self.place = place
        self.text = text

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield Static("─" * 500, id="above")
        yield CardView(id="card")
        yield KeyLine(self.NAME, self.changed_keys)

    def on_mount(self) -> None:
        view = self.query_one(CardView)
        view.focus()
        self._draw()
        self.call_after_refresh(self._to_place)

    def begin(self, study: Study) -> None:
        self.study = study

    def renew(self) -> None:
        if self.study is None:
            return
        self.place = self.place._replace(file=self.study.library.note_file(self.place.source, self.place.path))
        try:
            self.text = self.study.links.read(self.place)
        except StudyError:  # its note went away; what was read can still be read
            return
        self._draw(top=False)

    def shown_place(self) -> NoteLocation:
        return self.place

    def _draw(self, *, top: bool = True) -> None:
        self.query_one("#place", Static).update(Content(one_name(f"{self.text.title} · {self.place.path}")))
        markdown = without_marks(self.text.markdown)
        self.query_one(CardView).show(
            lambda width: card_lines(markdown, width, pictures=self.pictures(self.place)), top=top
        )

    def _to_place(self) -> None:
        """As far down as the lines before the place reach."""
        if self.text.before.strip():
            view = self.query_one(CardView)
            before = without_marks(self.text.before)
            view.show_line(len(card_lines(before, view.width, pictures=self.pictures(self.place))))
