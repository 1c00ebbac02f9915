"""The review: a card, its place, how far the day is, and the four grades."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from studygpt.errors import StudyError
from studygpt.model import Card, Kind, Rating
from studygpt.render.card import back_lines, front_lines
from studygpt.render.pictures import Pictures
from studygpt.render.spans import Line, Segment
from studygpt.study import Bounds, Phase
from studygpt.tui.actions import Action
from studygpt.tui.card_screen import CardScreen
from studygpt.tui.card_view import CardView
from studygpt.tui.key_line import KeyLine
from studygpt.tui.words import grade_line, place_line, progress_line, waiting_words

if TYPE_CHECKING:
    from studygpt.study import GradeOutcome, NoteLocation, QueueOptions, ReviewSession, Study, UndoneAct


_WITHOUT_CARD = frozenset("undo more search settings help back".split())
"""What can be done when no card is left."""


class ReviewScreen(CardScreen):
    NAME: ClassVar = "review"

    def __init__(
        self, choice: QueueOptions, bounds: Bounds, first: Card | None = None, keys: Mapping[str, str] | None = None
    ):
        super().__init__(keys)
        self.choice = choice
        self.bounds = bounds
        self.first = first
        """The card that can be shown before the study is open."""
        self.session: ReviewSession | None = None
        self.shown: Card | None = None
        self.revealed = False
        self.outcomes: dict[Rating, GradeOutcome] = {}
        self.since = time.monotonic()
        self.seen = 0.0
        """Seconds for which the card was looked at before `since`: links, Browse and the editor do not count."""
        self.clock: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield Static("", id="progress")
        yield CardView(id="card")
        yield Static("", id="grades")
        yield KeyLine(self.NAME, self.changed_keys)

    def on_mount(self) -> None:
        self.query_one(CardView).focus()
        if self.first is not None:
            self._show_card(self.first)

    def shown_card(self) -> Card | None:
        return self.shown

    def label(self, action: Action) -> str:
        if self.session is not None and self.shown is None:
            return action.label if action.name in _WITHOUT_CARD else ""
        return Rating.GOOD.name.capitalize() if action.name == "reveal" and self.revealed else super().label(action)

    # ------------------------------------------------------------------ the study

    def begin(self, study: Study) -> None:
        """The study is open: from here on there is a session."""
        from studygpt.study import ReviewSession

        self.study = study
        self.session = ReviewSession(study.review, self.choice, self.bounds)
        first = self.first
        if first is not None and self.session.start_with(str(first.id)) and self.shown is first:
            self.shown = self.session.card  # the same card, as the study knows it
            if self.revealed:
                self._show_grades()
            elif self.shown is not None:
                self._offer_typing(self.shown)
            self.query_one(CardView).renew_pictures()  # they could not be looked for before
            self._show_progress()
        else:
            self._next()
        self.clock = self.set_interval(1.0, self._tick)

    def renew(self) -> None:
        """Notes or settings changed."""
        if self.session is None:
            return
        before, revealed = self.shown, self.revealed
        self.session.graded_elsewhere()
        self.session.renew()
        card = self.session.card
        if card == before:
            self._show_progress()
            return
        self._next()
        if revealed and card is not None and before is not None and card.id == before.id:  # in other words now
            self._reveal()

    def _tick(self) -> None:
        """A step may have ended while nothing was shown."""
        if self.session is not None and self.session.phase is Phase.WAITING:
            self.session.wait()
            self._next()

    # ------------------------------------------------------------------ what is shown

    def _next(self) -> None:
        """Show what the session shows."""
        assert self.session is not None, "there is a session when something comes next"
        card = self.session.card
        if card is None:
            self.shown, self.revealed = None, False
            self._leave_typing()
            self._show_end()
        elif self.shown is None or card != self.shown or self.revealed:
            self._show_card(card)
        self._show_progress()

    def _show_card(self, card: Card) -> None:
        self.shown, self.revealed = card, False
        self.since, self.seen = time.monotonic(), 0.0
        self.query_one("#place", Static).update(place_line(card))
        does = "opens it; its verdict is the grade" if card.kind is Kind.EXERCISE else "shows the answer"
        self.query_one("#grades", Static).update(Content(f"{self.key('reveal')} {does}").stylize("$text-muted"))
        self.query_one(CardView).show(lambda width: front_lines(card, width, pictures=self.pictures(card)))
        self._offer_typing(card)
        self.query_one(KeyLine).renew()

    def _offer_typing(self, card: Card) -> None:
        """A line for the answer, where the settings ask for one."""
        if self.study is not None and card.kind in getattr(self.study.context.settings, "typed_answers", ()):
            self._ask_typed()
        else:
            self._leave_typing()

    def _ask_typed(self) -> None:
        """A line to type the answer in. Its widget is loaded where somebody wants it."""
        from studygpt.tui.typed_answer import TypedAnswer

        line = self.query(TypedAnswer)
        if line:
            line.first().ask()
        else:
            self.mount(TypedAnswer(), before="#grades")

    def _leave_typing(self) -> str:
        """What was typed; from here on keys are keys again."""
        if not self.query("#typed"):
            return ""
        from studygpt.tui.typed_answer import TypedAnswer

        self.query_one(CardView).focus()
        return self.query_one(TypedAnswer).done()

    def on_input_submitted(self) -> None:
        self._reveal()

    def _reveal(self) -> None:
        card = self.shown
        if card is None or self.revealed:
            return
        self.revealed = True
        self._show_grades()
        self.query_one(KeyLine).renew()
        typed = self._leave_typing()
        answer = 0

        def lines(width: int) -> list[Line]:
            nonlocal answer
            shown, answer = both_sides(card, width, typed, self.pictures(card))
            return shown

        view = self.query_one(CardView)
        view.show(lines, top=False)
        view.show_line(answer)

    def _show_grades(self) -> None:
        """What each grade does; nothing is said of it where none is known yet, or none is kept."""
        if self.session is not None:
            self.session.reveal()
            self.outcomes = {} if self.choice.cram else self.session.outcomes()
        self.query_one("#grades", Static).update(grade_line(self.outcomes, self.size.width))

    def _show_end(self) -> None:
        assert self.session is not None and self.study is not None, "a session ends after it began"
        self.query_one("#place", Static).update("")
        words = waiting_words(self.study, self.session, self.key("more"))
        self.query_one("#grades", Static).update("")
        self.query_one(CardView).show(lambda width: _paragraphs(words, width))
        self.query_one(KeyLine).renew()

    def _show_progress(self) -> None:
        if self.session is not None:
            self.query_one("#progress", Static).update(progress_line(self.session.progress, self.size.width))

    def on_resize(self) -> None:
        self._show_progress()
        if self.revealed:
            self.query_one("#grades", Static).update(grade_line(self.outcomes, self.size.width))

    def on_screen_suspend(self) -> None:
        self.seen += time.monotonic() - self.since
        self.since = time.monotonic()

    def on_screen_resume(self) -> None:
        self.since = time.monotonic()

    def _in_editor(self, place: NoteLocation) -> None:
        self.on_screen_suspend()
        try:
            super()._in_editor(place)
        finally:
            self.on_screen_resume()

    # ------------------------------------------------------------------ acts

    def action_reveal(self) -> None:
        if self.shown is not None and self.shown.kind is Kind.EXERCISE:
            self.action_exercise()
        elif self.revealed:
            self._grade(Rating.GOOD)
        else:
            self._reveal()

    def action_grade_again(self) -> None:
        self._grade(Rating.AGAIN)

    def action_grade_hard(self) -> None:
        self._grade(Rating.HARD)

    def action_grade_good(self) -> None:
        self._grade(Rating.GOOD)

    def action_grade_easy(self) -> None:
        self._grade(Rating.EASY)

    def _grade(self, rating: Rating) -> None:
        if not self.revealed or self.session is None:
            return
        spent = int((self.seen + time.monotonic() - self.since) * 1000)
        self._act(lambda session: session.grade(rating, spent, self.outcomes.get(rating)))
        if self.session.leech is not None:
            self.say(
                "Forgotten once too often: this card is tagged leech and suspended. u takes it back.", warning=True
            )

    def _act(self, act: object) -> None:
        """Do something to the session and show what follows; a refusal is a sentence."""
        if self.session is None:
            return
        try:
            assert callable(act)
            act(self.session)
        except StudyError as error:
            self.say(str(error), warning=True)
            self.renew()
        else:
            self._next()

    def action_undo(self) -> None:
        if self.session is None:
            return
        undone: list[UndoneAct | None] = []
        self._act(lambda session: undone.append(session.undo()))
        for each in undone:
            self.say(f"Taken back: {each.act.value}." if each is not None else "Taken back.")

    def action_bury(self) -> None:
        if self.shown is not None:
            self._act(lambda session: session.bury())
            self.say("Buried until tomorrow; u takes it back.")

    def action_suspend(self) -> None:
        if self.shown is not None:
            self._act(lambda session: session.suspend())
            self.say("Suspended; u takes it back.")

    def action_next(self) -> None:
        self._act(lambda session: session.skip())

    def action_flag(self) -> None:
        if self.session is not None and self.shown is not None:
            on = self.session.flag()
            self.shown = self.session.card
            if self.shown is not None:
                self.query_one("#place", Static).update(place_line(self.shown))
            self.say("Flagged." if on else "The flag is off.")

    def action_restart(self) -> None:
        if self.shown is not None:
            self._act(lambda session: session.reset())
            self.say("The card is new again; u takes it back.")

    def action_set_due(self) -> None:
        from studygpt.tui.due import ask_due

        if self.shown is not None:
            ask_due(self, lambda days: self._act(lambda session: session.set_due(days)))

    def action_search(self) -> None:
        if self.study is not None:
            from studygpt.tui.browse import BrowseScreen

            here = self.shown.id if self.shown is not None else None
            self.app.push_screen(BrowseScreen(at=here, keys=self.changed_keys))

    def action_more(self) -> None:
        self._act(lambda session: session.more())

    def action_hint(self) -> None:
        if self.shown is None:
            return
        hints = [hole.hint for hole in self.shown.holes if hole.hint]
        self.say(f"Hint: {', '.join(hints)}" if hints else "This card has no hint.")


def both_sides(card: Card, width: int, typed: str = "", pictures: Pictures | None = None) -> tuple[list[Line], int]:
    """Question and answer, and the line at which the answer begins.

    The answer stands alone where it says the question again with its holes filled.
    """
    back = back_lines(card, width, pictures=pictures)
    if typed:
        from studygpt.render.typed import typed_spans
        from studygpt.render.wrap import wrapped

        back = [*(Line(spans) for spans in wrapped(typed_spans(typed, card), width)), Line(()), *back]
    if card.kind is Kind.CLOZE or card.holes:
        return back, next((at for at, line in enumerate(back) if _is_answer(line)), 0)
    front = front_lines(card, width, pictures=pictures)
    rule = Line((Segment("─" * width, "rule"),))
    return [*front, Line(()), rule, Line(()), *back], len(front) + 1


def _is_answer(line: Line) -> bool:
    return any("answer" in segment.style.split() for segment in line.segments)


def _paragraphs(words: Sequence[str], width: int) -> list[Line]:
    from studygpt.render.blocks import card_lines

    return card_lines("\n\n".join(words), width)
