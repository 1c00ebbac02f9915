"""The learner's own record of the year, kept without the program's database or statistics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import NamedTuple

from fsrs_rs_python import FSRS, FSRSItem, FSRSReview, MemoryState

DAY_MS = 86_400_000
MATURE = 21
LEECH = 8
STARTS_AT = 4 * 3_600_000
"""The hour at which the learner's day begins, as the program's settings have it."""


def day_of(at: int, offset: int) -> int:
    return (at + offset * 1000 - STARTS_AT) // DAY_MS


class Mind:
    """A memory by FSRS, card by card: the learner's own, or the one that a program with such parameters believes in."""

    def __init__(self, parameters: Sequence[float]) -> None:
        self.decay = -parameters[-1]
        self.factor = 0.9 ** (1 / self.decay) - 1
        self.engine = FSRS(list(parameters))
        self.states: dict[str, tuple[float, float, int]] = {}
        """Stability, difficulty, and the day on which they held."""

    def recall(self, card: str, day: int) -> float:
        stability, _, last = self.states[card]
        return float((1 + self.factor * (day - last) / stability) ** self.decay)

    def live(self, card: str, day: int, rating: int) -> None:
        before = self.states.get(card)
        state = MemoryState(before[0], before[1]) if before else None
        after = self.engine.next_states(state, 0.9, day - before[2] if before else 0)
        memory = (after.again, after.hard, after.good, after.easy)[rating - 1].memory
        self.states[card] = memory.stability, memory.difficulty, day

    def mean_recall(self, cards: Iterable[str], day: int) -> float:
        recalls = [self.recall(card, day) for card in cards]
        return sum(recalls) / len(recalls)


class Entry(NamedTuple):
    """One grade."""

    card: str
    day: int
    rating: int
    spent_ms: int
    kind: str
    predicted: float | None
    """By the program's parameters at that time; None for a first grade, and for further ones on the same day."""
    true: float | None
    """The true chance of recall."""


@dataclass
class Diary:
    entries: list[Entry] = field(default_factory=list)
    told: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    """For each card the day of its last grade, and the days that the program then gave it; None: minutes."""
    lapses: dict[str, int] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    undone: int = 0

    def write(
        self, card: str, day: int, rating: int, spent_ms: int, days: int | None, chances: tuple[float, float] | None
    ) -> None:
        """`days`: those that the card was given; `chances`: of recall, predicted and true."""
        before = self.told.get(card)
        kind = "new" if before is None else "learning" if before[1] is None else _age(before[1])
        self.entries.append(Entry(card, day, rating, spent_ms, kind, *(chances or (None, None))))
        self.lapses[card] = self.lapses.get(card, 0) + (kind in ("young", "mature") and rating == 1)
        self.told[card] = day, days

    def copy(self) -> Diary:
        return Diary([*self.entries], dict(self.told), dict(self.lapses), set(self.suspended), self.undone)

    # ------------------------------------------------------------------ sums

    @property
    def days(self) -> list[int]:
        return sorted({entry.day for entry in self.entries})

    def runs(self) -> list[int]:
        """Return the lengths of all runs of days with study."""
        lengths: list[int] = []
        last = None
        for day in self.days:
            if last is not None and day == last + 1:
                lengths[-1] += 1
            else:
                lengths.append(1)
            last = day
        return lengths

    def minutes(self, cards: Iterable[str] | None = None) -> float:
        of = None if cards is None else set(cards)
        return sum(min(e.spent_ms, 60_000) for e in self.entries if of is None or e.card in of) / 60_000

    def kept(self, *kinds: str, cards: Iterable[str] | None = None) -> tuple[int, int]:
        """Count the reviews of those kinds, and how many were remembered."""
        of = None if cards is None else set(cards)
        asked = [e for e in self.entries if e.kind in kinds and (of is None or e.card in of)]
        return len(asked), sum(e.rating > 1 for e in asked)

    def due_on(self, day: int) -> int:
        """Return the cards due by that day."""
        return sum(last + (days or 0) <= day for card, (last, days) in self.told.items() if card not in self.suspended)

    def standing(self, cards: Sequence[str]) -> tuple[int, int, int, int]:
        """Count cards: new, learning, known, suspended."""
        playing = [card for card in cards if card not in self.suspended]
        begun = [self.told[card][1] for card in playing if card in self.told]
        steps = sum(days is None for days in begun)
        return len(playing) - len(begun), steps, len(begun) - steps, len(cards) - len(playing)

    @property
    def leeches(self) -> int:
        return sum(lapses >= LEECH for lapses in self.lapses.values())


class Foretold(NamedTuple):
    """How well recall was predicted."""

    reviews: int
    predicted: float
    observed: float
    loss: float

    @classmethod
    def of(cls, entries: Iterable[Entry], which: str = "predicted") -> Foretold:
        pairs = [(getattr(e, which), e.rating > 1) for e in entries if e.predicted is not None]
        many = len(pairs)
        if not many:
            return cls(0, 0.0, 0.0, 0.0)
        loss = -sum(log(chance if came else 1 - chance) for chance, came in pairs) / many
        return cls(many, sum(c for c, _ in pairs) / many, sum(came for _, came in pairs) / many, loss)


def believed(parameters: Sequence[float], entries: Iterable[Entry]) -> Mind:
    """Return the memories that a program with these parameters holds at the end."""
    mind = Mind(parameters)
    lived: dict[str, list[Entry]] = {}
    for entry in entries:
        lived.setdefault(entry.card, []).append(entry)
    for card, its in lived.items():
        gaps = [0, *(later.day - sooner.day for sooner, later in pairwise(its))]
        item = FSRSItem([FSRSReview(entry.rating, gap) for entry, gap in zip(its, gaps, strict=True)])
        state = mind.engine.memory_state(item)
        mind.states[card] = state.stability, state.difficulty, its[-1].day
    return mind


def _age(days: int) -> str:
    return "mature" if days >= MATURE else "young"
