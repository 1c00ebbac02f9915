"""Match what stands where it stood to the letter, and what has its id written in the note. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from studygpt.identity.cards import Stored, Wording, is_cloze
from studygpt.identity.judgement import Answer
from studygpt.identity.state import ID, STAYED, Marks, State, text_of
from studygpt.identity.surroundings import judge_in

LEARNED, FORM = "it reads again as it was learned", "the same words, written otherwise"
KNOWN = "it reads again as it did before"
Key = Hashable | None


def match_what_stayed(state: State, cards: Sequence[Stored]) -> None:
    """Match by the wording that was learned, by written ids, by the present wording, and by what counts of it."""

    def placed_text(at: int) -> Hashable:
        return _placed_text(state.drafts[at].wording)

    stands = {_placed_text(card.now) for card in cards if card.held}
    written = {placed_text(at) for at in range(len(state.drafts))}
    pair(
        state,
        # One that is sure, and stands as it was saved, stays: then it is another that reads so now.
        (card for card in cards if card.learned and (card.doubt or _placed_text(card.now) not in written)),
        lambda card: _placed_text(card.was),
        lambda at: None if placed_text(at) in stands else placed_text(at),
        LEARNED,
    )
    signed = [card for card in cards if card.source_id]
    if signed:
        pair(
            state,
            signed,
            lambda card: (card.source_id, text_of(card.now)),
            lambda at: _signed_text(state, at),
            ID,
            alone=True,
        )
        _match_changed_by_id(state, signed)
    pair(state, cards, lambda card: _placed_text(card.now), placed_text, STAYED)
    _match_what_is_known(state, cards)
    pair(
        state,
        cards,
        lambda card: _place_and_words(state.of_card[card.id]),
        lambda at: _place_and_words(state.of_draft[at]),
        FORM,
    )


def _match_what_is_known(state: State, cards: Sequence[Stored]) -> None:
    """Match what reads to the letter as it did before, in its section, and was the same card then."""
    free = {card.id: card for card in cards if state.is_free(card)}
    for at, draft in enumerate(state.drafts if free else ()):
        if at not in state.found:
            card = free.get(state.known_by(draft.wording) or "")
            if card is None or not state.is_free(card) or not state.ids_agree(card, at):
                continue
            if state.is_at_home(card, at):  # under another heading the same words may ask for something else
                state.match(card, at, Answer.SAME, KNOWN)


def pair(
    state: State,
    cards: Iterable[Stored],
    card_key: Callable[[Stored], Key],
    draft_key: Callable[[int], Key],
    why: str,
    *,
    alone: bool = False,
) -> None:
    """Match cards and drafts with equal keys, in order; with `alone`, only by keys that one of each has."""
    held: dict[Hashable, list[Stored]] = defaultdict(list)
    for card in cards:
        if state.is_free(card) and (key := card_key(card)) is not None:
            held[key].append(card)
    if not held:
        return
    wanted: dict[Hashable, list[int]] = defaultdict(list)
    for at in range(len(state.drafts)):
        if at not in state.found and (key := draft_key(at)) in held:
            wanted[key].append(at)
    for key, drafts in wanted.items():
        here = sorted(held[key], key=lambda card: not card.held)  # one with a history before one with none
        if alone and not len(drafts) == len(here) == 1:
            continue
        # Drafts with an id come first, because a draft without one can be any remaining card.
        for at in sorted(drafts, key=lambda at: state.drafts[at].source_id is None):
            found = next((card for card in here if state.ids_agree(card, at)), None)
            if found is not None:
                here.remove(found)
                state.match(found, at, Answer.SAME, why)


def _match_changed_by_id(state: State, cards: Sequence[Stored]) -> None:
    """Match by a written id where the words changed. The id is the author's word: it is never simply another."""
    known: dict[Hashable, list[Stored]] = defaultdict(list)
    for card in cards:
        if state.is_free(card):
            known[_id_key(card.source_id, card.now)].append(card)
    written: dict[Hashable, list[int]] = defaultdict(list)
    for at, draft in enumerate(state.drafts):
        if draft.source_id and at not in state.found:
            written[_id_key(draft.source_id, draft.wording)].append(at)
    says = {marks.says for marks in state.of_draft}
    for key, drafts in written.items():
        if len(drafts) != 1 or len(known[key]) != 1:
            continue
        at, card = drafts[0], known[key][0]
        if is_cloze(card.now.part) and state.of_card[card.id].says in says:
            continue  # the clozes were renumbered: a history follows its text, not its number
        answer, why, _ = judge_in(state, card, at)
        state.match(card, at, max(answer, Answer.UNSURE), ID if answer is Answer.SAME else f"{ID}, but {why}")


def _placed_text(card: Wording) -> Hashable:
    return card.place, text_of(card)


def _place_and_words(marks: Marks) -> Hashable:
    return marks.place, marks.says


def _signed_text(state: State, at: int) -> Key:
    draft = state.drafts[at]
    return (draft.source_id, text_of(draft.wording)) if draft.source_id else None


def _id_key(source_id: str | None, card: Wording) -> Hashable:
    """A block id (`^q1`) counts in its own note only: each note has its own."""
    return source_id, card.part, card.path if source_id and source_id.startswith("^") else ""
