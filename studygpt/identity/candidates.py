"""Choose which stored cards and drafts are worth comparing: in a large note not all with all. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from studygpt.identity.cards import Place, Stored, sides_of
from studygpt.identity.judgement import LONG, TELLING
from studygpt.identity.moves import MANY
from studygpt.identity.state import State

Pair = tuple[Stored, int]
_BY_LETTERS = 250_000
"""The number of pairs up to which at least the letters of all are compared."""
_FEW = 150
"""The number of pairs of one note up to which all are compared: where whole notes changed, there are many notes."""
_NEAR, _ALIKE, _COMPARED = 2, 3, 300


def candidates(state: State, free: Sequence[Stored], open_: Sequence[int]) -> Iterator[Pair]:
    """Yield the pairs to compare: with an equal side, of one note or what it became, and of all notes if they are few.

    `free` are cards that were not found again, `open_` the drafts that may be one of them.
    """
    seen: set[tuple[str, int]] = set()
    for ways in (_with_an_equal_side, _of_one_note, _all_or_nearest):
        for card, at in ways(state, free, open_):
            if (card.id, at) not in seen:
                seen.add((card.id, at))
                yield card, at


def _with_an_equal_side(state: State, free: Sequence[Stored], open_: Sequence[int]) -> Iterator[Pair]:
    equal: dict[Hashable, list[int]] = defaultdict(list)
    for at in open_:
        marks = state.of_draft[at]
        equal[marks.says].append(at)
        equal["asks", marks.asks].append(at)
        equal["tells", marks.tells].append(at)
    for card in free:
        marks, sides = state.of_card[card.id], sides_of(card.was)
        keys: list[Hashable] = [marks.says]
        if sides.question.weight >= TELLING:
            keys.append(("asks", marks.asks))
        if sides.answer.weight >= LONG:
            keys.append(("tells", marks.tells))
        for key in keys:
            yield from ((card, at) for at in equal[key][:_ALIKE])


def _of_one_note(state: State, free: Sequence[Stored], open_: Sequence[int]) -> Iterator[Pair]:
    drafts: dict[str, list[int]] = defaultdict(list)
    for at in open_:
        drafts[state.drafts[at].wording.path].append(at)
    cards: dict[str, list[Stored]] = defaultdict(list)
    for card in free:
        cards[state.home_of(card)[0]].append(card)
    for path, here in cards.items():
        yield from _all_or_nearest(state, here, drafts[path], few=_FEW)


def _all_or_nearest(state: State, cards: Sequence[Stored], drafts: Sequence[int], few: int = MANY) -> Iterable[Pair]:
    if len(cards) * len(drafts) <= few:
        return ((card, at) for card in cards for at in drafts)
    return _nearest(state, cards, drafts)


def _nearest(state: State, cards: Sequence[Stored], drafts: Sequence[int]) -> Iterator[Pair]:
    """Yield for each card the drafts of its section that follow in the same order, and those with similar letters."""
    sections: dict[Place, list[int]] = defaultdict(list)
    for at in drafts:
        sections[state.of_draft[at].place].append(at)
    passed: Counter[Place] = Counter()
    for card in cards:
        place = state.home_of(card)
        here = sections[place]
        first = max(0, min(passed[place], len(here) - 1) - _NEAR)
        passed[place] += 1
        yield from ((card, at) for at in here[first : first + 2 * _NEAR + 1])
    if len(cards) * len(drafts) > _BY_LETTERS:
        return
    from rapidfuzz import fuzz, process  # only when a large note changed: it takes 25 ms to load

    texts = [f"{state.drafts[at].wording.front} {state.drafts[at].wording.back}"[:_COMPARED] for at in drafts]
    for card in cards:
        looked_for = f"{card.was.front} {card.was.back}"[:_COMPARED]
        for _, _, which in process.extract(looked_for, texts, scorer=fuzz.ratio, limit=_ALIKE, score_cutoff=50):
            yield card, drafts[which]


def slots(state: State) -> dict[Hashable, Hashable]:
    """Tell which card that was lost and which new draft are alone between the same two neighbours that stayed.

    The one may be the other in words of which none is the same. Cards are told by their ids, drafts by their numbers.
    """
    new: dict[Hashable, list[int]] = defaultdict(list)
    last: str | None = None
    for at, draft in enumerate(state.drafts):
        if not at or state.drafts[at - 1].note != draft.note:
            last = None
        match = state.found.get(at)
        if match is None or match.card is None:
            new[draft.wording.path, last].append(at)
        else:
            last = match.card.id
    lost: dict[Hashable, list[str]] = defaultdict(list)
    for before, card in zip([None, *state.living], state.living, strict=False):
        if before is None or before.now.path != card.now.path:
            last = None
        if state.is_free(card):
            lost[card.now.path, last].append(card.id)
        else:
            last = card.id
    alone = [(drafts[0], lost[key][0]) for key, drafts in new.items() if len(drafts) == 1 == len(lost.get(key, ()))]
    return {key: pair for pair in alone for key in pair}
