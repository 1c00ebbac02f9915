"""The inbox: what only looks like a card, to be accepted, written anew or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from studygpt.errors import StudyError
from studygpt.model import Card
from studygpt.render.blocks import card_lines
from studygpt.text import counted, one_name
from studygpt.tui.base.card_list_screen import CardListScreen
from studygpt.tui.widgets.card_list import shortened
from studygpt.tui.widgets.card_view import CardView
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.progress import Progress
    from studygpt.study import Study

_EMPTY = """Nothing waits here.

Passages of your notes that look like cards come here when the notes are read: terms with what they mean, definitions, \
headings that ask, tables of two columns, formulas with a name. No review shows one before you accept it."""


class InboxScreen(CardListScreen):
    NAME: ClassVar = "inbox"
    ASIDE: ClassVar = 24

    def compose(self) -> ComposeResult:
        yield Static("", id="found")
        yield from self.sides()
        yield KeyLine(self.NAME, self.changed_keys)

    def on_mount(self) -> None:
        self.set_focus(self.rows)

    def begin(self, study: Study) -> None:
        self.study = study
        self.renew()

    def renew(self) -> None:
        """Look in a thread: a large vault suggests thousands."""
        study = self.study
        if study is None:
            return

        def look() -> None:
            try:
                ids = study.library.card_ids("is:suggested")
            except StudyError as error:
                self.call_later(self.say, str(error), warning=True)
            else:
                self.call_later(self._found, ids)

        self.run_worker(look, thread=True, exclusive=True, group="search")

    def _found(self, ids: Sequence[str]) -> None:
        if self.is_mounted:
            self.rows.show(ids, self.rows.cursor)
            self._say_found()

    def aside(self, card: Card) -> str:
        source = shortened(card.source, max(4, self.ASIDE - len(card.dialect) - 3))
        return f"{source} · {card.dialect}"

    def on_card_list_marked(self) -> None:
        self._say_found()

    def show_row(self) -> None:
        if self.rows.ids:
            super().show_row()
        else:
            self.query_one(CardView).show(lambda width: card_lines(_EMPTY, width))
        self._say_found()

    def _say_found(self) -> None:
        """How many there are, and where the one under the cursor stands."""
        words = [counted(len(self.rows.ids), "suggestion")]
        if self.rows.marks:
            words.append(f"{len(self.rows.marks):,} marked")
        card = self.rows.card
        if card is not None:
            words += [card.place, " > ".join((*card.headings, *card.ancestors))]
        self.query_one("#found", Static).update(Content(one_name(" · ".join(filter(None, words)))))

    # ------------------------------------------------------------------ acts

    def action_accept(self) -> None:
        def accept(study: Study, cards: list[Card], _: Progress) -> str:
            study.inbox.accept(cards)
            return f"{counted(len(cards), 'suggestion')} accepted"

        self.act(accept)

    def action_drop(self) -> None:
        def reject(study: Study, cards: list[Card], _: Progress) -> str:
            study.inbox.reject(cards)
            return f"{counted(len(cards), 'suggestion')} rejected"

        self.act(reject)

    def action_undo(self) -> None:
        if self.study is None or self.is_busy():
            return
        if not self.done:
            self.say("Nothing was decided here yet.")
            return
        cards = self.done.pop()
        self.study.inbox.reopen(cards)
        self.say(f"Taken back: {counted(len(cards), 'suggestion')} as before.")
        self.all_renewed()

    def _edit(self) -> None:
        """Written anew it becomes a card in the workspace; its note is never written to."""
        from studygpt.study import edit_card

        suggestion = self.shown_card()
        if suggestion is None or self.study is None:
            return
        written = self.with_terminal(lambda: edit_card(suggestion.front, suggestion.back))
        if written is None:
            self.say("The answer is empty; the suggestion stays as it is.")
            return
        note, card = self.study.inbox.edit(suggestion, *written)
        self.say(f"A card of your own now: {note}:{card.line_start}")
        self.all_renewed()
