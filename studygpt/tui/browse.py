"""All cards: looked up by the query language, seen, and dealt with one by one or several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from studygpt.errors import StudyError
from studygpt.model import Card, Status
from studygpt.query import field_query
from studygpt.text import counted
from studygpt.tui.ask import AskScreen, ChooseScreen
from studygpt.tui.card_list import state_words
from studygpt.tui.card_list_screen import CardListScreen
from studygpt.tui.due import ask_due
from studygpt.tui.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.progress import Progress
    from studygpt.study import Review, Study

_PAUSE = 0.15
"""Seconds after a letter before the query is asked: whoever types on wants the whole word."""

Pick = Callable[[Card], None]
Act = Callable[["Review", list[Card], "Progress"], str]
"""Does something to cards, and says what."""


class BrowseScreen(CardListScreen):
    NAME: ClassVar = "browse"

    def __init__(
        self,
        query: str = "",
        pick: Pick | None = None,
        at: str | None = None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        """`pick`: hears which card is chosen with Enter; then the screen is left. `at`: the card to begin with."""
        super().__init__(keys)
        self.asked = query
        self.pick = pick
        self.at = at
        self.mistake = ""
        self._soon: Timer | None = None
        self._answered: str | None = None

    def compose(self) -> ComposeResult:
        yield Input(self.asked, id="query", compact=True, placeholder="deck:gpt is:due -tag:hard prop:lapses>3 words")
        yield Static("", id="found")
        yield from self.sides()
        yield KeyLine(self.NAME, self.changed_keys)

    def on_mount(self) -> None:
        self.set_focus(self.rows if self.pick else self.query_one(Input))

    def begin(self, study: Study) -> None:
        self.study = study
        self._search()

    def renew(self) -> None:
        self._search()

    def aside(self, card: Card) -> str:
        return state_words(card, self.study.context.today() if self.study is not None else 0)

    # ------------------------------------------------------------------ looking up

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value == self.asked:
            return
        self.asked = event.value
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(_PAUSE, self._search)

    def on_input_submitted(self) -> None:
        self.set_focus(self.rows)

    def _search(self) -> None:
        """Ask in a thread: among 100,000 cards a search may take longer than a key should."""
        study, query = self.study, self.asked
        if study is None:
            return

        def look() -> None:
            try:
                ids = study.library.card_ids(query)
            except StudyError as error:
                self.call_later(self._refused, query, str(error))
            else:
                self.call_later(self._found, query, ids)

        self.run_worker(look, thread=True, exclusive=True, group="search")

    def _found(self, query: str, ids: Sequence[str]) -> None:
        if not self.is_mounted or query != self.asked:
            return
        row = self._first_row(query, ids)
        self.mistake = ""
        self.rows.show(ids, row)
        self._say_found()

    def _first_row(self, query: str, ids: Sequence[str]) -> int:
        """Where the cursor goes: another answer to the same query leaves it, another query begins at the top."""
        same, self._answered = query == self._answered, query
        if self.at in ids:
            at, self.at = self.at, None
            return ids.index(at or "")
        return self.rows.cursor if same else 0

    def _refused(self, query: str, sentence: str) -> None:
        if self.is_mounted and query == self.asked:
            self.mistake = sentence
            self._say_found()

    def _say_found(self) -> None:
        number, marks = len(self.rows.ids), len(self.rows.marks)
        words = f"{number:,} card{'s' * (number != 1)}{f' · {marks:,} marked' if marks else ''}"
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
            ask_due(self, give)

    def action_tag(self) -> None:
        def answered(words: str | None) -> None:
            tag = (words or "").lstrip("-").lstrip("#").strip("/")
            if not tag or any(letter.isspace() for letter in tag):
                if words:
                    self.say(f"{words!r} is no tag: one word, such as hard or exam/june.", warning=True)
                return
            on = not (words or "").startswith("-")

            def act(review: Review, cards: list[Card], watch: Progress) -> str:
                review.tag(*cards, tag=tag, on=on, watch=watch)
                return f"{counted(len(cards), 'card')} {'with' if on else 'without'} the tag {tag}"

            self._act(act)

        if self.rows.chosen:
            self.app.push_screen(
                AskScreen("Tag", "A tag to give; -tag takes it off. Notes stay as they are."), answered
            )

    def action_undo(self) -> None:
        study = self.study
        if study is None or self.is_busy():
            return
        acts = len(self.done[-1]) if self.done else 1

        def work() -> str:
            undone = study.review.take_back(acts, self._watch)
            self.call_later(self._forget_last)
            return (
                f"Taken back: {undone[0].act.value} of {f'{len(undone):,} cards' if len(undone) > 1 else 'the card'}."
            )

        self.in_thread(work, acts)

    def _forget_last(self) -> None:
        del self.done[-1:]

    # ------------------------------------------------------------------ orphans

    def action_accept(self) -> None:
        """The orphan under the cursor is what another card is now."""
        orphan, study = self.rows.card, self.study
        if orphan is None or study is None:
            return
        if orphan.status is not Status.ORPHAN:
            self.say("This card has its note. is:orphan lists those that lost theirs; suggestions wait in the inbox.")
            return
        like = next((each.like for each in study.orphans.all() if each.card.id == orphan.id), None)

        def picked(card: Card) -> None:
            self._try(lambda: self._restore(orphan, card))

        query = field_query("source", orphan.source)
        self.app.push_screen(BrowseScreen(query, picked, like.id if like is not None else None, self.changed_keys))

    def _restore(self, orphan: Card, onto: Card) -> None:
        assert self.study is not None, "an orphan was shown"
        card, kept = self.study.orphans.restore(orphan, onto)
        more = "; the history that it had is an orphan now" if kept else ""
        self.say(f"The card at {card.place} has its history back{more}.")
        self.all_renewed()

    def action_drop(self) -> None:
        study, ids = self.study, self.rows.chosen
        if study is None or not ids:
            return
        cards = study.library.cards_by_id(ids)
        if any(card.status is not Status.ORPHAN for card in cards):
            self.say("Only orphans can be dropped; a card that has its note goes when you delete it there.")
            return

        def answered(number: int | None) -> None:
            if number == 1:
                study.orphans.drop(cards)
                self.say(f"{counted(len(cards), 'card')} dropped.")
                self.all_renewed()

        grades = sum(card.memory.reps for card in cards)
        self.app.push_screen(
            ChooseScreen("Drop", ["keep", f"drop {counted(len(cards), 'card')} with {grades:,} grades for good"]),
            answered,
        )

    # ------------------------------------------------------------------ moving about

    def action_search(self) -> None:
        self.set_focus(self.query_one(Input))

    def action_back(self) -> None:
        if isinstance(self.focused, Input) and self.rows.ids and self.stop is None:
            self.set_focus(self.rows)
        else:
            super().action_back()
