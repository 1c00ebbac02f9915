"""What a sync did, or would do: counts that a person can check, and each change with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from studygpt.model import Problem


class What(StrEnum):
    """What became of a card."""

    NEW = "new"
    EDITED = "edited"
    MOVED = "moved"
    GONE = "gone"
    BACK = "back"
    RESTORED = "restored"


class CardChange(NamedTuple):
    """What became of one card, and why."""

    card: str
    what: What
    why: str
    path: str
    line: int
    front: str
    before: str = ""
    """What it said before, or where it stood."""


@dataclass
class Summary:
    """What a sync found and did."""

    source: str
    notes: int = 0
    read: int = 0
    gone: int = 0
    new: int = 0
    kept: int = 0
    moved: int = 0
    back: int = 0
    """Of those that moved: cards that no note held, and one holds again."""
    orphaned: int = 0
    withheld: int = 0
    """Notes that vanished, too many at once to let them go unasked: their cards are as they were."""
    withheld_cards: int = 0
    histories: int = 0
    """New cards that brought a history of another program along."""
    by_dialect: dict[str, int] = field(default_factory=dict)
    """Cards in the notes that were read."""
    suggested: dict[str, int] = field(default_factory=dict)
    """What only looks like a card in the notes that were read, by kind; and what they ask and leave to do."""
    questions: int = 0
    tasks: int = 0
    unclaimed: int = 0
    """Lines like separator cards in notes that never opted in."""
    foreign: Counter[str] = field(default_factory=Counter)
    """Lines like cards with separators that the vault's settings do not name."""
    drawings: int = 0
    left_out: list[str] = field(default_factory=list)
    """Notes and folders that the vault itself sets aside."""
    problems: list[Problem] = field(default_factory=list)
    changes: list[CardChange] = field(default_factory=list)
    """Each card that is not simply what it was; new ones only in a dry run."""
