"""What can be wrong in a database that SQLite itself finds sound, found and mended.

The ties between tables are those that `tables.py` has, so that a new one is looked at too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, ForeignKey, Table, and_, delete, func, insert, or_, select, update

from studygpt.model import Act, Memory
from studygpt.progress import Progress
from studygpt.schedule.memory import Scheduler
from studygpt.schedule.replay import same_memory
from studygpt.store import log as log_store, replay
from studygpt.store.bulk import SOME, chunks
from studygpt.store.rows import memory_from
from studygpt.store.tables import cards, log, memory, metadata, notes, sources


def loose_ends(connection: Connection) -> dict[str, int]:
    """For each column that names rows of another table, how many of its rows name none."""
    found = {}
    for table, key in _links():
        many = connection.execute(select(func.count()).select_from(table).where(_is_loose(key))).scalar_one()
        if many:
            found[f"{table.name}.{key.parent.name}"] = int(many)
    return found


def tie_loose_ends(connection: Connection) -> None:
    """As if what they name had been deleted in order: they forget it, or go with it."""
    for _ in range(4):  # what goes may have been named itself
        for table, key in _links():
            if key.ondelete == "SET NULL":
                connection.execute(update(table).where(_is_loose(key)).values({key.parent.name: None}))
            else:
                connection.execute(delete(table).where(_is_loose(key)))
        if not loose_ends(connection):
            return


def _links() -> Iterator[tuple[Table, ForeignKey]]:
    return ((table, key) for table in metadata.sorted_tables for key in table.foreign_keys)


def _is_loose(key: ForeignKey) -> Any:
    there = key.column.table.alias("there")
    named = select(there.c[key.column.name]).where(there.c[key.column.name] == key.parent)
    return and_(key.parent.is_not(None), ~named.exists())


def cards_without_memory(connection: Connection) -> list[str]:
    """Cards that no queue can hold, though nothing says that they wait."""
    query = select(cards.c.id).where(
        cards.c.suggestion.is_(None), ~select(memory.c.card).where(memory.c.card == cards.c.id).exists()
    )
    return list(connection.execute(query).scalars())


def give_memory(connection: Connection, ids: list[str]) -> None:
    last = connection.execute(select(func.max(memory.c.position))).scalar() or 0
    for some in chunks(ids):
        places = {row.id: row.source for row in connection.execute(select(cards).where(cards.c.id.in_(some)))}
        rows = [
            {"card": card, "source": source, "position": last + at}
            for at, (card, source) in enumerate(places.items(), 1)
        ]
        connection.execute(insert(memory), rows)
        last += len(rows)


_UNREAD = {"digest": "", "mtime_ns": 0, "size": -1}
"""Of a note: then it is read again."""
_NOWHERE = and_(cards.c.note.is_(None), cards.c.orphaned_at.is_(None))


def cards_nowhere(connection: Connection) -> int:
    """Cards that no note holds, and that are not among the orphans."""
    return int(connection.execute(select(func.count()).select_from(cards).where(_NOWHERE)).scalar_one())


def let_be_orphans(connection: Connection, at: int) -> None:
    """Until the next sync, which reads their notes again where these are still there."""
    its = select(cards.c.id).where(_NOWHERE, cards.c.source == notes.c.source, cards.c.path == notes.c.path)
    connection.execute(update(notes).where(its.exists()).values(**_UNREAD))
    connection.execute(update(cards).where(_NOWHERE).values(orphaned_at=at))


def orphans(connection: Connection) -> int:
    query = select(func.count()).select_from(cards).where(cards.c.orphaned_at.is_not(None))
    return int(connection.execute(query).scalar_one())


def folders(connection: Connection) -> list[tuple[str, str]]:
    """The enabled sources, and where they should lie."""
    return [(row.name, row.path) for row in connection.execute(select(sources).where(sources.c.enabled))]


def strangers(connection: Connection, scheduler: Scheduler, progress: Progress | None) -> list[str]:
    """Cards whose memory is not the one that their log leads to."""
    stored, wrong = {}, []
    for row in connection.execute(select(memory)):
        try:
            stored[row.card] = memory_from(row)
        except ValueError:  # a state that there is not
            wrong.append(row.card)
    for some in replay.in_batches(replay.lives(connection, progress)):
        for (card, _), replayed in zip(some, scheduler.replay_all(some), strict=True):
            found = stored.pop(card, None)
            if found is not None and not same_memory(found, replayed):
                wrong.append(card)
    wrong += [card for card, found in stored.items() if not same_memory(found, Memory())]
    return wrong


def wrongly_marked(connection: Connection) -> list[str]:
    """Cards that are suspended, flagged or tagged otherwise than their log says."""
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


def remember(connection: Connection, scheduler: Scheduler, wrong: list[str]) -> int:
    """Let memories be what the log says of them; how many it says something of. The others stay."""
    told = {
        card
        for some in chunks(wrong)
        for card in connection.execute(select(log.c.card).where(log.c.card.in_(SOME)), {"some": some}).scalars()
    }
    replay.rebuild(connection, scheduler, told)
    return len(told)


def unreadable(connection: Connection) -> list[str]:
    """Columns that hold lists, and rows of them that hold none: `cards.tags of 3f2a...`."""
    found = []
    for name in ("holes", "tags", "links", "exercises", "headings", "ancestors"):
        for card, written in connection.execute(select(cards.c.id, cards.c[name]).where(cards.c[name] != "[]")):
            try:
                sound = isinstance(json.loads(written), list)
            except (ValueError, TypeError):
                sound = False
            if not sound:
                found.append(card)
    return sorted(set(found))


def read_again(connection: Connection, ids: list[str]) -> None:
    """Let the next sync read the notes of these cards; until then their lists are empty."""
    for some in chunks(ids):
        empty = dict.fromkeys(("holes", "tags", "links", "exercises", "headings", "ancestors"), "[]")
        its = select(cards.c.note).where(cards.c.id.in_(some))
        connection.execute(update(notes).where(notes.c.pk.in_(its)).values(**_UNREAD))
        connection.execute(update(cards).where(cards.c.id.in_(some)).values(**empty))
