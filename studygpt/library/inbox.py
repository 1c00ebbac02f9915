"""The inbox: suggested cards to accept, edit or reject, questions to answer, and tasks to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.library.library import Library
from studygpt.model import Card
from studygpt.store import cards as card_store, suggestions as store
from studygpt.store.suggestions import OpenQuestion, ToDo


class Inbox:
    """Read and decide what waits in the inbox."""

    def __init__(self, context: StudyContext, library: Library) -> None:
        self.context = context
        self.library = library

    # ------------------------------------------------------------------ suggestions

    def suggestions(self, query: str = "") -> list[Card]:
        """Return the open suggestions, or those that match a query, in the order of the notes."""
        return self.library.cards(f"is:suggested ({query})" if query.strip() else "is:suggested")

    def suggestion(self, name: str, *, also_rejected: bool = False) -> Card:
        """Return the one suggestion whose id is or begins with `name`."""
        with self.context.database.read() as connection:
            found = store.suggestions_like(connection, name, store.OPEN) if name.strip() else []
            if not found and also_rejected and name.strip():
                found = store.suggestions_like(connection, name, store.REJECTED)
        if not found:
            raise StudyError(f"no suggestion {name!r} waits; `studygpt inbox` lists them with their ids")
        if len(found) > 1 and not any(card.id == name for card in found):
            raise UsageError(f"{name!r} begins the ids of {len(found)} suggestions; give more letters of one")
        return next((card for card in found if card.id == name), found[0])

    def accept(self, suggestions: Sequence[Card]) -> list[Card]:
        """Turn these suggestions into cards; return the cards."""
        with self.context.database.write() as connection:
            accepted = store.accept(connection, [str(card.id) for card in suggestions])
            return card_store.cards_by_id(connection, accepted)

    def reject(self, suggestions: Sequence[Card]) -> None:
        """Reject these suggestions. They are not suggested again, even if their text changes."""
        with self.context.database.write() as connection:
            store.reject(connection, [str(card.id) for card in suggestions])

    def reopen(self, suggestions: Sequence[Card]) -> None:
        """Undo the decision about these suggestions, except for cards that were graded since."""
        with self.context.database.write() as connection:
            store.reopen(connection, [str(card.id) for card in suggestions])

    def edit(self, suggestion: Card, front: str, back: str) -> tuple[Path, Card]:
        """Write a card into the workspace in place of a suggestion. The note of the suggestion is not changed."""
        deck = suggestion.deck if suggestion.deck != suggestion.source else None
        note, card = self.library.add(front, back, deck)
        self.reject([suggestion])
        return note, card

    # ------------------------------------------------------------------ questions and tasks

    def questions(self) -> list[OpenQuestion]:
        """Return the questions and unexplained terms in the notes, including answered ones."""
        with self.context.database.read() as connection:
            return store.list_questions(connection)

    def question(self, name: str) -> OpenQuestion:
        """Return the one question whose id is or begins with `name`."""
        with self.context.database.read() as connection:
            found = store.list_questions(connection, name) if name.strip() else []
        if not found:
            raise StudyError(f"there is no question {name!r}; `studygpt questions` lists them with their ids")
        if len(found) > 1:
            raise UsageError(f"{name!r} begins the ids of {len(found)} questions; give more letters of one")
        return found[0]

    def answer(self, question: OpenQuestion, front: str, back: str) -> tuple[Path, Card]:
        """Write a question and its answer as a card into the workspace, and mark the question as answered."""
        note, card = self.library.add(front, back, None)
        with self.context.database.write() as connection:
            store.finish_question(connection, question.id)
        return note, card

    def tasks(self) -> list[ToDo]:
        """Return the tasks in the notes."""
        with self.context.database.read() as connection:
            return store.list_tasks(connection)
