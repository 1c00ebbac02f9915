"""The inbox: passages of notes that look like cards, to be accepted, rewritten or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from studygpt.model import Card
from studygpt.render.blocks import card_lines
from studygpt.text import counted, one_name
from studygpt.tui.actions import Action
from studygpt.tui.base.card_list_screen import CardListScreen
from studygpt.tui.content.card import fitted
from studygpt.tui.widgets.card_view import CardView
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.progress import Progress
    from studygpt.study import Study

_EMPTY = "Nothing waits here."
_WHAT_COMES = """\
Passages of your notes that look like cards come here when the notes are read: terms with what they mean, definitions, \
headings that ask, tables of two columns, formulas with a name. No review shows one before you accept it."""


class InboxScreen(CardListScreen):
    """The screen that lists the suggested cards."""

    NAME: ClassVar = "inbox"
    ASIDE: ClassVar = 24

    unsure = 0
    """How many changed cards wait on a screen of their own."""

    def compose(self) -> ComposeResult:
        yield Static("", id="found")
        yield from self.list_and_preview()
        yield self.key_line()

    def on_mount(self) -> None:
        self.set_focus(self.rows)

    def begin(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.unsure = len(self.study.review.doubts.ids())
        self.query_one(KeyLine).renew()
        self.look_up("is:suggested")

    def label(self, action: Action) -> str:
        return "" if action.name == "doubts" and not self.unsure else super().label(action)

    def found(self, query: str, ids: Sequence[str]) -> None:  # noqa: ARG002 - there is only one query
        if self.is_mounted:
            self.rows.show(ids, self.rows.cursor)
            self._say_found()

    def aside(self, card: Card) -> str:
        source = fitted(card.source, max(4, self.ASIDE - len(card.dialect) - 3))
        return f"{source} · {card.dialect}"

    def on_card_list_marked(self) -> None:
        self._say_found()

    def show_row(self) -> None:
        if self.rows.ids:
            super().show_row()
        else:
            self.query_one(CardView).show(lambda width: card_lines(f"{self._instead()}\n\n{_WHAT_COMES}", width))
        self._say_found()

    def _instead(self) -> str:
        """What there is where there are no suggestions."""
        if not self.unsure:
            return _EMPTY
        changed = f"**No suggestion waits, but {counted(self.unsure, 'changed card')} may be another one now:**"
        return f"{changed} `{self.key('doubts')}` asks about each."

    def _say_found(self) -> None:
        """Show how many suggestions there are, and the place of the one under the cursor."""
        words = [counted(len(self.rows.ids), "suggestion")]
        if self.unsure:
            words.append(f"{counted(self.unsure, 'card')} changed ({self.key('doubts')})")
        if self.rows.marks:
            words.append(f"{len(self.rows.marks):,} marked")
        card = self.rows.card
        if card is not None:
            words += [card.place, " > ".join((*card.headings, *card.ancestors))]
        self.query_one("#found", Static).update(Content(one_name(" · ".join(filter(None, words)))))

    # ------------------------------------------------------------------ acts

    def action_doubts(self) -> None:
        self.host.open_screen("doubts")

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
        if self.is_busy():
            return
        if not self.done:
            self.say("Nothing was decided here yet.")
            return
        cards = self.done.pop()
        self.study.inbox.reopen(cards)
        self.say(f"Taken back: {counted(len(cards), 'suggestion')} as before.")
        self.host.renew_screens()

    def edit(self) -> None:
        """Rewrite the suggestion as a card in the workspace; its note is never written to."""
        suggestion = self.shown_card()
        if suggestion is None:
            return
        written = self.write_card(suggestion.front, suggestion.back, "the suggestion stays as it is")
        if written is None:
            return
        note, card = self.study.inbox.edit(suggestion, *written)
        self.say(f"A card of your own now: {note}:{card.line_start}")
        self.host.renew_screens()
