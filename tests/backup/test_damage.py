"""What is said of a file that is no sound database, and of rows that make no sense."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from studygpt.backup import damage
from studygpt.backup.damage import find_damage
from studygpt.backup.doctor import Doctor, Health
from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import Vault


def test_looking_for_damage_leaves_an_open_database_its_locks(tmp_path: Path) -> None:
    """Without them, the next program that closes the database deletes the write-ahead log that is in use here."""
    file = tmp_path / "study.db"
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("CREATE TABLE here (number INTEGER)")
        assert find_damage(file) == []
        another = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT * FROM here'); db.close()"
        subprocess.run([sys.executable, "-S", "-c", another, str(file)], check=True)
        assert (tmp_path / "study.db-wal").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"x", "the file is no SQLite database"),
        (b"x" * 100, "the file is no SQLite database"),
        (b"x" * 10_000, "the file is no SQLite database"),
    ],
    ids=["no byte", "one byte", "a hundred", "ten thousand"],
)
def test_a_file_of_something_else_is_told_from_an_empty_one(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "study.db"
    file.write_bytes(content)
    assert find_damage(file) == [said]


def test_a_file_that_is_not_there_and_a_sound_one(tmp_path: Path) -> None:
    file = tmp_path / "study.db"
    assert find_damage(file) == ["there is no such file"]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE card (id INTEGER)")
    assert find_damage(file) == []


def verdicts(*, fix: bool = False) -> dict[str, Health]:
    return {found.check: found.verdict for found in Doctor(fix=fix).examine() if found.verdict is not Health.NOTE}


def test_what_was_learned_is_checked_as_the_cards_are(study: Study, vault: Vault, home: Path) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is the capital of France?::Paris\n")
    study.library.import_folder(vault.path, "vault", ())
    study.review.grade(study.library.cards()[0], Rating.EASY)
    vault.write("a.md", "#flashcards\n\nWhat is the capital of Spain?::Madrid\n")
    source = study.library.source("vault")
    assert study.library.sync_source(source).unsure == 1
    assert set(verdicts().values()) == {Health.SOUND}
    study.close()
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        connection.execute("UPDATE learned SET headings = '[broken'")
        connection.execute("INSERT INTO told_apart VALUES ('nobody', 'else')")
        connection.commit()
    assert {check for check, verdict in verdicts().items() if verdict is Health.DAMAGE} == {"cards", "links"}
    assert verdicts(fix=True) | {"backups": Health.SOUND} == verdicts() | {
        "cards": Health.MENDED,
        "links": Health.MENDED,
    }
    assert set(verdicts().values()) == {Health.SOUND}
    study.library.sync_source(source)
    ((_, doubt),) = study.review.doubts.all()
    assert doubt.front == "What is the capital of France?", "the question is still asked"


_ENDLESS = "WITH RECURSIVE n(n) AS (SELECT ctrl_c() UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n"


def test_ctrl_c_stops_a_long_look_at_a_file() -> None:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.create_function("ctrl_c", 0, lambda: os.kill(os.getpid(), signal.SIGINT))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with closing(connection), pytest.raises(KeyboardInterrupt):
            damage._answer(connection, _ENDLESS)
    finally:
        signal.signal(signal.SIGINT, before)
