"""Match changed cards of a note to stored ones by text and position. All functions are pure.

Cards are first matched by their text alone, wherever they are in the note. The matched and the unchanged cards then
serve as anchors: a draft and a stored card between the same two anchors may be worded quite differently. A pair is
accepted only if it is likely, and likelier by a margin than any other pair with either of the two cards.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from studygpt.identity.same_question import About, is_a_slip, likeness
from studygpt.identity.text_change import Change, change, negates
from studygpt.identity.words import words_of
from studygpt.model import Draft


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored card, reduced to the fields that matching needs."""

    id: str
    text: str
    part: str
    source_id: str | None
    front: str = ""
    back: str = ""
    holes: tuple[str, ...] = ()
    path: str = ""
    line: int = 0


Side = Draft | Stored
Pairs = dict[int, int]
"""A map from the index of a draft to the index of the stored card that it is matched to."""

MARGIN = 0.1
"""The margin by which a pair must be rated higher than any other pair with either of its two cards."""
_NEAREST = 3
_ALIKE = 10
_ALL_PAIRS, _ALL_NEAR = 40, 500
"""The numbers of cards on each side up to which all pairs, or at least the most similar ones, are compared."""
_LARGEST_GAP = 8
"""The maximum number of entries between two anchors for which their position is evidence."""
_COMPARED_WORDS = 40


def ids_agree(draft: Draft, card: Stored) -> bool:
    """Return False if the author gave the two cards different ids. They are then different cards, whatever the text."""
    return draft.source_id is None or card.source_id is None or draft.source_id == card.source_id


def close_pairs(drafts: Sequence[Draft], stored: Sequence[Stored], known: Mapping[int, int]) -> Pairs:
    """Match the remaining drafts and stored cards, both in note order; `known` holds the pairs found before."""
    note = _Note(drafts, stored)
    found = note.pairs(note.candidates(known), in_place=False)
    gaps = _gaps(drafts, stored, {**known, **found})
    taken = {**known, **found}
    used = set(taken.values())
    left = [(index, at) for index, at in sorted(gaps) if index not in taken and at not in used]
    note.halves = {(drafts[index].text, stored[at].text) for index, at in taken.items()}
    return found | note.pairs(left, in_place=True)


