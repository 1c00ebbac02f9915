"""Review line by line, in text that any terminal, pipe or screen reader can show."""

from __future__ import annotations

import time
from queue import SimpleQueue

from studygpt.commands.card_text import back_text, front_text, hint_text, info_text, place_text
from studygpt.commands.output import print_error, print_line, print_problems, print_wrapped
from studygpt.commands.rate import parse_rating
from studygpt.commands.undo import describe
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Kind, Rating
from studygpt.study import Bounds, GradeOutcome, NoteWatcher, Phase, QueueOptions, ReviewSession, Study
from studygpt.text import counted, short_interval, whole_minutes

HELP = """  Enter          show the answer, then grade it Good
  1 2 3 4        Again, Hard, Good, Easy
  u              take back the last act
  h              a hint, where the card has one
  i              the memory of this card
  -              suspend this card: it is not shown again
  b              bury this card until tomorrow
  n              put this card last
  f              flag this card, or remove its flag
  q              quit; your grades are saved"""


def run_plain(choice: QueueOptions, bounds: Bounds) -> int:
    """Sync, then review line by line, while a watcher reads notes that are saved during the review."""
    study = Study.open()
    said = _sync(study)
    news: SimpleQueue[str] = SimpleQueue()
    with NoteWatcher(study.library, said, news.put, news.put):
        return PlainReview(study, choice, bounds, news).run()


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
            self._print_empty()
            return 0
        self._print_counts()
        try:
            while (card := self.session.card) is not None:
                self._show(card)
        except Quit:
            print_line()
        self._print_end()
        return 0

    # ------------------------------------------------------------------ one card

    def _show(self, card: Card) -> None:
        print_line()
        print_wrapped(f"-- {counted(self.session.progress.counts.all, 'card')} left -- {place_text(card)}")
        print_line(front_text(card))
        print_line()
        if card.kind is Kind.EXERCISE:
            self._leave_exercise(card)
            return
        started = time.monotonic()
        while not self._act(self._ask("Enter shows the answer: "), revealed=False):
            pass
        if self._moved_on or not self._is_still(card):
            return
        card = self.session.card or card
        self.session.reveal()
        outcomes = {} if self.session.options.cram else self.session.outcomes()
        print_line()
        print_line(back_text(card))
        print_line()
        grades = "  ".join(f"{int(rating)} {rating.name.capitalize()}{_in(outcomes.get(rating))}" for rating in Rating)
        while True:
            word = self._ask(f"{grades}: ")
            rating = Rating.GOOD if not word else _rating(word)
            if rating is not None:
                break
            if self._act(word, revealed=True):
                return
        self.session.grade(rating, int((time.monotonic() - started) * 1000), outcomes.get(rating))
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
            if self._act(word, revealed=False):
                return

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
        if present.front != card.front:
            print_line(f"\n{front_text(present)}")
        return True

    _moved_on = False

    def _act(self, word: str, *, revealed: bool) -> bool:
        """Do what the entered word asks; return True if the session moves on.

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
                print_line("Grade with 1 to 4." if revealed else "Enter shows the answer; ? lists the keys.")
                return False
        self._moved_on = True
        return True

    def _ask(self, prompt: str) -> str:
        try:
            return input(prompt).strip()
        except EOFError as error:
            raise Quit from error

    # ------------------------------------------------------------------ around the session

    def _print_counts(self) -> None:
        new, learning, due = self.session.progress.counts
        print_line(f"Today: {new} new, {learning} learning, {due} due. Press ? and Enter for the keys.")

    def _print_end(self) -> None:
        did = self.session.state.did
        if did.cards:
            minutes = whole_minutes(did.spent_ms)
            kept = f"{did.known} of them known" if did.cards > 1 else "kept"
            print_line(f"\n{counted(did.cards, 'card')} graded, {kept}, in {counted(minutes, 'minute')}.")
        left = self.session.progress.counts.all
        if left and self.session.phase is not Phase.WAITING:
            print_line(f"{counted(left, 'card')} left for today.")
        else:
            self._print_next()

    def _print_empty(self) -> None:
        print_line("No card due today matches that query." if self.session.options.query else "Nothing is due now.")
        self._print_next()

    def _print_next(self) -> None:
        waiting = self.study.review.waiting()
        if waiting.next_step_at is not None:
            away = short_interval(max(0, waiting.next_step_at - self.study.context.clock().at))
            print_line(f"Done for now. A card that you are learning comes back in {away}.")
        elif waiting.new:
            print_line(f"Done for today. {counted(waiting.new, 'new card')} left for other days.")
            print_line("`studygpt review --new 10` shows up to 10 of them now.")
        else:
            print_line("Done for today. `studygpt import FOLDER` takes in your own notes.")


def _in(outcome: GradeOutcome | None) -> str:
    return f" {short_interval(outcome.interval_ms)}" if outcome is not None else ""


def _rating(word: str) -> Rating | None:
    try:
        return parse_rating(word)
    except UsageError:
        return None
