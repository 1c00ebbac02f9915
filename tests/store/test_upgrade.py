"""The form of the database: made as the migrations would make it, and never touched where it is not ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, inspect

from studygpt.backup.open_database import bring_up_to_date, connect
from studygpt.errors import StudyError
from studygpt.store import migrations, upgrade
from studygpt.store.database import Database
from studygpt.store.tables import metadata
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Cli, HandClock, Program, Vault
from tests.postgres import ServedDatabase

FILES = sorted(Path(migrations.__file__).parent.glob("v*.py"))
OLD = sorted((Path(__file__).parent.parent / "fixtures" / "databases").glob("*.sql"))
"""A database of each earlier form, as the program of its time made it."""


def shape_of(database: Database) -> dict[str, Any]:
    """Everything that can be told of the tables from outside, names of constraints included."""
    inspector = inspect(database.engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "indexes": sorted(
                (index["name"] or "", tuple(index["column_names"]), bool(index["unique"]))
                for index in inspector.get_indexes(table)
            ),
            "unique": sorted(
                (each["name"] or "", tuple(each["column_names"])) for each in inspector.get_unique_constraints(table)
            ),
            "foreign keys": sorted(
                (str(each["name"]), tuple(each["constrained_columns"]), each["referred_table"], str(each["options"]))
                for each in inspector.get_foreign_keys(table)
            ),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """What each table holds, without those that hold nothing."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.read() as connection:
        held = {
            name: [dict(row._mapping) for row in connection.execute(table.select())]
            for name, table in tables.tables.items()
            if name != "alembic_version"
        }
    return {name: rows for name, rows in held.items() if rows}


def version_of(database: Database) -> str:
    with database.read() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def at(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


def test_a_new_database_holds_every_table_and_says_which_form_it_has(tmp_path: Path) -> None:
    made = at(tmp_path / "new.db")
    upgrade.ensure_current(made)
    assert set(shape_of(made)) == set(metadata.tables)
    assert version_of(made) == upgrade.CURRENT
    made.close()


def test_a_new_database_has_the_form_that_the_migrations_lead_to(tmp_path: Path) -> None:
    made, migrated = at(tmp_path / "made.db"), at(tmp_path / "migrated.db")
    upgrade.ensure_current(made)
    upgrade.upgrade(migrated)
    assert shape_of(migrated) == shape_of(made)
    assert version_of(migrated) == version_of(made) == upgrade.CURRENT
    made.close()
    migrated.close()


def test_the_form_that_the_program_names_is_the_last_migration() -> None:
    forms = list(migrations.MIGRATIONS)
    assert forms == [f"{number:04}" for number in range(1, len(forms) + 1)]
    assert forms[-1] == upgrade.CURRENT
    assert [file.name[1:5] for file in FILES] == forms, "each file is listed"
    assert [file.stem for file in OLD] == forms[:-1]


def _give_new_ids(rows: dict[str, list[dict[str, Any]]], new: dict[tuple[int, str], int]) -> None:
    """Give rows of the log, and what names them, the ids that they have since form 0007."""
    names = {old: id_ for (old, _), id_ in new.items()}
    for table in ("log", "trials"):
        rows.get(table, []).sort(key=lambda row: row["id"])
    for row in (*rows["log"], *rows.get("trials", [])):
        row["id"] = new[row["id"], row["device"]]
        if row.get("act") == "undo":
            row["value"] = str(names[int(row["value"])])
    for row in rows.get("learned", []):
        row["settled"] = names[row["settled"]]


@pytest.mark.parametrize("old", OLD, ids=lambda file: file.stem)
def test_a_database_of_an_earlier_program_is_upgraded_after_a_copy_and_keeps_its_rows(
    tmp_path: Path, old: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "study.db")) as connection:
        connection.executescript(old.read_text(encoding="utf-8"))
    database, stepped, made = at(tmp_path / "study.db"), at(tmp_path / "stepped.db"), at(tmp_path / "made.db")
    upgrade.upgrade(stepped, old.stem)
    assert shape_of(database) == shape_of(stepped), "the migrations up to there lead to what that program made"
    before = rows_of(database)
    bring_up_to_date(database)
    upgrade.ensure_current(made)
    assert shape_of(database) == shape_of(made)
    assert version_of(database) == upgrade.CURRENT
    after = rows_of(database)
    new_ids = {(row["clock"], row["device"]): row["id"] for table in ("log", "trials") for row in after.get(table, [])}
    _give_new_ids(before_now := deepcopy(before), new_ids)
    for table in ("log", "trials"):
        after.get(table, []).sort(key=lambda row: row["clock"])
    assert {
        name: [{**row, **was} for row, was in zip(after[name], rows, strict=True)] for name, rows in before_now.items()
    } == {name: after[name] for name in before}
    assert len(before["log"]) == len(after["log"]) != 0
    (copy,) = (tmp_path / "backups").iterdir()
    kept = Database(copy)
    assert (version_of(kept), rows_of(kept)) == (old.stem, before)
    for each in (database, stepped, made, kept):
        each.close()


