"""Read the log card by card, and rebuild memories from it: a million rows in seconds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, case, func, select, update

from studygpt.model import Act
from studygpt.progress import Progress
from studygpt.schedule import replay
from studygpt.schedule.replay import ENGINE_ACTS, MEMORY_ACTS, CardHistory, EngineReview, card_history
from studygpt.store import log as log_store
from studygpt.store.bulk import SOME, bare_rows, chunks
from studygpt.store.tables import log, memory

if TYPE_CHECKING:
    from studygpt.schedule.memory import Scheduler

_ROWS = 10_000
_CARDS = 5_000
"""How many cards the engine gets at once."""
_UNDO = Act.UNDO.value
_MARKS = (Act.SUSPEND, Act.UNSUSPEND, Act.BURY, Act.FLAG, Act.TAG)


def count_rows(connection: Connection) -> int:
    """Count the rows of the log that memories are computed from, undone ones included."""
    return int(connection.execute(select(func.count()).where(log.c.act.in_((*MEMORY_ACTS, _UNDO)))).scalar_one())


_HISTORY = select(
    *(log.c[name] for name in ("card", "id", "act", "value", "at", "utc_offset", "study_day", "due_given"))
).where(log.c.act.in_((*MEMORY_ACTS, _UNDO)))
_BY_CARD = (log.c.card, log.c.clock, log.c.id)
_SORTED = (log.c.card.concat(""), log.c.clock, log.c.id)
"""The same order without an index, which would look up each row of the whole log somewhere else."""


def card_histories(connection: Connection, progress: Progress | None = None) -> Iterator[tuple[str, CardHistory]]:
    """Yield each card that has a history, with it."""
    total = count_rows(connection) if progress else 0
    yield from _histories(bare_rows(connection, _HISTORY.order_by(*_SORTED)), total, progress)


def histories_of(connection: Connection, cards: Sequence[str]) -> Iterator[tuple[str, CardHistory]]:
    """Yield each of these cards with its history, which may be empty."""
    for some in chunks(cards):
        theirs = _HISTORY.where(log.c.card.in_(some)).order_by(*_BY_CARD)
        found = dict(_histories(bare_rows(connection, theirs), 0, None))
        yield from ((card, found.get(card) or card_history(())) for card in some)


def _histories(rows: Iterable[Any], total: int, progress: Progress | None) -> Iterator[tuple[str, CardHistory]]:
    done = 0
    for card, its in groupby(rows, _card):
        found = list(its)
        if progress and (done + len(found)) // _ROWS != done // _ROWS:
            progress(done, total)
        done += len(found)
        voided = {row[3] for row in found if row[2] == _UNDO}
        if voided:
            found = [row for row in found if row[2] != _UNDO and str(row[1]) not in voided]
        if found:
            yield card, card_history(found)
    if progress:
        progress(total, total)


_card = itemgetter(0)


def with_unknown_acts(connection: Connection, known: Mapping[str, tuple[int, int]]) -> set[str]:
    """Return those of these cards whose acts may be others than were known when an act was done to them.

    `known` holds the clock of that act, and how many grades the card had then. A merge may have brought acts and undos
    since, earlier ones too; what no count of grades tells of (a reset, an import) is taken for unknown.
    """
    counts = (log.c.act.in_(MEMORY_ACTS), log_store.not_undone(), log.c.card.in_(SOME))
    is_grade = case((log.c.act == Act.GRADE.value, 1), else_=0)
    query = select(log.c.card, func.max(log.c.clock), func.sum(is_grade), func.min(is_grade)).where(*counts)
    there = {row[0]: row[1:] for row in connection.execute(query.group_by(log.c.card), {"some": list(known)})}
    found = set()
    for card, (clock, reps) in known.items():
        last, grades, only_grades = there.get(card, (0, 0, 1))
        if last > clock or grades != reps or not only_grades:
            found.add(card)
    return found


def histories(connection: Connection, progress: Progress | None = None) -> tuple[list[list[EngineReview]], int]:
    """Return the histories that the engine learns from, and the number of grades in the whole log."""
    query = select(log.c.card, log.c.value, log.c.study_day).where(
        log.c.act.in_(ENGINE_ACTS), log_store.not_undone_by_scan()
    )
    rows = bare_rows(connection, query.order_by(log.c.clock, log.c.id))
    return replay.review_histories(_watched(rows, count_rows(connection), progress) if progress else rows)


def _watched(rows: Iterable[Any], total: int, progress: Progress) -> Iterator[Any]:
    for done, row in enumerate(rows):
        if done % _ROWS == 0:
            progress(min(done, total), total)
        yield row
    progress(total, total)


def in_batches(histories: Iterable[tuple[str, CardHistory]]) -> Iterator[list[tuple[str, CardHistory]]]:
    """Split cards into batches for the engine."""
    pending = iter(histories)
    while some := list(islice(pending, _CARDS)):
        yield some


def write_strengths(connection: Connection, scheduler: Scheduler, histories: Iterable[tuple[str, CardHistory]]) -> int:
    """Write the stability and difficulty that follow from the logs, and leave the rest of each memory.

    Returns how many memories were written.
    """
    statement = (
        update(memory)
        .where(memory.c.card == bindparam("its_card"))
        .values(stability=bindparam("its_stability"), difficulty=bindparam("its_difficulty"))
    )
    written = 0
    for some in in_batches(histories):
        strengths = scheduler.strengths([history for _, history in some])
        values = [
            {"its_card": card, "its_stability": stability, "its_difficulty": difficulty}
            for (card, _), (stability, difficulty) in zip(some, strengths, strict=True)
        ]
        connection.execute(statement, values)
        written += len(some)
    return written


def rebuild(connection: Connection, scheduler: Scheduler, cards: Collection[str]) -> None:
    """Rebuild the memories of these cards from the log, and their suspensions, flags and tags."""
    for some in in_batches(histories_of(connection, list(cards))):
        for (card, _), its in zip(some, scheduler.replay_all(some), strict=True):
            log_store.write_memory(connection, card, its)
    marks = update(memory).where(memory.c.card == bindparam("its_card"))
    for few in chunks(list(cards)):
        marked = set(connection.execute(_MARKED, {"some": few}).scalars())
        told = [
            {"its_card": card, **log_store.marks(log_store.rows_of(connection, card) if card in marked else [])}
            for card in few
        ]
        connection.execute(marks, told)


_MARKED = select(log.c.card).where(log.c.card.in_(SOME), log.c.act.in_([act.value for act in _MARKS])).distinct()
