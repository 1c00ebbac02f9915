"""Questions without an answer and terms without a meaning, note by note."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from studygpt.render.plain import plain
from studygpt.text import counted, joined, one_name
from studygpt.tui.base.card_screen import CardScreen
from studygpt.tui.base.list_screen import ListScreen
from studygpt.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from studygpt.study import NoteLocation, OpenQuestion

_NONE = "No question is open. Lines of your notes that ask and have no answer come here, and terms without a meaning."


class QuestionsScreen(ListScreen, CardScreen):
    """The screen that lists the open questions of all notes."""

    NAME: ClassVar = "questions"
    CSS_PATH: ClassVar = "questions.tcss"

    rows: tuple[OpenQuestion | None, ...] = ()
    """The question of each line of the list; None for a line with the name of a note."""

    def compose(self) -> ComposeResult:
        yield Static("", id="found")
        yield Choices(id="list", markup=False, compact=True)
        yield self.key_line()

    def on_mount(self) -> None:
        self.set_focus(self.choices)

    def begin(self) -> None:
        self.renew()

    def renew(self) -> None:
        waiting = [each for each in self.study.inbox.questions() if not each.done]
        terms = sum(each.kind == "term" for each in waiting)
        self.query_one("#found", Static).update(
            Content(f"{counted(len(waiting) - terms, 'open question')} · {counted(terms, 'unanswered term')}")
        )
        self._fill(waiting)

    def _fill(self, waiting: list[OpenQuestion]) -> None:
        """Show these questions. The mark stays on its question, or moves to the nearest if that is gone."""
        before, at, top = self.asked, self.choices.highlighted or 0, self.choices.scroll_offset.y
        lines = list(_lines(waiting)) or [(Content(_NONE), None)]
        self.rows = tuple(asked for _, asked in lines)
        self.choices.set_options(Option(content, disabled=asked is None) for content, asked in lines)
        asking = [(row, asked) for row, asked in enumerate(self.rows) if asked is not None]
        if asking:
            same = (row for row, asked in asking if before is not None and asked.id == before.id)
            nearest, _ = min(asking, key=lambda each: abs(each[0] - at))
            self.choices.scroll_to(0, top, animate=False)
            self.choices.highlighted = next(same, nearest)

    @property
    def asked(self) -> OpenQuestion | None:
        """The marked question."""
        row = self.choices.highlighted
        return self.rows[row] if row is not None and row < len(self.rows) else None

    def shown_place(self) -> NoteLocation | None:
        asked = self.asked
        return self.study.links.place_in(asked.source, asked.path, asked.line) if asked is not None else None

    def edit(self) -> None:
        """Write the answer as a card in the workspace; the note that asks is never written to."""
        asked = self.asked
        if asked is None:
            return
        written = self.write_card(asked.text, "", "the question stays open")
        if written is None:
            return
        note, card = self.study.inbox.answer(asked, *written)
        self.say(f"Answered: a card at {note}:{card.line_start}")
        self.host.renew_screens()


def _lines(waiting: list[OpenQuestion]) -> Iterator[tuple[Content, OpenQuestion | None]]:
    """The name of each note, and below it its questions."""
    for (source, path), asked in groupby(waiting, key=lambda each: (each.source, each.path)):
        yield Content(one_name(f"{source}: {path}")).stylize("bold"), None
        for each in asked:
            term = "term: " if each.kind == "term" else ""
            yield Content(one_name(f"{each.line:>5}  {term}{joined(plain(each.text))}")), each