def test_what_stood_there_before_there_were_doubts_is_what_was_learned(
    home: Path, vault: Vault, clock: HandClock, nothing_ships: Path
) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        connection.executescript(OLD[-1].read_text(encoding="utf-8"))
        connection.execute("UPDATE sources SET path = ?", (str(vault.path),))
        connection.commit()
    vault.write("a.md", "---\nconcept: attention\n---\n#cards\n\nWhat is a value?::A vector that is summed up\n")
    assert not nothing_ships.exists()
    study = Study.open(clock)
    assert study.review.doubts.all() == []
    assert study.library.sync_source(study.library.source("vault")).unsure == 1
    ((card, doubt),) = study.review.doubts.all()
    assert (card.id, card.front, doubt.front, doubt.place) == ("c1", "What is a value?", "What is a key?", "a.md:3")
    study.close()


def test_an_upgrade_that_fails_half_way_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = at(tmp_path / "study.db")
    upgrade.upgrade(database, "0003")
    before = shape_of(database)

    def fail(_connection: Connection) -> None:
        raise RuntimeError("half way")

    monkeypatch.setitem(migrations.MIGRATIONS, "0005", fail)
    with pytest.raises(RuntimeError, match="half way"):
        upgrade.upgrade(database)
    assert (shape_of(database), version_of(database)) == (before, "0003")
    monkeypatch.undo()
    upgrade.ensure_current(database)
    assert version_of(database) == upgrade.CURRENT
    database.close()


def test_a_database_is_made_once_and_then_left_as_it_is(tmp_path: Path) -> None:
    database = at(tmp_path / "study.db")
    for _ in range(3):
        upgrade.ensure_current(database)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar_one() == 1
    assert not (tmp_path / "backups").exists(), "nothing was in danger"
    database.close()


def test_the_migrations_are_imported_neither_for_a_new_database_nor_for_a_current_one(
    tmp_path: Path, program: Program
) -> None:
    code = (
        "import sys; from studygpt.store.database import Database; from studygpt.store.upgrade import ensure_current; "
        "ensure_current(Database(sys.argv[1])); print('studygpt.store.migrations' in sys.modules)"
    )
    for _ in range(2):
        assert program.python("-c", code, f"sqlite:///{tmp_path / 'study.db'}").out == "False\n"


# ---------------------------------------------------------------------- what is not ours


def refused(url: str) -> str:
    database = connect(url)
    try:
        with pytest.raises(StudyError) as refusal:
            bring_up_to_date(database)
    finally:
        database.close()
    return str(refusal.value)


def test_a_database_of_a_newer_program_is_refused_and_stays_as_it_is(
    study: Study, vault: Vault, home: Path, cli: Cli
) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    study.close()
    file = home / "studygpt.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    for command in (("due",), ("rate", "a", "good"), ("import", vault.path), ("review", "--plain")):
        ran = cli(*command)
        assert ran.code == 3
        assert ran.out == ""
        assert ran.err.count("\n") == 1
        assert "newer" in ran.err
        assert "9999" in ran.err
        assert str(file) in ran.err
    assert file.read_bytes() == before
    assert not (home / "backups").exists()


def test_a_database_whose_version_is_no_number_is_taken_for_a_newer_one(tmp_path: Path) -> None:
    database = at(tmp_path / "study.db")
    upgrade.ensure_current(database)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ae1027a6acf'")
    database.close()
    assert "newer" in refused(f"sqlite:///{tmp_path / 'study.db'}")


