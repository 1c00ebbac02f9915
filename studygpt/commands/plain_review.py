"""Review line by line, in text that any terminal, pipe or screen reader can show."""

from __future__ import annotations

import time
from queue import SimpleQueue
from typing import TYPE_CHECKING

from studygpt.commands.card_text import back_text, front_text, hint_text, info_text, place_text
from studygpt.commands.doubt_text import (
    ANSWERS,
    QUESTION,
    is_answer_changed,
    plain_side,
    print_labelled,
    print_wordings,
)
from studygpt.commands.output import print_error, print_line, print_problems, print_wrapped
from studygpt.commands.plain_review_ends import print_beginning, print_end, print_nothing_due
from studygpt.commands.rate import parse_rating
from studygpt.commands.streams import ask_line
from studygpt.commands.undo import describe
from studygpt.errors import DecisionNeeded, StudyError, UsageError
from studygpt.model import Card, Kind, Rating
from studygpt.study import Bounds, GradeOutcome, NoteWatcher, QueueOptions, ReviewSession, Study
from studygpt.text import counted, short_interval

if TYPE_CHECKING:
    from studygpt.study import Doubt

HELP = """  Enter          show the answer, then grade it Good
  1 2 3 4        Again, Hard, Good, Easy
  u              take back the last act
  h              a hint, where the card has one
  i              the memory of this card
  -              suspend this card: it is not shown again
  b              bury this card until tomorrow
  n              put this card last
  f              flag this card, or remove its flag
  y n p          of a card that changed: still the same, another one, the same but today
  q              quit; your grades are saved"""

_ASKED = "Say y, n or p; ? lists the keys."


def run_plain(choice: QueueOptions, bounds: Bounds) -> int:
    """Sync, then review line by line, while a watcher reads notes that are saved during the review."""
    study = Study.open(to_write=True)
    said = _sync(study)
    news: SimpleQueue[str] = SimpleQueue()
    try:
        with NoteWatcher(study.library, said, news.put, news.put):
            return PlainReview(study, choice, bounds, news).run()
    finally:
        study.close()  # from here on nothing waits to be sent to a server


def _sync(study: Study) -> set[str]:
    """Read the notes that changed; return the messages that were shown."""
    said: set[str] = set()
    for source in study.library.sources():
        if source.enabled:
            try:
                summary = study.library.sync_source(source)
            except StudyError as error:  # a vault that is not mounted must not prevent the review
                print_error(f"studygpt: {error}")
                said.add(str(error))
                continue
            print_problems(summary.problems, at_most=5)
            said.update(str(problem) for problem in summary.problems)
            if summary.warning:
                print_error(summary.warning)
                said.add(summary.warning)
    return said


class Quit(Exception):
    """Raised when the person quits or the input ends."""


