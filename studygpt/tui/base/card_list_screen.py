"""The base of Browse and the inbox: a list of cards, a preview of one, and acts on the chosen ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from studygpt.errors import Stopped, StudyError
from studygpt.model import Card
from studygpt.tui.base.card_screen import CardScreen
from studygpt.tui.content.card import both_sides
from studygpt.tui.widgets.card_list import CardList
from studygpt.tui.widgets.card_view import CardView

if TYPE_CHECKING:
    from studygpt.progress import Progress
    from studygpt.study import Study

_MANY = 2_000
"""An act on more cards than this takes a while, so it shows how far it is and can be stopped."""


class CardListScreen(CardScreen):
    """A list of cards with a preview of the one under the cursor."""

    CSS_PATH: ClassVar = Path(__file__).with_name("card_list.tcss")  # else looked for beside each screen
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    ASIDE: ClassVar = 11
    """The width in columns of the words at the right edge of a line."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[list[Card]] = []
        """The cards of each act that was done here, so that an undo takes it back from all of them."""
        self.busy = False
        """True while an act is under way."""
        self.stop: Event | None = None
        """Set to end an act on many cards; None while none is under way."""

    def list_and_preview(self) -> ComposeResult:
        with Container(id="sides"):
            yield self.make_list()
            yield CardView(id="preview")

    def make_list(self) -> CardList:
        """Make the list, which is empty until cards are looked up."""
        return CardList(self._fetch, self.aside, self.ASIDE)

    @property
    def rows(self) -> CardList:
        return self.query_one(CardList)

    def shown_card(self) -> Card | None:
        return self.rows.card

    def aside(self, card: Card) -> str:
        """The words at the right edge of a card's line."""
        raise NotImplementedError

    def _fetch(self, ids: Sequence[str]) -> Sequence[Card]:
        return self.study.library.cards_by_id(ids)

    # ------------------------------------------------------------------ looking up

    def look_up(self, query: str) -> None:
        """Look cards up in a thread: among 100,000 that may take longer than a key should."""
        library = self.study.library
        self.show_latest(lambda: library.card_ids(query), partial(self.found, query), partial(self.refused, query))

    def found(self, query: str, ids: Sequence[str]) -> None:
        """Show the cards that a query found."""
        raise NotImplementedError

    def refused(self, query: str, sentence: str) -> None:  # noqa: ARG002 - Browse wants the query
        """Say why a query was refused."""
        self.say(sentence, warning=True)

    # ------------------------------------------------------------------ the list

    # Textual calls the handler of every class: a screen overrides `show_row` and `action_choose`, not these.
    def on_card_list_moved(self) -> None:
        self.show_row()

    def on_card_list_chosen(self) -> None:
        self.action_choose()

    def show_row(self) -> None:
        """Show both sides of the card under the cursor."""
        card = self.rows.card
        self.query_one(CardView).show(
            lambda width: both_sides(card, width, pictures=self.pictures(card))[0] if card is not None else []
        )

    def action_choose(self) -> None:
        """Move the focus to the preview, to scroll in it."""
        self.set_focus(self.query_one(CardView))

    # ------------------------------------------------------------------ acts

    def act(self, act: Callable[[Study, list[Card], Progress], str]) -> None:
        """Perform an act on the chosen cards. `act` returns the message to show."""
        study, ids = self.study, self.rows.chosen
        if not ids or self.is_busy():
            return

        def work() -> str:
            self.report_progress(0, len(ids))
            cards = study.library.cards_by_id(ids)
            if not cards:
                raise StudyError("the chosen cards are gone: their note changed meanwhile")
            said = act(study, cards, self.report_progress)
            self.call_later(self.done.append, cards)
            return f"{said}; {self.key('undo')} takes it back."

        self.in_thread(work, len(ids))

    def in_thread(self, work: Callable[[], str], cards: int) -> None:
        """Run an act on a number of cards in a thread; if there are many, show its progress and allow stopping it."""

        def working() -> None:
            try:
                said = work()
            except StudyError as error:
                self.call_later(self._finish, str(error), warning=True)
            else:
                self.call_later(self._finish, said)

        self.busy = True
        if cards > _MANY:
            self.stop = Event()
            self.say(f"{cards:,} cards: this takes a moment. You can keep browsing; {self.key('back')} stops it.")
        self.run_worker(working, thread=True, group="acts")

    def report_progress(self, done: int, total: int) -> None:
        """Show the progress of the act, and end it if it was stopped; called in the act's thread."""
        if self.stop is not None:
            if self.stop.is_set():
                raise Stopped("Stopped; nothing was changed.")
            self.call_later(self._show_progress, done, total)

    def _show_progress(self, done: int, total: int) -> None:
        if self.busy:
            self.query_one("#found", Static).update(
                Content(f"{done:,} of {total:,} done ({done / total:.0%}) · {self.key('back')} stops it")
            )

    def is_busy(self) -> bool:
        """Whether an act is under way. If so, a message says it, as only one act can run at a time."""
        if self.busy:
            self.say("One moment: the last action has not finished yet.")
        return self.busy

    def _finish(self, said: str, *, warning: bool = False) -> None:
        self.busy, self.stop = False, None
        self.say(said, warning=warning)
        self.host.renew_screens()

    # ------------------------------------------------------------------ moving about

    def action_down(self) -> None:
        self._move_in_focus(super().action_down, self.rows.action_scroll_down)

    def action_up(self) -> None:
        self._move_in_focus(super().action_up, self.rows.action_scroll_up)

    def action_top(self) -> None:
        self._move_in_focus(super().action_top, self.rows.action_scroll_home)

    def action_bottom(self) -> None:
        self._move_in_focus(super().action_bottom, self.rows.action_scroll_end)

    def _move_in_focus(self, in_card: Callable[[], None], in_list: Callable[[], None]) -> None:
        (in_card if isinstance(self.focused, CardView) else in_list)()

    def action_mark(self) -> None:
        self.rows.mark()
        self.rows.move_to(self.rows.cursor + 1)

    def action_mark_all(self) -> None:
        self.rows.mark(all_of_them=True)

    def action_back(self) -> None:
        if self.stop is not None:
            self.stop.set()
        elif isinstance(self.focused, CardView):
            self.set_focus(self.rows)
        else:
            super().action_back()

    def on_unmount(self) -> None:
        """Stop an act that is under way, so that it does not keep the app from ending."""
        if self.stop is not None:
            self.stop.set()
