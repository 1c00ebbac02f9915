"""Ways back from damage that the attack of `tests/faults/recovery.py` found closed, or through which acts were lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from studygpt.errors import StudyError
from studygpt.store.bulk import bare_rows
from studygpt.store.database import Database
from studygpt.store.tables import log
from tests.commands.test_damage import without_wal
from tests.commands.test_journal import learned, made as made, studied as studied
from tests.conftest import Cli

pytestmark = pytest.mark.usefixtures("nothing_ships")


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
    without_wal(file)


def cut(file: Path) -> None:
    without_wal(file)
    file.write_bytes(file.read_bytes()[:30_000])


def no_text(file: Path) -> None:
    """A row of the log is scribbled over in a way that SQLite does not mind."""
    change(file, "UPDATE log SET state_before = CAST(x'6cff61' AS TEXT) WHERE id = (SELECT max(id) FROM log)")


def grades(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])


def backups_of(file: Path) -> list[Path]:
    return sorted((file.parent / "backups").glob("*.db"))


def test_a_text_that_cannot_be_read_is_damage_with_a_way_back(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    no_text(studied)
    looked = cli("doctor")
    assert looked.code == 1
    assert "studygpt restore" in looked.out
    assert cli("restore", "--yes").code == 0
    assert cli("doctor").code == 0
    assert learned(cli) == before


def test_such_a_text_without_a_backup_leads_to_a_new_database(cli: Cli, studied: Path) -> None:
    shutil.rmtree(studied.parent / "backups")
    no_text(studied)
    ran = cli("restore", "--yes")
    assert "The database is new" in ran.out
    assert cli("doctor").code == 0
    assert grades(studied) == 6


def test_whoever_reads_such_a_text_is_told_of_the_damage(studied: Path) -> None:
    no_text(studied)
    database = Database(studied)
    with pytest.raises(StudyError, match="is damaged"), database.read() as connection:
        list(bare_rows(connection, select(log)))
    database.close()


def test_a_backup_with_such_a_text_is_no_good_one(cli: Cli, studied: Path) -> None:
    no_text(backups_of(studied)[-1])
    cut(studied)
    ran = cli("restore", "--yes")
    assert "The database is new" in ran.out or backups_of(studied)[0].name in ran.out


def test_from_damage_to_an_older_backup_a_newer_one_still_counts(cli: Cli, studied: Path) -> None:
    assert cli("backup").code == 0
    before = learned(cli)
    shutil.rmtree(studied.parent / "journal")
    cut(studied)
    ran = cli("restore", "--yes", backups_of(studied)[0].name)
    assert "from a later backup" in ran.out
    assert learned(cli) == before


def test_with_acts_keeps_what_no_journal_tells(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    shutil.rmtree(studied.parent / "journal")
    ran = cli("restore", "--yes", "--with-acts", backups_of(studied)[0].name)
    assert "from the file as it was" in ran.out
    assert learned(cli) == before


def test_damage_that_a_quick_look_does_not_find_is_no_going_back_on_purpose(cli: Cli, studied: Path) -> None:
    without_wal(studied)
    with closing(sqlite3.connect(studied)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name IN ('ix_log_card_clock', 'ix_log_clock') ORDER BY name"
        one, other = (root - 1 for (root,) in connection.execute(query))
    content = bytearray(studied.read_bytes())
    content[other * 4096 : (other + 1) * 4096] = content[one * 4096 : (one + 1) * 4096]
    studied.write_bytes(content)
    assert cli("doctor").code == 1
    ran = cli("restore", "--yes")
    assert "left out" not in ran.out
    assert grades(studied) == 6
    assert cli("doctor").code == 0


def test_what_nothing_tells_any_more_is_said(cli: Cli, studied: Path) -> None:
    shutil.rmtree(studied.parent / "journal")
    cut(studied)
    ran = cli("restore", "--yes")
    assert "There is no journal" in ran.out
    assert "nothing" in ran.out


def test_lines_of_the_journal_that_cannot_be_read_are_said(cli: Cli, studied: Path) -> None:
    (day,) = (studied.parent / "journal").iterdir()
    day.write_bytes(day.read_bytes()[:-20])
    cut(studied)
    assert "1 line of the journal cannot be read" in cli("restore", "--yes").out


def test_what_a_merge_added_since_is_to_be_added_again(cli: Cli, studied: Path) -> None:
    copy = backups_of(studied)[-1]
    copy.rename(copy.with_name("studygpt-20260504-120500-before-merge.db"))
    cut(studied)
    assert "add it again" in cli("restore", "--yes").out


def test_the_card_of_an_exercise_has_its_place_again(cli: Cli, studied: Path) -> None:
    """It stands in no note, so no sync gives it one."""
    assert cli("lab", "softmax", "--solution", "--yes").code == 0
    (before,) = cli("cards", "deck:lab", "--json").objects
    cut(studied)
    assert cli("restore", "--yes").code == 0
    (after,) = cli("cards", "deck:lab", "--json").objects
    assert (after["id"], after["reps"]) == (before["id"], 1)
    assert cli("doctor").code == 0


def test_without_backup_and_journal_the_way_on_is_named(cli: Cli, studied: Path) -> None:
    for folder in ("journal", "backups"):
        shutil.rmtree(studied.parent / folder)
    cut(studied)
    told = cli("due")
    assert told.code == 3
    assert "studygpt restore" in told.err
    assert cli("restore", "--yes").code == 0
    assert cli("due").code == 0


def test_a_database_that_is_gone_is_no_mere_note(cli: Cli, studied: Path) -> None:
    without_wal(studied)
    studied.unlink()
    looked = cli("doctor")
    assert looked.code == 1
    assert "studygpt restore" in looked.out


def test_a_file_without_tables_is_not_backed_up(cli: Cli, home: Path) -> None:
    home.mkdir()
    change(home / "studygpt.db", "PRAGMA journal_mode = WAL")
    ran = cli("backup")
    assert ran.code == 3
    assert "holds nothing yet" in ran.err
    assert not (home / "backups").exists()
