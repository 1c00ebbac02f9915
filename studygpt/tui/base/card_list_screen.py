"""What Browse and the inbox share: a list of cards, the one under the cursor beside it, acts on the chosen ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from studygpt.tui.screens.review import both_sides
from studygpt.tui.widgets.card_list import CardList
from studygpt.tui.widgets.card_view import CardView

if TYPE_CHECKING:
    from studygpt.progress import Progress
    from studygpt.study import Study

_MANY = 2_000
"""Cards to which nothing is done at once."""


class CardListScreen(CardScreen):
    CSS_PATH: ClassVar = Path(__file__).with_name("card_list.tcss")  # else looked for beside each screen
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    ASIDE: ClassVar = 11
    """Columns for the words at the right edge of a line."""

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(keys)
        self.done: list[list[Card]] = []
        """To which cards each act was done, so that an undo takes it back from all of them."""
        self.busy = False
        self.stop: Event | None = None
        """Ends what is being done to many cards, while that goes on."""

    def sides(self) -> ComposeResult:
        with Container(id="sides"):
            yield CardList(self._fetch, self.aside, self.ASIDE)
            yield CardView(id="preview")

    @property
    def rows(self) -> CardList:
        return self.query_one(CardList)

    def shown_card(self) -> Card | None:
        return self.rows.card

    def aside(self, card: Card) -> str:
        """What a card's line says of it at the right edge."""
        raise NotImplementedError

    def _fetch(self, ids: Sequence[str]) -> Sequence[Card]:
        return self.study.library.cards_by_id(ids) if self.study is not None else []

    def on_card_list_moved(self) -> None:  # Textual calls the handler of every class, so these are not for overriding
        self.show_row()

    def on_card_list_chosen(self) -> None:
        self.action_choose()

    def show_row(self) -> None:
        """The cursor moved: show both sides of its card."""
        card = self.rows.card
        self.query_one(CardView).show(
            lambda width: both_sides(card, width, pictures=self.pictures(card))[0] if card is not None else []
        )

    def action_choose(self) -> None:
        """Into the card, to move about in it."""
        self.set_focus(self.query_one(CardView))

    # ------------------------------------------------------------------ acts

    def act(self, act: Callable[[Study, list[Card], Progress], str]) -> None:
        """Do something to the chosen cards."""
        study, ids = self.study, self.rows.chosen
        if study is None or not ids or self.is_busy():
            return

        def work() -> str:
            self._watch(0, len(ids))
            cards = study.library.cards_by_id(ids)
            if not cards:
                raise StudyError("what was chosen is gone: its note changed meanwhile")
            said = act(study, cards, self._watch)
            self.call_later(self.done.append, cards)
            return f"{said}; u takes it back."

        self.in_thread(work, len(ids))

    def in_thread(self, work: Callable[[], str], cards: int) -> None:
        """Do something that may take long, tell how far it is, and let it be stopped."""

        def working() -> None:
            try:
                said = work()
            except StudyError as error:
                self.call_later(self._did, str(error), warning=True)
            else:
                self.call_later(self._did, said)

        self.busy = True
        if cards > _MANY:
            self.stop = Event()
            self.say(f"{cards:,} cards: this takes a moment. You can go on looking; {self.key('back')} stops it.")
        self.run_worker(working, thread=True, group="acts")

    def _watch(self, done: int, total: int) -> None:
        """In the thread: tell how far it is, and end it where that was asked for."""
        if self.stop is not None:
            if self.stop.is_set():
                raise Stopped("Stopped; nothing was changed.")
            self.call_later(self._say_progress, done, total)

    def _say_progress(self, done: int, total: int) -> None:
        if self.busy:
            self.query_one("#found", Static).update(
                Content(f"{done:,} of {total:,} done ({done / total:.0%}) · {self.key('back')} stops it")
            )

    def is_busy(self) -> bool:
        if self.busy:
            self.say("One moment: the last act is not done yet.")
        return self.busy

    def _did(self, said: str, *, warning: bool = False) -> None:
        self.busy, self.stop = False, None
        self.say(said, warning=warning)
        self.all_renewed()

    # ------------------------------------------------------------------ moving about

    def action_down(self) -> None:
        self._move(super().action_down, self.rows.action_scroll_down)

    def action_up(self) -> None:
        self._move(super().action_up, self.rows.action_scroll_up)

    def action_top(self) -> None:
        self._move(super().action_top, self.rows.action_scroll_home)

    def action_bottom(self) -> None:
        self._move(super().action_bottom, self.rows.action_scroll_end)

    def _move(self, in_card: Callable[[], None], in_list: Callable[[], None]) -> None:
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
        """The app is left: what is not done yet must not keep it."""
        if self.stop is not None:
            self.stop.set()
