"""Changed cards of which it is not sure that they are still what was learned: decide about one, or many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from studygpt.model import Card
from studygpt.render.blocks import card_lines
from studygpt.render.segments import StyledLine
from studygpt.text import counted, one_name
from studygpt.tui.base.card_list_screen import CardListScreen
from studygpt.tui.content.card import act_word, both_sides, rule_line
from studygpt.tui.content.doubt import EACH_APART, QUESTION, doubt_lines, group_lines
from studygpt.tui.widgets.card_view import CardView
from studygpt.tui.widgets.grouped_card_list import GroupedCardList

if TYPE_CHECKING:
    from studygpt.study import DoubtedCard

_EMPTY = """No card is in doubt.

When a note changes so much that a card of yours may be another one now, it comes here with what it was and what it \
is: you say whether it is still the same card. Its history waits until then."""
_MANY = 200
"""A decision about more cards than this takes a while, so that is said."""
_EACH = "each in its own way"
"""The name of the group of cards that have no change in common with others."""


class DoubtsScreen(CardListScreen):
    """The screen that lists the cards in doubt, those that changed alike together."""

    NAME: ClassVar = "doubts"

    def __init__(self) -> None:
        super().__init__()
        self.doubted: dict[str, DoubtedCard] = {}
        """The cards in doubt, by their ids."""
        self.brought_back: str | None = None
        """The card whose decision was just taken back: the cursor goes there, so that it can be decided anew."""

    def compose(self) -> ComposeResult:
        yield Static("", id="found")
        yield from self.list_and_preview()
        yield self.key_line()

    def make_list(self) -> GroupedCardList:
        return GroupedCardList(self._fetch, self.aside, self.ASIDE)

    def on_mount(self) -> None:
        self.set_focus(self.rows)

    @property
    def rows(self) -> GroupedCardList:
        return self.query_one(GroupedCardList)

    def aside(self, card: Card) -> str:
        """What there is to lose."""
        return counted(card.memory.reps, "review")

    def begin(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.show_latest(self.study.review.doubts.all, self._show)

    def _show(self, doubted: list[DoubtedCard]) -> None:
        if not self.is_mounted:
            return
        self.doubted = {str(each.card.id): each for each in doubted}
        groups: dict[str, list[str]] = {}
        for card, doubt in doubted:
            groups.setdefault(doubt.common, []).append(str(card.id))
        alone = groups.pop("", [])
        self.rows.show_groups({**groups, **({_EACH if groups else "": alone} if alone else {})})
        if self.brought_back in self.rows.ids:
            self.rows.move_to(self.rows.ids.index(self.brought_back))
        self.brought_back = None

    def show_row(self) -> None:
        self.query_one(CardView).show(self._lines_of(self.rows.group, self.rows.here))
        self._say_found()

    def _lines_of(self, group: str | None, here: str | None) -> Callable[[int], list[StyledLine]]:
        """What the preview shows of a group, of a card, or of an empty list."""
        if group is not None:
            name, doubted = "" if group == _EACH else group, [self.doubted[each] for each in self.rows.groups[group]]
            return lambda width: group_lines(name, doubted, width)
        if here is None:
            return lambda width: card_lines(_EMPTY, width)
        card, doubt = self.doubted[here]

        def lines(width: int) -> list[StyledLine]:
            both, _ = both_sides(card, width, pictures=self.pictures(card))
            return [*doubt_lines(doubt, card, width), StyledLine(()), rule_line(width), StyledLine(()), *both]

        return lines

    def on_card_list_marked(self) -> None:
        self._say_found()

    def _say_found(self) -> None:
        """Show how many cards are in doubt, and the place of the one under the cursor."""
        words = [f"{counted(len(self.doubted), 'card')} changed. {QUESTION}"]
        if self.rows.marks:
            words.append(f"{len(self.rows.marks):,} marked")
        card = self.rows.card
        if card is not None:
            words.append(card.place)
        self.query_one("#found", Static).update(Content(one_name(" · ".join(words))))

    # ------------------------------------------------------------------ acts

    def action_same(self) -> None:
        self._decide("Still the same", self.study.review.doubts.same)

    def action_same_again(self) -> None:
        doubts = self.study.review.doubts
        self._decide("Still the same, due today", lambda cards: doubts.same(cards, show_again=True))

    def action_next(self) -> None:
        self._decide("Begun anew", self.study.review.doubts.another)

    def _decide(self, said: str, decide: Callable[[list[Card]], object]) -> None:
        """Decide about the marked cards, or those under the cursor; one undo takes it back."""
        cards = [self.doubted[each].card for each in self.rows.chosen if each in self.doubted]
        if not cards or self.is_busy():
            return
        if self.rows.group == _EACH and not self.rows.marks:
            self.say(f"{EACH_APART} Choose one, or mark several with {self.key('mark')}.", warning=True)
            return
        if len(cards) > _MANY:
            self.say(f"{len(cards):,} cards: this takes a moment. You can keep browsing.")

        def work() -> str:
            decide(cards)
            return f"{said}: {counted(len(cards), 'card')}; {self.key('undo')} takes it back."

        self.in_thread(work, 0)

    def action_undo(self) -> None:
        """Take back the last act, whichever screen it was done on."""
        if self.is_busy():
            return
        review = self.study.review

        def undo() -> str:
            undone = review.undo()
            self.brought_back = str(undone.card.id) if undone.card is not None else None
            return f"Taken back: {act_word(undone.act)}."

        self.in_thread(undo, 0)
