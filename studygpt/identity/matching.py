"""Find which stored card each card of changed notes is. Pure.

What stands where it stood, to the letter, is matched first (`stays`). Then sections and whole notes that moved are
recognized by what they kept to the letter, and their cards go along (`moves`). What is left is judged by its words
(`judgement`): carried, put to the person, or begun anew. A card is compared with what was last graded, not with the
last save, and cards that lost their note stay candidates. One history goes to one card at most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence, Set
from dataclasses import replace

from studygpt.identity.candidates import candidates, slots
from studygpt.identity.cards import Place, Stored, Wording, direction, sides_of
from studygpt.identity.judgement import TELLING, Answer, Judgement
from studygpt.identity.moves import ELSEWHERE, match_what_moved
from studygpt.identity.renames import name_groups
from studygpt.identity.state import Changed, Match, State
from studygpt.identity.stays import match_what_stayed
from studygpt.identity.surroundings import judge_in

__all__ = ["Changed", "Match", "match_in_place", "match_notes"]
NEW = "no stored card is like it"
_IN_ITS_PLACE = "it stands in its place, but says something else"
_MARGIN = 0.1
"""How much likelier than every other pair a pair must be to be carried."""
_FORMS = {"", "cloze"}
"""A cloze may be written anew as a question, and the reverse."""


def match_notes(
    changed: Sequence[Changed],
    orphans: Sequence[Stored] = (),
    told_apart: Set[tuple[str, str]] = frozenset(),
    *,
    known_by: Callable[[Wording], str | None] = lambda _: None,
    only_sure: bool = False,
    in_order: bool = False,
) -> list[list[Match]]:
    """Match all notes that changed, vanished or appeared together; return the matches of each note's drafts.

    `orphans` are cards without a note. `told_apart` are pairs of a history and a card that a person told apart.
    `known_by` tells which card had some wording before, and was still the same card with it. With
    `only_sure` a card without anything to lose follows its words only: so do suggestions, each of which was or will be
    decided about. With `in_order`, what is left is unsure too, card by card, where a section has as many new cards as
    it lost: a person wants these kept.
    """
    light = {card.id for card in (*orphans, *(card for note in changed for card in note.stored)) if not card.held}
    if only_sure:
        changed = [note._replace(stored=[replace(card, held=True) for card in note.stored]) for note in changed]
        orphans = [replace(card, held=True) for card in orphans]
    state = State(changed, orphans, known_by)
    match_what_stayed(state, [*state.living, *state.lost])
    match_what_moved(state, state.living)
    match_what_moved(state, state.lost)
    match_what_stayed(state, state.forgotten)  # after all others, as they are no rivals
    match_what_moved(state, state.forgotten)
    _match_sure_at_once(state)
    for weighty in (True, False):  # a card with a history, or begun anew by a person, before one that is neither
        _match_what_changed(state, told_apart, weighty=weighty)
    if in_order:
        _match_in_order(state)
    if only_sure:
        state.found = dict(_without_guesses(state, light))
    _name_groups(state)
    result: list[list[Match]] = [[] for _ in changed]
    for at, draft in enumerate(state.drafts):
        result[draft.note].append(state.found.get(at, Match(draft.index, None, Answer.ANOTHER, NEW)))
    return result


def match_in_place(note: Changed) -> list[Match] | None:
    """Match a note whose cards all stayed in it, surely, each with a history; None if that is not so.

    No other note is needed for that, so a sync that changes all of a large vault need not keep it in memory.
    """
    if len(note.drafts) != len(note.stored) or not all(card.held for card in note.stored):
        return None
    state = State([note], ())
    match_what_stayed(state, state.living)
    for card, at, judgement in _alone_in_place(state):
        if judgement.answer is not Answer.SAME:
            return None
        state.match(card, at, judgement.answer, judgement.why)
    matches = [state.found[at] for at in range(len(note.drafts)) if at in state.found]
    is_settled = len(matches) == len(note.drafts) and all(match.answer is Answer.SAME for match in matches)
    return matches if is_settled else None


def _match_sure_at_once(state: State) -> None:
    """Match what is sure by an equal side alone in its place: most of what changes, and quickly.

    What is not sure so waits to be compared with everything that it may be.
    """
    for card, at, (answer, why, _) in _alone_in_place(state):
        if answer is Answer.SAME:
            state.match(card, at, answer, why)


def _alone_in_place(state: State) -> Iterator[tuple[Stored, int, Judgement]]:
    """Judge each card and draft with an equal question, and then answer, that no other one in their place has."""
    for key in (lambda marks: (marks.place, marks.asks), lambda marks: (marks.place, "tells", marks.tells)):
        new: dict[Hashable, list[int]] = defaultdict(list)
        for at, marks in enumerate(state.of_draft):
            if at not in state.found:
                new[key(marks)].append(at)
        lost: dict[Hashable, list[Stored]] = defaultdict(list)
        for card in state.living:
            if card.held and state.is_free(card):
                lost[key(state.of_card[card.id]._replace(place=state.home_of(card)))].append(card)
        for where, cards in lost.items():
            if len(cards) == 1 == len(new.get(where, ())) and state.ids_agree(cards[0], new[where][0]):
                yield cards[0], new[where][0], judge_in(state, cards[0], new[where][0])


def _match_what_changed(state: State, told_apart: Set[tuple[str, str]], *, weighty: bool) -> None:
    """Judge the cards that were not found again, and give each the likeliest draft that may be it.

    One that has nothing to lose only keeps its place in the order of new cards: it is not looked for elsewhere.
    """
    begun_anew = {card for _, card in told_apart}
    cards = state.all if weighty else state.living
    free = [card for card in cards if (card.held or card.id in begun_anew) is weighty and state.is_free(card)]
    open_ = [at for at in range(len(state.drafts)) if _is_open(state, at, weighty=weighty)]
    if not free or not open_:
        return
    alone, refused = slots(state), {card for card, _ in told_apart}
    judged = []
    for card, at in candidates(state, free, open_):
        judgement = _judge(state, card, at, told_apart, refused, in_its_place=alone.get(card.id) == (at, card.id))
        if judgement.answer is not Answer.ANOTHER and (card.held or state.is_at_home(card, at)):
            judged.append((judgement, card, at))
    _assign(state, judged, weighty=weighty)


def _is_open(state: State, at: int, *, weighty: bool) -> bool:
    """Whether a draft may still be given a history: it is new, or what is matched to it has nothing to lose."""
    match = state.found.get(at)
    return match is None or (weighty and match.card is not None and not match.card.held)


_NOT_IT = Judgement(Answer.ANOTHER, "", 0.0)


def _judge(
    state: State, card: Stored, at: int, told_apart: Set[tuple[str, str]], refused: Set[str], *, in_its_place: bool
) -> Judgement:
    forms = {direction(card.was.part), direction(state.drafts[at].wording.part)}
    if not state.ids_agree(card, at) or (len(forms) > 1 and forms != _FORMS):
        return _NOT_IT
    match = state.found.get(at)
    twin = match.card if match else None
    if twin is not None and (card.id, twin.id) in told_apart:
        return _NOT_IT
    was, now = state.of_card[card.id], state.of_draft[at]
    if twin is not None and was.asks != now.asks and was.tells != now.tells:
        return _NOT_IT  # the two stood side by side: they are two cards, unless one was copied from the other
    judgement = judge_in(state, card, at)
    if card.id in refused and was.asks != now.asks and was.tells != now.tells:
        return _NOT_IT  # a person refused it another card already: it waits for a side that stands to the letter
    if judgement.answer is Answer.ANOTHER and in_its_place:
        return judgement._replace(answer=Answer.UNSURE, why=_IN_ITS_PLACE)
    if judgement.answer is Answer.SAME and (twin is not None or len(forms) > 1):
        return judgement._replace(answer=Answer.UNSURE)  # both stood there side by side, or one has another form
    return judgement


def _assign(state: State, judged: list[tuple[Judgement, Stored, int]], *, weighty: bool) -> None:
    """Give each card the likeliest draft. Where two are nearly as likely, a person chooses."""
    sure: dict[Hashable, list[float]] = defaultdict(list)
    for judgement, card, at in judged:
        if judgement.answer is Answer.SAME:
            sure[card.id].append(judgement.likeness)
            sure[at].append(judgement.likeness)
    given: set[int] = set()
    order = sorted(judged, key=lambda each: _rank(state, *each))
    for (answer, why, likeness), card, at in order:
        if not state.is_free(card) or at in given:
            continue
        given.add(at)
        rivals = max(sum(each > likeness - _MARGIN for each in sure[key]) for key in (card.id, at))
        if answer is Answer.SAME and rivals > 1:
            answer, why = Answer.UNSURE, f"{why}, but another card is as much like it"
        state.match(card, at, answer if weighty else Answer.SAME, why)


def _rank(state: State, judgement: Judgement, card: Stored, at: int) -> tuple[bool, int, bool, bool, float]:
    """Rank the pairs of cards and drafts, the likeliest first.

    What is new comes before what stood there already, beside the card, and was never learned. Of unsure cards one with
    a side to the letter that says enough comes first; then one that stood there comes before one that stood elsewhere,
    or was set aside, however like it that is.
    """
    stood_there = card.id in state.present and state.is_at_home(card, at) and judgement.why != _IN_ITS_PLACE
    was, now, sides = state.of_card[card.id], state.of_draft[at], sides_of(card.was)
    to_the_letter = (was.asks == now.asks and sides.question.weight >= TELLING) or (
        was.tells == now.tells and sides.answer.weight >= TELLING
    )
    return at in state.found, -judgement.answer, not to_the_letter, not stood_there, -judgement.likeness


def _match_in_order(state: State) -> None:
    """Let each history that is left wait with the new card in its place."""
    lost: dict[Place, list[Stored]] = defaultdict(list)
    for card in state.living:
        if card.held and state.is_free(card):
            lost[card.now.place].append(card)
    new: dict[Place, list[int]] = defaultdict(list)
    for at, marks in enumerate(state.of_draft):
        if at not in state.found:
            new[marks.place].append(at)
    for place, cards in lost.items():
        if len(cards) == len(new[place]):
            for card, at in zip(cards, new[place], strict=True):
                if state.ids_agree(card, at):
                    state.match(card, at, Answer.UNSURE, _IN_ITS_PLACE)
                    state.found[at] = state.found[at]._replace(group=f"{place[0]}, written anew")


def _without_guesses(state: State, light: Set[str]) -> Iterator[tuple[int, Match]]:
    """Yield the matches, those of `light` cards only where their words are the same."""
    for at, match in state.found.items():
        if match.card is None or match.card.id not in light or match.answer is Answer.SAME:
            yield at, match
        elif match.why == ELSEWHERE:
            yield at, match._replace(answer=Answer.SAME)


def _name_groups(state: State) -> None:
    unsure = [(at, match) for at, match in state.found.items() if match.answer is Answer.UNSURE]
    changes = [(match.card.was, state.drafts[at].wording) for at, match in unsure if match.card is not None]
    for (at, _), group in zip(unsure, name_groups(changes), strict=True):
        if group:
            state.found[at] = state.found[at]._replace(group=group)
