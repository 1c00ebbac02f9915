"""The state of a review session: the card shown, the cards that follow, and what each act leads to. Pure.

Every act returns a new state and leaves the old one as it was, so an undo returns the state before. The caller stores
what happened (a grade is on disk before the session moves on) and passes the time in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from studygpt.model import Rating
from studygpt.schedule.days import MINUTE_MS


class Phase(StrEnum):
    """What a session shows."""

    QUESTION = "question"
    ANSWER = "answer"
    WAITING = "waiting"
    """Only learning steps are left, and none has ended yet."""
    DONE = "done"


class QueueItem(NamedTuple):
    """A card of the queue."""

    card: str
    is_new: bool = False


class LearningStep(NamedTuple):
    """A card that is being learned, and when its step ends (ms)."""

    due_at: int
    card: str


class SessionTotals(NamedTuple):
    """Totals of what was done in a session so far; only sums, because every earlier state of the session is kept."""

    cards: int = 0
    """How many grades were given."""
    known: int = 0
    """How many of the grades were not Again."""
    new: int = 0
    """How many of the grades were the first one of a card."""
    spent_ms: int = 0

    def with_grade(self, rating: Rating, spent_ms: int, *, was_new: bool) -> SessionTotals:
        """The totals with one more grade."""
        known = self.known + (rating is not Rating.AGAIN)
        return SessionTotals(self.cards + 1, known, self.new + was_new, self.spent_ms + spent_ms)


class CardCounts(NamedTuple):
    """How many cards of each kind are left."""

    new: int
    learning: int
    due: int

    @property
    def all(self) -> int:
        return sum(self)


class Bounds(NamedTuple):
    """Limits that a person set to a session."""

    cards: int | None = None
    minutes: float | None = None
    learn_ahead_ms: int = 20 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class SessionState:
    """A moment of a review session."""

    queue: tuple[QueueItem, ...] = ()
    at: int = 0
    """How many cards of the queue were shown. All states of a session share one queue, so keeping them is cheap."""
    learning: tuple[LearningStep, ...] = ()
    """The cards in learning steps, in the order in which their steps end."""
    current: QueueItem | None = None
    is_step: bool = False
    """Whether the card shown comes from `learning`, not from the queue."""
    revealed: bool = False
    did: SessionTotals = SessionTotals()  # noqa: RUF009 - a tuple, so sharing it is safe
    bounds: Bounds = Bounds()  # noqa: RUF009 - a tuple, so sharing it is safe
    before: SessionState | None = None
    """The state before the last act."""

    @classmethod
    def begin(
        cls, rest: Iterable[QueueItem], learning: Iterable[LearningStep], now: int, bounds: Bounds | None = None
    ) -> SessionState:
        return cls(tuple(rest), learning=tuple(sorted(learning)), bounds=bounds or Bounds()).next(now)

    @property
    def rest(self) -> tuple[QueueItem, ...]:
        """The cards of the queue that were not shown yet."""
        return self.queue[self.at :]

    @property
    def phase(self) -> Phase:
        if self.current is not None:
            return Phase.ANSWER if self.revealed else Phase.QUESTION
        return Phase.WAITING if self.learning and not self.is_full else Phase.DONE

    @property
    def is_full(self) -> bool:
        """Whether one of the session's limits is reached."""
        cards, minutes, _ = self.bounds
        did = self.did
        return (cards is not None and did.cards >= cards) or (
            minutes is not None and did.spent_ms >= minutes * MINUTE_MS
        )

    @property
    def counts(self) -> CardCounts:
        """How many cards are left, the one shown included."""
        new = sum(item.is_new for item in self.rest)
        due, learning = len(self.queue) - self.at - new, len(self.learning)
        if self.current is not None:
            new += self.current.is_new
            learning += self.is_step
            due += not self.is_step and not self.current.is_new
        return CardCounts(new, learning, due)

    @property
    def next_step_at(self) -> int | None:
        """When the next learning step ends (ms)."""
        return self.learning[0].due_at if self.learning else None

    # ------------------------------------------------------------------ acts

    def next(self, now: int) -> SessionState:
        """Show a step that ended, else the next card of the queue, else a step within the learn-ahead limit."""
        if self.current is not None or self.is_full:
            return self
        first = self.learning[0] if self.learning else None
        waits = self.at < len(self.queue)
        early = 0 if waits else self.bounds.learn_ahead_ms
        if first is not None and first.due_at <= now + early:
            return replace(
                self, current=QueueItem(first.card), is_step=True, revealed=False, learning=self.learning[1:]
            )
        if waits:
            return replace(self, current=self.queue[self.at], is_step=False, revealed=False, at=self.at + 1)
        return self

    def first(self, card: str) -> SessionState:
        """Show this card of the queue now; the same state if it is not in the queue."""
        shown = self.current
        item = next((item for item in self.rest if item.card == card), None)
        if shown is None or item is None or self.is_step:
            return self
        rest = tuple(each for each in self.rest if each.card != card)
        return replace(self, current=item, queue=(shown, *rest), at=0, revealed=False)

    def reveal(self) -> SessionState:
        """Show the answer."""
        return replace(self, revealed=True) if self.current is not None else self

    def grade(self, rating: Rating, spent_ms: int, now: int, step_ends: int | None) -> SessionState:
        """Go on after a grade. `step_ends`: when the card comes back in this session (ms), if it does."""
        if self.current is None or not self.revealed:
            return self
        did = self.did.with_grade(rating, spent_ms, was_new=self.current.is_new)
        again = () if step_ends is None else (LearningStep(step_ends, self.current.card),)
        learning = tuple(sorted((*self.learning, *again)))
        return replace(self._without_current(), learning=learning, did=did).next(now)

    def leave(self, now: int) -> SessionState:
        """Go on without the card shown, which was suspended, buried or given another day."""
        return self._without_current().next(now) if self.current is not None else self

    def skip(self, now: int) -> SessionState:
        """Put the card shown at the end."""
        if self.current is None:
            return self
        if self.is_step:
            last = max([now, *(step.due_at for step in self.learning)]) + 1
            return replace(
                self._without_current(), learning=(*self.learning, LearningStep(last, self.current.card))
            ).next(now)
        return replace(self._without_current(), queue=(*self.rest, self.current), at=0).next(now)

    def stay(self) -> SessionState:
        """Note an act that leaves the card shown in its place."""
        return replace(self, before=self)

    def _without_current(self) -> SessionState:
        """A state with no card shown, whose `before` is the present state."""
        return replace(self, current=None, is_step=False, revealed=False, before=replace(self, revealed=False))

    # ------------------------------------------------------------------ undo

    def undo(self) -> SessionState:
        """The state before the last act; the same state if nothing was done."""
        return self.before if self.before is not None else self

    def bring_back(self, card: str, now: int, *, is_new: bool, is_step: bool) -> SessionState:
        """Show a card now, because an act of an earlier session was undone."""
        without = self.without({card})
        waiting = without.rest if without.current is None else (without.current, *without.rest)
        if without.current is not None and without.is_step:
            waiting = without.rest
            without = replace(
                without, learning=tuple(sorted((*without.learning, LearningStep(now, without.current.card))))
            )
        return replace(without, current=QueueItem(card, is_new), is_step=is_step, revealed=False, queue=waiting, at=0)

    # ------------------------------------------------------------------ changes from outside

    def without(self, cards: set[str]) -> SessionState:
        """The state without these cards: their notes changed, or they were suspended elsewhere."""
        gone = self.current is not None and self.current.card in cards
        return replace(
            self,
            queue=tuple(item for item in self.rest if item.card not in cards),
            at=0,
            learning=tuple(step for step in self.learning if step.card not in cards),
            current=None if gone else self.current,
            is_step=self.is_step and not gone,
            revealed=self.revealed and not gone,
        )

    def renewed(self, rest: Iterable[QueueItem], learning: Iterable[LearningStep], now: int) -> SessionState:
        """The state with a queue that was read again; the card shown stays."""
        shown = self.current.card if self.current is not None else None
        queue = tuple(item for item in rest if item.card != shown)
        steps = tuple(step for step in sorted(learning) if step.card != shown)
        if queue == self.rest:  # the usual case: all states go on sharing one queue
            queue, at = self.queue, self.at
        else:
            at = 0
        return replace(self, queue=queue, at=at, learning=steps).next(now)
