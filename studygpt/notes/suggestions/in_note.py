"""Find all suggestions, open questions and tasks of one note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from studygpt.model import Question, Task
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.suggestions import FINDERS, glossary, questions, tasks
from studygpt.notes.suggestions.base import SuggestionFinder, SuggestionSearch
from studygpt.notes.suggestions.question_lines import may_hold_question


@dataclass(frozen=True, slots=True)
class MayHold:
    """The searches that may find something in a text, according to a quick check."""

    finders: tuple[SuggestionFinder, ...]
    questions: bool
    tasks: bool

    def __bool__(self) -> bool:
        return bool(self.finders) or self.questions or self.tasks


def quick_look(text: str) -> MayHold:
    """Return the kinds of suggestions, and whether questions and tasks, may be in a text, by fast string searches."""
    text = f"\n{text}"  # every line now follows a line break, for which searches are fastest
    finders = tuple(finder for finder in FINDERS if finder.may_hold(text))
    return MayHold(finders, may_hold_question(text) or glossary.FINDER in finders, tasks.may_hold(text))


@dataclass(frozen=True, slots=True)
class NoteSuggestions:
    """The suggestions, open questions and tasks of a note."""

    suggestions: tuple[tuple[SuggestionFinder, FoundCard], ...] = ()
    questions: tuple[Question, ...] = ()
    tasks: tuple[Task, ...] = ()


def find_suggestions(page: Page, may_hold: MayHold, parents: Iterable[int]) -> NoteSuggestions:
    """Find the suggestions, questions and tasks of a page, after its cards were found.

    `parents` are the list items that directly enclose cards. They are titles of these cards, not questions.
    """
    page.taken.update(parent for parent in parents if parent >= 0)
    found_tasks = tuple(tasks.find(page)) if may_hold.tasks else ()
    search = SuggestionSearch(page, frozenset(task.line - 1 for task in found_tasks))
    suggestions = tuple((finder, found) for finder in may_hold.finders for found in finder.find(search))
    found_questions = tuple(sorted(questions.find(search), key=lambda each: each.line)) if may_hold.questions else ()
    return NoteSuggestions(suggestions, found_questions, found_tasks)
