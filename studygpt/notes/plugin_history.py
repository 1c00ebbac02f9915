"""The history of a card in another program: its reviews, which can be replayed, or only the resulting state."""

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
    """The day on which the card is due in the other program, counted from 1970."""
    last_day: int
    """The day of the last review, counted from 1970."""
    stability: float | None = None
    difficulty: float | None = None
    ease: float | None = None
    """The ease factor of SM-2 (2.5 at first). Together with the interval, it determines stability and difficulty."""
    reps: int = 1
    lapses: int = 0


class History(NamedTuple):
    """The reviews of a card and the state that the other program derived from them."""

    reviews: tuple[PastReview, ...] = ()
    """The reviews, oldest first."""
    standing: PluginMemory | None = None
