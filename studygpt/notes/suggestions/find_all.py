"""All guesses of one note, when its cards are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from studygpt.model import Question, Task
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.suggestions import GUESSES, glossary, questions, tasks
from studygpt.notes.suggestions.base import Guess, Sheet
from studygpt.notes.suggestions.question_lines import may_ask


@dataclass(frozen=True, slots=True)
class Looks:
    """What a quick look at a text says that it may hold."""

    guesses: tuple[Guess, ...]
    questions: bool
    tasks: bool

    def __bool__(self) -> bool:
        return bool(self.guesses) or self.questions or self.tasks


def look(text: str) -> Looks:
    text = f"\n{text}"  # then every line begins with the same letter, which is the quickest to find
    guesses = tuple(guess for guess in GUESSES if guess.may_hold(text))
    return Looks(guesses, may_ask(text) or glossary.GUESS in guesses, tasks.may_hold(text))


@dataclass(frozen=True, slots=True)
class Guessed:
    suggestions: tuple[tuple[Guess, FoundCard], ...] = ()
    questions: tuple[Question, ...] = ()
    tasks: tuple[Task, ...] = ()


def guess(page: Page, looks: Looks, parents: Iterable[int]) -> Guessed:
    """`parents` are the bullets right above cards: they name these, and ask nothing themselves."""
    page.taken.update(parent for parent in parents if parent >= 0)
    to_do = tuple(tasks.find(page)) if looks.tasks else ()
    sheet = Sheet(page, frozenset(task.line - 1 for task in to_do))
    suggestions = tuple((kind, found) for kind in looks.guesses for found in kind.find(sheet))
    asked = tuple(sorted(questions.find(sheet), key=lambda each: each.line)) if looks.questions else ()
    return Guessed(suggestions, asked, to_do)
