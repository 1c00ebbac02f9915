"""Match drafts to stored cards, so that cards keep their history when notes change. All functions are pure.

Giving a card the history of another is worse than losing a history. Cards are therefore matched one to one, by the
first of these rules that applies: the same id, written by the author; the same passage in the same note; the same
passage in another note of the source, if it occurs only once; the same passage that this note lost before; a passage
that is clearly the same with changes, in the same note or in a note to which other cards moved with it. A draft that
could be either of two cards is matched to neither.
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
from studygpt.text import joined

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
    """A draft, and the stored card that it is matched to; None if it is a new card."""

    draft: int
    """The index of the draft in its note."""
    card: Stored | None
    how: How


class Changed(NamedTuple):
    """A note to match: its drafts now, and its stored cards. Both are in note order, and either may be empty."""

    note: Hashable
    drafts: Sequence[Draft]
    stored: Sequence[Stored]
    path: str = ""


def match_notes(changed: Sequence[Changed]) -> list[list[Match]]:
    """Match all notes that changed, vanished or appeared together; return the matches of each note's drafts.

    Orphans are passed as the stored cards of a separate entry, `Changed(None, (), orphans)`. A draft is matched to an
    orphan with the same text only if no card that loses its note now has that text: first to orphans of the same note,
    then to orphans of any note.
    """
    matching = _Matching(changed)
    matching.in_their_notes()
    matching.elsewhere(orphans=False)
    matching.back()
    matching.elsewhere(orphans=True)
    return matching.close()


def match_within(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """Match the drafts of a note to its stored cards: by id, by equal text in order, by similar text and position."""
    return match_notes([Changed(0, drafts, stored)])[0]


def match_elsewhere(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """Match new drafts to stored cards that lost their note, if both have only one candidate."""
    return _pair(drafts, stored, same=How.MOVED, elsewhere=True)


class _Matching:
    """The matches found so far, over all notes."""

    def __init__(self, changed: Sequence[Changed]) -> None:
        self.notes = changed
        self.found: list[dict[int, Match]] = [{} for _ in changed]
        """The matches of each note, by the index of the draft."""
        self.taken: set[str] = set()
        self.followed: list[tuple[int, int]] = []
        """Pairs of a note and the note that some of its cards came from, and its other cards may have come from."""

    def in_their_notes(self) -> None:
        """Match by id and by equal text within each note.

        An id that occurs with its old text in another note is not used: it was copied, or the notes swapped names.
        """
        written = {_signed(draft) for note in self.notes for draft in note.drafts if draft.source_id is not None}
        known = {_signed(card) for note in self.notes for card in note.stored if card.source_id is not None}
        both = written & known
        for at, note in enumerate(self.notes):
            if note.drafts and note.stored:
                pairs = _pair(note.drafts, note.stored, same=How.SAME, signed=both)
                self._add(at, range(len(note.drafts)), pairs)

    def elsewhere(self, *, orphans: bool) -> None:
        """Match equal text in other notes, if only one card has it or a whole note moved."""
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
        """Match orphans by equal text in the note they came from, even if cards elsewhere have the same text."""
        orphans = _grouped((card.path, card) for note in self.notes if note.note is None for card in note.stored)
        for at, note in enumerate(self.notes):
            cards = [card for card in orphans.get(note.path, []) if card.id not in self.taken]
            rest = self._left(at)
            if cards and rest:
                self._add(at, rest, _pair([note.drafts[i] for i in rest], cards, same=How.SAME))

    def close(self) -> list[list[Match]]:
        """Match similar text within notes, then between notes that other cards moved between; return all matches."""
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
"""The number of cards that moved together from which the rest of their note may have moved with them."""


Signed = tuple[str | None, str, str]
"""A written id, with the text and the part of its card."""


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
    """Match by id and by equal text; `signed` holds the ids that occur with the same text before and after.

    With `elsewhere`, the cards are those of other notes: a card must then have a single candidate, and block ids
    (`^q1`) are ignored, because each note has its own.
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
        # Drafts with an id come first, because a draft without one can be matched to any remaining card.
        for index in sorted(indexes, key=lambda each: drafts[each].source_id is None):
            card = next((card for card in cards if ids_agree(drafts[index], card)), None)
            if card is not None:
                cards.remove(card)
                matches[index] = Match(index, card, same)
    return [matches.get(index, Match(index, None, How.NEW)) for index in range(len(drafts))]


def _was_renumbered(draft: Draft, card: Stored, drafts: Sequence[Draft], stored: Sequence[Stored]) -> bool:
    """Return True if the clozes were renumbered, so that this hole's old or new text belongs to another number.

    The history of a card then follows its text, not its number.
    """
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
    """Return a key for comparing texts in which differences in white space do not count."""
    return (joined(text), part)


def derive_id(source: str, path: str, text: str, part: str, ordinal: int) -> str:
    """Derive the id of a new card. The id is the same on every device that imports the same vault."""
    words = "\0".join((source, path, *text_key(text, part), str(ordinal)))
    digest = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    number = int.from_bytes(digest, "big") >> _BITS_LEFT
    return "".join([_PAIRS[number >> shift & 0x3FF] for shift in _SHIFTS])


_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""The characters of ids. They exclude l, o, 0 and 1, because people read ids aloud and type them."""
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_SHIFTS = (50, 40, 30, 20, 10, 0)
_BITS_LEFT = 80 - 60
"""The number of bits of the hash that are dropped, because the twelve characters of an id hold 60 bits."""
