"""The connection: durable, safe for two at a time, every failure a sentence."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from studygpt.backup import copies
from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.store import database as database_module
from studygpt.store.database import Database
from studygpt.store.journal import Journal
from studygpt.store.tables import log, notes, settings
from studygpt.store.upgrade import ensure_current
from studygpt.study import Study
from tests.conftest import NOT_SYNCED, SYNCED, TWO_CARDS, HandClock, Program, Vault

pytestmark = pytest.mark.both_databases


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(os.environ.get("STUDYGPT_DATABASE_URL") or f"sqlite:///{tmp_path / 'study.db'}")
    ensure_current(made)
    yield made
    made.close()


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def keys(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(settings.c.key).order_by(settings.c.key)).scalars())


def put(database: Database, key: str) -> None:
    with database.write() as connection:
        connection.execute(insert(settings).values(key=key, value="1"))


@pytest.mark.sqlite_only
def test_the_database_is_a_durable_one(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(database_module, "_SYNCED", SYNCED)
    monkeypatch.setattr(database_module, "_NOT_SYNCED", NOT_SYNCED)
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "foreign_keys") == 1
    assert int(str(pragma(database, "busy_timeout"))) >= 5_000
    for in_journal, journal, synchronous in (
        (False, None, 2),  # FULL: on disk when it is done
        (True, None, 2),
        (False, Journal(tmp_path, "here", with_cards=True), 2),
        (True, Journal(tmp_path, "here", with_cards=True), 1),  # NORMAL: it outlives the program; the journal the power
    ):
        database.journal = journal
        with database.write(in_journal=in_journal) as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == synchronous, in_journal


def test_what_belongs_to_nothing_cannot_be_stored(database: Database) -> None:
    row = {"source": 77, "path": "a.md", "title": "a", "size": 1, "mtime_ns": 1, "digest": "", "declared": "[]"}
    with pytest.raises(StudyError, match=r"(?i)foreign key") as refusal, database.write() as connection:
        connection.execute(insert(notes).values(**row, fallback="", is_concept=False))
    assert isinstance(refusal.value.__cause__, IntegrityError)


def test_a_write_that_fails_half_way_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="half way"), database.write() as connection:
        connection.execute(insert(settings).values(key="first", value="1"))
        raise RuntimeError("half way")
    assert keys(database) == []


def test_a_reader_sees_the_state_before_a_write_until_it_is_done(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    with database.write() as connection:
        connection.execute(insert(settings).values(key="written", value="1"))
        assert keys(other) == [], "neither blocked nor half-way"
    assert keys(other) == ["written"]
    other.close()


def test_a_long_reader_sees_one_state_though_others_write(database: Database) -> None:
    put(database, "a")
    count = select(func.count()).select_from(settings)
    with database.read() as connection:
        assert connection.execute(count).scalar_one() == 1
        put(database, "b")
        assert connection.execute(count).scalar_one() == 1
    assert keys(database) == ["a", "b"]


def test_two_writers_wait_for_each_other(database: Database) -> None:
    begun, waited = threading.Event(), threading.Event()

    def second() -> None:
        other = Database(database.url.render_as_string(hide_password=False))
        begun.set()
        with other.write() as connection:
            seen = list(connection.execute(select(settings.c.key)).scalars())
            connection.execute(insert(settings).values(key="second", value="1"))
        other.close()
        assert seen == ["first"], "the second began when the first was done"
        waited.set()

    thread = threading.Thread(target=second)
    with database.write() as connection:
        thread.start()
        begun.wait(30)
        assert list(connection.execute(select(settings.c.key)).scalars()) == []
        connection.execute(insert(settings).values(key="first", value="1"))
    thread.join(60)
    assert waited.is_set()
    assert keys(database) == ["first", "second"]


@pytest.mark.sqlite_only
def test_a_writer_waits_before_it_reads_so_that_what_it_read_stays_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studygpt.store.database._BUSY_MS", 1)
    first, second = (Database(f"sqlite:///{tmp_path / 'study.db'}") for _ in range(2))
    ensure_current(first)
    entered = False
    with first.write():
        with pytest.raises(StudyError), second.write():
            entered = True
        assert not entered
    first.close()
    second.close()


@pytest.mark.sqlite_only
def test_a_database_that_another_program_holds_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studygpt.store.database._BUSY_MS", 1)
    database = Database(f"sqlite:///{tmp_path / 'study.db'}")
    ensure_current(database)
    holder = sqlite3.connect(tmp_path / "study.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StudyError, match="another program has been writing"):
        put(database, "a")
    holder.execute("ROLLBACK")
    holder.close()
    put(database, "a")
    database.close()


# ---------------------------------------------------------------------- backups


@pytest.mark.sqlite_only
def test_a_backup_holds_all_that_was_written_and_nothing_half_written(database: Database) -> None:
    for number in range(50):
        put(database, f"key{number:02}")
    with database.write() as connection:
        connection.execute(insert(settings).values(key="half written", value="1"))
        copy = copies.back_up(database, "test")
    assert copy is not None
    assert copy.parent.name == "backups"
    saved = Database(f"sqlite:///{copy}")
    assert pragma(saved, "integrity_check") == "ok"
    assert keys(saved) == [f"key{number:02}" for number in range(50)]
    ensure_current(saved)
    saved.close()


@pytest.mark.sqlite_only
def test_a_backup_can_be_studied_with(study: Study, vault: Vault, clock: HandClock) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    graded = study.review.grade(study.library.cards("softmax")[0], Rating.GOOD).card
    copy = copies.back_up(study.context.database, "test")
    study.review.undo()
    other = Study(type(study.context).open(f"sqlite:///{copy}", clock))
    assert other.library.cards("softmax") == [graded]
    other.close()


@pytest.mark.sqlite_only
def test_there_is_nothing_to_copy_where_there_is_no_file(tmp_path: Path) -> None:
    assert copies.back_up(Database(f"sqlite:///{tmp_path / 'none.db'}"), "test") is None
    assert copies.back_up(Database("sqlite://"), "test") is None


@pytest.mark.sqlite_only
def test_a_backup_that_cannot_be_written_is_told_in_a_sentence(database: Database) -> None:
    assert database.file is not None
    (database.file.parent / "backups").write_text("a file in the way")
    with pytest.raises(StudyError, match="no backup could be written"):
        copies.back_up(database, "test")


# ---------------------------------------------------------------------- power cuts


def server() -> dict[str, str]:
    """The environment variable that leads a process to the database, where that is on a server."""
    return {name: os.environ[name] for name in ("STUDYGPT_DATABASE_URL",) if name in os.environ}


KILLED = """
import os, signal
from studygpt.model import Rating
from studygpt.study import Study
study = Study.open()
card = study.library.cards("softmax")[0]
study.review.grade(card, Rating.GOOD)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_grade_is_kept_though_the_program_is_killed_right_after(
    program: Program, study: Study, vault: Vault, clock: HandClock
) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    study.close()
    program.environment |= server()
    ran = program.python("-c", KILLED)
    assert ran.code == -9, ran.err
    reopened = Study.open(clock)
    card = reopened.library.cards("softmax")[0]
    assert (card.memory.reps, card.memory.state) == (1, "learning")
    with reopened.context.database.read() as connection:
        assert connection.execute(select(log.c.act, log.c.value)).all() == [("grade", "3")]
    reopened.close()


def test_a_write_that_the_program_was_killed_in_never_was(program: Program, database: Database) -> None:
    put(database, "before")
    code = (
        "import os, signal, sys; from sqlalchemy import insert; from studygpt.store.database import Database\n"
        "from studygpt.store.tables import settings\n"
        "with Database(sys.argv[1]).write() as connection:\n"
        "    connection.execute(insert(settings).values(key='half', value='1'))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    address = database.url.render_as_string(hide_password=False)
    assert program.python("-c", code, address).code == -9
    assert keys(database) == ["before"]
    put(database, "after")
