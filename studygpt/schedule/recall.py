"""FSRS's forgetting curve, for listings that should not wait for the engine's import. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from studygpt.model import Memory, State

DECAY = -0.1542
"""Minus the last of FSRS-6's default parameters."""


def curve_factor(decay: float = DECAY) -> float:
    """The factor for which the curve passes 0.9 after `stability` days."""
    return float(0.9 ** (1 / decay) - 1)


def recall_after(days: float, stability: float, decay: float = DECAY) -> float:
    """The chance of recall `days` after a review that left this stability: 0.9 after `stability` days."""
    return curve(decay)(max(days, 0.0), stability)


@lru_cache(maxsize=16)
def curve(decay: float) -> Callable[[float, float], float]:
    """`recall_after` with its constants computed once, for thousands of calls; days must not be negative."""
    factor = curve_factor(decay)

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
    """The number of days after which the chance of recall has fallen to `recall`."""
    return float((recall ** (1 / decay) - 1) / curve_factor(decay) * stability)
