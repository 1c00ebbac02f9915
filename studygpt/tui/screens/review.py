"""The review: a card, its place, the progress of the day, and the four grades."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from studygpt import study as facade  # its names are loaded when they are first used
from studygpt.errors import StudyError
from studygpt.model import Card, Kind, Rating
from studygpt.render.blocks import card_lines
from studygpt.render.card import front_lines
from studygpt.render.segments import StyledLine
from studygpt.study import Bounds, Phase
from studygpt.text import harmless
from studygpt.tui.actions import Action
from studygpt.tui.base.card_screen import CardScreen
from studygpt.tui.content.card import act_word, both_sides, rule_line, words_lines
from studygpt.tui.content.review import ANSWERS, answer_line, grade_line, place_line, progress_line, waiting_words
from studygpt.tui.widgets.card_view import CardView
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import Doubt, GradeOutcome, NoteLocation, QueueOptions, ReviewSession
    from studygpt.tui.widgets.typed_answer import TypedAnswer

_WITHOUT_CARD = frozenset("undo more search settings help back".split())
"""Actions that need no card."""


class ReviewScreen(CardScreen):
    """A review session. It can show its first card, and the answer, before the study is open."""

    NAME: ClassVar = "review"
    BEFORE_STUDY: ClassVar = CardScreen.BEFORE_STUDY | {"reveal", "hint"}

    def __init__(self, options: QueueOptions, bounds: Bounds, first: Card | None = None) -> None:
        super().__init__()
        self.options = options
        self.bounds = bounds
        self.first = first
        """The card to show before the study is open."""
        self._session: ReviewSession | None = None
        self.shown: Card | None = None
        self.changed: Doubt | None = None
        """How the card shown read when it was learned, if otherwise; None before the study is open."""
        self.revealed = False
        self.unreadable = False
        """Whether the next card could not be read; it is tried again each second."""
        self.outcomes: dict[Rating, GradeOutcome] = {}
        self.shown_since = time.monotonic()
        self.seconds_before = 0.0
        """Seconds for which the card was shown before `shown_since`: links, Browse and the editor do not count."""
        self.clock: Timer | None = None
        self.typed_answer: TypedAnswer | None = None
        """The line to type the answer in; made when it is first wanted."""

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield Static("", id="progress")
        yield CardView(id="card")
        yield Static("", id="grades")
        yield self.key_line()

    def on_mount(self) -> None:
        self.query_one(CardView).focus()
        if self.first is not None:
            self._show_card(self.first)

    def shown_card(self) -> Card | None:
        return self.shown

    def label(self, action: Action) -> str:
        if self.has_study and self.shown is None:
            return action.label if action.name in _WITHOUT_CARD else ""
        if action.name == "doubts":
            return super().label(action) if self.changed is not None and self.changed.common else ""
        if self.in_doubt and action.name in ("reveal", "next"):
            return ""
        return Rating.GOOD.name.capitalize() if action.name == "reveal" and self.revealed else super().label(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("same", "same_again") and not self.in_doubt:
            return False
        return super().check_action(action, parameters)

    @property
    def in_doubt(self) -> bool:
        """Whether a person must say first whether the card shown is still the one that was learned."""
        return self.changed is not None and bool(self.changed.why)

    # ------------------------------------------------------------------ the study

    @property
    def session(self) -> ReviewSession:
        """The session, which begins when the study is open."""
        if self._session is None:
            raise RuntimeError("the review asked for its session before the study was open")
        return self._session

    def begin(self) -> None:
        """Begin the session with the card that is shown already, where it is among today's."""
        self._session = facade.ReviewSession(self.study.review, self.options, self.bounds)
        first = self.first
        if first is not None and self.session.start_with(str(first.id)) and self.shown is first:
            self.shown = self.session.card  # the same card, with everything that the study holds of it
            self.changed = self.session.changed
            if self.shown is not None and self.changed is not None:
                self._show_again(self.shown)
            elif self.revealed:
                self._show_grades()
            elif self.shown is not None:
                self._offer_typing(self.shown)
            self.query_one(CardView).renew_pictures()  # without a study, images cannot be found
            self._show_progress()
        else:
            self._next()
        self.clock = self.set_interval(1.0, self._tick)

    def renew(self) -> None:
        before, revealed = self.shown, self.revealed
        self.session.graded_elsewhere()
        self.session.renew()
        card, changed = self.session.card, self.session.changed
        if card == before and changed == self.changed:
            self._show_progress()
        elif revealed and card is not None and before is not None and card.id == before.id:  # the same card, reworded
            self.changed = changed
            self._show_again(card)
            self._show_progress()
        else:
            self._next()

    def _tick(self) -> None:
        """Show a card whose step ended while nothing was shown."""
        if self.session.phase is Phase.WAITING:
            self.session.wait()
            self._next()
        elif self.unreadable:
            self._next()

    # ------------------------------------------------------------------ what is shown

    def _next(self) -> None:
        """Show the session's present card, or its end; where the card cannot be read, why."""
        try:
            self._show_next()
            self.unreadable = False
        except StudyError as error:
            self._show_unreadable(str(error))
        self._show_progress()

    def _show_next(self) -> None:
        card, before = self.session.card, self.changed
        self.changed = self.session.changed
        if card is None:
            self.shown, self.revealed = None, False
            self._stop_typing()
            self._show_end()
        elif self.shown is None or card != self.shown or self.revealed or self.changed != before:
            self._show_card(card)

    def _show_unreadable(self, why: str) -> None:
        """Show why the next card cannot be read, as where the server of the database is gone; it is tried again."""
        self.unreadable, self.shown, self.revealed = True, None, False
        self._stop_typing()
        self.query_one("#place", Static).update("")
        self.query_one("#grades", Static).update("")
        self.query_one(CardView).show(lambda width: words_lines(harmless(why), width, "failed"))
        self.query_one(KeyLine).renew()

    def _show_card(self, card: Card) -> None:
        self.shown, self.revealed = card, False
        self.shown_since, self.seconds_before = time.monotonic(), 0.0
        self.query_one("#place", Static).update(place_line(card))
        does = "opens it; its verdict is the grade" if card.kind is Kind.EXERCISE else "shows the answer"
        line = Content(f"{self.key('reveal')} {does}").stylize("$text-muted")
        if self.in_doubt:
            line = answer_line(self.key)
        self.query_one("#grades", Static).update(line)
        self.query_one(CardView).show(lambda width: self._front(card, width))
        self._offer_typing(card)
        self.query_one(KeyLine).renew()

    def _front(self, card: Card, width: int) -> list[StyledLine]:
        """The question, below what is asked of a card in doubt."""
        lines = front_lines(card, width, pictures=self.pictures(card))
        if self.changed is None or not self.in_doubt:
            return lines
        from studygpt.tui.content.doubt import asked_lines  # only when a card is in doubt

        return [*asked_lines(self.changed, card, width, self.key("doubts")), rule_line(width), StyledLine(()), *lines]

    def _show_again(self, card: Card) -> None:
        """Show the card anew, and its answer where that was shown and nothing is asked first."""
        revealed = self.revealed
        self._show_card(card)
        if revealed and not self.in_doubt:
            self._reveal()

    def _offer_typing(self, card: Card) -> None:
        """Show a line for the answer where the settings want the answers of such cards typed."""
        if self.has_study and not self.in_doubt and card.kind in self.study.context.settings.typed_answers:
            self._start_typing()
        else:
            self._stop_typing()

    def _start_typing(self) -> None:
        """Show the line to type the answer in."""
        from studygpt.tui.widgets.typed_answer import TypedAnswer  # only when answers are typed

        if self.typed_answer is None:
            self.typed_answer = TypedAnswer()
            self.mount(self.typed_answer, before="#grades")
        else:
            self.typed_answer.ask()

    def _stop_typing(self) -> str:
        """Remove the line for the answer, so that keys grade again, and return what was typed."""
        if self.typed_answer is None:
            return ""
        self.query_one(CardView).focus()
        return self.typed_answer.done()

    def on_input_submitted(self) -> None:
        self._reveal()

    def _reveal(self) -> None:
        card = self.shown
        if card is None or self.revealed:
            return
        self._show_grades()
        self.revealed = True
        self.query_one(KeyLine).renew()
        typed = self._stop_typing()
        answer = 0

        def lines(width: int) -> list[StyledLine]:
            nonlocal answer
            shown, answer = both_sides(card, width, typed, self.pictures(card))
            return [*shown, *self._former_answer(card, width)]

        view = self.query_one(CardView)
        view.show(lines, top=False)
        view.show_line(answer)

    def _former_answer(self, card: Card, width: int) -> list[StyledLine]:
        """The answer that was learned, where that is not the one on the card."""
        if self.changed is None:
            return []
        from studygpt.tui.content.doubt import former_answer  # only when a card changed since it was learned

        return former_answer(self.changed, card, width)

    def _show_grades(self) -> None:
        """Show the grades, with their intervals once the study is open; cramming has none."""
        if self.has_study:
            self.session.reveal()
            self.outcomes = {} if self.options.cram else self.session.outcomes()
        self.query_one("#grades", Static).update(grade_line(self.outcomes, self.size.width))

    def _show_end(self) -> None:
        self.query_one("#place", Static).update("")
        words = waiting_words(self.study, self.session, self.key("more"), self.key("doubts"))
        self.query_one("#grades", Static).update("")
        self.query_one(CardView).show(lambda width: card_lines("\n\n".join(words), width))
        self.query_one(KeyLine).renew()

    def _show_progress(self) -> None:
        if self.has_study:
            self.query_one("#progress", Static).update(progress_line(self.session.progress, self.size.width))

    def on_resize(self) -> None:
        self._show_progress()
        if self.revealed:
            self.query_one("#grades", Static).update(grade_line(self.outcomes, self.size.width))

    def on_screen_suspend(self) -> None:
        self.seconds_before += time.monotonic() - self.shown_since
        self.shown_since = time.monotonic()

    def on_screen_resume(self) -> None:
        self.shown_since = time.monotonic()

    def edit_note(self, place: NoteLocation) -> None:
        self.on_screen_suspend()
        try:
            super().edit_note(place)
        finally:
            self.on_screen_resume()

    # ------------------------------------------------------------------ acts

    def action_reveal(self) -> None:
        if self.in_doubt:
            self._ask_first()
        elif self.shown is not None and self.shown.kind is Kind.EXERCISE:
            if self.has_study:
                self.action_exercise()
        elif self.revealed:
            self._grade(Rating.GOOD)
        else:
            self.attempt(self._reveal)

    def action_grade_again(self) -> None:
        self._grade(Rating.AGAIN)

    def action_grade_hard(self) -> None:
        self._grade(Rating.HARD)

    def action_grade_good(self) -> None:
        self._grade(Rating.GOOD)

    def action_grade_easy(self) -> None:
        self._grade(Rating.EASY)

    def _grade(self, rating: Rating) -> None:
        if self.in_doubt:
            self._ask_first()
            return
        if not self.revealed or not self.has_study:  # the key that reveals may come twice before the study is open
            return
        spent = int((self.seconds_before + time.monotonic() - self.shown_since) * 1000)
        self._act(lambda session: session.grade(rating, spent, self.outcomes.get(rating)))
        if self.session.leech is not None:
            self.say(
                f"Forgotten once too often: this card is tagged leech and suspended. {self.key('undo')} takes it back.",
                warning=True,
            )

    def _act(self, act: Callable[[ReviewSession], object], done: str = "") -> None:
        """Call `act` on the session, show what follows and the message `done`; if it is refused, show why."""
        try:
            act(self.session)
        except StudyError as error:
            self.say(str(error), warning=True)
            self.attempt(self.renew)
        else:
            self._next()
            if done:
                self.say(done)

    def action_undo(self) -> None:
        def undo(session: ReviewSession) -> None:
            undone = session.undo()
            self.say(f"Taken back: {act_word(undone.act)}." if undone is not None else "Taken back.")

        self._act(undo)

    def action_bury(self) -> None:
        if self.shown is not None:
            self._act(lambda session: session.bury(), f"Buried until tomorrow; {self.key('undo')} takes it back.")

    def action_suspend(self) -> None:
        if self.shown is not None:
            self._act(lambda session: session.suspend(), f"Suspended; {self.key('undo')} takes it back.")

    def action_next(self) -> None:
        if self.in_doubt:
            said = f"Another card: it begins anew. {self.key('undo')} takes it back."
            self._act(lambda session: session.another(), said)
        else:
            self._act(lambda session: session.skip())

    def action_same(self) -> None:
        self._act(lambda session: session.same(), f"Still the same card; {self.key('undo')} takes it back.")

    def action_same_again(self) -> None:
        said = f"The same card, due today; {self.key('undo')} takes it back."
        self._act(lambda session: session.same(show_again=True), said)

    def _ask_first(self) -> None:
        """Say that a person must decide about a card in doubt before it is reviewed."""
        yes, no, again = (self.key(action) for action in ANSWERS)
        self.say(f"First say whether it is still the same card: {yes}, {no} or {again}.")

    def action_doubts(self) -> None:
        self.host.open_screen("doubts")

    def action_flag(self) -> None:
        on = self.attempt(lambda: self.session.flag()) if self.shown is not None else None
        if on is not None:
            flagged = self.attempt(lambda: self.session.card)
            if flagged is not None:
                self.shown = flagged
                self.query_one("#place", Static).update(place_line(flagged))
            self.say("Flagged." if on else "The flag is off.")

    def action_restart(self) -> None:
        if self.shown is not None:
            self._act(lambda session: session.reset(), f"The card is new again; {self.key('undo')} takes it back.")

    def action_set_due(self) -> None:
        if self.shown is not None:
            self.ask_due(lambda days: self._act(lambda session: session.set_due(days)))

    def action_search(self) -> None:
        self.host.open_screen("browse", at=str(self.shown.id) if self.shown is not None else None)

    def action_more(self) -> None:
        self._act(lambda session: session.more())

    def action_hint(self) -> None:
        if self.shown is None:
            return
        hints = [hole.hint for hole in self.shown.holes if hole.hint]
        self.say(f"Hint: {', '.join(hints)}" if hints else "This card has no hint.")
