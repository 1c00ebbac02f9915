"""Classify how a text changed. All functions are pure.

The kind of change matters, not its size: a question stays the same when words are added, dropped, reordered or
respelled, but not when one term, number or negation replaces another and the rest stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from studygpt.identity.words import ARTICLES, FILLERS, NEGATIONS, Role, Words, is_han, names_of, stem_of, words_of


class Change(IntEnum):
    """The kinds of changes to a text, from no change to another question."""

    NONE = 0
    FORM = 1
    """Only grammar, endings or markup changed."""
    SPELLING = 2
    """One letter changed in long words."""
    ORDER = 3
    """The same words are in another order."""
    WIDER = 4
    """A clause was added or removed at the beginning or the end."""
    LETTER = 5
    """One letter changed in a short word, which may now be another word (`desert` and `dessert`)."""
    GROWN = 6
    """Words were added or removed within the text."""
    REWORDED = 7
    """The wording changed, and most of the terms were kept."""
    LOOSE = 8
    """The wording changed, and some of the terms were kept."""
    RECAST = 9
    """The wording changed, and a term was replaced by another."""
    OTHER = 10


@lru_cache(maxsize=4096)
def change(old: str, new: str) -> Change:
    """Classify the change from `old` to `new`."""
    if old == new:
        return Change.NONE
    before, after = words_of(old), words_of(new)
    if before.order == after.order:
        return Change.NONE
    if max(len(before.order), len(after.order)) > _LONG_SIDE:
        return _change_of_long(before, after)
    if not before.terms.keys() & after.terms.keys() and len(before.order) > _A_TERM < len(after.order):
        return Change.OTHER
    hunks = list(_hunks(before, after))
    same_facts = before.facts == after.facts
    if same_facts and before.terms == after.terms:
        return _change_of_form(before, after, hunks)
    if _is_wider(before.plain, after.plain):
        return Change.WIDER
    if slips := _slips(hunks, before, after):
        return Change.SPELLING if all(slip.is_long for slip in slips) else Change.LETTER
    exchanged = [hunk for hunk in hunks if _is_exchanged(hunk, before, after)]
    if exchanged and (not same_facts or not _is_recast([h for h in hunks if h not in exchanged], before, after)):
        return Change.OTHER
    found = _change_of_terms(before, after)
    if found in (Change.REWORDED, Change.LOOSE):
        one, other = names_of(old), names_of(new)
        if one - other and other - one:
            return Change.OTHER
    return Change.RECAST if exchanged and found is not Change.OTHER else found


_LONG_SIDE = 2000
"""The number of words above which texts are no longer compared word by word."""


def _change_of_long(before: Words, after: Words) -> Change:
    """Classify the change of a long text by its terms and facts, without comparing it word by word."""
    if before.facts == after.facts and before.terms == after.terms:
        return Change.FORM
    return Change.WIDER if _is_wider(before.plain, after.plain) else Change.OTHER


def _change_of_form(before: Words, after: Words, hunks: list[Hunk]) -> Change:
    if _is_exchange(hunks, before, after):
        return Change.OTHER
    if before.stems == after.stems:
        return Change.FORM
    return Change.ORDER if _was_moved(before, after) else Change.OTHER


def _change_of_terms(before: Words, after: Words) -> Change:
    dropped, added = before.terms - after.terms, after.terms - before.terms
    fewer, more = before.facts - after.facts, after.facts - before.facts
    kept = before.terms & after.terms
    if _negates(fewer, more) or (fewer and more) or any(map(_is_like_negation, (*dropped, *added))):
        return Change.OTHER
    grew, shrank = not dropped and not fewer, not added and not more
    if (grew or shrank) and (kept or before.facts & after.facts):
        longer, shorter = (after, before) if grew else (before, after)
        if _in_order(shorter.stems, longer.stems):
            return Change.GROWN
    if fewer or more or not kept:
        return Change.OTHER
    han = min(sum(map(is_han, words)) for words in (dropped, added))
    out, into, stayed = (sum(words.values()) for words in (dropped, added, kept))
    if han > 1 and stayed < 2 * max(out, into):
        return Change.OTHER  # two Han characters often form one term
    if stayed >= 2 and stayed * 2 >= max(out, into):
        return Change.REWORDED
    return Change.LOOSE if stayed * 2 >= min(out, into) else Change.OTHER


def _negates(fewer: Counter[str], more: Counter[str]) -> bool:
    return any(word in NEGATIONS for word in (*fewer, *more))


@lru_cache(maxsize=4096)
def _is_like_negation(word: str) -> bool:
    """Return True if a word may be a misspelled negation."""
    long = (each for each in NEGATIONS if len(each) > _SHORTEST)
    return any(_distance().OSA.distance(word, each, score_cutoff=1) <= 1 for each in long)


def negates(old: str, new: str) -> bool:
    """Return True if a negation was added or removed."""
    one, other = words_of(old).facts, words_of(new).facts
    return _negates(one - other, other - one)


def _in_order(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Return True if the words of `shorter` appear in `longer` in the same order."""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def _was_moved(before: Words, after: Words) -> bool:
    """Return True if only whole phrases were moved, so that the meaning is the same.

    Single words that change places often change the meaning.
    """
    old, new = (
        [word for word, role in zip(words.order, words.roles, strict=True) if role is not Role.FRAME]
        for words in (before, after)
    )
    runs, at = 0, 0
    while at < len(new):
        at += max((_common(old[start:], new[at:]) for start in range(len(old))), default=0) or 1
        runs += 1
    if runs > _PHRASES or len(new) <= runs:
        return False
    governed, governs = _governed(before), _governed(after)
    both = {relation for relation, _ in governed} & {relation for relation, _ in governs}
    return all((pair in governed) == (pair in governs) for pair in governed | governs if pair[0] in both)


