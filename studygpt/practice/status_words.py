"""Describe the status of an exercise and the consequences of a verdict in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studygpt.model import Card, Rating, State
from studygpt.practice.skill import ExerciseStatus
from studygpt.render.plain import plain
from studygpt.text import one_name, short_interval

if TYPE_CHECKING:
    from lab.catalog import Exercise
    from studygpt.practice.path import PathStep
    from studygpt.practice.practice import CheckedFile

_MARKS = {"done": "✓", "due": "!", "begun": "●", "open": "○", "locked": "·"}
_PLAIN_MARKS = {"done": "x", "due": "!", "begun": "*", "open": "o", "locked": "."}
_WORTH = {
    Rating.EASY: "Right at once and quickly: it counts as Easy",
    Rating.GOOD: "It counts as Good",
    Rating.HARD: "With hints or many tries it counts as Hard",
    Rating.AGAIN: "It counts as not known",
}


def status_mark(step: PathStep, *, ascii_only: bool = False) -> str:
    """Return one character for the status of an exercise."""
    begun = step.begun and step.status in (ExerciseStatus.OPEN, ExerciseStatus.LOCKED)
    return (_PLAIN_MARKS if ascii_only else _MARKS)["begun" if begun else step.status.value]


def status_words(step: PathStep, today: int, now: int, *, ascii_only: bool = False) -> tuple[str, str]:
    """Return the character and the words for the status of an exercise."""
    match step.status:
        case ExerciseStatus.DUE:
            words = "due again, from the empty file"
        case ExerciseStatus.LOCKED:
            words = f"after {', '.join(step.missing)}"
        case ExerciseStatus.DONE:
            words = f"done{_back(step.card, today, now)}"
        case _:
            words = "under way" if step.begun else f"open{_back(step.card, today, now)}"
    return status_mark(step, ascii_only=ascii_only), words


def _back(card: Card | None, today: int, now: int) -> str:
    if card is None or card.memory.state is State.NEW:
        return ""
    if card.memory.state is State.REVIEW and card.memory.due_day is not None:
        days = card.memory.due_day - today
        return f", back in {days} day{'' if days == 1 else 's'}"
    return f", back in {short_interval(max(0, (card.memory.due_at or now) - now))}"


def consequences(exercise: Exercise, checked: CheckedFile) -> list[str]:
    """Return the consequences of a verdict, a sentence each."""
    said = []
    if checked.graded is not None:
        again = short_interval(checked.graded.outcome.interval_ms)
        said.append(f"{_WORTH[checked.graded.rating]}, and comes back in {again}, from the empty file.")
    if checked.habit is not None:
        said.append(f"You have met this before: {checked.habit.words}.")
    if checked.cards and checked.verdict.mistakes:
        said.append("The cards below join today's review.")
    if exercise.slot and checked.passed:
        said.append("It is a part of the GPT: a small one can be trained with it.")
    return said


def card_words(card: Card) -> str:
    """Return a card's question as one line."""
    front = " ".join(plain(card.front.replace("$$", "$")).split())
    return one_name(front if len(front) <= 90 else f"{front[:89]}…")
