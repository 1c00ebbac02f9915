"""Match what stands elsewhere to the letter, and tell which sections and notes went along as a whole. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from pathlib import PurePosixPath

from studygpt.identity.cards import Place, Stored, Wording, sides_of
from studygpt.identity.comparison import kept_words
from studygpt.identity.judgement import LONG, TELLING, Answer
from studygpt.identity.state import State
from studygpt.identity.stays import pair

WENT_ALONG, ELSEWHERE = "the same words, moved with what stood around them", "the same words, but they stand elsewhere"
ALONE = "the same words elsewhere, too many to be another card's"
_HALF, _MOST = 0.5, 0.75
"""The share of its words that must stand to the letter in another note, or under another heading, to have become it."""
_NAMED = 4
"""The number of words that are enough where a note kept its name; an image is enough, too."""
_ENOUGH = 10
"""The number of words, five of them in the question, that no two cards have in common by chance."""
MANY = 2_500
"""The number of pairs up to which every card is compared with every draft."""


def match_what_moved(state: State, cards: Sequence[Stored]) -> None:
    """Match equal words in other places: called first with cards that had a note, then with those that lost theirs."""
    alone = _alone(state, cards)
    _follow(state, alone, cards)
    for card, at in alone:
        if state.is_at_home(card, at):
            state.match(card, at, Answer.SAME, WENT_ALONG)
    pair(
        state,
        cards,
        lambda card: (state.became.get(state.of_card[card.id].place), state.of_card[card.id].says),
        lambda at: (state.of_draft[at].place, state.of_draft[at].says),
        WENT_ALONG,
    )
    for card, at in alone:
        if at not in state.found and state.is_free(card):
            enough = sides_of(card.was).question.weight >= TELLING and _words(card) >= _ENOUGH
            state.match(card, at, Answer.SAME if enough else Answer.UNSURE, ALONE if enough else ELSEWHERE)


def _alone(state: State, cards: Sequence[Stored]) -> list[tuple[Stored, int]]:
    """Return the pairs of a card and a draft that say the same, and that no other card or draft says."""
    said: dict[Hashable, list[Stored]] = defaultdict(list)
    for card in cards:
        if state.is_free(card):
            said[state.of_card[card.id].says].append(card)
    if not said:
        return []
    wanted: dict[Hashable, list[int]] = defaultdict(list)
    for at, marks in enumerate(state.of_draft):
        if at not in state.found:
            wanted[marks.says].append(at)
    pairs = [(said[key][0], drafts[0]) for key, drafts in wanted.items() if len(drafts) == 1 == len(said.get(key, ()))]
    return [(card, at) for card, at in pairs if state.ids_agree(card, at)]


def _follow(state: State, alone: Sequence[tuple[Stored, int]], cards: Sequence[Stored]) -> None:
    """Find the sections that became others: gone, with most of their words to the letter in a new one."""
    kept: dict[tuple[Place, Place], float] = defaultdict(float)
    kept_in_note: dict[tuple[str, str], float] = defaultdict(float)
    for card, at in alone:
        old, new, words = state.of_card[card.id].place, state.of_draft[at].place, _words(card)
        kept[old, new] += words
        kept_in_note[old[0], new[0]] += words
    free = [card for card in cards if state.is_free(card)]
    whole: dict[Hashable, float] = defaultdict(float)
    for card in free:
        whole[state.of_card[card.id].place] += _words(card)
        whole[card.place[0]] += _words(card)
    moved = {
        old: new
        for (old, new), weight in kept_in_note.items()
        if _is_new(state, old, new)
        and _is_enough(weight, whole[old], _HALF, _NAMED if _name(old) == _name(new) else LONG)
    }
    moved |= state.renamed
    moved |= _rewritten(state, [card for card in free if card.place[0] not in moved], whole)
    for card in free:
        old = state.of_card[card.id].place
        if old[0] in moved:
            state.became.setdefault(old, (moved[old[0]], *old[1:]))
    for (old, new), weight in kept.items():
        gone = old not in state.now.places and new not in state.before.places
        if gone and _is_enough(weight, whole[old], _MOST, LONG):
            state.became.setdefault(old, new)


def _rewritten(state: State, cards: Sequence[Stored], whole: Mapping[Hashable, float]) -> dict[str, str]:
    """Find the notes that became others though no card stayed: half of their words stand in a new one, in order."""
    lost: dict[str, list[Wording]] = defaultdict(list)
    for card in cards:
        if card.place[0] not in state.now.paths:
            lost[card.place[0]].append(card.was)
    fresh: dict[str, list[Wording]] = defaultdict(list)
    for at, draft in enumerate(state.drafts):
        if at not in state.found and draft.wording.path not in state.before.paths:
            fresh[draft.wording.path].append(draft.wording)
    if sum(map(len, lost.values())) * sum(map(len, fresh.values())) > MANY:
        return {}
    moved = {}
    for old, gone in lost.items():
        for new, come in fresh.items():
            kept = sum(max(_kept(was, now) for now in come) for was in gone)
            if _is_enough(kept, whole[old], _HALF, LONG):
                moved[old] = new
    return moved


def _is_new(state: State, old: str, new: str) -> bool:
    """Whether a note is gone, and another one was not there before."""
    return old not in state.now.paths and new not in state.before.paths


def _is_enough(weight: float, whole: float, share: float, least: int) -> bool:
    return weight >= share * whole and weight >= least


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _words(card: Stored) -> float:
    sides = sides_of(card.was)
    return sides.question.weight + sides.answer.weight


def _kept(old: Wording, new: Wording) -> float:
    was, now = sides_of(old), sides_of(new)
    return kept_words(was.question, now.question) + kept_words(was.answer, now.answer)