class PlainReview:
    """A review session that reads and prints line by line."""

    def __init__(self, study: Study, choice: QueueOptions, bounds: Bounds, news: SimpleQueue[str]) -> None:
        """Set up the session; `news` receives messages about notes that are read during the review."""
        self.study = study
        self.session = ReviewSession(study.review, choice, bounds)
        self.news = news

    def run(self) -> int:
        """Show cards until none is left, a limit of the session is reached or the person quits."""
        if self.session.card is None:
            print_nothing_due(self.study, self.session)
            return 0
        print_beginning(self.session)
        try:
            while self._goes_on():
                pass
        except Quit:
            print_line()
        print_end(self.study, self.session)
        return 0

    def _goes_on(self) -> bool:
        """Show a card; return False if none is left. A server that is away costs an act, not the review."""
        try:
            if (card := self.session.card) is None:
                return False
            self._show(card)
        except StudyError as error:
            if self.study.context.outbox is None:
                raise
            print_line(str(error))
            if self._ask("Enter tries again, q quits: ").strip().lower() in ("q", "quit"):
                raise Quit from error
        return True

    # ------------------------------------------------------------------ one card

    def _show(self, card: Card) -> None:
        doubt = self._doubt()
        if doubt is not None:  # its note may have been saved since the card was read
            self.session.forget({str(card.id)})
            card = self.session.card or card
        print_line()
        print_wrapped(f"-- {counted(self.session.progress.counts.all, 'card')} left -- {place_text(card)}")
        if doubt is not None and not self._is_same(card, doubt):
            return
        print_line(front_text(card))
        print_line()
        if card.kind is Kind.EXERCISE:
            self._leave_exercise(card)
            return
        started = time.monotonic()
        while not self._act(self._ask("Enter shows the answer: ")):
            pass
        if self._moved_on or not self._is_still(card):
            return
        card = self.session.card or card
        self.session.reveal()
        outcomes = {} if self.session.options.cram else self.session.outcomes()
        print_line()
        print_line(back_text(card))
        print_line()
        self._print_answer_before(card)
        grades = "  ".join(f"{int(rating)} {rating.name.capitalize()}{_in(outcomes.get(rating))}" for rating in Rating)
        while True:
            word = self._ask(f"{grades}: ")
            rating = Rating.GOOD if not word else _rating(word)
            if rating is not None:
                break
            if self._act(word, unknown="Grade with 1 to 4."):
                return
        try:
            self.session.grade(rating, int((time.monotonic() - started) * 1000), outcomes.get(rating))
        except DecisionNeeded:  # its note was saved since the answer was shown: it is asked about first
            return
        if self.session.leech is not None:
            print_line("Forgotten too often: this card is now tagged leech and suspended; u takes it back.")

    def _leave_exercise(self, card: Card) -> None:
        """Wait while the learner writes and checks an exercise in another terminal."""
        print_wrapped(f"In another terminal: studygpt lab {card.exercises[0]}. Its verdict is the grade.")
        while True:
            word = self._ask("Enter when it is done or for later, b buries it: ")
            if not word:
                before = self.session.card
                self.session.graded_elsewhere()
                if self.session.card is before:
                    self.session.skip() if self.session.state.rest else self.session.bury()
                return
            if self._act(word):
                return

    def _doubt(self) -> Doubt | None:
        """Return how the card shown read when it was learned, if it may be another one now."""
        changed = self.session.changed
        return changed if changed is not None and changed.why else None

    def _is_same(self, card: Card, doubt: Doubt) -> bool:
        """Ask whether a changed card is still the one that was learned; return False if the session moves on."""
        print_wrapped(f"This card changed since you learned it: {doubt.why}.")
        print_wordings(card, doubt)
        print_line()
        while (word := self._ask(f"{QUESTION} {ANSWERS}: ").lower()) not in ("y", "n", "p"):
            if not word:
                print_line(_ASKED)
            elif self._act(word, unknown=_ASKED):
                return False
        if not self.news.empty():  # the question may be out of date
            self._is_still(card)
            return False
        try:
            if word == "n":
                self.session.another()
                print_wrapped("It begins as a new card; what you learned is set aside. u takes it back.")
                return False
            self.session.same(show_again=word == "p")
        except StudyError as error:  # another program was faster
            print_wrapped(str(error))
            return False
        print_line()
        return True

    def _print_answer_before(self, card: Card) -> None:
        """Print what the answer of the card shown was when it was learned, if it changed since."""
        changed = self.session.changed
        if changed is not None and is_answer_changed(card, changed):
            print_labelled("The answer changed since you learned it; it was", plain_side(changed.back))
            print_line()

    def _is_still(self, card: Card) -> bool:
        """Apply changes to notes that were saved meanwhile; return False if they removed or replaced the card."""
        if self.news.empty():
            return True
        while not self.news.empty():
            print_wrapped(self.news.get())
        self.session.renew()
        present = self.session.card
        if present is None or present.id != card.id:
            print_line("Its note no longer has this card.")
            return False
        if self._doubt() is not None:
            return False  # it is shown anew, and asked about
        if present.front != card.front:
            print_line(f"\n{front_text(present)}")
        return True

    _moved_on = False

    def _act(self, word: str, *, unknown: str = "Enter shows the answer; ? lists the keys.") -> bool:
        """Do what the entered word asks, or print `unknown` if it asks nothing; return True if the session moves on.

        It moves on either to the next stage of the same card, or, if `_moved_on` is set, away from the card.
        """
        self._moved_on = False
        session, card = self.session, self.session.card
        assert card is not None, "something is asked only of a card"
        match word.strip().lower():
            case "":
                return True
            case "q" | "quit":
                raise Quit
            case "u":
                try:
                    undone = session.undo()
                except StudyError as error:
                    print_line(str(error))
                    return False
                print_line(describe(undone) if undone else "The card is shown again.")
            case "-":
                session.suspend()
                print_line("Suspended; u takes it back.")
            case "b":
                session.bury()
                print_line("Buried until tomorrow; u takes it back.")
            case "n":
                session.skip()
            case "f":
                print_line("Flagged." if session.flag() else "Flag removed.")
                return False
            case "h":
                print_line(hint_text(card))
                return False
            case "i":
                print_line(info_text(card))
                return False
            case "?":
                print_line(HELP)
                return False
            case _:
                print_line(unknown)
                return False
        self._moved_on = True
        return True

    def _ask(self, prompt: str) -> str:
        try:
            return ask_line(prompt)
        except EOFError as error:
            raise Quit from error


def _in(outcome: GradeOutcome | None) -> str:
    return f" {short_interval(outcome.interval_ms)}" if outcome is not None else ""


def _rating(word: str) -> Rating | None:
    try:
        return parse_rating(word)
    except UsageError:
        return None
