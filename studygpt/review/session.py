"""A review session: it joins `session_state` with cards, a clock and the log, to which each act is written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from studygpt.errors import StudyError
from studygpt.model import IN_STEPS, Act, Card, Kind, Rating, State, Status
from studygpt.review.acts import UndoneAct
from studygpt.review.cards_ahead import CardsAhead, KnownCard
from studygpt.review.options import QueueOptions
from studygpt.review.review import Review
from studygpt.review.session_state import Bounds, CardCounts, LearningStep, Phase, QueueItem, SessionState
from studygpt.schedule.days import MINUTE_MS
from studygpt.schedule.memory import GradeOutcome
from studygpt.schedule.queue_order import DayQueue, Entry, in_order
from studygpt.store.learned import ANOTHER, Doubt

_PRIOR_CARDS = 5
"""How many cards of the usual duration are added to the average, as the first cards of a session say little."""
USUAL_MS = 9_000
"""How long a card is assumed to take before any were graded."""


class SessionProgress(NamedTuple):
    """How many cards of a session are done, how many are left, and how many minutes those will take."""

    done: int
    counts: CardCounts
    minutes_left: int


class ReviewSession:
    """The session of a front end: the card shown, its phase, and a method for each act."""

    def __init__(self, review: Review, options: QueueOptions = QueueOptions(), bounds: Bounds | None = None) -> None:  # noqa: B008
        settings = review.context.settings
        bounds = bounds or Bounds()
        self.review = review
        self.options = options
        self.leech: Card | None = None
        """The card that the last grade suspended as a leech."""
        self._cards = CardsAhead(review)
        items, steps = self._queue(review.today(options))
        bounds = bounds._replace(learn_ahead_ms=settings.learn_ahead * MINUTE_MS)
        self.state = SessionState.begin(items, steps, self._now(), bounds)

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
        """Begin with a card that is on the screen already; return False if it is not in the queue."""
        self.state = self.state.first(card)
        return self.state.current is not None and self.state.current.card == card

    # ------------------------------------------------------------------ the card shown

    @property
    def phase(self) -> Phase:
        """Whether a question, an answer or no card is shown."""
        return self.state.phase

    @property
    def card(self) -> Card | None:
        """The card that is shown."""
        known = self._known
        return known.card if known is not None else None

    @property
    def _known(self) -> KnownCard | None:
        """The card that is shown, with how it read when it was learned."""
        while self.state.current is not None:
            shown = self.state.current.card
            following = [step.card for step in self.state.learning[:1]]
            following += [item.card for item in self.state.queue[self.state.at : self.state.at + self._cards.count]]
            found = self._cards.find(shown, following)
            if found is not None:
                return found
            self.state = self.state.without({shown}).next(self._now())  # its note changed during the session
        return None

    @property
    def changed(self) -> Doubt | None:
        """How the card shown read when it was learned, if otherwise.

        Where `why` is not empty, a person must say first whether it is still the same card: `same` or `another`.
        """
        known = self._known
        return known.changed if known is not None else None

    @property
    def progress(self) -> SessionProgress:
        """What is done and what is left."""
        did, counts = self.state.did, self.state.counts
        spent = (did.spent_ms + _PRIOR_CARDS * USUAL_MS) / (did.cards + _PRIOR_CARDS)
        return SessionProgress(did.cards, counts, round(counts.all * spent / MINUTE_MS))

    def outcomes(self) -> dict[Rating, GradeOutcome]:
        """What each grade would do to the card shown."""
        return self.review.outcomes(self._shown())

    # ------------------------------------------------------------------ acts

    def reveal(self) -> None:
        """Show the answer."""
        self.state = self.state.reveal()

    def grade(self, rating: Rating, spent_ms: int = 0, previewed: GradeOutcome | None = None) -> None:
        """Grade the card shown. The grade is on disk before the next card shows; a cram session stores none."""
        card = self._shown()
        if self.phase is not Phase.ANSWER:
            return
        step_ends = None
        self.leech = None
        if self.options.cram:
            step_ends = self._now() + MINUTE_MS if rating is Rating.AGAIN else None
        else:
            try:
                graded = self.review.grade_in_session(card, rating, spent_ms, previewed)
            except StudyError:  # such as for a card that came into doubt since it was read
                self.forget({str(card.id)})
                raise
            self._cards.put(graded.card)
            self.leech = graded.card if graded.is_leech else None
            if graded.outcome.memory.state in IN_STEPS and not graded.is_leech:
                step_ends = graded.outcome.memory.due_at
        if step_ends is None:  # the card does not come back in this session
            self._cards.forget([str(card.id)])
        self.state = self.state.grade(rating, spent_ms, self._now(), step_ends)

    def suspend(self) -> None:
        """Suspend the card shown."""
        self._leave(self.review.suspend)

    def bury(self) -> None:
        """Put the card shown off until tomorrow."""
        self._leave(self.review.bury)

    def reset(self) -> None:
        """Make the card shown new again."""
        self._leave(self.review.reset)

    def set_due(self, days: int) -> None:
        """Make the card shown due that many days from today."""
        day = self.review.context.today() + days
        self._leave(lambda card: self.review.set_due(card, day=day))

    def _leave(self, act: Callable[[Card], object]) -> None:
        card = self._shown()
        act(card)
        self.forget({str(card.id)})
        self.state = self.state.leave(self._now())

    def same(self, *, show_again: bool = False) -> None:
        """Say that the card shown is still the one that was learned; `show_again` makes it due today."""
        card = self._shown()
        self.review.doubts.same([card], show_again=show_again)
        self.state = self.state.stay()
        self.forget({str(card.id)})

    def another(self) -> None:
        """Say that the card shown is another one: it begins anew, and what was learned is set aside."""
        self._leave(lambda card: self.review.doubts.another([card]))

    def skip(self) -> None:
        """Put the card shown at the end of the queue."""
        self.state = self.state.skip(self._now())

    def flag(self) -> bool:
        """Flag the card shown, or remove its flag; return whether it is flagged now."""
        card = self._shown()
        on = not card.flag
        self.review.flag(card, flag=int(on))
        self.state = self.state.stay()
        self.forget({str(card.id)})
        return on

    def undo(self) -> UndoneAct | None:
        """Take back the last act and show its card again; return None for an act that is not in the log."""
        before = self.state.before
        if before is None and self.options.cram:  # a cram session undoes only its own acts
            raise StudyError("there is nothing to undo")
        if before is not None and (self._was_skip(before) or self._was_cram(before)):
            self.state = self.state.undo()
            return None
        undone = self.review.undo()
        if undone.card is None:
            return undone
        card = str(undone.card.id)
        self.forget({card})
        left = undone.act in _LEAVES or undone.value.startswith(ANOTHER)
        if (
            before is not None
            and before.current is not None
            and (before.current.card, self._stayed(before))
            == (
                card,
                not left,
            )
        ):
            self.state = self.state.undo()
        elif left:
            new, step = undone.card.memory.state is State.NEW, undone.card.memory.state in IN_STEPS
            self.state = self.state.bring_back(card, self._now(), is_new=new, is_step=step)
        return undone

    def _stayed(self, before: SessionState) -> bool:
        """Whether the last act left its card in its place, as a flag does."""
        return before.current == self.state.current and before.did.cards == self.state.did.cards

    def _was_cram(self, before: SessionState) -> bool:
        """Whether the last act was a grade of a cram session, which is not in the log."""
        return self.options.cram and before.did.cards < self.state.did.cards

    def _was_skip(self, before: SessionState) -> bool:
        """Whether the last act was a skip, which is not in the log."""
        assert before.current is not None, "an act is done on a card"
        held = {item.card for item in self.state.rest} | {step.card for step in self.state.learning}
        return before.did == self.state.did and before.current.card in held

    # ------------------------------------------------------------------ changes from outside

    def wait(self) -> None:
        """Show the next card if a learning step has ended meanwhile."""
        self.state = self.state.next(self._now())

    def forget(self, cards: set[str] | None = None) -> None:
        """Read these cards (by default all) again when they are next shown."""
        self._cards.forget(cards)

    def graded_elsewhere(self) -> None:
        """Leave the exercise shown if it was graded by its verdict meanwhile."""
        card = self.card
        if card is not None and card.kind is Kind.EXERCISE and self.review.cards([str(card.id)]) != [card]:
            self.forget({str(card.id)})
            self.state = self.state.leave(self._now())

    def renew(self) -> None:
        """Read the queue again after notes or settings changed; what was done in this session stays."""
        shown = self.state.current
        found = self.review.cards([shown.card]) if shown is not None else []
        items, steps = self._queue(self.review.today(self._remaining_options()))
        self.forget()  # only now: where the server is gone, the session goes on with the cards that it has
        if shown is not None and (not found or found[0].status is not Status.ACTIVE):
            self.state = self.state.without({shown.card})
        self.state = self.state.renewed(items, steps, self._now())

    def _remaining_options(self) -> QueueOptions:
        """The options, with `new` less the new cards begun in this session. The log counts for the day's limit."""
        if self.options.new is None:
            return self.options
        return self.options._replace(new=max(0, self.options.new - self.state.did.new))

    def more(self, new: int = 10, reviews: int = 50) -> None:
        """Raise today's limits and go on with the session."""
        self.review.more_today(new, reviews)
        if self.options.new is not None:
            self.options = self.options._replace(new=self.options.new + new)
        self.state = replace(self.state, bounds=Bounds(learn_ahead_ms=self.state.bounds.learn_ahead_ms))
        self.renew()

    def _shown(self) -> Card:
        card = self.card
        if card is None:
            raise StudyError("no card is shown")
        return card


_LEAVES = frozenset({Act.GRADE, Act.SUSPEND, Act.BURY, Act.RESET, Act.SET_DUE})
"""Acts after which the card shown is no longer shown."""


def _ids(entries: Iterable[Entry]) -> list[str]:
    return [entry.card for entry in entries]
