"""Rate whether a changed card still asks the same question.

The functions are pure. They are strict, because a wrong match would give a card the history of another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from studygpt.identity.text_change import Change, change, negates, slips_of
from studygpt.identity.words import FRAME, stem_of, words_of


@dataclass(frozen=True, slots=True)
class About:
    """The evidence, besides the words, that a draft is a certain stored card."""

    in_place: bool = False
    """Whether both cards are between the same matched neighbours."""
    is_other_half: bool = False
    """Whether another card of the same passage, such as the other half of a pair, is matched already."""
    others: Callable[[str], int] = lambda _stem: 0
    """A function that returns the number of other cards in the note that contain a word, given its stem."""


def likeness(old_front: str, old_back: str, new_front: str, new_back: str, about: About) -> float:
    """Rate from 0 to 1 how certain it is that a person would consider the old and the new card the same."""
    front = change(old_front, new_front)
    if front is Change.OTHER or negates(old_front, new_front):
        return 0.0
    back = change(old_back, new_back)
    if about.is_other_half:
        return 0.9 if back is not Change.OTHER else 0.0
    specific = words_of(new_back).is_specific and words_of(old_back).is_specific
    if front <= Change.FORM:
        return _with_same_question(old_front, new_front, back, about)
    if back > Change.FORM:  # both sides changed
        small = front in (Change.SPELLING, Change.WIDER) and back in (Change.WIDER, Change.GROWN)
        return 0.6 if small and (specific or about.in_place) else 0.0
    if front in (Change.SPELLING, Change.LETTER):
        return 0.9 if is_a_slip(old_front, new_front, about, sure=specific) else 0.0
    if front is Change.WIDER:
        return 0.8 if specific or about.in_place or len(words_of(old_front).order) >= _PHRASE else 0.0
    if front is Change.ORDER:
        return 0.8
    if front in (Change.REWORDED, Change.LOOSE, Change.RECAST):
        return _reworded(old_front, new_front, front, about, specific=specific)
    return 0.7 if specific or about.in_place else 0.0  # an answer such as "12" fits too many questions


_PHRASE = 3
"""The number of words from which a question that only gained or lost a clause is the same question."""


def _with_same_question(old: str, new: str, back: Change, about: About) -> float:
    if back >= Change.RECAST or (back is Change.LOOSE and not about.in_place):
        return 0.0
    sure = words_of(old).is_specific or words_of(new).is_specific
    return 1.0 - 0.04 * back if back < Change.REWORDED or sure else 0.0


def _reworded(old: str, new: str, how: Change, about: About, *, specific: bool) -> float:
    """Rate a reworded question with the same answer; return 0 if the words that distinguish the question changed."""
    if not about.in_place and (how is not Change.REWORDED or not specific):
        return 0.0
    if how is Change.RECAST and not specific:
        return 0.0
    before, after = (words_of(text).terms + words_of(text).facts for text in (old, new))
    kept, dropped, added = (_rarest(words, about) for words in (before & after, before - after, after - before))
    apart = max(dropped, added)
    if apart < kept or (apart == kept and not specific):
        return 0.0
    return 0.6 if how is Change.REWORDED else 0.5


def _rarest(words: Counter[str], about: About) -> float:
    return min((about.others(stem) for stem in words), default=float("inf"))


def is_a_slip(old: str, new: str, about: About, *, sure: bool) -> bool:
    """Return True if the words that differ by one letter are only corrected misspellings.

    `sure` says that the rest of the card leaves little doubt that it is the same card.
    """
    quoted = '"' in words_of(old).plain
    terms = sum(words_of(old).terms.values())
    for slip in slips_of(old, new):
        known = [word in FRAME or about.others(stem_of(word)) > 0 for word in slip]
        if all(known):
            return False
        if any(known):
            continue
        long = slip.is_long and (sure or slip.is_of_the_hand)
        if quoted or not (long or (about.in_place and slip.is_of_the_hand and terms >= _SENTENCE)):
            return False
    return True


_SENTENCE = 2
"""The minimum number of terms in a question in which a short word may count as misspelled."""
