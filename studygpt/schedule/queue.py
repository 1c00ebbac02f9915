"""Today's queue: what is shown, in which order, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from studygpt.settings import Settings


class Room(NamedTuple):
    """How many more cards the day holds."""

    new: int
    reviews: int


def room_today(settings: Settings, new_done: int, reviews_done: int) -> Room:
    return Room(max(0, settings.new_per_day - new_done), max(0, settings.reviews_per_day - reviews_done))


def new_in_turn(by_source: Sequence[Sequence[str]], limit: int) -> list[str]:
    """New cards of several sources in turn: a large vault does not hide the others, and one's own comes first."""
    return [card for cards in zip_longest(*by_source) for card in cards if card is not None][:limit]


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
