"""Find and repair wrong rows in a database file that SQLite itself reports as undamaged.

The foreign keys are read from `tables.py`, so that the foreign keys of a new table are checked too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from studygpt.model import Act, Memory
from studygpt.progress import Progress
from studygpt.schedule.memory import Scheduler
from studygpt.schedule.replay import same_memory
from studygpt.store import card_histories, log as log_store
from studygpt.store.bulk import SOME, chunks
from studygpt.store.notes import UNREAD
from studygpt.store.rows import memory_from
from studygpt.store.tables import cards, learned, log, memory, metadata, notes, sources


def count_dangling_rows(connection: Connection) -> dict[str, int]:
    """Count the rows that refer to a missing row, for each column with a foreign key."""
    found = {}
    for table, key in _foreign_keys():
        many = connection.execute(select(func.count()).select_from(table).where(_is_dangling(key))).scalar_one()
        if many:
            found[f"{table.name}.{key.parent.name}"] = int(many)
    return found


def delete_dangling_rows(connection: Connection) -> None:
    """Repair references to missing rows as SQLite would: clear the column, or delete the referring row."""
    for table, key in _foreign_keys():
        if key.ondelete == "SET NULL":
            connection.execute(update(table).where(_is_dangling(key)).values({key.parent.name: None}))
        else:
            connection.execute(delete(table).where(_is_dangling(key)))


def _foreign_keys() -> Iterator[tuple[Table, ForeignKey]]:
    """Yield each foreign key after those of the table that it names, so that one pass follows what it deletes."""
    return ((table, key) for table in metadata.sorted_tables for key in table.foreign_keys)


def _is_dangling(key: ForeignKey) -> ColumnElement[bool]:
    there = key.column.table.alias("there")
    named = select(there.c[key.column.name]).where(there.c[key.column.name] == key.parent)
    return and_(key.parent.is_not(None), ~named.exists())


def cards_without_memory(connection: Connection) -> list[str]:
    """Find cards, other than suggestions, that have no row in `memory` and so appear in no queue."""
    query = select(cards.c.id).where(
        cards.c.suggestion.is_(None), ~select(memory.c.card).where(memory.c.card == cards.c.id).exists()
    )
    return list(connection.execute(query).scalars())


def add_memories(connection: Connection, ids: list[str]) -> None:
    """Give cards the memory of a new card, at the end of the queue."""
    last = connection.execute(select(func.max(memory.c.position))).scalar() or 0
    for some in chunks(ids):
        places = {row.id: row.source for row in connection.execute(select(cards).where(cards.c.id.in_(some)))}
        rows = [
            {"card": card, "source": source, "position": last + at}
            for at, (card, source) in enumerate(places.items(), 1)
        ]
        connection.execute(insert(memory), rows)
        last += len(rows)


_WITHOUT_NOTE = and_(cards.c.note.is_(None), cards.c.orphaned_at.is_(None))


def count_cards_without_note(connection: Connection) -> int:
    """Count cards that have no note and are not marked as orphans."""
    return int(connection.execute(select(func.count()).select_from(cards).where(_WITHOUT_NOTE)).scalar_one())


def make_orphans(connection: Connection, at: int) -> None:
    """Mark cards without a note as orphans, and have the next sync read their notes again, if these still exist."""
    its = select(cards.c.id).where(_WITHOUT_NOTE, cards.c.source == notes.c.source, cards.c.path == notes.c.path)
    connection.execute(update(notes).where(its.exists()).values(**UNREAD))
    connection.execute(update(cards).where(_WITHOUT_NOTE).values(orphaned_at=at))


def count_orphans(connection: Connection) -> int:
    """Count cards whose note is gone."""
    query = select(func.count()).select_from(cards).where(cards.c.orphaned_at.is_not(None))
    return int(connection.execute(query).scalar_one())


def source_folders(connection: Connection) -> list[tuple[str, str]]:
    """Return the name and the folder of each enabled source."""
    return [(row.name, row.path) for row in connection.execute(select(sources).where(sources.c.enabled))]


def cards_with_wrong_memory(connection: Connection, scheduler: Scheduler, progress: Progress | None) -> list[str]:
    """Find cards whose stored memory differs from the memory computed from their log."""
    stored, wrong = {}, []
    for row in connection.execute(select(memory)):
        try:
            stored[row.card] = memory_from(row)
        except ValueError:  # an unknown state
            wrong.append(row.card)
    for some in card_histories.in_batches(card_histories.card_histories(connection, progress)):
        for (card, _), replayed in zip(some, scheduler.replay_all(some), strict=True):
            found = stored.pop(card, None)
            if found is not None and not same_memory(found, replayed):
                wrong.append(card)
    wrong += [card for card, found in stored.items() if not same_memory(found, Memory())]
    return wrong


def cards_with_wrong_marks(connection: Connection) -> list[str]:
    """Find cards whose suspension, flag or tags differ from their log."""
    marked = or_(memory.c.suspended, memory.c.flag != 0, memory.c.tags != "[]")
    told = select(log.c.card).where(log.c.act.in_([Act.SUSPEND.value, Act.FLAG.value, Act.TAG.value]))
    wrong = []
    for row in connection.execute(select(memory).where(or_(marked, memory.c.card.in_(told)))).all():
        marks = log_store.marks(log_store.rows_of(connection, row.card))
        if any(getattr(row, name) != marks[name] for name in ("suspended", "flag")) or _listed(row.tags) != _listed(
            str(marks["tags"])
        ):
            wrong.append(row.card)
    return wrong


def _listed(tags: str) -> list[str]:
    return sorted(json.loads(tags))


def rebuild_memories(connection: Connection, scheduler: Scheduler, wrong: list[str]) -> int:
    """Rebuild the memories of cards from the log; return the number rebuilt. Cards without a log stay as they are."""
    logged = {
        card
        for some in chunks(wrong)
        for card in connection.execute(select(log.c.card).where(log.c.card.in_(SOME)), {"some": some}).scalars()
    }
    card_histories.rebuild(connection, scheduler, logged)
    return len(logged)


_LISTS = ("holes", "tags", "links", "exercises", "headings", "ancestors")
"""The columns of `cards` that hold JSON lists; some of them are columns of `learned` too."""


def cards_with_unreadable_lists(connection: Connection) -> list[str]:
    """Find cards with a column that should hold a JSON list and does not, now or as they were learned."""
    found = set()
    for card, column in _list_columns():
        for of, written in connection.execute(select(card, column).where(column != "[]")):
            try:
                sound = isinstance(json.loads(written), list)
            except (ValueError, TypeError):
                sound = False
            if not sound:
                found.add(of)
    return sorted(found)


def _list_columns() -> Iterator[tuple[Column[str], Column[str]]]:
    """Yield each column that holds lists, after the column that names its card."""
    yield from ((cards.c.id, cards.c[name]) for name in _LISTS)
    yield from ((learned.c.card, learned.c[name]) for name in _LISTS if name in learned.c)


def clear_unreadable_lists(connection: Connection, ids: list[str]) -> None:
    """Empty the lists of these cards, and have the next sync read their notes again."""
    for some in chunks(ids):
        its = select(cards.c.note).where(cards.c.id.in_(some))
        connection.execute(update(notes).where(notes.c.pk.in_(its)).values(**UNREAD))
        for card, column in _list_columns():
            connection.execute(update(column.table).where(card.in_(some)).values({column: "[]"}))
