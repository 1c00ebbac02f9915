"""A review session as a machine: what is shown, and what each act leads to. Pure: time is handed in.

Every act gives a new session and leaves the old one as it was, so an undo is the session before. Whoever drives it
keeps what happened (a grade is on disk before the session moves on) and tells it when steps end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from studygpt.model import Rating

MINUTE_MS = 60_000


class Phase(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"
    WAITING = "waiting"
    """Nothing is left but steps that have not ended yet."""
    DONE = "done"


class QueueItem(NamedTuple):
    """A card that waits for its turn."""

    card: str
    is_new: bool = False


class LearningStep(NamedTuple):
    """A card that is being learned, and when its step ends (ms)."""

    due_at: int
    card: str


class SessionTotals(NamedTuple):
    """What was done in a session so far: sums, as every session on the way to it is kept."""

    cards: int = 0
    """Grades, those of one card counted each."""
    known: int = 0
    new: int = 0
    spent_ms: int = 0

    def and_graded(self, rating: Rating, spent_ms: int, *, was_new: bool) -> SessionTotals:
        known = self.known + (rating is not Rating.AGAIN)
        return SessionTotals(self.cards + 1, known, self.new + was_new, self.spent_ms + spent_ms)


class CardCounts(NamedTuple):
    new: int
    learning: int
    due: int

    @property
    def all(self) -> int:
        return sum(self)


class Bounds(NamedTuple):
    """Where a session ends before its cards do."""

    cards: int | None = None
    minutes: float | None = None
    learn_ahead_ms: int = 20 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class SessionState:
    queue: tuple[QueueItem, ...] = ()
    at: int = 0
    """How much of the queue was shown: sessions share it, so that a long one can be taken back card by card."""
    learning: tuple[LearningStep, ...] = ()
    """Soonest first."""
    current: QueueItem | None = None
    is_step: bool = False
    """Whether the card shown is one that is being learned."""
    revealed: bool = False
    did: SessionTotals = SessionTotals()  # noqa: RUF009 - a tuple
    bounds: Bounds = Bounds()  # noqa: RUF009 - a tuple
    before: SessionState | None = None

    @classmethod
    def begin(
        cls, rest: Iterable[QueueItem], learning: Iterable[LearningStep], now: int, bounds: Bounds | None = None
    ) -> SessionState:
        return cls(tuple(rest), learning=tuple(sorted(learning)), bounds=bounds or Bounds()).next(now)

    @property
    def rest(self) -> tuple[QueueItem, ...]:
        """What waits for its first turn in this session."""
        return self.queue[self.at :]

    @property
    def phase(self) -> Phase:
        if self.current is not None:
            return Phase.ANSWER if self.revealed else Phase.QUESTION
        return Phase.WAITING if self.learning and not self.is_full else Phase.DONE

    @property
    def is_full(self) -> bool:
        """Whether the bounds that a person set are reached."""
        cards, minutes, _ = self.bounds
        did = self.did
        return (cards is not None and did.cards >= cards) or (
            minutes is not None and did.spent_ms >= minutes * MINUTE_MS
        )

    @property
    def counts(self) -> CardCounts:
        """What is left, the card shown included."""
        new = sum(item.is_new for item in self.rest)
        due, learning = len(self.queue) - self.at - new, len(self.learning)
        if self.current is not None:
            new += self.current.is_new
            learning += self.is_step
            due += not self.is_step and not self.current.is_new
        return CardCounts(new, learning, due)

    @property
    def next_step_at(self) -> int | None:
        return self.learning[0].due_at if self.learning else None

    # ------------------------------------------------------------------ going on

    def next(self, now: int) -> SessionState:
        """Show the next card: a step that ended, else the next of the queue, else a step that may be shown early."""
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
        """Show this card before the one that would be shown; the same session where it is not in the queue."""
        shown = self.current
        item = next((item for item in self.rest if item.card == card), None)
        if shown is None or item is None or self.is_step:
            return self
        rest = tuple(each for each in self.rest if each.card != card)
        return replace(self, current=item, queue=(shown, *rest), at=0, revealed=False)

    def reveal(self) -> SessionState:
        return replace(self, revealed=True) if self.current is not None else self

    def grade(self, rating: Rating, spent_ms: int, now: int, step_ends: int | None) -> SessionState:
        """`step_ends`: when the card is shown again today, where it is still being learned."""
        if self.current is None or not self.revealed:
            return self
        did = self.did.and_graded(rating, spent_ms, was_new=self.current.is_new)
        again = () if step_ends is None else (LearningStep(step_ends, self.current.card),)
        learning = tuple(sorted((*self.learning, *again)))
        return replace(self._past(), learning=learning, did=did).next(now)

    def leave(self, now: int) -> SessionState:
        """The card leaves the session: suspended, buried, given another day."""
        return self._past().next(now) if self.current is not None else self

    def skip(self, now: int) -> SessionState:
        """The card comes last."""
        if self.current is None:
            return self
        if self.is_step:
            last = max([now, *(step.due_at for step in self.learning)]) + 1
            return replace(self._past(), learning=(*self.learning, LearningStep(last, self.current.card))).next(now)
        return replace(self._past(), queue=(*self.rest, self.current), at=0).next(now)

    def stay(self) -> SessionState:
        """Something was done to the card that leaves it where it is."""
        return replace(self, before=self)

    def _past(self) -> SessionState:
        return replace(self, current=None, is_step=False, revealed=False, before=replace(self, revealed=False))

    # ------------------------------------------------------------------ going back

    def undo(self) -> SessionState:
        """The session before the last act; the same one where nothing was done."""
        return self.before if self.before is not None else self

    def bring_back(self, card: str, now: int, *, is_new: bool, is_step: bool) -> SessionState:
        """Show a card at once: an act of an earlier session was undone."""
        without = self.without({card})
        waiting = without.rest if without.current is None else (without.current, *without.rest)
        if without.current is not None and without.is_step:
            waiting = without.rest
            without = replace(
                without, learning=tuple(sorted((*without.learning, LearningStep(now, without.current.card))))
            )
        return replace(without, current=QueueItem(card, is_new), is_step=is_step, revealed=False, queue=waiting, at=0)

    # ------------------------------------------------------------------ what changes around it

    def without(self, cards: set[str]) -> SessionState:
        """The session where these cards are gone: their notes changed, or they were suspended elsewhere."""
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
        """The session with a queue that was made anew; the card shown stays."""
        shown = self.current.card if self.current is not None else None
        queue = tuple(item for item in rest if item.card != shown)
        steps = tuple(step for step in sorted(learning) if step.card != shown)
        if queue == self.rest:  # mostly: sessions go on sharing one queue
            queue, at = self.queue, self.at
        else:
            at = 0
        return replace(self, queue=queue, at=at, learning=steps).next(now)
