"""`studygpt merge`: another home, its database, an export, or the copies that a sync program left."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import TWO_CARDS, Cli, HandClock, Vault


def graded(home: Path) -> int:
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM memory WHERE reps > 0").fetchone()[0])


@pytest.fixture
def other(
    home: Path, nothing_ships: Path, tmp_path: Path, vault: Vault, clock: HandClock, cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:  # fmt: skip
    """Another home over the same vault. In each of the two, one card was graded."""
    assert not nothing_ships.exists()
    vault.write("a.md", TWO_CARDS)
    assert cli("import", vault.path).code == 0
    there = tmp_path / "other"
    shutil.copytree(home, there)
    ids = [each["id"] for each in cli("cards", "--json").objects]
    assert cli("rate", ids[0], "good").code == 0
    with monkeypatch.context() as away:
        away.setenv("STUDYGPT_HOME", str(there))
        assert cli("rate", ids[1], "good").code == 0
    clock.move(hours=1)
    return there


@pytest.mark.parametrize("form", ["home", "database", "export"])
def test_a_home_its_database_and_an_export_are_merged_and_stay_as_they_are(
    cli: Cli, home: Path, other: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = {"home": other, "database": other / "studygpt.db", "export": tmp_path / "all.jsonl"}[form]
    with monkeypatch.context() as away:
        away.setenv("STUDYGPT_HOME", str(other))
        assert cli("export", "--json", tmp_path / "all.jsonl").code == 0
    before = (other / "studygpt.db").read_bytes()
    ran = cli("merge", place)
    assert ran.code == 0, ran.err
    assert "0 cards and 1 act of the log that were not here yet" in ran.out
    assert graded(home) == 2
    assert (other / "studygpt.db").read_bytes() == before
    (again,) = cli("merge", place, "--json").objects
    assert (again["cards"], again["reviews"], again["merged"]) == (0, 0, True)
    assert Path(again["kept"]).is_file()
    assert cli("doctor").code == 0


@pytest.mark.parametrize(
    "name",
    [
        "studygpt.sync-conflict-20260504-101112-ABCDEFG.db", "studygpt (Ann's conflicted copy 2026-05-04).db",
        "studygpt (1).db", "studygpt-LAPTOP.db", "studygpt 2.db",
    ],
)  # fmt: skip
def test_a_copy_that_a_sync_program_left_is_told_merged_and_put_into_the_backups(
    cli: Cli, home: Path, other: Path, name: str
) -> None:
    (other / "studygpt.db").replace(home / name)
    assert name in cli("doctor").out
    ran = cli("merge")
    assert ran.code == 0, ran.err
    assert "1 act of the log" in ran.out
    assert graded(home) == 2
    assert not (home / name).exists()
    assert [path.name for path in (home / "backups").iterdir() if "merged" in path.name] != []
    assert name not in cli("doctor").out
    ran = cli("merge")
    assert (ran.code, "No sync program left a copy" in ran.out) == (1, True)


@pytest.mark.parametrize(
    "wrong", ["itself", "nothing", "an empty folder", "text", "empty", "damaged", "another's", "newer"]
)
def test_what_cannot_be_merged_is_refused_in_a_sentence_and_nothing_changes(
    cli: Cli, home: Path, other: Path, tmp_path: Path, wrong: str
) -> None:
    place = tmp_path / "wrong.db"
    match wrong:
        case "itself":
            place = home
        case "an empty folder":
            place = tmp_path / "wrong"
            place.mkdir()
        case "text":
            place.write_text("Nothing but words, and of these many.\n" * 100)
        case "empty":
            place.write_bytes(b"")
        case "damaged":
            place.write_bytes((other / "studygpt.db").read_bytes()[:20_000])
        case "another's" | "newer":
            with closing(sqlite3.connect(place)) as connection:
                connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
                form = "abc" if wrong == "another's" else "0999"
                connection.execute("INSERT INTO alembic_version VALUES (?)", (form,))
                connection.commit()
    assert cli("merge", place).code == 3
    ran = cli("merge", place)
    assert ran.err.startswith(f"studygpt: {place}")
    assert "staging" not in ran.err
    assert ran.err.count("\n") == 1
    assert graded(home) == 1


def test_two_rows_under_one_id_are_refused(cli: Cli, home: Path, other: Path) -> None:
    assert cli("merge", other).code == 0
    with closing(sqlite3.connect(other / "studygpt.db")) as connection:
        connection.execute("UPDATE log SET value = '1'")
        connection.commit()
    ran = cli("merge", other)
    assert (ran.code, "says one thing here and another there" in ran.err) == (3, True)
    assert graded(home) == 2
