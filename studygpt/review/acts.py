"""What a person does to cards: grade, suspend, bury, flag, tag, reset, give another day, and undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from studygpt.errors import StudyError
from studygpt.model import Act, Card, LogRow, Memory, State
from studygpt.progress import Progress, unwatched
from studygpt.review.act_log import SPREAD, ActResult, MarkValue
from studygpt.review.doubts import Doubts
from studygpt.review.grades import Grades
from studygpt.schedule.days import day_start
from studygpt.store import (
    cards as card_store,
    learned,
    queue_rows,
    sources as source_store,
)


class UndoneAct(NamedTuple):
    """An act that was taken back."""

    act: Act
    value: str
    card: Card | None
    """The card as it was before the act; None if the card is gone."""
    cards: tuple[Card, ...] = ()
    """All cards of the act, as they were before: several where they were decided about or spread over days together."""

    @property
    def is_another(self) -> bool:
        """Whether the act was the decision that a changed card is another one than was learned."""
        return self.act is Act.DECIDE and self.value.startswith(learned.ANOTHER)


class CardActs(Grades):
    """Grades and other acts. Each is on disk before its method returns."""

    @cached_property
    def doubts(self) -> Doubts:
        """The changed cards of which it is not sure that they are still what was learned."""
        return Doubts(self.context)

    def suspend(self, *cards: Card, watch: Progress = unwatched) -> None:
        """Take cards out of every queue."""
        self._mark(cards, Act.SUSPEND, watch=watch, suspended=True)

    def unsuspend(self, *cards: Card, watch: Progress = unwatched) -> None:
        """Put cards back into the queues."""
        self._mark(cards, Act.UNSUSPEND, watch=watch, suspended=False)

    def bury(self, *cards: Card, watch: Progress = unwatched) -> None:
        """Hide cards for the rest of today."""
        today = self.context.today()
        self._mark(cards, Act.BURY, str(today), watch=watch, buried_day=today)

    def flag(self, *cards: Card, flag: int = 1, watch: Progress = unwatched) -> None:
        """Flag cards for a later look; 0 removes the flag."""
        self._mark(cards, Act.FLAG, str(flag), watch=watch, flag=flag)

    def tag(self, *cards: Card, tag: str, on: bool = True, watch: Progress = unwatched) -> None:
        """Give cards a tag, or remove it; their notes stay as they are."""
        self._mark(cards, Act.TAG, f"{'+' if on else '-'}{tag}", watch=watch)

    def reset(self, *cards: Card, watch: Progress = unwatched) -> None:
        """Make cards new again. Their log is kept."""
        now = self.context.clock()
        with self.context.database.write() as connection:
            for row in self.log.do(connection, now, Act.RESET, _ids(cards), lambda *_: ActResult(Memory()), watch):
                learned.settle(connection, row.card, row.id)
        self._load = None

    def set_due(self, *cards: Card, day: int, watch: Progress = unwatched) -> None:
        """Make cards due on a study day."""
        never = next((card for card in cards if card.memory.state is State.NEW), None)
        if never is not None:
            raise StudyError(f"{never.id} was never graded, so it has no day to move; grade it first")
        self._give_days(dict.fromkeys(_ids(cards), day), str(day), watch)

    def spread(self, days: int, watch: Progress = unwatched) -> int:
        """Spread the waiting reviews over that many days, the most at risk first; return how many moved to a later day.

        Meant for the return from a holiday. One undo takes all of it back.
        """
        today = self.context.today()
        with self.context.database.read() as connection:
            sources = [pk for pk, _ in source_store.enabled_sources(connection)]
            waiting = list(queue_rows.reviews(connection, sources, today, today))
        a_day = -(-len(waiting) // max(1, days))
        later = {entry.card: today + at // a_day for at, entry in enumerate(waiting) if at >= a_day}
        self._give_days(later, f"{SPREAD}{days} days from {today}", watch)
        return len(later)

    def _give_days(self, days: Mapping[str, int], value: str, watch: Progress) -> None:
        """Make each card due on its day."""
        now = self.context.clock()

        def change(card: str, memory: Memory) -> ActResult:
            due_at = day_start(days[card], now.utc_offset, self.context.settings.day_starts_at)
            return ActResult(replace(memory, due_day=days[card], due_at=due_at), value, due_at)

        with self.context.database.write() as connection:
            self.log.do(connection, now, Act.SET_DUE, [*days], change, watch)
        self._load = None

    def _mark(self, cards: Sequence[Card], act: Act, value: str = "", *, watch: Progress, **marks: MarkValue) -> None:
        """Log an act that leaves the memory as it is."""
        now = self.context.clock()
        with self.context.database.write() as connection:
            self.log.do(connection, now, act, _ids(cards), lambda _, memory: ActResult(memory, value), watch, **marks)

    def undo(self) -> UndoneAct:
        """Undo the last act; its card is then as it was before."""
        with self.context.database.write() as connection:
            (rows,) = self.log.take_back(connection, 1)
            # In one transaction: what is stored must not be told as an error because the server went away after it.
            of = list(dict.fromkeys(row.card for row in reversed(rows)))
            cards = {str(card.id): card for card in card_store.cards_by_id(connection, of)}
        self._load = None
        row = rows[-1]  # the first of those that were done together says what was done
        return UndoneAct(row.act, row.value, cards.get(row.card), tuple(cards.values()))

    def take_back(self, acts: int, watch: Progress = unwatched) -> list[LogRow]:
        """Undo that many acts, the last first, all of them or none; return their rows."""
        with self.context.database.write() as connection:
            taken = self.log.take_back(connection, acts, watch)
        self._load = None
        return [rows[-1] for rows in taken]


def _ids(cards: Sequence[Card]) -> list[str]:
    return [_id(card) for card in cards]


def _id(card: Card) -> str:
    assert card.id is not None, "a previewed card cannot be graded"
    return card.id
