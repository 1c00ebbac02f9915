"""What the notes leave open: questions without an answer and terms that nobody has explained, note by note."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from studygpt.render.plain import plain
from studygpt.text import counted, one_name
from studygpt.tui.card_screen import CardScreen
from studygpt.tui.choices import Choices, ListScreen
from studygpt.tui.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import NoteLocation, OpenQuestion, Study

_NONE = "No question is open. Lines of your notes that ask and have no answer come here, and terms without a meaning."


class QuestionsScreen(ListScreen, CardScreen):
    NAME: ClassVar = "questions"
    CSS_PATH: ClassVar = "questions.tcss"

    rows: tuple[OpenQuestion | None, ...] = ()
    """What each line of the list asks; the name of a note asks nothing."""

    def compose(self) -> ComposeResult:
        yield Static("", id="found")
        yield Choices(id="list", markup=False, compact=True)
        yield KeyLine(self.NAME, self.changed_keys)

    def on_mount(self) -> None:
        self.set_focus(self.choices)

    def begin(self, study: Study) -> None:
        self.study = study
        self.renew()

    def renew(self) -> None:
        if self.study is None:
            return
        waiting = [each for each in self.study.inbox.questions() if not each.done]
        terms = sum(each.kind == "term" for each in waiting)
        self.query_one("#found", Static).update(
            Content(f"{counted(len(waiting) - terms, 'open question')} · {counted(terms, 'unanswered term')}")
        )
        self._fill(waiting)

    def _fill(self, waiting: list[OpenQuestion]) -> None:
        """Show these. The mark stays on its question, or where that was."""
        before, at, top = self.asked, self.choices.highlighted or 0, self.choices.scroll_offset.y
        lines = list(_lines(waiting)) or [(Content(_NONE), None)]
        self.rows = tuple(asked for _, asked in lines)
        self.choices.set_options(Option(content, disabled=asked is None) for content, asked in lines)
        asking = [row for row, asked in enumerate(self.rows) if asked is not None]
        if asking:
            same = (row for row in asking if before is not None and self.rows[row].id == before.id)  # type: ignore[union-attr]
            nearest = min(asking, key=lambda row: abs(row - at))
            self.choices.scroll_to(0, top, animate=False)
            self.choices.highlighted = next(same, nearest)

    @property
    def asked(self) -> OpenQuestion | None:
        """The marked question."""
        row = self.choices.highlighted
        return self.rows[row] if row is not None and row < len(self.rows) else None

    def shown_place(self) -> NoteLocation | None:
        asked = self.asked
        if asked is None or self.study is None:
            return None
        return self.study.links.place_in(asked.source, asked.path, asked.line)

    def _edit(self) -> None:
        """The answer becomes a card in the workspace; the note that asks is never written to."""
        from studygpt.study import edit_card

        asked = self.asked
        if asked is None or self.study is None:
            return
        written = self.with_terminal(lambda: edit_card(asked.text, ""))
        if written is None:
            self.say("The answer is empty; the question stays open.")
            return
        note, card = self.study.inbox.answer(asked, *written)
        self.say(f"Answered: a card at {note}:{card.line_start}")
        self.all_renewed()


def _lines(waiting: list[OpenQuestion]) -> Iterator[tuple[Content, OpenQuestion | None]]:
    """Each note by its name, and below it what it asks."""
    for (source, path), asked in groupby(waiting, key=lambda each: (each.source, each.path)):
        yield Content(one_name(f"{source}: {path}")).stylize("bold"), None
        for each in asked:
            term = "term: " if each.kind == "term" else ""
            yield Content(one_name(f"{each.line:>5}  {term}{' '.join(plain(each.text).split())}")), each
