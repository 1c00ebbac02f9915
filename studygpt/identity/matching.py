"""Match drafts to stored cards. Pure: texts in, matches out.

Giving one card's history to another is worse than a reset. So cards are matched in this order, one to one: an id that
the author wrote, the same passage in the same note, the same passage elsewhere in the source, where there is just one,
the same passage lost from this very note before, and a passage that clearly is the same one changed, in the same note
or in one that other cards moved to with it. A draft that could be either of two cards is matched to neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from studygpt.identity.changed_cards import Stored, close_pairs, ids_agree
from studygpt.model import Draft

__all__ = [
    "Changed",
    "How",
    "Key",
    "Match",
    "Stored",
    "derive_id",
    "id_key",
    "match_elsewhere",
    "match_notes",
    "match_within",
    "text_key",
]

Key = tuple[str, str]
K = TypeVar("K")
V = TypeVar("V")


class How(StrEnum):
    """The reason for matching a draft to a stored card."""

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


class Changed(NamedTuple):
    """A note to match: its drafts now, and the cards it had. Either may be empty; both are in note order."""

    note: Hashable
    drafts: Sequence[Draft]
    stored: Sequence[Stored]
    path: str = ""


def match_notes(changed: Sequence[Changed]) -> list[list[Match]]:
    """Match all notes that changed, vanished or appeared, at once; return the matches of each note's drafts.

    Orphans are passed as cards of a note of their own (`Changed(None, (), orphans)`) and come last: after cards that
    lose their note now, first orphans of the same note, then orphans of any note.
    """
    matching = _Matching(changed)
    matching.in_their_notes()
    matching.elsewhere(orphans=False)
    matching.back()
    matching.elsewhere(orphans=True)
    return matching.close()


def match_within(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """Match the drafts of a note to its stored cards: by id, by exact text in order, by close text and position."""
    return match_notes([Changed(0, drafts, stored)])[0]


def match_elsewhere(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """Match new drafts to cards that lost their note, but only where each has a single candidate."""
    return _pair(drafts, stored, same=How.MOVED, elsewhere=True)


class _Matching:
    """The matches found so far, over all notes."""

    def __init__(self, changed: Sequence[Changed]) -> None:
        self.notes = changed
        self.found: list[dict[int, Match]] = [{} for _ in changed]
        """By note and draft."""
        self.taken: set[str] = set()
        self.followed: list[tuple[int, int]] = []
        """Notes, and the note that some of their cards came from: the rest may have come along."""

    def in_their_notes(self) -> None:
        """Match by id, except ids found with their own text in another note: copied, or the notes swapped names."""
        written = {_signed(draft) for note in self.notes for draft in note.drafts if draft.source_id is not None}
        known = {_signed(card) for note in self.notes for card in note.stored if card.source_id is not None}
        both = written & known
        for at, note in enumerate(self.notes):
            if note.drafts and note.stored:
                pairs = _pair(note.drafts, note.stored, same=How.SAME, signed=both)
                self._add(at, range(len(note.drafts)), pairs)

    def elsewhere(self, *, orphans: bool) -> None:
        """Match exact text in other notes, where there is just one such card or a whole note moved."""
        homes = {card.id: at for at, note in enumerate(self.notes) for card in note.stored}
        held = [note for note in self.notes if orphans or note.note is not None]
        free = [card for note in held for card in note.stored if card.id not in self.taken]
        left = [(at, index) for at in range(len(self.notes)) for index in self._left(at)]
        if not free or not left:
            return
        came: Counter[tuple[int, int]] = Counter()
        for match in match_elsewhere([self.notes[at].drafts[index] for at, index in left], free):
            at, index = left[match.draft]
            if match.card is not None:
                self._add(at, [index], [replace(match, draft=0)])
                came[at, homes[match.card.id]] += 1
        for (new, old), count in came.most_common():
            if self.notes[old].note is not None and self._went_together(new, old, count):
                self.followed.append((new, old))
                rest = self._left(new)
                cards = [card for card in self.notes[old].stored if card.id not in self.taken]
                self._add(new, rest, _pair([self.notes[new].drafts[i] for i in rest], cards, same=How.MOVED))

    def back(self) -> None:
        """Match orphans by exact text in the note they came from, even if others elsewhere have the same text."""
        orphans = _grouped((card.path, card) for note in self.notes if note.note is None for card in note.stored)
        for at, note in enumerate(self.notes):
            cards = [card for card in orphans.get(note.path, []) if card.id not in self.taken]
            rest = self._left(at)
            if cards and rest:
                self._add(at, rest, _pair([note.drafts[i] for i in rest], cards, same=How.SAME))

    def close(self) -> list[list[Match]]:
        """Match close text within notes, then between notes that other cards moved between."""
        for new, old in (*((at, at) for at in range(len(self.notes))), *self.followed):
            self._add_close(new, old)
        return [
            [found.get(index, Match(index, None, How.NEW)) for index in range(len(note.drafts))]
            for note, found in zip(self.notes, self.found, strict=True)
        ]

    def _went_together(self, new: int, old: int, count: int) -> bool:
        left = sum(card.id not in self.taken for card in self.notes[old].stored)
        return count >= min(_ENOUGH, left, len(self._left(new)))

    def _left(self, at: int) -> list[int]:
        return [index for index in range(len(self.notes[at].drafts)) if index not in self.found[at]]

    def _add(self, at: int, indexes: Sequence[int], matches: Iterable[Match]) -> None:
        for match in matches:
            if match.card is not None:
                index = indexes[match.draft]
                self.found[at][index] = replace(match, draft=index)
                self.taken.add(match.card.id)

    def _add_close(self, new: int, old: int) -> None:
        drafts, own = self.notes[new].drafts, {card.id for card in self.notes[old].stored}
        ids = {index: match.card.id for index, match in self.found[new].items() if match.card is not None}
        here = [index for index in range(len(drafts)) if ids.get(index) in own or index not in ids]
        both = own & set(ids.values())
        cards = [card for card in self.notes[old].stored if card.id not in self.taken or card.id in both]
        if len(here) == len(both) or len(cards) == len(both):
            return
        places = {card.id: at for at, card in enumerate(cards)}
        known = {at: places[ids[index]] for at, index in enumerate(here) if index in ids}
        found = close_pairs([drafts[index] for index in here], cards, known)
        self._add(new, here, (Match(at, cards[to], How.CLOSE) for at, to in found.items()))


_ENOUGH = 2
"""Cards that moved together, from which the rest of their note may have come along."""


Signed = tuple[str | None, str, str]
"""An id, and the text that it stands with."""


def _signed(card: Draft | Stored) -> Signed:
    return (card.source_id, *text_key(card.text, card.part))


def _pair(
    drafts: Sequence[Draft],
    stored: Sequence[Stored],
    *,
    same: How,
    elsewhere: bool = False,
    signed: Set[Signed] = frozenset(),
) -> list[Match]:
    """Match by id and by exact text; `signed` are ids whose text is the same before and after.

    In another note a card must have a single candidate, and a block id (`^q1`) says nothing:
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
        if not len(indexes) == len(cards) == 1:
            continue
        draft, known_card = drafts[indexes[0]], cards[0]
        copied = _signed(draft) != _signed(known_card) and not signed.isdisjoint((_signed(draft), _signed(known_card)))
        if not copied and not _was_renumbered(draft, known_card, drafts, stored):
            matches[indexes[0]] = Match(indexes[0], known_card, How.ID)
            taken.add(known_card.id)
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
    """Return True if this hole now hides the text that another number hid: then history follows the text."""
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
    """Return a text with all white space made equal."""
    return (" ".join(text.split()), part)


def derive_id(source: str, path: str, text: str, part: str, ordinal: int) -> str:
    """Derive the id of a new card: the same on every device that imports the same vault."""
    words = "\0".join((source, path, *text_key(text, part), str(ordinal)))
    digest = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    number = int.from_bytes(digest, "big") >> _BITS_LEFT
    return "".join([_PAIRS[number >> shift & 0x3FF] for shift in _SHIFTS])


_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""No l, o, 0 or 1: ids are read aloud and typed."""
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_SHIFTS = (50, 40, 30, 20, 10, 0)
_BITS_LEFT = 80 - 60
"""The number of ids that twelve letters can express."""
