"""A review session line by line: what stands on the screen is text that any terminal, pipe or screen reader takes."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from studygpt.commands.output import can_show, card_width, counted, say, say_wrapped
from studygpt.commands.rate import parse_rating
from studygpt.commands.undo import describe
from studygpt.errors import StudyError, UsageError
from studygpt.model import Act, Card, Kind, Rating, State
from studygpt.render.card import back_lines, front_lines
from studygpt.render.harmless import one_name
from studygpt.render.plain import DRAWN_WITH, plain, plain_text
from studygpt.render.spans import text_of
from studygpt.schedule.intervals import short_interval
from studygpt.schedule.memory import Outcome
from studygpt.study import Study
from studygpt.study.live import Live

_FORMULA = re.compile(r"\\[a-zA-Z]|[_^]\{")
HELP = """  Enter          show the answer, then grade it Good
  1 2 3 4        Again, Hard, Good, Easy
  u              undo the last grade
  h              a hint, where the card has one
  i              what is known of this card
  -              suspend this card: it is not shown again
  b              bury this card until tomorrow
  q              quit; every grade is kept already"""


class Quit(Exception):
    """The person has had enough for now, or the input ended."""


@dataclass
class Tally:
    """What this session did, so that an undo can take it off again."""

    seconds: float = 0.0
    graded: list[tuple[Rating, bool]] = field(default_factory=list)
    """Each grade, and whether the card was new before."""


class PlainReview:
    def __init__(self, study: Study, query: str, live: Live, *, new: int | None, limit: int | None) -> None:
        self.study = study
        self.query = query
        self.live = live
        self.new = new
        self.limit = limit
        self.tally = Tally()

    def run(self) -> int:
        """Show cards until none is left, the limit is reached or the person quits."""
        cards = self._queue()
        if not cards:
            self._say_empty()
            return 0
        self._say_counts(cards)
        try:
            while cards and (self.limit is None or len(self.tally.graded) < self.limit):
                self._show(cards[0], len(cards))
                cards = self._queue()
        except Quit:
            say()
        self._say_end()
        return 0

    def _queue(self) -> list[Card]:
        """What is left of today. The day's number of new cards counts down in the log; one that was chosen, here."""
        new = None if self.new is None else max(0, self.new - sum(was_new for _, was_new in self.tally.graded))
        cards = self.study.review.due(self.query, new=new)
        return cards or self.study.review.due(self.query, new=new, ahead=True)

    # ------------------------------------------------------------------ one card

    def _show(self, card: Card, left: int) -> None:
        say()
        say_wrapped(f"-- {counted(left, 'card')} left -- {place(card)}")
        say(front_text(card))
        say()
        started = time.monotonic()
        while not self._act(card, self._ask("Enter shows the answer: "), revealed=False):
            pass
        if self._moved_on:
            return
        present = self._as_it_is_now(card)
        if present is None:
            return
        card = present
        outcomes = self.study.review.outcomes(card)
        say()
        say(back_text(card))
        say()
        grades = "  ".join(f"{int(rating)} {rating.name.capitalize()} {_in(outcomes[rating])}" for rating in Rating)
        while True:
            word = self._ask(f"{grades}: ")
            rating = Rating.GOOD if not word else _rating(word)
            if rating is not None:
                break
            if self._act(card, word, revealed=True):
                return
        spent = time.monotonic() - started
        self.study.review.grade(card, rating, int(spent * 1000), outcomes[rating])
        self.tally.seconds += spent
        self.tally.graded.append((rating, card.memory.state is State.NEW))

    def _as_it_is_now(self, card: Card) -> Card | None:
        """The card, where its note was saved since it was shown as it stands there now; None where it is gone."""
        read_again = self.live.news()
        for sentence in read_again:
            say_wrapped(sentence)
        if not read_again:
            return card
        present = self.study.library.present(card)
        if present is None:
            say("Its note does not hold this card any more.")
        elif present.front != card.front:
            say_wrapped(f"\n{front_text(present)}")
        return present

    _moved_on = False

    def _act(self, card: Card, word: str, *, revealed: bool) -> bool:
        """Do what a key asks. True when the card's turn goes on to the next stage, or is over (then `_moved_on`)."""
        self._moved_on = False
        match word.strip().lower():
            case "":
                return True
            case "q" | "quit":
                raise Quit
            case "u":
                try:
                    undone = self.study.review.undo()
                except StudyError as error:
                    say(str(error))
                    return False
                say(describe(undone))
                if undone.act is Act.GRADE and self.tally.graded:
                    self.tally.graded.pop()
            case "-":
                self.study.review.suspend(card)
                say("Suspended; u takes it back.")
            case "b":
                self.study.review.bury(card)
                say("Buried until tomorrow; u takes it back.")
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

    def _say_counts(self, cards: list[Card]) -> None:
        new = sum(card.memory.state is State.NEW for card in cards)
        learning = sum(card.memory.state in (State.LEARNING, State.RELEARNING) for card in cards)
        say(
            f"Today: {new} new, {learning} learning, {len(cards) - new - learning} due. Press ? and Enter for the keys."
        )

    def _say_end(self) -> None:
        tally = self.tally
        if tally.graded:
            minutes = max(1, round(tally.seconds / 60))
            known = sum(rating is not Rating.AGAIN for rating, _ in tally.graded)
            kept = f"{known} of them known" if len(tally.graded) > 1 else "kept"
            say(f"\n{counted(len(tally.graded), 'card')} graded, {kept}, in {counted(minutes, 'minute')}.")
        left = len(self._queue())
        if left:
            say(f"{counted(left, 'card')} left for today.")
        else:
            self._say_next()

    def _say_empty(self) -> None:
        say("Nothing is due now." if not self.query else "No card of today answers that query.")
        self._say_next()

    def _say_next(self) -> None:
        waiting = self.study.review.waiting()
        if waiting.next_step_at is not None:
            away = short_interval(max(0, waiting.next_step_at - self.study.core.clock().at))
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


def _in(outcome: Outcome) -> str:
    return short_interval(outcome.interval_ms)


def _rating(word: str) -> Rating | None:
    try:
        return parse_rating(word)
    except UsageError:
        return None
