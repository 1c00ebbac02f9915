"""Build today's queue: which cards, how many, and in which order. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from studygpt.settings import Settings

SiblingGroup = tuple[object, object]
"""The note and line of a passage. Cards of one passage are siblings; a day shows one of them. Keys are only compared,
so their type does not matter."""


class Entry(NamedTuple):
    """A card that may be shown today, with what the queue needs to know of it."""

    card: str
    group: SiblingGroup
    deck: str
    concept: object = None
    """The key of the card's first concept. Keys are only compared, so their type does not matter."""
    risk: float = 0.0
    """The days since the card was seen, divided by its stability: the higher, the likelier the card is forgotten."""
    due_at: int = 0
    """When the card's learning step ends, in ms."""


class Done(NamedTuple):
    """What was already done on a study day."""

    new: int
    reviews: int
    by_deck: Mapping[str, tuple[int, int]] = {}
    """New cards and reviews of each deck; empty unless decks have limits of their own."""
    seen: frozenset[tuple[SiblingGroup, str]] = frozenset()
    """The cards that were graded, each with its passage."""


class DayLimits:
    """How many more cards may be shown today: in all, and in each deck that has a limit of its own."""

    def __init__(self, settings: Settings, done: Done, more_new: int = 0, more_reviews: int = 0) -> None:
        self.new = max(0, settings.new_per_day + more_new - done.new)
        self.reviews = max(0, settings.reviews_per_day + more_reviews - done.reviews)
        self._new = _left(settings.new_per_deck, done.by_deck, 0)
        self._reviews = _left(settings.reviews_per_deck, done.by_deck, 1)

    def take_new(self, entry: Entry) -> bool:
        """Count one more new card; return False if the limits allow none."""
        if self.new <= 0 or not _take(self._new, entry.deck):
            return False
        self.new -= 1
        return True

    def take_review(self, entry: Entry) -> bool:
        """Count one more review; return False if the limits allow none."""
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
    """Whether a deck is the named one or below it; the beginning of the path may be left out, as in queries."""
    return f"/{name.strip('/').casefold()}/" in f"/{deck.casefold()}/"


class DayQueue(NamedTuple):
    """Today's cards."""

    learning: list[Entry]
    reviews: list[Entry]
    new: list[Entry]

    @property
    def cards(self) -> list[str]:
        """The ids of all cards, in the order in which they are shown."""
        return in_order(*([entry.card for entry in part] for part in self))


def build_queue(
    learning: Sequence[Entry],
    reviews: Sequence[Entry],
    new: Sequence[Sequence[Entry]],
    limits: DayLimits,
    seen: Iterable[tuple[SiblingGroup, str]],
    *,
    bury_siblings: bool,
    called: tuple[Sequence[Entry], Sequence[Entry]] = ((), ()),
) -> DayQueue:
    """Choose and order the cards of today.

    Steps come in the order in which they end, reviews by risk with concepts in turn, new cards by source in turn.
    `called` are the reviews and new cards that a mistake in an exercise asks for; they come first and count against
    no limit. `bury_siblings`: show one card of a passage a day, as one would give away the answer of another.
    """
    shown = dict(seen) | {entry.group: entry.card for entry in learning} if bury_siblings else {}

    def alone(entry: Entry) -> bool:
        return not bury_siblings or shown.setdefault(entry.group, entry.card) == entry.card

    known, begun = ([entry for entry in entries if alone(entry)] for entries in called)
    asked = {entry.card for entries in called for entry in entries}
    at_risk = sorted((entry for entry in reviews if entry.card not in asked), key=lambda each: (-each.risk, each.card))
    today = [entry for entry in at_risk if limits.reviews > 0 and alone(entry) and limits.take_review(entry)]
    others = (entry for entry in in_turn(new) if entry.card not in asked)
    fresh = [entry for entry in others if limits.new > 0 and alone(entry) and limits.take_new(entry)]
    steps = sorted(learning, key=lambda entry: (entry.due_at, entry.card))
    return DayQueue(steps, [*known, *interleaved(today)], [*begun, *fresh])


def interleaved(entries: Sequence[Entry]) -> list[Entry]:
    """The same cards in nearly the same order, with no two of one concept in a row if that is possible."""
    places: dict[object, deque[int]] = {}
    for place, entry in enumerate(entries):
        places.setdefault(entry.concept, deque()).append(place)
    waiting = list(places.values())
    # Two heaps of concepts. An item at the top may be out of date: it is put right before it is used.
    largest = [(-len(its), which) for which, its in enumerate(waiting)]
    earliest = [(its[0], which) for which, its in enumerate(waiting)]
    heapify(largest)
    mixed: list[Entry] = []
    last = None
    for left in range(len(entries), 0, -1):
        while -largest[0][0] != len(waiting[largest[0][1]]):
            which = largest[0][1]
            heapreplace(largest, (-len(waiting[which]), which))
        most = largest[0][1]
        # Either so common that it would come twice in a row later, or the one that has waited longest.
        early = most != last and len(waiting[most]) * 2 > left
        chosen = most if early else _earliest(earliest, waiting, last)
        mixed.append(entries[waiting[chosen].popleft()])
        last = chosen
    return mixed


def _earliest(heap: list[tuple[int, int]], waiting: Sequence[deque[int]], avoided: int | None) -> int:
    """Return the concept whose next card stands first; the avoided one only if no other is left."""
    _refresh(heap, waiting)
    place, which = heap[0]
    if which == avoided:
        heappop(heap)
        _refresh(heap, waiting)
        other = heap[0][1] if heap else which
        heappush(heap, (place, which))
        return other
    return which


def _refresh(heap: list[tuple[int, int]], waiting: Sequence[deque[int]]) -> None:
    """Put the top of the heap right: the first concept that has cards left, with the place of its next one."""
    while heap:
        place, which = heap[0]
        if not waiting[which]:
            heappop(heap)
        elif waiting[which][0] != place:
            heapreplace(heap, (waiting[which][0], which))
        else:
            return


T = TypeVar("T")


def in_turn(by_source: Sequence[Sequence[T]]) -> list[T]:
    """One card of each source in turn, so that a large vault does not hide the others."""
    return [card for cards in zip_longest(*by_source) for card in cards if card is not None]


def in_order(learning: Iterable[str], reviews: Sequence[str], new: Sequence[str]) -> list[str]:
    """Learning steps, then reviews with the new cards spread evenly among them."""
    mixed: list[str] = []
    remaining = deque(new)
    gap = max(1, len(reviews) // len(new)) if new else 0
    for number, card in enumerate(reviews, 1):
        mixed.append(card)
        if gap and remaining and number % gap == 0:
            mixed.append(remaining.popleft())
    return [*learning, *mixed, *remaining]
