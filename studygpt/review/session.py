"""A review session at work: the machine of `schedule.session` with cards and a clock, all of it kept as it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from studygpt.errors import StudyError
from studygpt.model import IN_STEPS, Act, Card, Kind, Rating, State, Status
from studygpt.review.acts import UndoneAct
from studygpt.review.options import QueueOptions
from studygpt.review.review import Review
from studygpt.review.session_state import MINUTE_MS, Bounds, CardCounts, LearningStep, Phase, QueueItem, SessionState
from studygpt.schedule.memory import GradeOutcome
from studygpt.schedule.queue import DayQueue, Entry, in_order

_AHEAD = 3
"""Cards fetched before their turn, so that the next one is there at once."""
_FIRST = 5
USUAL_MS = 9_000
"""How long a card takes somebody of whom nothing is known yet."""


class SessionProgress(NamedTuple):
    """How far a session is."""

    done: int
    counts: CardCounts
    minutes_left: int


class ReviewSession:
    """What a front end holds: the card, its phase, and one method for each act."""

    def __init__(self, review: Review, choice: QueueOptions = QueueOptions(), bounds: Bounds | None = None) -> None:  # noqa: B008
        settings = review.context.settings
        bounds = bounds or Bounds()
        self.review = review
        self.choice = choice
        self.leech: Card | None = None
        """The card that the last grade took out as a leech."""
        self._cards: dict[str, Card] = {}
        items, steps = self._queue(review.today(choice))
        bounds = bounds._replace(learn_ahead_ms=settings.learn_ahead * MINUTE_MS)
        self.machine = SessionState.begin(items, steps, self._now(), bounds)

    def _now(self) -> int:
        return self.review.context.clock().at

    @staticmethod
    def _queue(today: DayQueue) -> tuple[list[QueueItem], list[LearningStep]]:
        new = {entry.card for entry in today.new}
        ids = in_order([], _ids(today.reviews), _ids(today.new))
        return [QueueItem(card, card in new) for card in ids], [
            LearningStep(entry.due_at, entry.card) for entry in today.learning
        ]

    def start_with(self, card: str) -> bool:
        """Begin with a card that is shown already; whether today holds it."""
        self.machine = self.machine.first(card)
        return self.machine.current is not None and self.machine.current.card == card

    # ------------------------------------------------------------------ what is shown

    @property
    def phase(self) -> Phase:
        return self.machine.phase

    @property
    def card(self) -> Card | None:
        """The card that is shown."""
        if self.machine.current is None:
            return None
        shown = self.machine.current.card
        if shown not in self._cards:
            ids = [shown, *(step.card for step in self.machine.learning[:1])]
            ids += [item.card for item in self.machine.queue[self.machine.at : self.machine.at + _AHEAD]]
            wanted = [card for card in ids if card not in self._cards]
            self._cards.update({str(card.id): card for card in self.review.cards(wanted)})
        found = self._cards.get(shown)
        if found is None:  # its note was changed under us
            self.machine = self.machine.without({shown}).next(self._now())
            return self.card
        return found

    @property
    def progress(self) -> SessionProgress:
        did, counts = self.machine.did, self.machine.counts
        # The first cards say little yet: a few usual ones are counted with them.
        spent = (did.spent_ms + _FIRST * USUAL_MS) / (did.cards + _FIRST)
        return SessionProgress(did.cards, counts, round(counts.all * spent / MINUTE_MS))

    def outcomes(self) -> dict[Rating, GradeOutcome]:
        """What each grade of the card shown would do."""
        return self.review.outcomes(self._shown())

    # ------------------------------------------------------------------ acts

    def reveal(self) -> None:
        self.machine = self.machine.reveal()

    def grade(self, rating: Rating, spent_ms: int = 0, previewed: GradeOutcome | None = None) -> None:
        """Grade the card shown. It is on disk before the next one shows; a session that crams keeps nothing."""
        card = self._shown()
        if self.phase is not Phase.ANSWER:
            return
        step_ends = None
        self.leech = None
        if self.choice.cram:
            step_ends = self._now() + MINUTE_MS if rating is Rating.AGAIN else None
        else:
            graded = self.review.grade(card, rating, spent_ms, previewed)
            self._cards[str(card.id)] = graded.card
            self.leech = graded.card if graded.is_leech else None
            if graded.outcome.memory.state in IN_STEPS and not graded.is_leech:
                step_ends = graded.outcome.memory.due_at
        if step_ends is None:  # it does not come back, so it need not be held
            self._cards.pop(str(card.id), None)
        self.machine = self.machine.grade(rating, spent_ms, self._now(), step_ends)

    def suspend(self) -> None:
        self._leave(self.review.suspend)

    def bury(self) -> None:
        self._leave(self.review.bury)

    def reset(self) -> None:
        self._leave(self.review.reset)

    def set_due(self, days: int) -> None:
        """Let the card be due so many days from now."""
        day = self.review.context.today() + days
        self._leave(lambda card: self.review.set_due(card, day=day))

    def _leave(self, act: Callable[[Card], None]) -> None:
        card = self._shown()
        act(card)
        self._cards.pop(str(card.id), None)
        self.machine = self.machine.leave(self._now())

    def skip(self) -> None:
        """The card comes last."""
        self.machine = self.machine.skip(self._now())

    def flag(self) -> bool:
        """Set or take off the card's flag; whether it is set now."""
        card = self._shown()
        on = not card.flag
        self.review.flag(card, flag=int(on))
        self.machine = self.machine.stay()
        self.forget({str(card.id)})
        return on

    def undo(self) -> UndoneAct | None:
        """Take back the last act; its card is shown again. None where the log has nothing of it."""
        before = self.machine.before
        if before is None and self.choice.cram:  # what was done before the session is none of its matters
            raise StudyError("there is nothing to undo")
        if before is not None and (self._was_skip(before) or self._was_cram(before)):
            self.machine = self.machine.undo()
            return None
        undone = self.review.undo()
        if undone.card is None:
            return undone
        card = str(undone.card.id)
        self._cards[card] = undone.card
        if (
            before is not None
            and before.current is not None
            and (before.current.card, self._stayed(before))
            == (
                card,
                undone.act not in _LEAVES,
            )
        ):
            self.machine = self.machine.undo()
        elif undone.act in _LEAVES:
            new, step = undone.card.memory.state is State.NEW, undone.card.memory.state in IN_STEPS
            self.machine = self.machine.bring_back(card, self._now(), is_new=new, is_step=step)
        return undone

    def _stayed(self, before: SessionState) -> bool:
        """Whether the last act left its card where it was."""
        return before.current == self.machine.current and before.did.cards == self.machine.did.cards

    def _was_cram(self, before: SessionState) -> bool:
        """Whether the last act was a grade that changed no memory, so that the log has nothing of it."""
        return self.choice.cram and before.did.cards < self.machine.did.cards

    def _was_skip(self, before: SessionState) -> bool:
        """Whether the last act only put a card at the end."""
        assert before.current is not None, "an act is done on a card"
        held = {item.card for item in self.machine.rest} | {step.card for step in self.machine.learning}
        return before.did == self.machine.did and before.current.card in held

    # ------------------------------------------------------------------ what happens around it

    def wait(self) -> None:
        """Look whether a step has ended."""
        self.machine = self.machine.next(self._now())

    def forget(self, cards: set[str] | None = None) -> None:
        """Read cards again when they are next shown."""
        for card in list(self._cards) if cards is None else cards:
            self._cards.pop(card, None)

    def graded_elsewhere(self) -> None:
        """An exercise that was shown may have had its verdict meanwhile: then it is done with."""
        card = self.card
        if card is not None and card.kind is Kind.EXERCISE and self.review.cards([str(card.id)]) != [card]:
            self._cards.pop(str(card.id), None)
            self.machine = self.machine.leave(self._now())

    def renew(self) -> None:
        """Make the queue anew, as notes or settings have changed; what was done in this session stays."""
        self.forget()
        shown = self.machine.current
        if shown is not None:
            found = self.review.cards([shown.card])
            if not found or found[0].status is not Status.ACTIVE:
                self.machine = self.machine.without({shown.card})
        items, steps = self._queue(self.review.today(self._left()))
        self.machine = self.machine.renewed(items, steps, self._now())

    def _left(self) -> QueueOptions:
        """What is still wanted of a number of new cards that was chosen: the day's own counts down in the log."""
        if self.choice.new is None:
            return self.choice
        return self.choice._replace(new=max(0, self.choice.new - self.machine.did.new))

    def more(self, new: int = 10, reviews: int = 50) -> None:
        """Raise today's numbers and go on."""
        self.review.more_today(new, reviews)
        if self.choice.new is not None:
            self.choice = self.choice._replace(new=self.choice.new + new)
        self.machine = replace(self.machine, bounds=Bounds(learn_ahead_ms=self.machine.bounds.learn_ahead_ms))
        self.renew()

    def _shown(self) -> Card:
        card = self.card
        if card is None:
            raise StudyError("no card is shown")
        return card


_LEAVES = frozenset({Act.GRADE, Act.SUSPEND, Act.BURY, Act.RESET, Act.SET_DUE})
"""Acts after which a card leaves its place in the session."""


def _ids(entries: Iterable[Entry]) -> list[str]:
    return [entry.card for entry in entries]
