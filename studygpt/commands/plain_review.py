"""A review session line by line: what stands on the screen is text that any terminal, pipe or screen reader takes."""

from __future__ import annotations

import re
import time
from queue import SimpleQueue

from studygpt.commands.output import can_show, card_width, say, say_wrapped
from studygpt.commands.rate import parse_rating
from studygpt.commands.undo import describe
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Kind, Rating
from studygpt.render.card import back_lines, front_lines
from studygpt.render.plain import DRAWN_WITH, plain, plain_text
from studygpt.render.spans import text_of
from studygpt.study import Bounds, GradeOutcome, Phase, QueueOptions, ReviewSession, Study
from studygpt.text import counted, one_name, short_interval

_FORMULA = re.compile(r"\\[a-zA-Z]|[_^]\{|^[a-zA-Z][_^]\w$")
HELP = """  Enter          show the answer, then grade it Good
  1 2 3 4        Again, Hard, Good, Easy
  u              take back the last act
  h              a hint, where the card has one
  i              what is known of this card
  -              suspend this card: it is not shown again
  b              bury this card until tomorrow
  n              put this card last
  f              flag this card, or take the flag off
  q              quit; every grade is kept already"""


class Quit(Exception):
    """The person has had enough for now, or the input ended."""


class PlainReview:
    def __init__(self, study: Study, choice: QueueOptions, bounds: Bounds, news: SimpleQueue[str]) -> None:
        """`news`: what was read meanwhile, as notes were saved."""
        self.study = study
        self.session = ReviewSession(study.review, choice, bounds)
        self.news = news

    def run(self) -> int:
        """Show cards until none is left, a bound is reached or the person quits."""
        if self.session.card is None:
            self._say_empty()
            return 0
        self._say_counts()
        try:
            while (card := self.session.card) is not None:
                self._show(card)
        except Quit:
            say()
        self._say_end()
        return 0

    # ------------------------------------------------------------------ one card

    def _show(self, card: Card) -> None:
        say()
        say_wrapped(f"-- {counted(self.session.progress.counts.all, 'card')} left -- {place(card)}")
        say(front_text(card))
        say()
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
        say()
        say(back_text(card))
        say()
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
            say("Forgotten once too often: this card is tagged leech and suspended. u takes it back.")

    def _leave_exercise(self, card: Card) -> None:
        """It is written and checked elsewhere; here it only waits for its verdict."""
        say_wrapped(f"In another terminal: studygpt lab {card.exercises[0]}. Its verdict is the grade.")
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
        """Whether the card is still the one to answer; where its note was saved meanwhile, as it stands there now."""
        if self.news.empty():
            return True
        while not self.news.empty():
            say_wrapped(self.news.get())
        self.session.renew()
        present = self.session.card
        if present is None or present.id != card.id:
            say("Its note does not hold this card any more.")
            return False
        if present.front != card.front:
            say(f"\n{front_text(present)}")
        return True

    _moved_on = False

    def _act(self, word: str, *, revealed: bool) -> bool:
        """Do what a key asks. True when the card's turn goes on to the next stage, or is over (then `_moved_on`)."""
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
                    say(str(error))
                    return False
                say(describe(undone) if undone else "The card is shown again.")
            case "-":
                session.suspend()
                say("Suspended; u takes it back.")
            case "b":
                session.bury()
                say("Buried until tomorrow; u takes it back.")
            case "n":
                session.skip()
            case "f":
                say("Flagged." if session.flag() else "The flag is off.")
                return False
            case "h":
                say(_hints(card))
                return False
            case "i":
                say(_info(card))
                return False
            case "?":
                say(HELP)
                return False
            case _:
                say("Grade with 1 to 4." if revealed else "Enter shows the answer; ? lists the keys.")
                return False
        self._moved_on = True
        return True

    def _ask(self, prompt: str) -> str:
        try:
            return input(prompt).strip()
        except EOFError as error:
            raise Quit from error

    # ------------------------------------------------------------------ around the session

    def _say_counts(self) -> None:
        new, learning, due = self.session.progress.counts
        say(f"Today: {new} new, {learning} learning, {due} due. Press ? and Enter for the keys.")

    def _say_end(self) -> None:
        did = self.session.state.did
        if did.cards:
            minutes = max(1, round(did.spent_ms / 60_000))
            kept = f"{did.known} of them known" if did.cards > 1 else "kept"
            say(f"\n{counted(did.cards, 'card')} graded, {kept}, in {counted(minutes, 'minute')}.")
        left = self.session.progress.counts.all
        if left and self.session.phase is not Phase.WAITING:
            say(f"{counted(left, 'card')} left for today.")
        else:
            self._say_next()

    def _say_empty(self) -> None:
        say("No card of today answers that query." if self.session.options.query else "Nothing is due now.")
        self._say_next()

    def _say_next(self) -> None:
        waiting = self.study.review.waiting()
        if waiting.next_step_at is not None:
            away = short_interval(max(0, waiting.next_step_at - self.study.context.clock().at))
            say(f"Done for now. A card that you are learning comes back in {away}.")
        elif waiting.new:
            say(f"Done for today. {counted(waiting.new, 'new card')} wait for other days.")
            say("`studygpt review --new 10` begins 10 of them now.")
        else:
            say("Done for today. `studygpt import FOLDER` takes in your own notes.")


def place(card: Card) -> str:
    """Where a card stands: deck, headings, parent bullets, note."""
    path = [*card.headings, *card.ancestors]
    where = " > ".join(path) if path else card.title
    return one_name(f"{card.deck} -- {where} -- {card.path}:{card.line_start}")


def front_text(card: Card) -> str:
    drawn = can_show(DRAWN_WITH)
    return plain_text(front_lines(card, card_width(), drawn=drawn, sideways=False), drawn=drawn)


def back_text(card: Card) -> str:
    """The answer; what its holes hold comes first."""
    drawn = can_show(DRAWN_WITH)
    answer = plain_text(back_lines(card, card_width(), drawn=drawn, sideways=False), drawn=drawn)
    if card.kind is Kind.CLOZE:
        return f"[...] = {', '.join(_held(hole.text, drawn=drawn) for hole in card.holes)}\n\n{answer}"
    if len(card.holes) < 2:
        return answer
    filled = "\n".join(f"blank {hole.number}: {_held(hole.text, drawn=drawn)}" for hole in card.holes)
    return f"{filled}\n\n{answer}" if card.back.partition("\n")[2].strip() else filled


def _held(text: str, *, drawn: bool) -> str:
    """What a hole holds, on one line: words, or a piece of a formula."""
    if drawn and _FORMULA.search(text) and "$" not in text:
        from studygpt.render.math import one_line

        return text_of(one_line(text))
    return " ".join(plain(text, drawn=drawn).split())


def _hints(card: Card) -> str:
    hints = [f"{hole.number}: {hole.hint}" for hole in card.holes if hole.hint]
    return f"Hint: {', '.join(hints)}" if hints else "This card has no hint."


def _info(card: Card) -> str:
    memory = card.memory
    known = (
        f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f}"
        if memory.stability is not None and memory.difficulty is not None
        else "never graded"
    )
    return f"{card.id}: {memory.state}, {known}, {counted(memory.reps, 'grade')}, {counted(memory.lapses, 'lapse')}"


def _in(outcome: GradeOutcome | None) -> str:
    return f" {short_interval(outcome.interval_ms)}" if outcome is not None else ""


def _rating(word: str) -> Rating | None:
    try:
        return parse_rating(word)
    except UsageError:
        return None