_PHRASES = 3


def _common(one: list[str], other: list[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _governed(words: Words) -> set[tuple[str, str]]:
    """Return each relation word with the term after it, such as `from` and `bits`."""
    found, relation = set(), ""
    for word, role in zip(words.order, words.roles, strict=True):
        if role is Role.RELATION:
            relation = word
        elif role is Role.TERM and relation:
            found.add((relation, word))
            relation = ""
    return found


# ---------------------------------------------------------------------- one word for another


@cache
def _distance() -> Any:
    """Return the module for distances between strings. It is imported late, because most syncs find no changed text."""
    from rapidfuzz import distance

    return distance


class Hunk(NamedTuple):
    """A stretch of words that was replaced: its position in the old and in the new text."""

    old: slice
    new: slice


def _hunks(before: Words, after: Words) -> Iterator[Hunk]:
    at, to = 0, 0
    for block in _distance().Indel.opcodes(before.order, after.order).as_matching_blocks():
        if block.a > at or block.b > to:
            yield Hunk(slice(at, block.a), slice(to, block.b))
        at, to = block.a + block.size, block.b + block.size


_A_TERM = 3
"""The maximum number of words in a term."""


def _is_exchange(hunks: Iterable[Hunk], before: Words, after: Words) -> bool:
    """Return True if a term, fact or relation was replaced by another while the words around it stayed the same."""
    return any(_is_exchanged(hunk, before, after) for hunk in hunks)


def _is_exchanged(hunk: Hunk, before: Words, after: Words) -> bool:
    old, new = _said(before, hunk.old), _said(after, hunk.new)
    if not (old and new) or max(len(old), len(new)) > _A_TERM or _same_stems(hunk, before, after):
        return False
    if _has_moved(hunk, before, after):
        return False
    if (set(old) == {Role.RELATION}) != (set(new) == {Role.RELATION}):
        return False  # the grammar changed
    if len(old) == len(new) == 1 or Role.FACT in (*old, *new):
        slips = _slips([hunk], before, after)
        return not (slips and all(slip.is_long for slip in slips))
    return _grammar(before, hunk.old) == _grammar(after, hunk.new)


def _is_recast(hunks: Iterable[Hunk], before: Words, after: Words) -> bool:
    """Return True if, in one of the hunks, words changed together with the grammar."""
    return any(
        _grammar(before, hunk.old) != _grammar(after, hunk.new) and (_said(before, hunk.old) or _said(after, hunk.new))
        for hunk in hunks
    )


def _said(words: Words, part: slice) -> list[Role]:
    return [role for role in words.roles[part] if role is not Role.FRAME]


def _grammar(words: Words, part: slice) -> list[str]:
    pairs = zip(words.order[part], words.roles[part], strict=True)
    return [word for word, role in pairs if role is Role.FRAME and word not in ARTICLES | FILLERS]


def _has_moved(hunk: Hunk, before: Words, after: Words) -> bool:
    """Return True if a term of the hunk also appears in the other text."""
    pairs = [(before, hunk.old, after), (after, hunk.new, before)]
    return any(
        role is Role.TERM and stem_of(word) in other.terms
        for words, part, other in pairs
        for word, role in zip(words.order[part], words.roles[part], strict=True)
    )


def _same_stems(hunk: Hunk, before: Words, after: Words) -> bool:
    """Return True if the words of the hunk differ only in their endings."""
    old, new = (
        {stem for stem, word in words.spelled.items() if word in words.order[part]}
        for words, part in ((before, hunk.old), (after, hunk.new))
    )
    return old == new and bool(old)


class Slip(NamedTuple):
    """Two spellings of a word that differ by one letter."""

    old: str
    new: str

    @property
    def is_long(self) -> bool:
        """Whether the word is so long that both spellings must mean the same word.

        The last letters must be equal, because another ending may be another form, which a card may ask for.
        """
        return min(len(self.old), len(self.new)) >= _LONG_WORD and self.old[-1] == self.new[-1]

    @property
    def is_of_the_hand(self) -> bool:
        """Whether the difference looks like a typing error.

        Typing errors are inner letters that are swapped, doubled or missing, or a vowel in place of a consonant.
        """
        if self.old[0] != self.new[0] or max(len(self.old), len(self.new)) < _CLEAR_WORD:
            return False
        if sorted(self.old) == sorted(self.new):
            return True
        changed = next(((a, b) for a, b in zip(self.old, self.new, strict=False) if a != b), ("", ""))
        other_kind = len(self.old) != len(self.new) or len({letter in _VOWELS for letter in changed}) == 2
        return other_kind and self.old[-1] == self.new[-1]


_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüœаеёиоуыэюяіїє")
_LONG_WORD = 7
"""The number of letters from which a word with one different letter counts as the same word."""
_CLEAR_WORD = 5
_SHORTEST = 3


def slips_of(old: str, new: str) -> list[Slip]:
    """Return the words that differ by only one letter; none if other words changed too."""
    before, after = words_of(old), words_of(new)
    return _slips(list(_hunks(before, after)), before, after)


def _slips(hunks: list[Hunk], before: Words, after: Words) -> list[Slip]:
    slips = []
    for hunk in hunks:
        old, new = before.order[hunk.old], after.order[hunk.new]
        facts = before.roles[hunk.old].count(Role.FACT), after.roles[hunk.new].count(Role.FACT)
        if len(old) != len(new) or all(facts):
            return []
        slips += [Slip(*pair) for pair in zip(old, new, strict=True)]
    good = len(slips) <= _A_TERM and all(
        min(len(slip.old), len(slip.new)) >= _SHORTEST
        and slip.old[0].isalpha()
        and slip.new[0].isalpha()
        and _distance().OSA.distance(slip.old, slip.new, score_cutoff=1) <= 1
        for slip in slips
    )
    return slips if good else []


def _is_wider(old: str, new: str) -> bool:
    """Return True if one text is the other with a clause before or after it, separated by punctuation."""
    shorter, longer = sorted((old, new), key=len)
    if not shorter:
        return False
    if longer.startswith(shorter) and _OPENS.match(longer[len(shorter) :]):
        return True
    return longer.endswith(shorter) and _CLOSES.search(longer[: -len(shorter)]) is not None


_OPENS = re.compile(r"\s*[,;:.!?…](?=\s)|\s+[(–—-]|\s*[。，、；：（？！]")
_CLOSES = re.compile(r"(?:[,;:.!?…)]|\s[–—-])\s+$|[。，、；：）？！]\s*$")
