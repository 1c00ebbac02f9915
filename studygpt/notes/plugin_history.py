"""The history of a card in another program: reviews that can be replayed, or only the state that they led to."""

from __future__ import annotations

from typing import NamedTuple

from studygpt.model import Rating, State


class PastReview(NamedTuple):
    """One grade given in another program."""

    rating: Rating
    at: int
    """Milliseconds since 1970, UTC."""


class PluginMemory(NamedTuple):
    """The state of a card in another program."""

    state: State
    due_day: int
    """The day on which the card is due there, counted from 1970."""
    last_day: int
    """The day of the last review, counted from 1970."""
    stability: float | None = None
    difficulty: float | None = None
    ease: float | None = None
    """The ease factor of SM-2 (2.5 at first), from which stability and difficulty are derived with the interval."""
    reps: int = 1
    lapses: int = 0


class History(NamedTuple):
    """The reviews of a card and the state that the other program derived from them."""

    reviews: tuple[PastReview, ...] = ()
    """Oldest first."""
    standing: PluginMemory | None = None
