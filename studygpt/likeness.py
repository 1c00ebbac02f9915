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


_SMALL = _FILLER | _NEGATIONS


class Change(IntEnum):
    """How one side changed, from nothing to another thing."""

    NONE = 0
    FORM = 1
    """Order, filler words, markup."""
    SPELLING = 2
    LETTER = 3
    """A letter in a short word: it may be another word (`desert` and `dessert`)."""
    GROWN = 4
    """Words were added, or dropped."""
    REWORDED = 5
    """Several words are others, and the rest stayed."""
    OTHER = 6


@dataclass(frozen=True, slots=True)
class Words:
    """A side as it is compared."""

    order: tuple[str, ...]
    stems: tuple[str, ...]
    """Its content in order."""
    spelled: dict[str, str]
    """For a stem, the word that it comes from."""
    content: Counter[str]
    """Words that carry meaning, by their stems."""
    facts: Counter[str]
    """Numbers, signs, negations, and letters that are names (blood type A)."""

    @property
    def is_specific(self) -> bool:
        return sum(self.content.values()) + sum(self.facts.values()) >= 3


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    written = _WORD.findall(_MARKUP.sub(" ", text))
    found = tuple(word.casefold() for word in written)
    facts = Counter(
        lower
        for at, (word, lower) in enumerate(zip(written, found, strict=True))
        if not word[0].isalpha() or lower in _NEGATIONS or (len(word) == 1 and word.isupper() and (at or lower != "a"))
    )
    stems = tuple(_stem(word) for word in found if len(word) > 1 and word[0].isalpha() and word not in _SMALL)
    content = Counter(stems)
    if not content and not facts:  # a side of nothing but small words is compared by those
        content = Counter(found)
    spelled = {_stem(word): word for word in found}
    return Words(found, stems, spelled, content, facts)


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
    if same_facts and (shortest := _misspelled(before, after)):
        return Change.SPELLING if shortest >= _LONG else Change.LETTER
    fewer, more = before.facts - after.facts, after.facts - before.facts
    if not (dropped and added) and not (fewer and more) and not _negates(fewer, more):
        # Only in one direction: what was said is still said, or part of it is.
        grew = not dropped and not fewer
        shrank = not added and not more
        longer, shorter = (after, before) if grew else (before, after)
        if (grew or shrank) and kept and _in_order(shorter.stems, longer.stems):
            return Change.GROWN
    if same_facts and _is_reworded(dropped, added, kept):
        return Change.REWORDED
    return Change.OTHER


def _negates(fewer: Counter[str], more: Counter[str]) -> bool:
    return any(word in _NEGATIONS for word in (*fewer, *more))


_LONG = 7
"""Letters from which a word with another letter is the same word."""


def _in_order(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether the words of the one stand in the other in the same order."""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def _misspelled(before: Words, after: Words) -> int:
    """The length of the shortest word that changed, where each differs by a letter from another; else 0."""
    dropped, added = before.content - after.content, after.content - before.content
    if sum(dropped.values()) != sum(added.values()) or not 0 < sum(dropped.values()) <= 3:
        return 0
    from rapidfuzz.distance import OSA

    left, shortest = [after.spelled.get(stem, stem) for stem in added.elements()], 100
    for word in (before.spelled.get(stem, stem) for stem in dropped.elements()):
        near = next((other for other in left if OSA.distance(word, other, score_cutoff=1) <= 1), None)
        if near is None or len(word) < 3:
            return 0
        shortest = min(shortest, len(word), len(near))
        left.remove(near)
    return shortest


def _is_reworded(dropped: Counter[str], added: Counter[str], kept: int) -> bool:
    """Whether the same thing is said with other words: not one term in another's place, and enough stays.

    One or two words for one or two others is how a term is exchanged for another.
    """
    out, into = sum(dropped.values()), sum(added.values())
    if min(out, into) < 2 or max(out, into) < 3:
        return False
    return kept * 2 >= max(out, into) and kept >= 2


def likeness(old_front: str, old_back: str, new_front: str, new_back: str) -> float:
    """From 0 (another card) to 1 (the same): how surely a person would call the two one card."""
    front, back = change(old_front, new_front), change(old_back, new_back)
    if front is Change.OTHER or back is Change.OTHER:
        return 0.0
    if front is Change.LETTER:
        return 0.0
    specific = words_of(new_back).is_specific and words_of(old_back).is_specific
    if front >= Change.GROWN and not (specific and back <= Change.FORM):
        return 0.6 if front is back is Change.GROWN and specific else 0.0  # "12" answers too many questions
    if front is Change.REWORDED:
        return 0.6 if back is Change.NONE else 0.0
    if back is Change.REWORDED:
        return 0.7 if front <= Change.SPELLING else 0.0
    return 1.0 - 0.05 * (front + back)
