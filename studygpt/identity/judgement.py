"""Judge from two texts whether a changed card is still the one that was learned: the same, another, or unsure. Pure.

Nobody can tell that from text alone: a letter more makes another word, and a question that is worded anew may be the
same. So a card is called the same only where something long or decisive stands to the letter, and another only where
nearly nothing does. Between the two a person is asked, which costs a key; a wrong answer would cost a history.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from studygpt.identity.comparison import (
    Overlap,
    changes_of,
    is_extended,
    is_fine,
    is_one_way,
    overlap,
    without_hint,
)
from studygpt.identity.evidence import Side


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
"""Shares of a text. Below the first nothing of it is left to speak of; from the last on it was hardly touched."""
TERSE, TELLING, WORDY, LONG, PAGE = 2, 5, 8, 14, 30
"""Numbers of words. An answer with fewer than the first may be a figure that was corrected. From the second on a
question says what it is about, and from the third an answer does. A question with the fourth is that of one card, even
with a new answer; an answer with the last is, however its question is worded now: shorter ones answer sibling questions
too, as others' edits show."""
Verdict = tuple[Answer, str]


def judge(was: Sides, now: Sides, around: Surroundings) -> Judgement:
    """Judge whether a card that reads `now` is the one that was learned when it read `was`."""
    asked, told = overlap(was.question, now.question), overlap(was.answer, now.answer)
    likeness = (2 * asked.alike + told.alike) / 3
    same_question = was.question.says == now.question.says
    same_answer = is_extended(was.answer, now.answer) and (same_question or was.answer.weight > 0)  # or nothing is said
    if same_answer and (same_question or is_extended(was.question, now.question)):
        answer, why = Answer.SAME, "the same words" if same_question else "the same words; an image came or went"
    elif same_question:
        answer, why = _with_the_same_question(was, now, told, around)
    elif was.question.text == now.question.text:
        answer, why = Answer.UNSURE, "only an image or the target of a link in the question changed"
    elif same_answer:
        answer, why = _with_the_same_answer(was, now, asked, around)
    else:
        answer, why = _with_both_changed(was, now, asked, told, around)
    if answer is Answer.SAME and not around.at_home:
        answer, why = Answer.UNSURE, f"{why}, but it stands elsewhere"
    return Judgement(answer, why, likeness)


def _with_the_same_question(was: Sides, now: Sides, told: Overlap, around: Surroundings) -> Verdict:
    """It is the same card whatever became of the answer, unless nothing else says that it is about the same thing."""
    words = was.question.words
    if not around.asked_alone:
        return Answer.UNSURE, "the same question, but it is asked more than once here"
    if around.moved and told.stayed < NEARLY_ALL and words < WORDY:
        return Answer.UNSURE, "the same question, with another answer under another heading"
    replaced = told.stayed < MOST and told.alike < LITTLE
    if replaced and min(was.answer.words, now.answer.words) >= TERSE and words < LONG:
        return Answer.UNSURE, "the same question, but the whole answer was replaced"
    if told.stayed < MOST and words < TELLING:
        return Answer.UNSURE, "the same short question, with another answer"
    return Answer.SAME, "the same question; its answer changed"


def _with_the_same_answer(was: Sides, now: Sides, asked: Overlap, around: Surroundings) -> Verdict:
    """An answer to the letter is that of the same card if it is long for what became of the question."""
    changes = list(changes_of(was.question.tokens, now.question.tokens))
    extended, hint = is_one_way(changes), _is_hint_alone(was, now)
    if extended and hint and around.asked_alone:
        enough = 0
    elif is_fine(changes):
        enough = LONG if extended or hint else PAGE
    elif extended:
        enough = TELLING
    else:
        enough = WORDY if hint or asked.stayed >= NEARLY_ALL else PAGE
    if around.answered_alone and min(was.answer.weight, now.answer.weight) >= enough:
        return Answer.SAME, "the same answer to the letter; its question is worded otherwise"
    return Answer.UNSURE, "the same answer, but the question changed"


def _with_both_changed(was: Sides, now: Sides, asked: Overlap, told: Overlap, around: Surroundings) -> Verdict:
    """Where both changed, most of the answer must stand, and the question be more than another word away."""
    if told.stayed >= MOST and around.answered_alone:
        questions = list(changes_of(was.question.tokens, now.question.tokens))
        answers = list(changes_of(was.answer.tokens, now.answer.tokens))
        said, fine = min(was.answer.weight, now.answer.weight), is_fine(questions)
        if is_one_way(questions) and is_one_way(answers) and said >= (LONG if fine else WORDY):
            return Answer.SAME, "the question and its answer were only extended or cut"
        hardly = told.stayed >= NEARLY_ALL and asked.stayed >= LITTLE
        if hardly and said >= PAGE and not fine and not is_fine(answers):
            return Answer.SAME, "nearly all of a long answer stands to the letter"
    if around.asked_alone and told.stayed >= MOST and told.alike >= MOST and _is_hint_alone(was, now):
        return Answer.SAME, "the same question but for the hint at its end"
    mostly, partly = max(asked.stayed, told.stayed) >= MOST, min(asked.stayed, told.stayed) >= LITTLE
    if (mostly or partly) if around.at_home else (mostly and partly):  # else every stranger would be asked about
        return Answer.UNSURE, "the question and its answer changed"
    return Answer.ANOTHER, "another question with another answer"


def _is_hint_alone(was: Sides, now: Sides) -> bool:
    """Whether only the hint at the end of the question changed."""
    return without_hint(was.question) == without_hint(now.question)
