"""The first card of a day is found at once, however many cards are due."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from studygpt.settings import Settings
from studygpt.store import first_card as module
from studygpt.store.bulk import AT_ONCE
from studygpt.store.first_card import first_card
from studygpt.study import Study
from tests.conftest import TWO_CARDS, HandClock, Vault

DUE, GRADED = 1_000, 300


@pytest.fixture
def crowded(study: Study, vault: Vault) -> Path:
    """A database in which many reviews are due, and many were graded today."""
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    file = study.context.database.file
    assert file is not None
    today = study.context.today()
    with closing(sqlite3.connect(file)) as connection, connection:
        (some,) = connection.execute("SELECT id FROM cards LIMIT 1").fetchone()
        _copy(connection, "cards", "id", some, ("id", "line_start"), [(f"c{at}", 10 + at) for at in range(DUE)])
        _copy(connection, "memory", "card", some, ("card",), [(f"c{at}",) for at in range(DUE)])
        connection.execute(
            "UPDATE memory SET state = 'review', stability = 3, difficulty = 5, last_day = :day - 9, due_day = :day",
            {"day": today},
        )
        connection.executemany(
            "INSERT INTO log (id, device, card, at, utc_offset, study_day, duration_ms, act, value, state_before) "
            "VALUES (?, 'here', ?, 0, 0, ?, 0, 'grade', '3', 'review')",
            [(at, f"c{at}", today) for at in range(GRADED)],
        )
    return file


def _copy(
    connection: sqlite3.Connection,
    table: str,
    key: str,
    row: str,
    names: tuple[str, ...],
    values: list[tuple[Any, ...]],
) -> None:
    """Copy a row of a table, each time with other values in the named columns."""
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    taken = ", ".join("?" if name in names else name for name in columns)
    given = [tuple(dict(zip(names, each, strict=True))[name] for name in columns if name in names) for each in values]
    connection.executemany(
        f"INSERT INTO {table} SELECT {taken} FROM {table} WHERE {key} = ?", [(*each, row) for each in given]
    )


def test_it_takes_few_steps_of_sqlite_however_many_cards_are_due(
    crowded: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    connect = sqlite3.connect

    def count() -> int:
        nonlocal steps
        steps += 100
        return 0

    def counting(*words: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*words, **more)
        connection.set_progress_handler(count, 100)
        return connection

    monkeypatch.setattr(module.sqlite3, "connect", counting)
    found = first_card(crowded, clock(), Settings(reviews_per_day=99_999))
    assert found is not None
    assert steps < 100 * GRADED


def test_a_day_that_is_full_reads_only_where_its_own_cards_stand(crowded: Path, study: Study) -> None:
    del crowded
    study.configure("reviews_per_day", GRADED + 5)
    read: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if "FROM cards" in statement and " IN (" in statement:
            read.append(len(parameters))

    engine = study.context.database.engine
    event.listen(engine, "before_cursor_execute", note)
    assert len(study.review.due_ids()) == 5
    assert read == [AT_ONCE]
