"""Whether a changed text still asks the same thing. Pure, and strict: a wrong yes gives one card another's history.

Sides are compared as words, without markup. What matters is not how much changed but how: words added, dropped, put in
another order or spelled right leave a question what it was; one term, number or negation in another's place does not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[<>=≤≥≠+/^%-]")
_MARKUP = re.compile(
    r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+|[*_`~]+|\[\[|\]\]|\\(?:mathrm|text|left|right)\b", re.MULTILINE
)
_FILLER = frozenset(
    """a an the of to in on at by for with from as is are was were be been being do does did has have had it its this
    that these those there here and or so then what which who whom whose when where how why can could may might will
    would shall should must one we you they i he she called named mean means meaning give gives please exactly briefly
    also just only very actually into about der die das den dem des ein eine einer eines einem einen ist sind war und
    oder zu im am vom zum zur wie was wer wo wann warum welche welcher welches el la los las un una unos unas es son de
    del al y o que qué cuál cómo dónde quién le les des du et ou est sont qui que quel quelle au aux""".split()
)
_NEGATIONS = frozenset(
    """not no never none without nor neither cannot can't don't doesn't isn't aren't won't didn't wasn't weren't
    shouldn't nicht kein keine keinen keiner nie niemals ohne nunca sin ne pas jamais sans rien aucun aucune не нет без
    никогда non mai senza nunca sem não nem""".split()
)


class Change(IntEnum):
    """How one side changed, from nothing to another thing."""

    NONE = 0
    FORM = 1
    """Order, filler words, markup."""
    SPELLING = 2
    GROWN = 3
    """Words were added, or dropped."""
    REWORDED = 4
    """Several words are others, and the rest stayed."""
    OTHER = 5


@dataclass(frozen=True, slots=True)
class Words:
    """A side as it is compared."""

    order: tuple[str, ...]
    content: Counter[str]
    """Words that carry meaning, by their stems."""
    facts: Counter[str]
    """Numbers, signs and negations."""

    @property
    def is_specific(self) -> bool:
        return sum(self.content.values()) + sum(self.facts.values()) >= 3


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    found = tuple(word.casefold() for word in _WORD.findall(_MARKUP.sub(" ", text)))
    facts = Counter(word for word in found if not word[0].isalpha() or word in _NEGATIONS)
    content = Counter(_stem(word) for word in found if word[0].isalpha() and word not in _FILLER | _NEGATIONS)
    if not content and not facts:  # a side of nothing but small words is compared by those
        content = Counter(found)
    return Words(found, content, facts)


def _stem(word: str) -> str:
    """A word without the commonest endings: `merges`, `merged` and `merging` are one."""
    for ending in ("ings", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def change(old: str, new: str) -> Change:
    """How `old` became `new`."""
    if old == new:
        return Change.NONE
    before, after = words_of(old), words_of(new)
    if before.order == after.order:
        return Change.NONE
    same_facts = before.facts == after.facts
    dropped, added = before.content - after.content, after.content - before.content
    if not dropped and not added and same_facts:
        return Change.FORM
    kept = sum((before.content & after.content).values())
    if same_facts and _are_misspellings(dropped, added):
        return Change.SPELLING
    fewer, more = before.facts - after.facts, after.facts - before.facts
    if not (dropped and added) and not (fewer and more) and not _negates(fewer, more):
        # Only in one direction: what was said is still said, or part of it is.
        grew = not dropped and not fewer
        shrank = not added and not more
        if (grew or shrank) and kept:
            return Change.GROWN
    if same_facts and _is_reworded(dropped, added, kept):
        return Change.REWORDED
    return Change.OTHER


def _negates(fewer: Counter[str], more: Counter[str]) -> bool:
    return any(word in _NEGATIONS for word in (*fewer, *more))


def _are_misspellings(dropped: Counter[str], added: Counter[str]) -> bool:
    """Whether each word that went was a misspelling of one that came."""
    if sum(dropped.values()) != sum(added.values()) or not dropped or sum(dropped.values()) > 3:
        return False
    from rapidfuzz.distance import OSA

    left = list(added.elements())
    for word in dropped.elements():
        near = next((other for other in left if len(word) > 3 and OSA.distance(word, other, score_cutoff=1) <= 1), None)
        if near is None:
            return False
        left.remove(near)
    return True


def _is_reworded(dropped: Counter[str], added: Counter[str], kept: int) -> bool:
    """Whether the same thing is said with other words: not one term in another's place, and enough stays.

    As many words in as out, and no more than two, is how a term is exchanged for another.
    """
    out, into = sum(dropped.values()), sum(added.values())
    if out == into and out <= 2:
        return False
    return kept * 2 >= max(out, into) and kept >= 2


def likeness(old_front: str, old_back: str, new_front: str, new_back: str) -> float:
    """From 0 (another card) to 1 (the same): how surely a person would call the two one card."""
    front, back = change(old_front, new_front), change(old_back, new_back)
    if front is Change.OTHER or back is Change.OTHER:
        return 0.0
    specific = words_of(new_back).is_specific and words_of(old_back).is_specific
    if front is Change.REWORDED:
        return 0.6 if back is Change.NONE and specific else 0.0
    if back is Change.REWORDED:
        return 0.7 if front <= Change.SPELLING else 0.0
    if front is Change.GROWN and back is Change.GROWN:
        return 0.6 if specific else 0.0
    return 1.0 - 0.05 * (front + back)
