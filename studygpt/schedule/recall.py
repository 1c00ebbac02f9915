"""The forgetting curve without the engine: listings need it for thousands of cards, and must not wait for an import."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from studygpt.model import Memory, State

DECAY = -0.1542
"""Minus the last of FSRS-6's default parameters."""


def factor_of(decay: float = DECAY) -> float:
    """What lets the curve pass 0.9 after `stability` days."""
    return float(0.9 ** (1 / decay) - 1)


def recall_after(days: float, stability: float, decay: float = DECAY) -> float:
    """The chance of recall `days` after a review that left this stability: 0.9 after `stability` days."""
    return curve(decay)(max(days, 0.0), stability)


@lru_cache(maxsize=16)
def curve(decay: float) -> Callable[[float, float], float]:
    """`recall_after` for whoever asks thousands of times, of days that are not negative."""
    factor = factor_of(decay)

    def recall(days: float, stability: float) -> float:
        chance: float = (1 + factor * days / stability) ** decay
        return chance

    return recall


def recall_on(memory: Memory, day: int, decay: float = DECAY) -> float | None:
    """The chance of recall on a study day; None for a card never graded."""
    if memory.state is State.NEW or memory.stability is None or memory.last_day is None:
        return None
    return recall_after(day - memory.last_day, memory.stability, decay)


def days_until_recall(recall: float, stability: float, decay: float = DECAY) -> float:
    """After how many days the chance of recall has fallen to `recall`."""
    return float((recall ** (1 / decay) - 1) / factor_of(decay) * stability)
