"""What another program knew of a card: reviews that can be replayed, or only the state that they led to."""

from __future__ import annotations

from typing import NamedTuple

from studygpt.model import Rating, State


class PastReview(NamedTuple):
    rating: Rating
    at: int
    """Milliseconds since 1970, UTC."""


class PluginMemory(NamedTuple):
    """Where a card stands in another program's plan."""

    state: State
    due_day: int
    """The day on which it is due there; days are counted from 1970."""
    last_day: int
    stability: float | None = None
    difficulty: float | None = None
    ease: float | None = None
    """Of SM-2, with 2.5 as its beginning: stability and difficulty then follow from it and the interval."""
    reps: int = 1
    lapses: int = 0


class History(NamedTuple):
    reviews: tuple[PastReview, ...] = ()
    """Oldest first."""
    standing: PluginMemory | None = None
