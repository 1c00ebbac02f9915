"""Today's queue: what is shown, in which order, and how much of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from studygpt.settings import Settings

SiblingGroup = tuple[object, object]
"""What siblings share: cards of one passage, of which a day shows one."""


class Entry(NamedTuple):
    """A card that the day may show, as the queue sees it."""

    card: str
    group: SiblingGroup
    deck: str
    concept: object = None
    risk: float = 0.0
    """How long it was not seen, in parts of its stability: the more, the likelier it is forgotten."""
    due_at: int = 0
    """When its learning step ends, in ms."""


class Done(NamedTuple):
    """What a day has seen already."""

    new: int = 0
    reviews: int = 0
    by_deck: Mapping[str, tuple[int, int]] = {}
    """New cards and reviews of each deck; only asked for where decks have limits of their own."""
    seen: frozenset[tuple[SiblingGroup, str]] = frozenset()
    """The cards that were graded, each with its group."""


class DayLimits:
    """How many more cards the day holds, over all and in each deck that has a limit of its own."""

    def __init__(self, settings: Settings, done: Done, more_new: int = 0, more_reviews: int = 0) -> None:
        self.new = max(0, settings.new_per_day + more_new - done.new)
        self.reviews = max(0, settings.reviews_per_day + more_reviews - done.reviews)
        self._new = _left(settings.new_per_deck, done.by_deck, 0)
        self._reviews = _left(settings.reviews_per_deck, done.by_deck, 1)

    def take_new(self, entry: Entry) -> bool:
        """Whether there is room for one more new card; if so, it is taken."""
        if self.new <= 0 or not _take(self._new, entry.deck):
            return False
        self.new -= 1
        return True

    def take_review(self, entry: Entry) -> bool:
        if self.reviews <= 0 or not _take(self._reviews, entry.deck):
            return False
        self.reviews -= 1
        return True


def _left(limits: Mapping[str, int], done: Mapping[str, tuple[int, int]], which: int) -> dict[str, int]:
    return {
        deck: limit - sum(counts[which] for name, counts in done.items() if is_below(name, deck))
        for deck, limit in limits.items()
    }


def _take(left: dict[str, int], deck: str) -> bool:
    limited = [name for name in left if is_below(deck, name)]
    if any(left[name] <= 0 for name in limited):
        return False
    for name in limited:
        left[name] -= 1
    return True


def is_below(deck: str, name: str) -> bool:
    """Whether a deck is the named one or one below it; the beginning of its path may be left out, as in queries."""
    return f"/{name.strip('/').casefold()}/" in f"/{deck.casefold()}/"


class DayQueue(NamedTuple):
    learning: list[Entry]
    reviews: list[Entry]
    new: list[Entry]

    @property
    def cards(self) -> list[str]:
        return in_order(*([entry.card for entry in part] for part in self))


def build_queue(
    learning: Sequence[Entry],
    reviews: Sequence[Entry],
    new: Sequence[Sequence[Entry]],
    room: DayLimits,
    seen: Iterable[tuple[SiblingGroup, str]],
    *,
    bury_siblings: bool,
    called: tuple[Sequence[Entry], Sequence[Entry]] = ((), ()),
) -> DayQueue:
    """The day: steps as they end, then the reviews most at risk, concepts in turn, and new cards by source in turn.

    `called` are reviews and new cards that a mistake elsewhere asks for: they come first, and take nobody's room.
    Of siblings one is shown, and none of a passage that was seen today: the one would give the other away.
    """
    shown = dict(seen) | {entry.group: entry.card for entry in learning} if bury_siblings else {}

    def alone(entry: Entry) -> bool:
        return not bury_siblings or shown.setdefault(entry.group, entry.card) == entry.card

    known, begun = ([entry for entry in entries if alone(entry)] for entries in called)
    asked = {entry.card for entries in called for entry in entries}
    at_risk = sorted((entry for entry in reviews if entry.card not in asked), key=lambda each: (-each.risk, each.card))
    today = [entry for entry in at_risk if room.reviews > 0 and alone(entry) and room.take_review(entry)]
    others = (entry for entry in in_turn(new) if entry.card not in asked)
    fresh = [entry for entry in others if room.new > 0 and alone(entry) and room.take_new(entry)]
    steps = sorted(learning, key=lambda entry: (entry.due_at, entry.card))
    return DayQueue(steps, [*known, *interleaved(today)], [*begun, *fresh])


def interleaved(entries: Sequence[Entry]) -> list[Entry]:
    """The same cards, no two of a concept in a row where that can be helped; else in the order that they came in."""
    waiting = list(entries)
    left = Counter(entry.concept for entry in waiting)
    mixed: list[Entry] = []
    last: object = object()
    while waiting:
        most = max(left, key=left.__getitem__)
        if most != last and left[most] * 2 > len(waiting):  # so common that it must come now
            at = next(at for at, entry in enumerate(waiting) if entry.concept == most)
        else:  # the one that has waited longest
            at = next((at for at, entry in enumerate(waiting) if entry.concept != last), 0)
        entry = waiting.pop(at)
        mixed.append(entry)
        last = entry.concept
        left[last] -= 1
    return mixed


T = TypeVar("T")


def in_turn(by_source: Sequence[Sequence[T]]) -> list[T]:
    """New cards of several sources in turn: a large vault does not hide the others, and one's own comes first."""
    return [card for cards in zip_longest(*by_source) for card in cards if card is not None]


def in_order(learning: Iterable[str], reviews: Sequence[str], new: Sequence[str]) -> list[str]:
    """Learning steps that ended, then reviews with the new cards spread among them."""
    mixed: list[str] = []
    remaining = list(new)
    gap = max(1, len(reviews) // len(new)) if new else 0
    for number, card in enumerate(reviews, 1):
        mixed.append(card)
        if gap and remaining and number % gap == 0:
            mixed.append(remaining.pop(0))
    return [*learning, *mixed, *remaining]