class _Note:
    """The drafts and the stored cards of a note, with counts of the words in them."""

    def __init__(self, drafts: Sequence[Draft], stored: Sequence[Stored]) -> None:
        self.drafts, self.stored = drafts, stored
        self.holes = {id(each): holes for side in (drafts, stored) for each, holes in _all_holes(side)}
        self.fronts: list[Counter[str]] = []
        self.words: Counter[str] | None = None
        self.halves: set[tuple[str, str]] = set()
        """The pairs of a new and an old passage of which one card is matched already."""

    def pairs(self, candidates: Iterable[tuple[int, int]], *, in_place: bool) -> Pairs:
        """Return the pairs of a draft and a stored card that are each other's only likely partner."""
        scores: dict[tuple[int, int], float] = {}
        of_draft: dict[int, list[float]] = defaultdict(list)
        of_card: dict[int, list[float]] = defaultdict(list)
        for index, at in candidates:
            if score := self.likeness(self.drafts[index], self.stored[at], in_place=in_place):
                scores[index, at] = score
                of_draft[index].append(score)
                of_card[at].append(score)
        return {
            index: at
            for (index, at), score in scores.items()
            if _stands_out(score, of_draft[index]) and _stands_out(score, of_card[at])
        }

    def candidates(self, known: Mapping[int, int]) -> list[tuple[int, int]]:
        """Return the pairs to compare: all pairs, or in a large note only those with an equal or similar side."""
        taken = set(known.values())
        left = [index for index in range(len(self.drafts)) if index not in known]
        free = [at for at in range(len(self.stored)) if at not in taken]
        if len(left) * len(free) <= _ALL_PAIRS**2:
            return [(index, at) for index in left for at in free]
        found: set[tuple[int, int]] = set()
        wanted_of = [self._looked_for(self.drafts[index]) for index in left]
        words_at = [self._looked_for(self.stored[at]) for at in free]
        for side in range(2):
            choices = [both[side] for both in words_at]
            same: dict[str, list[int]] = defaultdict(list)
            for at, words in zip(free, choices, strict=True):
                same[words].append(at)
            for index, both in zip(left, wanted_of, strict=True):
                wanted = both[side]
                found.update((index, at) for at in same[wanted][:_ALIKE])
                if len(left) * len(free) <= _ALL_NEAR**2:
                    found.update((index, free[which]) for which in _nearest(wanted, choices))
        return sorted(found)

    def _looked_for(self, side: Side) -> tuple[str, str]:
        both = (self._passage(side), _hidden(side)) if _is_cloze(side) else (side.front, side.back)
        words = [words_of(each) for each in both]
        one, other = (" ".join(sorted((*each.terms, *each.facts)[:_COMPARED_WORDS])) for each in words)
        return one, other

    def likeness(self, draft: Draft, card: Stored, *, in_place: bool) -> float:
        """Rate from 0 to 1 how certain it is that a draft is a stored card."""
        if not ids_agree(draft, card):
            return 0.0
        is_other_half = in_place and draft.part == card.part and (draft.text, card.text) in self.halves
        about = About(in_place, is_other_half, lambda stem: self._others_with(stem, draft, card))
        if _is_cloze(draft) and _is_cloze(card):
            return self._cloze_likeness(draft, card, about)
        if _asked(draft.part) != _asked(card.part):
            return 0.0
        score = likeness(card.front, card.back, draft.front, draft.back, about)
        if not score:
            return 0.0
        if change(card.front, draft.front) > Change.FORM:
            return 0.0 if self._asks_another(draft, card) else score
        if change(card.back, draft.back) >= Change.REWORDED:
            return score if self._asks_alone(draft, card) else 0.0
        return score

    def _asks_alone(self, draft: Draft, card: Stored) -> bool:
        """Return True if no other card of the note has the same question."""
        now, before = self._fronts()
        return max(now[words_of(draft.front).plain], before[words_of(card.front).plain]) == 1

    def _asks_another(self, draft: Draft, card: Stored) -> bool:
        """Return True if the new or old question is also that of another card, before or after the change."""
        now, before = self._fronts()
        return before[words_of(draft.front).plain] > 0 or now[words_of(card.front).plain] > 0

    def _fronts(self) -> list[Counter[str]]:
        if not self.fronts:
            self.fronts = [Counter(words_of(each.front).plain for each in side) for side in (self.drafts, self.stored)]
        return self.fronts

    def _others_with(self, stem: str, draft: Draft, card: Stored) -> int:
        """Count the cards besides these two that contain a word, given its stem."""
        if self.words is None:
            cards = {each.text: each for side in (self.drafts, self.stored) for each in side}
            self.words = Counter(stem for each in cards.values() for stem in _said(each))
        own = (draft,) if draft.text == card.text else (draft, card)
        return self.words[stem] - sum(stem in _said(each) for each in own)

    # ------------------------------------------------------------------ clozes

    def _cloze_likeness(self, draft: Draft, card: Stored, about: About) -> float:
        """Rate two clozes by their hidden text and by the passage around all holes."""
        old, new = self.holes[id(card)], self.holes[id(draft)]
        was, now = Counter(old), Counter(new)
        kept = (was & now).total()
        # If another hole hides the same words, the words beside the holes tell them apart.
        if (was[_hidden(card)] > 1 or now[_hidden(draft)] > 1) and _beside(card) != _beside(draft):
            return 0.0
        before, after = self._passage(card), self._passage(draft)
        around, hidden = change(before, after), change(_hidden(card), _hidden(draft))
        if negates(before, after) or hidden >= Change.REWORDED:
            return 0.0
        if kept < _STAYED * min(len(old), len(new)) and not (around <= Change.FORM and _one_corrected(old, new)):
            return 0.0  # a changed hole may be the subject of the whole passage
        if not self._passage_stayed(before, after, around, about, all_kept=was == now, holes=kept):
            return 0.0
        sure = (was == now and kept > 1) or about.in_place
        if around > Change.FORM and (hidden is not Change.NONE or not (sure or words_of(after).is_specific)):
            return 0.0
        if draft.part == card.part:
            return 1.0 - 0.03 * (around + hidden)
        return 0.7 - 0.03 * around if hidden is Change.NONE else 0.0  # the holes were renumbered

    def _passage_stayed(
        self, before: str, after: str, around: Change, about: About, *, all_kept: bool, holes: int
    ) -> bool:
        if all_kept and holes >= _MANY and words_of(before).facts == words_of(after).facts:
            return True
        match around:
            case Change.OTHER | Change.RECAST:
                return False
            case Change.LOOSE:
                return about.in_place and all_kept
            case Change.REWORDED:
                return about.in_place or (all_kept and holes > 1)
            case Change.LETTER:
                return (all_kept and holes > 1) or is_a_slip(before, after, about, sure=False)
        return True

    def _passage(self, side: Side) -> str:
        """Return the text of a passage without its holes."""
        if _HOLE.search(side.text):
            return _HOLE.sub(" ", side.text)
        text, found = side.back, 0
        for hole in self.holes[id(side)]:
            at = text.find(hole, found)
            if at >= 0:
                text, found = f"{text[:at]} {text[at + len(hole) :]}", at
        return text


