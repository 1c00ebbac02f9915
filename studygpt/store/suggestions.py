"""Store the suggestions, questions and tasks of notes.

A suggestion is a row of `cards` without a row of `memory`, so that no queue holds it; accepting the suggestion adds
that row. Its identity, its concepts and queries for it work as they do for cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from studygpt.model import Card, State
from studygpt.store.bulk import chunks, insert_rows
from studygpt.store.cards import IN_ORDER, fetch_cards, select_with_suggestions
from studygpt.store.tables import cards, memory, notes, questions, sources, tasks

OPEN, REJECTED = "open", "rejected"


# ---------------------------------------------------------------------- suggestions


def accept(connection: Connection, ids: Sequence[str], states: tuple[str, ...] = (OPEN, REJECTED)) -> list[str]:
    """Make cards of suggestions in one of these states; return the ids of those that became cards."""
    position = int(connection.execute(select(func.coalesce(func.max(memory.c.position), 0))).scalar_one())
    accepted: list[str] = []
    for some in chunks(ids):
        rows = connection.execute(
            select(cards.c.id, cards.c.source)
            .where(cards.c.id.in_(some), cards.c.suggestion.in_(states))
            .order_by(cards.c.path, cards.c.line_start)
        ).all()
        begun = [(row.id, row.source, position + 1 + index) for index, row in enumerate(rows)]
        insert_rows(connection, memory, ("card", "source", "position"), begun)
        connection.execute(update(cards).where(cards.c.id.in_([row.id for row in rows])).values(suggestion=None))
        position += len(rows)
        accepted += [row.id for row in rows]
    return accepted


def reject(connection: Connection, ids: Sequence[str]) -> None:
    """Reject open suggestions."""
    for some in chunks(ids):
        waiting = update(cards).where(cards.c.id.in_(some), cards.c.suggestion == OPEN)
        connection.execute(waiting.values(suggestion=REJECTED))


def reopen(connection: Connection, ids: Sequence[str]) -> None:
    """Open suggestions again that were rejected, or accepted and never graded since."""
    for some in chunks(ids):
        here = cards.c.id.in_(some)
        untouched = select(memory.c.card).where(memory.c.card.in_(some), memory.c.state == State.NEW.value)
        rejected = cards.c.suggestion == REJECTED
        connection.execute(update(cards).where(here, rejected | cards.c.id.in_(untouched)).values(suggestion=OPEN))
        waiting = select(cards.c.id).where(here, cards.c.suggestion == OPEN)
        connection.execute(delete(memory).where(memory.c.card.in_(waiting)))


def suggestions_like(connection: Connection, name: str, state: str) -> list[Card]:
    """Return the suggestions in a state whose id begins with `name`, in the order of their notes."""
    query = select_with_suggestions().where(cards.c.suggestion == state, cards.c.orphaned_at.is_(None))
    return fetch_cards(connection, query.where(cards.c.id.startswith(name, autoescape=True)).order_by(*IN_ORDER))


def states_of(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the state of each of the cards that is a suggestion, by id."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        query = select(cards.c.id, cards.c.suggestion).where(cards.c.id.in_(some), cards.c.suggestion.is_not(None))
        found.update((row.id, row.suggestion) for row in connection.execute(query))
    return found


def drop_suggestions(connection: Connection, ids: Sequence[str]) -> None:
    """Delete open suggestions."""
    for some in chunks(ids):
        connection.execute(delete(cards).where(cards.c.id.in_(some), cards.c.suggestion == OPEN))


# ---------------------------------------------------------------------- questions and tasks


class OpenQuestion(NamedTuple):
    """A stored question or term."""

    id: str
    kind: str
    text: str
    source: str
    path: str
    line: int
    done: bool


class ToDo(NamedTuple):
    """A stored task."""

    id: str
    text: str
    source: str
    path: str
    line: int
    state: str


def list_questions(connection: Connection, name: str = "") -> list[OpenQuestion]:
    """Return all questions, or those whose id begins with `name`, in the order of their notes."""
    query = (
        select(questions, sources.c.name.label("source_name"), notes.c.path)
        .join_from(questions, notes, notes.c.pk == questions.c.note)
        .join(sources, sources.c.pk == questions.c.source)
        .where(sources.c.enabled)
        .order_by(sources.c.pk, notes.c.path, questions.c.line)
    )
    if name:
        query = query.where(questions.c.id.startswith(name, autoescape=True))
    rows = connection.execute(query)
    return [OpenQuestion(row.id, row.kind, row.text, row.source_name, row.path, row.line, row.done) for row in rows]


def list_tasks(connection: Connection) -> list[ToDo]:
    """Return all tasks, in the order of their notes."""
    rows = connection.execute(
        select(tasks, sources.c.name.label("source_name"), notes.c.path)
        .join_from(tasks, notes, notes.c.pk == tasks.c.note)
        .join(sources, sources.c.pk == notes.c.source)
        .where(sources.c.enabled)
        .order_by(sources.c.pk, notes.c.path, tasks.c.line)
    )
    return [ToDo(row.id, row.text, row.source_name, row.path, row.line, row.state) for row in rows]


def finish_question(connection: Connection, question: str) -> None:
    """Mark a question as answered."""
    connection.execute(update(questions).where(questions.c.id == question).values(done=True))


class Answered(NamedTuple):
    """A question that is marked as answered."""

    id: str
    note: int | None
    kind: str
    text: str


def answered_in(connection: Connection, source: int) -> list[Answered]:
    """Return the answered questions of a source."""
    query = select(questions.c.id, questions.c.note, questions.c.kind, questions.c.text)
    rows = connection.execute(query.where(questions.c.source == source, questions.c.done))
    return [Answered(*row) for row in rows]


def forget_contents(connection: Connection, pks: Sequence[int]) -> None:
    """Delete the tasks and open questions of notes that are read again or gone; answered questions stay."""
    for some in chunks(pks):
        connection.execute(delete(tasks).where(tasks.c.note.in_(some)))
        connection.execute(delete(questions).where(questions.c.note.in_(some), ~questions.c.done))
        connection.execute(update(questions).where(questions.c.note.in_(some)).values(note=None))


def put_questions(connection: Connection, rows: Sequence[tuple[str, int, int, str, str, int]]) -> None:
    """Store questions, each with id, source, note, kind, text and line."""
    columns = ("id", "source", "note", "kind", "text", "line", "done")
    insert_rows(connection, questions, columns, [(*row, False) for row in rows])


def put_tasks(connection: Connection, rows: Sequence[tuple[str, int, str, int, str]]) -> None:
    """Store tasks, each with id, note, text, line and state."""
    insert_rows(connection, tasks, ("id", "note", "text", "line", "state"), rows)


def place_answered(connection: Connection, question: str, note: int, text: str, line: int) -> None:
    """Give an answered question its present place and text."""
    connection.execute(
        update(questions).where(questions.c.id == question).values(note=note, text=text, line=line, done=True)
    )


def drop_questions(connection: Connection, ids: Iterable[str]) -> None:
    """Delete questions."""
    for some in chunks(list(ids)):
        connection.execute(delete(questions).where(questions.c.id.in_(some)))


def count_open(connection: Connection) -> int:
    """Count the open suggestions."""
    query = select(func.count()).select_from(cards).where(cards.c.suggestion == OPEN, cards.c.orphaned_at.is_(None))
    return int(connection.execute(query).scalar_one())


def count_questions(connection: Connection) -> int:
    """Count questions without an answer and terms without a meaning."""
    query = select(func.count()).select_from(questions).join(sources, sources.c.pk == questions.c.source)
    query = query.where(sources.c.enabled, ~questions.c.done, questions.c.note.is_not(None))
    return int(connection.execute(query).scalar_one())
