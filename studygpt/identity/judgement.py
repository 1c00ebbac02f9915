"""Judge from two texts whether a changed card is still the one that was learned: the same, another, or unsure. Pure.

Nobody can tell that from text alone: a letter more makes another word, and a question that is worded anew may be the
same. So a card is called the same only where something long or decisive stands to the letter, and another only where
nearly nothing does. Between the two a person is asked, which costs a key; a wrong answer would cost a history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from studygpt.identity.evidence import Side

Tokens = tuple[str, ...]


class Answer(IntEnum):
    """Whether a changed card is the one that was learned."""

    ANOTHER = 0
    UNSURE = 1
    SAME = 2


class Judgement(NamedTuple):
    answer: Answer
    why: str
    likeness: float
    """From 0 to 1, to choose between candidates: it decides nothing by itself."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What a card asks and what it answers."""

    question: Side
    answer: Side


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a pair of cards besides their texts."""

    at_home: bool
    """Whether the new card stands where the old one stood: in the same section, or in the one that it became."""
    moved: bool
    """Whether that is another section or note."""
    asked_alone: bool
    """Whether each is the only card with its question there."""
    answered_alone: bool
    """Whether each is the only card with its answer in its note."""


LITTLE, MOST, NEARLY_ALL = 0.3, 0.6, 0.9
WORDY = 8
"""The number of words from which a text can be told from others by its words."""
LONG, PAGE, TELLING = 14, 20, 5


def judge(was: Sides, now: Sides, around: Surroundings) -> Judgement:
    """Judge whether a card that reads `now` is the one that was learned when it read `was`."""
    asked, told = stayed(was.question, now.question), stayed(was.answer, now.answer)
    likeness = (2 * alike(was.question, now.question) + alike(was.answer, now.answer)) / 3
    same_question = was.question.says == now.question.says
    same_answer = _is_extended(was.answer, now.answer)
    if same_question and same_answer:
        answer, why = Answer.SAME, "the same words"
    elif same_question:
        answer, why = _with_the_same_question(was, now, around)
    elif same_answer and _is_extended(was.question, now.question):
        answer, why = Answer.SAME, "the same words; an image was added or taken away"
    elif was.question.text == now.question.text:
        answer, why = Answer.UNSURE, "only an image or the target of a link in the question changed"
    elif same_answer:
        answer, why = _with_the_same_answer(was, now, around)
    else:
        answer, why = _with_both_changed(was, now, asked, told, around)
    if answer is Answer.SAME and not around.at_home:
        answer, why = Answer.UNSURE, f"{why}, but it stands elsewhere"
    return Judgement(answer, why, likeness)


Verdict = tuple[Answer, str]


def _with_the_same_question(was: Sides, now: Sides, around: Surroundings) -> Verdict:
    told = stayed(was.answer, now.answer)
    replaced = told < MOST and alike(was.answer, now.answer) < LITTLE
    if not around.asked_alone:
        return Answer.UNSURE, "the same question, but it is asked more than once here"
    if around.moved and told < NEARLY_ALL:
        return Answer.UNSURE, "the same question, with another answer under another heading"
    if replaced and min(words_in(was.answer.tokens), words_in(now.answer.tokens)) >= TELLING:
        return Answer.UNSURE, "the same question, but the whole answer was replaced"
    if told < MOST and words_in(was.question.tokens) < TELLING:
        return Answer.UNSURE, "the same short question, with another answer"
    return Answer.SAME, "the same question; its answer changed"


def _with_the_same_answer(was: Sides, now: Sides, around: Surroundings) -> Verdict:
    changes = list(changes_of(was.question.tokens, now.question.tokens))
    said = min(_weight(was.answer), _weight(now.answer))
    enough = PAGE if is_fine(changes) else TELLING if _is_one_way(changes) else LONG
    if said >= LONG and (_is_one_way(changes) or without_hint(was.question) == without_hint(now.question)):
        enough = LONG
    if around.answered_alone and said >= enough:
        return Answer.SAME, "the same long answer; its question is worded otherwise"
    return Answer.UNSURE, "the same answer, but the question changed"


def _with_both_changed(was: Sides, now: Sides, asked: float, told: float, around: Surroundings) -> Verdict:
    changes = list(changes_of(was.question.tokens, now.question.tokens))
    said = min(_weight(was.answer), _weight(now.answer))
    if around.answered_alone and not is_fine(changes):
        if _is_one_way(changes) and ((told >= NEARLY_ALL and said >= WORDY) or (told >= MOST and said >= LONG)):
            return Answer.SAME, "the question and its answer were only extended or cut"
        if told >= NEARLY_ALL and said >= LONG and asked >= LITTLE:
            return Answer.SAME, "nearly all of a long answer stands to the letter"
    if (
        around.asked_alone
        and without_hint(was.question) == without_hint(now.question)
        and told >= MOST <= alike(was.answer, now.answer)
    ):
        return Answer.SAME, "the same question but for the hint at its end"
    if max(asked, told) >= MOST or min(asked, told) >= LITTLE:
        return Answer.UNSURE, "the question and its answer changed"
    return Answer.ANOTHER, "another question with another answer"


def _weight(side: Side) -> float:
    return words_in(side.tokens) + 5 * len(side.attached)


def _is_extended(old: Side, new: Side) -> bool:
    """Whether two sides have the same words, and one has all images of the other."""
    shorter, longer = sorted((old.attached, new.attached), key=len)
    return old.text == new.text and set(shorter) <= set(longer)


def _is_one_way(changes: Sequence[Change]) -> bool:
    """Whether a text was only extended, or only cut."""
    return all(not old for old, _ in changes) or all(not new for _, new in changes)


def without_hint(question: Side) -> str:
    """Return a question without the parenthesis at its end, which is a hint or a count as a rule."""
    return _HINT.sub("", question.text)


_HINT = re.compile(r"(?<![A-Za-z0-9_\])])[ ]*[(（][^()（）]*[)）]?$")

# ---------------------------------------------------------------------- what changed

Change = tuple[Tokens, Tokens]
"""Tokens that were replaced by others; one of the two may be empty."""


def changes_of(old: Tokens, new: Tokens) -> Iterator[Change]:
    from rapidfuzz.distance import LCSseq  # only when a card changed: it takes 25 ms to load

    begun: tuple[int, int] | None = None
    ended = (0, 0)
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            if begun is not None:
                yield old[begun[0] : ended[0]], new[begun[1] : ended[1]]
            begun = None
        else:
            begun = begun or (step.src_start, step.dest_start)
            ended = (step.src_end, step.dest_end)
    if begun is not None:
        yield old[begun[0] : ended[0]], new[begun[1] : ended[1]]


def is_fine(changes: Sequence[Change]) -> bool:
    """Whether a text changed so little that a sign, a letter or a single word decides what it means now."""
    return all(_is_fine(old, new) for old, new in changes)


def _is_fine(old: Tokens, new: Tokens) -> bool:
    if not old or not new:
        return not any(token.isalpha() for token in (*old, *new))
    if len(old) == len(new) and all(map(_are_kin, old, new)):
        return True
    return len(old) <= _FEW and len(new) <= _FEW


_FEW = 1


def _are_kin(old: str, new: str) -> bool:
    """Whether two words share so many letters that one may be the other with a slip, or its opposite."""
    from rapidfuzz import fuzz  # only when a card changed

    return old == new or not (old.isalpha() and new.isalpha()) or fuzz.ratio(old.casefold(), new.casefold()) >= 50


def words_in(tokens: Tokens) -> float:
    """Count words; a character of a script without spaces is half a word."""
    return sum(0.5 if token >= "\u0e00" and len(token) == 1 else 1.0 for token in tokens if token[0].isalnum())


def kept_words(old: Side, new: Side) -> float:
    """Count the words of the old text that stand in the new one, in order; an image counts for some."""
    images = len(set(old.attached) & set(new.attached))
    share = _common(old, new) / len(old.tokens) if old.tokens else 0.0
    return share * words_in(old.tokens) + 4 * images


def stayed(old: Side, new: Side) -> float:
    """Return the share of the shorter text that stands in the longer one, in order."""
    shorter = min(len(old.tokens), len(new.tokens))
    return _common(old, new) / shorter if shorter else float(old.says == new.says)


def alike(old: Side, new: Side) -> float:
    both = len(old.tokens) + len(new.tokens)
    return 2 * _common(old, new) / both if both else float(old.says == new.says)


def _common(old: Side, new: Side) -> int:
    from rapidfuzz.distance import LCSseq  # only when a card changed

    return int(LCSseq.similarity(old.tokens, new.tokens))
