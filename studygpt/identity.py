"""Which draft is which stored card. Pure: texts in, matches out.

Giving one card's history to another is worse than a reset, so only what is certain is matched: an id that the author
wrote, then the same passage in the same note, then the same passage elsewhere in the source, where there is just one.
"""

from __future__ import annotations

from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TypeVar

from studygpt.model import Draft

Key = tuple[str, str]
K = TypeVar("K")
V = TypeVar("V")


class How(StrEnum):
    """Why a draft is taken for a stored card."""

    ID = "the same id is written in the note"
    SAME = "the same text in the same note"
    MOVED = "the same text, now in this note"
    NEW = "no stored card is like it"


@dataclass(frozen=True, slots=True)
class Stored:
    """What identity needs to know of a stored card."""

    id: str
    text: str
    part: str
    source_id: str | None


@dataclass(frozen=True, slots=True)
class Match:
    draft: int
    """The draft's place in what was given."""
    card: Stored | None
    how: How


def match_within(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """The drafts of a note against the cards that it held: by id, then by exact text in order."""
    return _pair(drafts, stored, same=How.SAME, only_certain=False)


def match_elsewhere(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """Drafts that their note did not know against cards that lost their note: only where each has one counterpart."""
    return _pair(drafts, stored, same=How.MOVED, only_certain=True)


def _pair(drafts: Sequence[Draft], stored: Sequence[Stored], *, same: How, only_certain: bool) -> list[Match]:
    matches: dict[int, Match] = {}
    taken: set[str] = set()
    written = _grouped((id_key(draft.source_id, draft.part), index) for index, draft in enumerate(drafts))
    known = _grouped((id_key(card.source_id, card.part), card) for card in stored)
    for key, indexes in written.items():
        cards = known.get(key, [])
        if key is not None and len(indexes) == len(cards) == 1:
            matches[indexes[0]] = Match(indexes[0], cards[0], How.ID)
            taken.add(cards[0].id)
    texts = _grouped((text_key(draft.text, draft.part), i) for i, draft in enumerate(drafts) if i not in matches)
    cards_by_text = _grouped((text_key(card.text, card.part), card) for card in stored if card.id not in taken)
    for text, indexes in texts.items():
        cards = [card for card in cards_by_text.get(text, []) if _ids_agree(drafts[indexes[0]], card)]
        if only_certain and not len(indexes) == len(cards) == 1:
            continue
        for index, card in zip(indexes, cards, strict=False):
            matches[index] = Match(index, card, same)
    return [matches.get(index, Match(index, None, How.NEW)) for index in range(len(drafts))]


def _ids_agree(draft: Draft, card: Stored) -> bool:
    """Two different ids written by the author are two cards, whatever the text."""
    return draft.source_id is None or card.source_id is None or draft.source_id == card.source_id


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def id_key(source_id: str | None, part: str) -> Key | None:
    return (source_id, part) if source_id is not None else None


def text_key(text: str, part: str) -> Key:
    """Text without what formatting and line breaks do to white space."""
    return (" ".join(text.split()), part)


def derive_id(source: str, path: str, text: str, part: str, ordinal: int) -> str:
    """The id of a card at first sight: the same on every device that imports the same vault."""
    words = "\0".join((source, path, *text_key(text, part), str(ordinal)))
    digest = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return b32encode(digest)[:12].translate(_LETTERS).decode()


_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"abcdefghijkmnpqrstuvwxyz23456789")
"""No l, o, 0 or 1: ids are read aloud and typed."""