def test_a_database_of_another_program_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "bookmarks.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.execute("INSERT INTO bookmarks VALUES ('https://example.org')")
    connection.close()
    before = file.read_bytes()
    sentence = refused(f"sqlite:///{file}")
    assert "another program" in sentence
    assert str(file) in sentence
    assert "STUDYGPT_HOME" in sentence
    assert file.read_bytes() == before, "the sentence says that nothing was changed"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("bookmarks")] == ["bookmarks.db"]


@pytest.mark.parametrize(
    "content",
    [b"Dear diary, this is no database at all. " * 200, b"SQLite format 3\0" + bytes(range(256)) * 40, b"\0" * 8192],
    ids=["text", "a damaged header", "zeros"],
)
def test_a_file_that_is_no_database_is_refused_in_a_sentence_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "studygpt.db"
    file.write_bytes(content)
    sentence = refused(f"sqlite:///{file}")
    assert str(file) in sentence
    assert "backups" in sentence
    assert file.read_bytes() == content


def test_a_folder_in_the_place_of_the_database_is_told_in_a_sentence(home: Path, cli: Cli) -> None:
    (home / "studygpt.db").mkdir(parents=True)
    ran = cli("due")
    assert ran.code == 3
    assert "cannot be opened" in ran.err


def test_a_file_in_the_place_of_the_home_is_told_in_a_sentence(home: Path, cli: Cli) -> None:
    home.write_text("a file")
    ran = cli("due")
    assert ran.code == 3
    assert str(home) in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql+psycopg://host:port/name", "mysql://host/name", "carrier-pigeon://roof"]
)
def test_an_address_that_leads_nowhere_is_told_in_a_sentence(
    url: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDYGPT_DATABASE_URL", url)
    ran = cli("due")
    assert ran.code == 3
    assert ran.err.startswith("studygpt: ")
    assert ran.err.count("\n") == 1


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.parametrize("name", ["a home with spaces", "Zuhause-äöü", "50%25", "what?now=1", "a#b", "a@b:c"])
def test_the_database_lies_in_the_home_whatever_its_name(
    name: str, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "places"
    place.mkdir()
    monkeypatch.setenv("STUDYGPT_HOME", str(place / name))
    Study.open(clock).close()
    assert [each.name for each in place.iterdir()] == [name]
    assert (place / name / "studygpt.db").is_file()


@pytest.mark.usefixtures("nothing_ships")
def test_the_database_can_lie_elsewhere(
    home: Path, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDYGPT_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere' / 'mine.db'}")
    Study.open(clock).close()
    assert (tmp_path / "elsewhere" / "mine.db").is_file()
    assert not home.exists()


# ---------------------------------------------------------------------- on a server


def test_a_new_database_on_a_server_has_the_form_that_the_migrations_lead_to(
    served: ServedDatabase, empty_database: ServedDatabase
) -> None:
    made, migrated = Database(served.url()), Database(empty_database.url())
    upgrade.upgrade(migrated)
    assert shape_of(migrated) == shape_of(made)
    assert set(shape_of(made)) == set(metadata.tables)
    made.close()
    migrated.close()


@pytest.mark.parametrize("old", OLD, ids=lambda file: file.stem)
def test_a_database_of_an_earlier_program_on_a_server_is_upgraded_as_a_file_is(
    tmp_path: Path, old: Path, empty_database: ServedDatabase
) -> None:
    with closing(sqlite3.connect(tmp_path / "study.db")) as connection:
        connection.executescript(old.read_text(encoding="utf-8"))
    file, served = at(tmp_path / "study.db"), Database(empty_database.url())
    upgrade.upgrade(served, old.stem)
    tables = MetaData()
    tables.reflect(served.engine)
    with served.write() as connection:
        for name, rows in ((table.name, rows_of(file).get(table.name)) for table in tables.sorted_tables):
            if rows:
                connection.execute(tables.tables[name].insert(), rows)
    for each in (file, served):
        bring_up_to_date(each)
    told = [{name: sorted(map(str, rows)) for name, rows in rows_of(each).items()} for each in (served, file)]
    assert told[0] == told[1]
    assert version_of(served) == upgrade.CURRENT
    for each in (file, served):
        each.close()
