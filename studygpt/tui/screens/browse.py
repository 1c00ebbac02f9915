"""Browse: look cards up by the query language, see them, and act on one or several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from studygpt.errors import StudyError
from studygpt.model import Card, Status
from studygpt.query import field_query
from studygpt.text import counted
from studygpt.tui.base.card_list_screen import CardListScreen
from studygpt.tui.content.card import act_word, state_words

if TYPE_CHECKING:
    from studygpt.progress import Progress
    from studygpt.study import Review, Study

_PAUSE = 0.15
"""Seconds to wait after a key before the query runs, so that it does not run for half a word."""

Act = Callable[["Review", list[Card], "Progress"], str]
"""A function that acts on cards and returns the message to show."""


class BrowseScreen(CardListScreen):
    """The screen that lists the cards that answer a query."""

    NAME: ClassVar = "browse"
    BEFORE_STUDY: ClassVar = CardListScreen.BEFORE_STUDY | {"search", "choose"}

    def __init__(self, query: str = "", pick: Callable[[Card], None] | None = None, at: str | None = None) -> None:
        """`pick` is called with the card that Enter chooses, and the screen closes. `at` is the card to begin with."""
        super().__init__()
        self.asked = query
        """The query in the line at the top."""
        self.pick = pick
        self.at = at
        self.in_doubt: set[str] = set()
        """The ids of the cards that changed so that a person must say whether they are still the same."""
        self.mistake = ""
        """Why the query was refused."""
        self._delay: Timer | None = None
        self._answered: str | None = None
        """The query whose cards the list shows."""

    def compose(self) -> ComposeResult:
        yield Input(self.asked, id="query", compact=True, placeholder="deck:gpt is:due -tag:hard prop:lapses>3 words")
        yield Static("", id="found")
        yield from self.list_and_preview()
        yield self.key_line()

    def on_mount(self) -> None:
        self.set_focus(self.rows if self.pick else self.query_one(Input))

    def begin(self) -> None:
        self.look_up(self.asked)

    def renew(self) -> None:
        self.look_up(self.asked)

    def aside(self, card: Card) -> str:
        if card.id in self.in_doubt:
            return "in doubt"
        return state_words(card, self.study.context.today())

    # ------------------------------------------------------------------ looking up

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value == self.asked:
            return
        self.asked = event.value
        if self._delay is not None:
            self._delay.stop()
        if self.has_study:
            self._delay = self.set_timer(_PAUSE, lambda: self.look_up(self.asked))

    def on_input_submitted(self) -> None:
        self.set_focus(self.rows)

    def found(self, query: str, ids: Sequence[str]) -> None:
        if not self.is_mounted or query != self.asked:
            return
        row = self._first_row(query, ids)
        self.mistake = ""
        self.in_doubt = self.study.review.doubts.ids()
        self.rows.show(ids, row)
        self._say_found()

    def _first_row(self, query: str, ids: Sequence[str]) -> int:
        """The row for the cursor: where it is after another answer to the same query, the top after another query."""
        same, self._answered = query == self._answered, query
        if self.at in ids:
            at, self.at = self.at, None
            return ids.index(at or "")
        return self.rows.cursor if same else 0

    def refused(self, query: str, sentence: str) -> None:
        if self.is_mounted and query == self.asked:
            self.mistake = sentence
            self._say_found()

    def _say_found(self) -> None:
        """Show how many cards there are, or why the query was refused."""
        number, marks = len(self.rows.ids), len(self.rows.marks)
        words = f"{counted(number, 'card')}{f' · {marks:,} marked' if marks else ''}"
        if self.pick is not None:
            words = f"enter: this is the card · esc: none of them · {words}"
        line = self.query_one("#found", Static)
        line.set_class(bool(self.mistake), "mistake")
        line.update(Content(self.mistake or words))

    def on_card_list_marked(self) -> None:
        self._say_found()

    def action_choose(self) -> None:
        card = self.rows.card
        if card is None:
            return
        if self.pick is None:
            super().action_choose()
        else:
            self.app.pop_screen()
            self.pick(card)

    # ------------------------------------------------------------------ acts

    def _act(self, act: Act) -> None:
        """Perform an act on the chosen cards, unless one of them is only a suggestion."""

        def for_cards(study: Study, cards: list[Card], watch: Progress) -> str:
            waiting = next((card for card in cards if card.status is Status.SUGGESTED), None)
            if waiting is not None:
                raise StudyError(f"{waiting.id} only waits in the inbox; accept it there first (I at Home)")
            return act(study.review, cards, watch)

        self.act(for_cards)

    def action_suspend(self) -> None:
        def act(review: Review, cards: list[Card], watch: Progress) -> str:
            if all(card.status is Status.SUSPENDED for card in cards):
                review.unsuspend(*cards, watch=watch)
                return f"{counted(len(cards), 'card')} back in the queue"
            review.suspend(*cards, watch=watch)
            return f"{counted(len(cards), 'card')} suspended"

        self._act(act)

    def action_flag(self) -> None:
        def act(review: Review, cards: list[Card], watch: Progress) -> str:
            off = all(card.flag for card in cards)
            review.flag(*cards, flag=0 if off else 1, watch=watch)
            return f"{counted(len(cards), 'card')} {'without a flag' if off else 'flagged'}"

        self._act(act)

    def action_bury(self) -> None:
        def act(review: Review, cards: list[Card], watch: Progress) -> str:
            review.bury(*cards, watch=watch)
            return f"{counted(len(cards), 'card')} buried until tomorrow"

        self._act(act)

    def action_restart(self) -> None:
        def act(review: Review, cards: list[Card], watch: Progress) -> str:
            review.reset(*cards, watch=watch)
            return f"{counted(len(cards), 'card')} new again"

        self._act(act)

    def action_set_due(self) -> None:
        def give(days: int) -> None:
            def act(review: Review, cards: list[Card], watch: Progress) -> str:
                review.set_due(*cards, day=review.context.today() + days, watch=watch)
                return f"{counted(len(cards), 'card')} due {f'in {days:,} days' if days else 'today'}"

            self._act(act)

        if self.rows.chosen:
            self.ask_due(give)

    def action_tag(self) -> None:
        def written(words: str) -> None:
            tag = words.lstrip("-").lstrip("#").strip("/")
            if not tag or any(letter.isspace() for letter in tag):
                self.say(f"{words!r} is no tag: one word, such as hard or exam/june.", warning=True)
                return
            on = not words.startswith("-")

            def act(review: Review, cards: list[Card], watch: Progress) -> str:
                review.tag(*cards, tag=tag, on=on, watch=watch)
                return f"{counted(len(cards), 'card')} {'with' if on else 'without'} the tag {tag}"

            self._act(act)

        if self.rows.chosen:
            self.ask_text("Tag", "A tag to give; -tag takes it off. Notes stay as they are.", written)

    def action_undo(self) -> None:
        if self.is_busy():
            return
        review = self.study.review
        acts = len(self.done[-1]) if self.done else 1

        def work() -> str:
            undone = review.take_back(acts, self.report_progress)
            self.call_later(self._forget_last)
            of = f"{len(undone):,} cards" if len(undone) > 1 else "the card"
            return f"Taken back: {act_word(undone[0].act)} of {of}."

        self.in_thread(work, acts)

    def _forget_last(self) -> None:
        del self.done[-1:]

    # ------------------------------------------------------------------ orphans

    def action_accept(self) -> None:
        """Give the history of the orphan under the cursor to the card that it has become."""
        orphan = self.rows.card
        if orphan is None:
            return
        if orphan.status is not Status.ORPHAN:
            self.say("This card has its note. is:orphan lists those that lost theirs; suggestions wait in the inbox.")
            return
        like = next((each.like for each in self.study.orphans.all() if each.card.id == orphan.id), None)

        def picked(card: Card) -> None:
            self.attempt(lambda: self._restore(orphan, card))

        self.host.open_screen(
            "browse",
            query=field_query("source", orphan.source),
            pick=picked,
            at=str(like.id) if like is not None else None,
        )

    def _restore(self, orphan: Card, onto: Card) -> None:
        card, kept = self.study.orphans.restore(orphan, onto)
        more = "; the history that it had is an orphan now" if kept else ""
        self.say(f"The card at {card.place} has its history back{more}.")
        self.host.renew_screens()

    def action_drop(self) -> None:
        study, ids = self.study, self.rows.chosen
        if not ids:
            return
        cards = study.library.cards_by_id(ids)
        if any(card.status is not Status.ORPHAN for card in cards):
            self.say("Only orphans can be dropped; a card that has its note goes when you delete it there.")
            return

        def chosen(number: int) -> None:
            if number == 1:
                study.orphans.drop(cards)
                self.say(f"{counted(len(cards), 'card')} dropped.")
                self.host.renew_screens()

        grades = sum(card.memory.reps for card in cards)
        self.ask_choice("Drop", ["keep", f"drop {counted(len(cards), 'card')} with {grades:,} grades for good"], chosen)

    # ------------------------------------------------------------------ moving about

    def action_search(self) -> None:
        self.set_focus(self.query_one(Input))

    def action_back(self) -> None:
        if isinstance(self.focused, Input) and self.rows.ids and self.stop is None:
            self.set_focus(self.rows)
        else:
            super().action_back()
