"""Which draft is which stored card. Pure: texts in, matches out.

Giving one card's history to another is worse than a reset. So cards are matched in this order, one to one: an id that
the author wrote, the same passage in the same note, a passage there that clearly is the same one changed, and the same
passage elsewhere in the source, where there is just one. What could be two cards is neither.
"""

from __future__ import annotations

from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import TypeVar

from studygpt.close import Stored, close_pairs, ids_agree
from studygpt.model import Draft

__all__ = ["How", "Match", "Stored", "derive_id", "match_elsewhere", "match_within"]

Key = tuple[str, str]
K = TypeVar("K")
V = TypeVar("V")


class How(StrEnum):
    """Why a draft is taken for a stored card."""

    ID = "the same id is written in the note"
    SAME = "the same text in the same note"
    CLOSE = "the same card with other words"
    MOVED = "the same text, now in this note"
    NEW = "no stored card is like it"


@dataclass(frozen=True, slots=True)
class Match:
    draft: int
    """The draft's place in what was given."""
    card: Stored | None
    how: How


def match_within(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """The drafts of a note against the cards that it held: by id, by exact text in order, by close text and place."""
    return _with_close(drafts, stored, _pair(drafts, stored, same=How.SAME))


def match_elsewhere(drafts: Sequence[Draft], stored: Sequence[Stored], notes: Sequence[Hashable] = ()) -> list[Match]:
    """Drafts that their note did not know against cards that lost their note: only where each has one counterpart.

    With `notes`, the note of each draft: what else came from the same note as cards that moved there unchanged is
    matched as in one note. Both must be in order within each note.
    """
    matches = _pair(drafts, stored, same=How.MOVED, elsewhere=True)
    of_drafts = _grouped(zip(notes, range(len(drafts)), strict=True)) if notes else {}
    of_stored = _grouped((card.note, card) for card in stored if card.note is not None)
    came = Counter(
        (notes[match.draft], match.card.note)
        for match in matches
        if of_drafts and match.card is not None and match.card.note is not None
    )
    for (new, old), count in came.most_common():
        indexes, cards = of_drafts[new], of_stored[old]
        taken = {match.card.id for match in matches if match.card}
        if count < _ENOUGH and count * 2 < min(len(cards), len(indexes)):
            continue
        here = {card.id for card in cards}
        some = [index for index in indexes if (card := matches[index].card) is None or card.id in here]
        free = [card for card in cards if card.id not in taken or any(matches[i].card is card for i in some)]
        for place, match in enumerate(_with_close([drafts[i] for i in some], free, [matches[i] for i in some])):
            matches[some[place]] = replace(match, draft=some[place])
    return matches


_ENOUGH = 2
"""Cards that moved together, from which the rest of their note may have come along."""


def _with_close(drafts: Sequence[Draft], stored: Sequence[Stored], matches: list[Match]) -> list[Match]:
    """What is matched already, and what close text adds to it."""
    places = {card.id: at for at, card in enumerate(stored)}
    known = {at: places[match.card.id] for at, match in enumerate(matches) if match.card is not None}
    if len(known) in (len(drafts), len(stored)):
        return matches
    found = close_pairs(drafts, stored, known)
    return [
        Match(match.draft, stored[found[at]], How.CLOSE) if at in found else match for at, match in enumerate(matches)
    ]


def _pair(drafts: Sequence[Draft], stored: Sequence[Stored], *, same: How, elsewhere: bool = False) -> list[Match]:
    """By id and by exact text.

    Elsewhere than in its own note a card must have one counterpart and no more, and a block id (`^q1`) says nothing:
    each note has its own.
    """
    matches: dict[int, Match] = {}
    taken: set[str] = set()
    written = _grouped((id_key(draft.source_id, draft.part), index) for index, draft in enumerate(drafts))
    known = _grouped((id_key(card.source_id, card.part), card) for card in stored)
    for key, indexes in written.items():
        cards = known.get(key, [])
        if key is None or (elsewhere and key[0].startswith("^")):
            continue
        if len(indexes) == len(cards) == 1 and not _was_renumbered(drafts[indexes[0]], cards[0], drafts, stored):
            matches[indexes[0]] = Match(indexes[0], cards[0], How.ID)
            taken.add(cards[0].id)
    texts = _grouped((text_key(draft.text, draft.part), i) for i, draft in enumerate(drafts) if i not in matches)
    cards_by_text = _grouped((text_key(card.text, card.part), card) for card in stored if card.id not in taken)
    for text, indexes in texts.items():
        cards = list(cards_by_text.get(text, []))
        if elsewhere and not len(indexes) == len(cards) == 1:
            continue
        # Those with an id first: one without it may be any of the rest.
        for index in sorted(indexes, key=lambda each: drafts[each].source_id is None):
            card = next((card for card in cards if ids_agree(drafts[index], card)), None)
            if card is not None:
                cards.remove(card)
                matches[index] = Match(index, card, same)
    return [matches.get(index, Match(index, None, How.NEW)) for index in range(len(drafts))]


def _was_renumbered(draft: Draft, card: Stored, drafts: Sequence[Draft], stored: Sequence[Stored]) -> bool:
    """Whether the hole of this number now hides what another number hid: then history goes with the text."""
    if draft.part[:1] != "c":
        return False
    old, new = card.holes, tuple(hole.text for hole in draft.holes)
    if old == new:
        return False
    return any(
        other.source_id == draft.source_id and tuple(hole.text for hole in other.holes) == old for other in drafts
    ) or any(other.source_id == card.source_id and other.holes == new for other in stored)


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
