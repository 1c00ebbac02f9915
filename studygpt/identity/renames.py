"""Find what several changed cards have in common, so that a person decides about them at once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from studygpt.identity.cards import Wording, sides_of
from studygpt.identity.comparison import changes_of

ENOUGH = 3
"""The number of cards with the same change from which it is one decision."""


def name_groups(changes: Sequence[tuple[Wording, Wording]]) -> list[str]:
    """Name for each changed card what it shares with others: a word that was replaced, or a move; else nothing.

    Each change is how a card read, and how it reads now. That cards of one note are unsure for one reason is no change
    that they share: one answer for all of them would give histories away.
    """
    kinds = [_kind(old, new) for old, new in changes]
    counts = Counter(kinds)
    return [kind if counts[kind] >= ENOUGH else "" for kind in kinds]


def _kind(old: Wording, new: Wording) -> str:
    was, now = sides_of(old), sides_of(new)
    replaced = {
        (" ".join(before), " ".join(after))
        for one, other in ((was.question, now.question), (was.answer, now.answer))
        for before, after in changes_of(one.tokens, other.tokens)
    }
    if len(replaced) == 1:
        before, after = replaced.pop()
        return f"{before} → {after}" if before and after else ""
    if not replaced and old.path != new.path:
        return f"{old.path} → {new.path}"
    if not replaced and old.headings != new.headings:
        return f"{_last(old)} → {_last(new)}"
    return ""


def _last(card: Wording) -> str:
    return f"# {card.headings[-1]}" if card.headings else card.path
