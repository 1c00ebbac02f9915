"""Translate the query language to SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, not_, or_, select, true

from studygpt import query as tree
from studygpt.model import Act, Card, State
from studygpt.schedule.recall import DECAY, days_until_recall
from studygpt.store.cards import IN_ORDER, fetch_cards, select_cards, select_with_suggestions
from studygpt.store.due_sql import due_today
from studygpt.store.learned import IN_DOUBT
from studygpt.store.log import not_undone
from studygpt.store.rows import STEP_STATES
from studygpt.store.suggestions import OPEN
from studygpt.store.tables import card_concepts, cards, concepts, log, memory, sources

_LEECH_LAPSES = 8
"""The lapses from which a card is a leech even without the tag, as another program may have counted them."""


def find_cards(connection: Connection, query: tree.Query, today: int, decay: float = DECAY) -> list[Card]:
    """Return the cards that a query finds, by note; orphans and suggestions only if it names them."""
    return fetch_cards(connection, _listed(query, today, decay))


def list_ids(connection: Connection, query: tree.Query, today: int, decay: float = DECAY) -> list[str]:
    """Return the ids of the cards that `find_cards` returns, in the same order; with many cards this is much faster."""
    return list(connection.execute(_listed(query, today, decay).with_only_columns(cards.c.id)).scalars())


def _listed(query: tree.Query, today: int, decay: float = DECAY) -> Select[Any]:
    suggested = tree.contains(query, tree.FieldIs("is", "suggested"))
    statement = select_cards() if not suggested else select_with_suggestions().where(_is_listed())
    statement = statement.where(where(query, today, decay)).order_by(*IN_ORDER)
    if not tree.contains(query, tree.FieldIs("is", "orphan")):
        statement = statement.where(cards.c.orphaned_at.is_(None))
    return statement


def find_ids(connection: Connection, query: tree.Query, today: int, decay: float = DECAY) -> set[str]:
    """Return the ids of all cards that answer a query, orphans too, in no order."""
    statement = select_cards().with_only_columns(cards.c.id).where(where(query, today, decay))
    return set(connection.execute(statement).scalars())


def where(query: tree.Query, today: int, decay: float = DECAY) -> ColumnElement[bool]:
    """Return the condition that a card, joined with its memory and source, answers a query."""
    match query:
        case tree.AllOf(parts):
            return and_(true(), *(where(part, today, decay) for part in parts))
        case tree.AnyOf(parts):
            return or_(false(), *(where(part, today, decay) for part in parts))
        case tree.Not(part):
            return not_(func.coalesce(where(part, today, decay), false()))  # a suggestion has no memory to compare
        case tree.Words(words):
            pattern = f"%{_escape(words)}%"
            return or_(cards.c.front.ilike(pattern, escape="\\"), cards.c.back.ilike(pattern, escape="\\"))
        case tree.Compare(name, sign, number):
            return _compare(name, sign, number, today, decay)
        case tree.FieldIs(name, value):
            return _has(name, value, today)


def _has(name: str, value: str, today: int) -> ColumnElement[bool]:
    match name:
        case "deck":
            return _in_tree(cards.c.deck, value)
        case "tag":
            patterns = (f'%"{_escape(value)}"%', f'%"{_escape(value)}/%')
            columns = (cards.c.tags, memory.c.tags)
            return or_(*(column.ilike(pattern, escape="\\") for column in columns for pattern in patterns))
        case "concept":
            holding = _concept_members().where(func.lower(concepts.c.name) == value.lower())
            return cards.c.id.in_(holding)
        case "source":
            return func.lower(sources.c.name) == value.lower()
        case "path":
            return cards.c.path.ilike(f"%{_escape(value)}%", escape="\\")
        case "is":
            return _is(value.lower(), today)
        case _:  # rated
            days, _, grade = value.partition(":")
            rated = select(log.c.card).where(
                log.c.act == Act.GRADE.value, log.c.study_day > today - int(days), not_undone()
            )
            return cards.c.id.in_(rated.where(log.c.value == grade) if grade else rated)


def _concept_members() -> Select[Any]:
    return select(card_concepts.c.card).join(concepts, concepts.c.pk == card_concepts.c.concept)


def _is(state: str, today: int) -> ColumnElement[bool]:
    match state:
        case "new":
            return memory.c.state == State.NEW.value
        case "learning":
            return memory.c.state.in_(STEP_STATES)
        case "due":
            return and_(due_today(today), not_(memory.c.suspended), _in_play())
        case "suspended":
            return memory.c.suspended
        case "orphan":
            return cards.c.orphaned_at.is_not(None)
        case "unsure":
            return cards.c.id.in_(IN_DOUBT)
        case "leech":
            return or_(memory.c.tags.like('%"leech"%'), memory.c.lapses >= _LEECH_LAPSES)
        case "flagged":
            return memory.c.flag > 0
        case _:  # suggested
            return cards.c.suggestion == OPEN


def _is_listed() -> ColumnElement[bool]:
    """Condition for cards and open suggestions, without rejected ones."""
    return or_(cards.c.suggestion.is_(None), cards.c.suggestion == OPEN)


def _in_play() -> ColumnElement[bool]:
    return and_(cards.c.orphaned_at.is_(None), sources.c.enabled)


def _compare(name: str, sign: str, number: float, today: int, decay: float) -> ColumnElement[bool]:
    column: ColumnElement[Any]
    if name == "retrievability":
        # Invert FSRS's curve: recall is above R while fewer than a certain number of days have passed.
        column = (today - memory.c.last_day) / func.nullif(memory.c.stability, 0)
        if not 0 < number <= 1:
            always = (number <= 0) == sign.startswith(">")
            return memory.c.state != State.NEW.value if always else false()
        number, sign = days_until_recall(number, 1.0, decay), sign.translate(str.maketrans("<>", "><"))
    else:
        column = memory.c[name]
    operations = {
        ">": column > number,
        "<": column < number,
        ">=": column >= number,
        "<=": column <= number,
        "=": column == number,
        "!=": column != number,
    }
    return and_(memory.c.state != State.NEW.value, operations[sign])


def _in_tree(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """Condition for a deck or one below it; its path may be named without its beginning (`bpe` for `gpt/bpe`)."""
    escaped = _escape(value.strip("/"))
    patterns = (escaped, f"{escaped}/%", f"%/{escaped}", f"%/{escaped}/%")
    return or_(*(column.ilike(pattern, escape="\\") for pattern in patterns))


def _escape(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