_HOLE = re.compile(r"\{\{c\d{1,3}::.{0,500}?\}\}(?!\})", re.DOTALL)


def _said(side: Side) -> Set[str]:
    return words_of(side.front).said | words_of(side.back).said


def _nearest(wanted: str, choices: list[str]) -> Iterable[int]:
    from rapidfuzz import fuzz, process

    return (at for _, _, at in process.extract(wanted, choices, scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=50))


_STAYED = 0.7
_MANY = 4
"""The number of unchanged holes from which the text around them may be worded in any way."""


def _one_corrected(old: list[str], new: list[str]) -> bool:
    """Return True if exactly one of three or more holes changed, and it is not the first, which may be the subject."""
    changed = [at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b]
    return len(old) == len(new) >= 3 and len(changed) == 1 and changed[0] > 0


def _stands_out(score: float, rivals: list[float]) -> bool:
    return sum(rival > score - MARGIN for rival in rivals) == 1  # only the score itself


def _asked(part: str) -> str:
    """Return the part of a card. The forward half of a pair counts as an ordinary card, which it may have been."""
    return "" if part == "forward" else part


def _is_cloze(side: Side) -> bool:
    return side.part[:1] == "c" and side.part[1:].isdigit()


def _holes(side: Side) -> tuple[str, ...]:
    return tuple(hole if isinstance(hole, str) else hole.text for hole in side.holes)


def _hidden(side: Side) -> str:
    return " ".join(_holes(side))


def _all_holes(cards: Sequence[Side]) -> Iterable[tuple[Side, list[str]]]:
    """Yield each card with all holes of its passage, which are collected from the cards of the same passage."""
    of_text: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for each in cards:
        if _is_cloze(each):
            of_text[each.text][each.part] = _holes(each)
    for each in cards:
        parts = of_text.get(each.text, {}) if _is_cloze(each) else {}
        yield each, [hole for part in sorted(parts, key=lambda part: int(part[1:])) for hole in parts[part]]


def _beside(side: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the two words before and the two words after a hole."""
    pairs = list(zip(side.front, side.back, strict=False))
    before = side.front[: next((at for at, (a, b) in enumerate(pairs) if a != b), len(pairs))]
    pairs = list(zip(side.front[::-1], side.back[::-1], strict=False))
    behind = side.front[len(side.front) - next((at for at, (a, b) in enumerate(pairs) if a != b), len(pairs)) :]
    return words_of(before).order[-2:], words_of(behind).order[:2]


# ---------------------------------------------------------------------- places


def _gaps(drafts: Sequence[Draft], stored: Sequence[Stored], known: Mapping[int, int]) -> set[tuple[int, int]]:
    """Return the pairs of a draft and a stored card between the same two matched neighbours, if these are close."""
    now, before = _entries(drafts), _entries(stored)
    same = {before[at]: now[index] for index, at in known.items()}
    of_drafts = _between(now, {entry: entry for entry in same.values()})
    of_stored = _between(before, same)
    found: set[tuple[int, int]] = set()
    settled = 2 * len(same) >= len(set(before))
    for place, indexes in of_drafts.items():
        cards = of_stored.get(place, [])
        most = max(len({now[each] for each in indexes}), len({before[each] for each in cards}))
        between = None not in place or (settled and place != (None, None))
        if between and most <= _LARGEST_GAP:
            found.update((index, at) for index in indexes for at in cards)
    return found


def _entries(cards: Sequence[Side]) -> list[int]:
    """Return the number of each card's entry in the note; cards of one passage share an entry."""
    numbers = [0]
    for one, other in pairwise(cards):
        numbers.append(numbers[-1] + (one.text != other.text))
    return numbers[: len(cards)]


def _between(entries: list[int], anchors: Mapping[int, int]) -> dict[tuple[int | None, int | None], list[int]]:
    """Group cards by the nearest anchors above and below. An anchor counts as its own neighbour on both sides."""
    count = entries[-1] + 1 if entries else 0
    above: list[int | None] = [None] * count
    below: list[int | None] = [None] * count
    for order, nearest in ((range(count), above), (range(count - 1, -1, -1), below)):
        last: int | None = None
        for entry in order:
            last = anchors.get(entry, last)
            nearest[entry] = last
    found: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        found[above[entry], below[entry]].append(at)
    return found
