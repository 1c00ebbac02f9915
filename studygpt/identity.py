"""Which draft is which stored card. Pure: texts in, matches out.

Giving one card's history to another is worse than a reset. So cards are matched in this order, one to one: an id that
the author wrote, the same passage in the same note, a passage there that clearly is the same one changed, and the same
passage elsewhere in the source, where there is just one. What could be two cards is neither.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TypeVar

from studygpt.likeness import Change, change, likeness, words_of
from studygpt.model import Draft

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
class Stored:
    """What identity needs to know of a stored card."""

    id: str
    text: str
    part: str
    source_id: str | None
    front: str = ""
    back: str = ""
    holes: tuple[str, ...] = ()
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    draft: int
    """The draft's place in what was given."""
    card: Stored | None
    how: How


def match_within(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """The drafts of a note against the cards that it held: by id, by exact text in order, by close text."""
    matches = _pair(drafts, stored, same=How.SAME)
    taken = {match.card.id for match in matches if match.card}
    left = [match.draft for match in matches if match.card is None]
    free = [card for card in stored if card.id not in taken]
    for index, card in _close_pairs([drafts[each] for each in left], free):
        matches[left[index]] = Match(left[index], card, How.CLOSE)
    return matches


def match_elsewhere(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[Match]:
    """Drafts that their note did not know against cards that lost their note: only where each has one counterpart."""
    return _pair(drafts, stored, same=How.MOVED, elsewhere=True)


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
            card = next((card for card in cards if _ids_agree(drafts[index], card)), None)
            if card is not None:
                cards.remove(card)
                matches[index] = Match(index, card, same)
    return [matches.get(index, Match(index, None, How.NEW)) for index in range(len(drafts))]


MARGIN = 0.1
"""By how much the best counterpart must be better than the next one, on either side."""
_NEAREST = 4
_ALL_PAIRS = 40


def _close_pairs(drafts: Sequence[Draft], stored: Sequence[Stored]) -> list[tuple[int, Stored]]:
    """Drafts and cards that are each other's only good counterpart."""
    scores: dict[tuple[int, int], float] = {}
    for index, at in _candidates(drafts, stored):
        score = _likeness(drafts[index], stored[at]) if _ids_agree(drafts[index], stored[at]) else 0.0
        if score:
            scores[index, at] = score
    of_draft: dict[int, list[float]] = defaultdict(list)
    of_card: dict[int, list[float]] = defaultdict(list)
    for (index, at), score in scores.items():
        of_draft[index].append(score)
        of_card[at].append(score)
    return [
        (index, stored[at])
        for (index, at), score in scores.items()
        if _stands_out(score, of_draft[index]) and _stands_out(score, of_card[at])
    ]


def _stands_out(score: float, rivals: list[float]) -> bool:
    return sum(rival > score - MARGIN for rival in rivals) == 1  # itself


def _candidates(drafts: Sequence[Draft], stored: Sequence[Stored]) -> Iterable[tuple[int, int]]:
    """Pairs worth a look: all of them in an ordinary note; in a large one, those near in one side's words."""
    if len(drafts) * len(stored) <= _ALL_PAIRS**2:
        return [(index, at) for index in range(len(drafts)) for at in range(len(stored))]
    from rapidfuzz import fuzz, process

    found: set[tuple[int, int]] = set()
    for side in range(2):
        choices = [_sorted_words(_compared(card)[side]) for card in stored]
        for index, draft in enumerate(drafts):
            wanted = _sorted_words(_compared(draft)[side])
            near = process.extract(wanted, choices, scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=50)
            found.update((index, at) for _, _, at in near)
    return sorted(found)


def _sorted_words(text: str) -> str:
    words = words_of(text)
    return " ".join(sorted((*words.content, *words.facts)))


def _likeness(draft: Draft, card: Stored) -> float:
    """How surely a draft is a card, from 0 to 1."""
    if draft.part[:1] == card.part[:1] == "c":
        return _cloze_likeness(draft, card)
    if draft.part != card.part:
        return 0.0
    return likeness(card.front, card.back, draft.front, draft.back)


def _cloze_likeness(draft: Draft, card: Stored) -> float:
    """A cloze is what it hides, in the passage that stands around all holes."""
    if not _siblings_stayed(card, draft):
        return 0.0
    old, new = _passage(card), _passage(draft)
    around, hidden = change(old, new), change(_hidden(card), _hidden(draft))
    if around >= Change.REWORDED or hidden >= Change.REWORDED:
        return 0.0
    # Where another hole hides the same words, those beside it tell the two apart.
    if (_has_twin(card) or _has_twin(draft)) and _beside(card) != _beside(draft):
        return 0.0
    if around > Change.FORM and (hidden is not Change.NONE or not words_of(new).is_specific):
        return 0.0
    if draft.part == card.part:
        return 1.0 - 0.05 * (around + hidden)
    return 0.7 - 0.05 * around if hidden is Change.NONE else 0.0  # the holes were numbered anew


def _has_twin(side: Draft | Stored) -> bool:
    hidden = _hidden(side)
    return [match["text"].partition("::")[0] for match in _HOLE.finditer(side.text)].count(hidden) > 1


def _beside(side: Draft | Stored) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words right before and right behind a hole, those of other holes spelled out."""
    hole = next((match for match in _HOLE.finditer(side.text) if f"c{match['number']}" == side.part), None)
    if hole is None:
        return (), ()
    before, behind = (
        _HOLE.sub(lambda match: match["text"], text) for text in (side.text[: hole.start()], side.text[hole.end() :])
    )
    return words_of(before).order[-2:], words_of(behind).order[:2]


def _siblings_stayed(card: Stored, draft: Draft) -> bool:
    """Whether most holes of a passage are what they were: one of them may be what the whole passage is about."""
    old, new = _hole_texts(card), _hole_texts(draft)
    kept = sum((old & new).values())
    return kept >= _STAYED * min(sum(old.values()), sum(new.values()))


_STAYED = 0.7


def _hole_texts(side: Draft | Stored) -> Counter[str]:
    return Counter(match["text"] for match in _HOLE.finditer(side.text))


def _passage(side: Draft | Stored) -> str:
    return _HOLE.sub(" ", side.text)


def _hidden(side: Draft | Stored) -> str:
    return " ".join(hole if isinstance(hole, str) else hole.text for hole in side.holes)


def _compared(side: Draft | Stored) -> tuple[str, str]:
    """The two sides by which candidates are looked for."""
    return (_passage(side), _hidden(side)) if side.part[:1] == "c" else (side.front, side.back)


_HOLE = re.compile(r"\{\{c(?P<number>\d{1,3})::(?P<text>.*?)\}\}(?!\})", re.DOTALL)


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
