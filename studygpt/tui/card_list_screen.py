"""What Browse and the inbox share: a list of cards, the one under the cursor beside it, acts on the chosen ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from studygpt.errors import StudyError
from studygpt.model import Card
from studygpt.tui.card_list import CardList
from studygpt.tui.card_screen import CardScreen
from studygpt.tui.card_view import CardView
from studygpt.tui.review import both_sides

if TYPE_CHECKING:
    from studygpt.study import Study

_MANY = 2_000
"""Cards to which nothing is done at once."""


class CardListScreen(CardScreen):
    CSS_PATH: ClassVar = "card_list.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    ASIDE: ClassVar = 11
    """Columns for the words at the right edge of a line."""

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(keys)
        self.done: list[list[Card]] = []
        """To which cards each act was done, so that an undo takes it back from all of them."""
        self.busy = False

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
        self.choose()

    def show_row(self) -> None:
        """The cursor moved: show both sides of its card."""
        card = self.rows.card
        self.query_one(CardView).show(
            lambda width: both_sides(card, width, pictures=self.pictures(card))[0] if card is not None else []
        )

    def choose(self) -> None:
        """Enter: into the card, to move about in it."""
        self.set_focus(self.query_one(CardView))

    # ------------------------------------------------------------------ acts

    def act(self, act: Callable[[Study, list[Card]], str]) -> None:
        """Do something to the chosen cards, in a thread: they may be many."""
        study, ids = self.study, self.rows.chosen
        if study is None or not ids or self.is_busy():
            return

        def work() -> None:
            try:
                cards = study.library.cards_by_id(ids)
                if not cards:
                    raise StudyError("what was chosen is gone: its note changed meanwhile")
                said = act(study, cards)
            except StudyError as error:
                self.call_later(self._did, str(error), [])
            else:
                self.call_later(self._did, said, cards)

        self.busy = True
        if len(ids) > _MANY:
            self.say(f"{len(ids):,} cards: this takes a moment; you can go on looking.")
        self.run_worker(work, thread=True, group="acts")

    def is_busy(self) -> bool:
        if self.busy:
            self.say("One moment: the last act is not done yet.")
        return self.busy

    def _did(self, said: str, cards: list[Card]) -> None:
        """Something was done to these cards; to none where it was refused."""
        self.busy = False
        if cards:
            self.done.append(cards)
        self.say(f"{said}; u takes it back." if cards else said, warning=not cards)
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
        if isinstance(self.focused, CardView):
            self.set_focus(self.rows)
        else:
            super().action_back()


def counted(cards: Sequence[object], one: str = "card") -> str:
    return f"{len(cards):,} {one}{'' if len(cards) == 1 else 's'}"
