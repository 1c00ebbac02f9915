"""`export --json` and `import` of what it wrote: the same home again, or two homes made one."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from studygpt.store.devices import KEYS as DEVICE_KEYS
from studygpt.store.tables import metadata
from tests.commands.conftest import copy_place, done
from tests.conftest import Cli, HandClock, Program, Vault, living_in
from tests.long_form import in_long_form

Dump = dict[str, list[tuple[Any, ...]]]


def dump(home: Path) -> Dump:
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in metadata.tables
        }


def owned(home: Path) -> Dump:
    """What a home holds, but for the name of the device, which is its own."""
    everything = dump(home)
    return {**everything, "settings": [row for row in everything["settings"] if row[0] not in DEVICE_KEYS]}


OLD_EXPORT = Path(__file__).parent.parent / "fixtures" / "exports" / "one-object.json"

NOTE = """#flashcards

What is a ünïcode “letter”?::A number \\n with a name 大

{{c1::One}} and {{c2::two}}

## Glossary

- **Token**: a piece of text with an id
- **Logit**: a score before the softmax

Why does this work?

- [ ] read the paper
"""


class Lived(NamedTuple):
    """A place that each test copies, and what was exported there."""

    place: Path
    now: datetime
    exports: dict[str, str]
    """Its export in each layout."""


def live(place: Path, *, decks: bool) -> Lived:
    vault = Vault(place / "vault")
    with living_in(place, decks=decks) as clock:
        vault.write("a.md", NOTE)
        vault.write("gone.md", "#flashcards\n\nWhat goes?::This\n")
        done("import", vault.path)
        for number, card in enumerate([each["id"] for each in done("due", "--json").objects][:12]):
            done("rate", card, str(number % 4 + 1))
            clock.move(minutes=3)
        done("undo")
        vault.delete("gone.md")
        done("sync", "vault", "--yes")
        done("inbox", "--accept", done("inbox", "--json").objects[0]["id"])
        done("config", "new_per_day", "7")
        assert done("orphans", "--json").objects
        done("export", "--json", place / "all.json")
        exported = place.joinpath("all.json").read_text()
        place.joinpath("all.json").unlink()
        return Lived(place, clock.now, {"lines": exported, "one object": as_one_object(read_export(exported))})


@pytest.fixture(scope="session")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Lived]:
    """What was lived with the shipped decks, and without."""
    return cache(lambda decks: live(tmp_path_factory.mktemp("lived"), decks=decks))


@pytest.fixture
def decks() -> bool:
    """Whether the shipped decks are there, at home and elsewhere."""
    return True


without_decks = pytest.mark.parametrize("decks", [False], ids=["few cards"])


@pytest.fixture
def its(lives: Callable[[bool], Lived], request: pytest.FixtureRequest, *, decks: bool) -> Lived:
    if not decks:
        request.getfixturevalue("nothing_ships")
    return lives(decks)


@pytest.fixture
def lived(its: Lived, home: Path, clock: HandClock) -> Path:
    """A home with a bit of everything."""
    copy_place(its.place, home.parent)
    clock.set(its.now)
    return home


@pytest.fixture
def other(lived: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another home, still without anything; commands are run there from now on."""
    place = lived.parent / "other"
    monkeypatch.setenv("STUDYGPT_HOME", str(place))
    return place


def read_export(text: str) -> dict[str, Any]:
    """An export as one object: what its head says, and each table as a list of rows."""
    head, *rows, end = map(json.loads, text.splitlines())
    held: dict[str, Any] = {**head, **{name: [] for name in end["end"]}}
    for each in rows:
        held[each["table"]].append(each["row"])
    assert {name: len(held[name]) for name in end["end"]} == end["end"]
    return held


def as_lines(held: dict[str, Any]) -> str:
    tables = {name: rows for name, rows in held.items() if isinstance(rows, list)}
    head = {name: value for name, value in held.items() if name not in tables}
    rows = [{"table": name, "row": row} for name, rows in tables.items() for row in rows]
    return "".join(f"{json.dumps(line)}\n" for line in (head, *rows, {"end": {n: len(r) for n, r in tables.items()}}))


def as_one_object(held: dict[str, Any]) -> str:
    """As programs wrote it before exports had lines: one object, with each row on a line."""
    members = []
    for name, value in held.items():
        if name != "layout":
            rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value) if isinstance(value, list) else ""
            written = f"[\n{rows}\n]" if rows else json.dumps(value, ensure_ascii=False)
            members.append(f"{json.dumps(name)}: {written}")
    return "{\n" + ",\n".join(members) + "\n}\n"


WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {"lines": as_lines, "one object": as_one_object}


@pytest.fixture(params=WRITERS)
def layout(request: pytest.FixtureRequest) -> str:
    """The two layouts of an export: what holds of one holds of the other."""
    return str(request.param)


layout_matters_little = pytest.mark.parametrize("layout", in_long_form(["lines"], list(WRITERS)))
"""Where it is long read when it comes to the point; the long form tries the other layout too."""


@pytest.fixture
def exported(lived: Path, its: Lived, layout: str) -> Path:
    file = lived.parent / "all.json"
    file.write_text(its.exports[layout].replace(str(its.place), str(lived.parent)))
    return file


def test_a_file_holds_everything_a_row_a_line(cli: Cli, lived: Path) -> None:
    exported = lived.parent / "all.jsonl"
    assert cli("export", "--json", exported).code == 0
    held = read_export(exported.read_text())
    stored = dump(lived)
    assert {name: len(held["database" if name == "settings" else name]) for name in stored} == {
        name: len(rows) for name, rows in stored.items()
    }
    assert held["settings"] == {"new_per_day": 7}
    listed = {each["id"]: each for each in cli("cards", "--json").objects}
    assert {each["id"]: each["front"] for each in held["cards"] if each["id"] in listed} == {
        card: each["front"] for card, each in listed.items()
    }
    shown = cli("export", "--json")
    assert shown.err == ""
    now = read_export(shown.out)
    assert {**now, "exported_at": ""} == {**held, "exported_at": ""}
    assert cli("export").code == 2


def test_an_empty_home_becomes_the_same_home_row_for_row(cli: Cli, lived: Path, exported: Path, other: Path) -> None:
    ran = cli("import", exported)
    assert ran.code == 0, ran.err
    assert owned(other) == owned(lived)
    assert (other / "settings.toml").read_text() == (lived / "settings.toml").read_text()
    assert not list(other.glob(".import-*"))
    listings = {words: cli(*words).out for words in (("cards", "--json"), ("due", "--json"), ("inbox", "--json"))}
    assert cli("doctor").code == 0
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("STUDYGPT_HOME", str(lived))
        assert {words: cli(*words).out for words in listings} == listings


@layout_matters_little
def test_a_home_with_nothing_but_what_ships_counts_as_empty(cli: Cli, lived: Path, exported: Path, other: Path) -> None:
    assert len(cli("due", "--json").objects) == 20
    assert cli("import", exported).code == 0
    assert owned(other) == owned(lived)


@without_decks
@pytest.mark.parametrize("how", ["indented", "keys in another order", "one line", "with a byte order mark"])
def test_it_does_not_matter_how_another_program_wrote_the_same_object(
    cli: Cli, lived: Path, other: Path, how: str
) -> None:
    file = lived.parent / "all.json"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("STUDYGPT_HOME", str(lived))
        held = read_export(cli("export", "--json").out)
    del held["layout"]
    text = json.dumps(held, indent=3 if how == "indented" else None, sort_keys=how.startswith("keys"))
    file.write_text(f"\ufeff{text}" if "byte" in how else text)
    assert cli("import", file).code == 0
    assert owned(other) == owned(lived)


@without_decks
@pytest.mark.parametrize(
    "how", ["keys in another order", "rows in another order", "blank lines", "with a byte order mark", "from Windows"]
)
def test_it_does_not_matter_how_another_program_wrote_the_same_lines(
    cli: Cli, lived: Path, other: Path, how: str
) -> None:
    file = lived.parent / "all.jsonl"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("STUDYGPT_HOME", str(lived))
        head, *rows, end = cli("export", "--json").out.splitlines()
    if how.startswith("rows"):
        random.Random(5).shuffle(rows)
    found = [head, *rows, end]
    if how.startswith("keys"):
        found = [json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")) for line in found]
    text = ("\n\n" if how.startswith("blank") else "\n").join((*found, ""))
    file.write_text(
        f"\ufeff{text}" if "byte" in how else text, encoding="utf-8", newline="\r\n" if "Windows" in how else "\n"
    )
    assert cli("import", file).code == 0
    assert owned(other) == owned(lived)


def test_an_export_of_a_program_before_the_lines_is_taken_in(cli: Cli, home: Path, nothing_ships: Path) -> None:
    """The file was written by that program."""
    assert not nothing_ships.exists()
    ran = cli("import", OLD_EXPORT)
    assert ran.code == 0, ran.err
    assert "4 cards and 3 acts" in ran.out
    held = json.loads(OLD_EXPORT.read_text(encoding="utf-8"))
    assert as_one_object(held) == OLD_EXPORT.read_text(encoding="utf-8"), "the tests write what that program wrote"
    assert (home / "settings.toml").read_text(encoding="utf-8") == held["settings_file"]
    now = read_export(cli("export", "--json").out)
    old_ids = {str(row["id"]): str(row["clock"]) for row in now["log"]}
    for row in now["log"]:
        row["value"] = old_ids[row["value"]] if row["act"] == "undo" else row["value"]
    for table in ("log", "trials"):  # which have other ids since, and a place in the order of all
        for row in now[table]:
            row["id"] = row.pop("clock")
        now[table].sort(key=lambda row: row["id"])
    now["database"] = [row for row in now["database"] if row["key"] not in DEVICE_KEYS]
    held["database"] = [row for row in held["database"] if row["key"] not in DEVICE_KEYS]
    differs = ("exported_at", "form")
    assert {name: now[name] for name in held if name not in differs} == {
        name: held[name] for name in held if name not in differs
    }
    assert cli("doctor").code == 0


@layout_matters_little
def test_two_homes_become_one_by_the_union_of_their_logs(
    cli: Cli, lived: Path, exported: Path, other: Path, vault: Vault, clock: HandClock
) -> None:
    """The same vault on two devices: each graded for itself, and then one takes in the file of the other."""
    assert cli("import", vault.path).code == 0
    shared = [each["id"] for each in cli("cards", "source:vault", "--json").objects]
    clock.move(days=1)
    cli("rate", shared[0], "good")
    cli("add", "Only here?", "Yes")
    here = dump(other)
    ran = cli("import", exported)
    assert ran.code == 0, ran.err
    there, both = dump(lived), dump(other)
    assert both["log"] == sorted({*here["log"], *there["log"]}, key=repr)
    assert {row[0] for row in both["cards"]} == {row[0] for row in (*here["cards"], *there["cards"])}
    assert {row[1] for row in both["sources"]} == {"studygpt", "vault", "notes"}
    assert cli("doctor").code == 0, "memories follow from both logs"
    (card,) = (each for each in cli("cards", "--json").objects if each["id"] == shared[0])
    with closing(sqlite3.connect(other / "studygpt.db")) as connection:
        query = "SELECT count(*) FROM log WHERE card = ? AND act = 'grade'"
        assert card["reps"] == connection.execute(query, (shared[0],)).fetchone()[0]
    assert any("before-import" in path.name for path in (other / "backups").iterdir())
    assert cli("import", exported).code == 0
    assert dump(other) == both, "once more adds nothing"
    assert cli("sync").code in (0, 3)


@layout_matters_little
def test_a_merge_gives_the_same_whichever_home_takes_in_the_other(
    cli: Cli, lived: Path, exported: Path, other: Path, vault: Vault, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("import", vault.path).code == 0
    clock.move(days=2)
    for card in [each["id"] for each in cli("due", "--json").objects][:5]:
        cli("rate", card, "hard")
    back = lived.parent / "back.json"
    assert cli("export", "--json", back).code == 0
    assert cli("import", exported).code == 0
    ours = {each["id"]: (each["stability"], each["reps"], each["due"]) for each in cli("cards", "--json").objects}
    monkeypatch.setenv("STUDYGPT_HOME", str(lived))
    assert cli("import", back).code == 0
    theirs = {each["id"]: (each["stability"], each["reps"], each["due"]) for each in cli("cards", "--json").objects}
    assert {card: its for card, its in theirs.items() if card in ours} == {
        card: its for card, its in ours.items() if card in theirs
    }
    assert dump(lived)["log"] == dump(other)["log"]


@without_decks
@layout_matters_little
def test_a_merge_leaves_a_source_the_folder_that_it_has_on_this_device(
    cli: Cli, lived: Path, exported: Path, other: Path, vault: Vault
) -> None:
    assert lived != other
    here = lived.parent / "laptop" / "vault"
    here.parent.mkdir()
    vault.path.rename(here)
    assert cli("import", here).code == 0
    assert cli("import", exported).code == 0
    assert [source["path"] for source in cli("sources", "--json").objects] == [str(here)]
    graded = {card["id"]: card["reps"] for card in cli("cards", "--json").objects}
    assert sum(reps or 0 for reps in graded.values()) > 0
    ran = cli("sync")
    assert (ran.code, ran.err) == (0, "")
    assert {card["id"]: card["reps"] for card in cli("cards", "--json").objects} == graded


@without_decks
@layout_matters_little
@pytest.mark.parametrize("empty", [True, False])
def test_a_source_of_another_device_is_used_once_it_is_told_where_it_lies_here(
    cli: Cli, lived: Path, exported: Path, other: Path, vault: Vault, *, empty: bool
) -> None:
    assert lived != other
    here = lived.parent / "laptop" / "notes"
    here.parent.mkdir()
    vault.path.rename(here)
    if not empty:
        assert cli("add", "Only here?", "Yes").code == 0
    assert cli("import", exported).code == 0
    told = {card["id"]: card for card in cli("cards", "source:vault", "--json").objects}
    assert sum(card["reps"] or 0 for card in told.values()) > 0
    ran = cli("sync")
    assert ran.code == 3
    assert "studygpt sources move vault PATH" in ran.err
    assert cli("import", here).code == 1, "its notes are known here too"
    ran = cli("sources", "move", "vault", here)
    assert (ran.code, ran.err) == (0, "")
    assert {card["id"]: card for card in cli("cards", "source:vault", "--json").objects} == told
    Vault(here).write("b.md", "#flashcards\n\nWhat is new here?::This\n")
    assert "1 new card" in cli("sync", "vault").out
    assert cli("doctor").code == 0


# ---------------------------------------------------------------------- what is no export


@without_decks
def test_a_file_cut_anywhere_changes_nothing_and_is_told_with_a_line(
    cli: Cli, lived: Path, exported: Path, other: Path
) -> None:
    assert cli("add", "Here?", "Yes").code == 0
    assert lived != other
    before = dump(other)
    text = exported.read_bytes()
    draw = random.Random(3)
    line_ends = [at for at, letter in enumerate(text, 1) if letter == ord("\n")]
    cuts = [0, 1, len(text) - 3, *(draw.randrange(len(text) - 3) for _ in range(12)), line_ends[0], *line_ends[-9:-1]]
    for cut in cuts:
        exported.write_bytes(text[:cut])
        ran = cli("import", exported)
        assert ran.code == 3, cut
        assert re.search(rf"{re.escape(str(exported))}:\d+: .*it b|UTF-8", ran.err), (cut, ran.err)
        assert "Traceback" not in ran.err
        assert dump(other) == before


def broken(held: dict[str, Any], how: str) -> object:
    match how:
        case "a list":
            return [held]
        case "another program's":
            return {"cards": [], "log": [], "settings": {}}
        case "newer":
            held["form"] = "0999"
        case "no log":
            del held["log"]
        case "a word for a number":
            held["log"][3]["at"] = "yesterday"
        case "a column too few":
            del held["cards"][5]["front"]
        case "a column too many":
            held["cards"][5]["colour"] = "red"
        case "twice the same":
            held["cards"].append(held["cards"][0])
        case "no such source":
            held["cards"][2]["source"] = 4711
        case "a row that is none":
            held["notes"][0] = 17
        case "a number too large":
            held["log"][0]["at"] = 2**70
        case "half a letter":
            held["cards"][0]["front"] = "\ud800"
        case "a state that there is not":
            held["memory"][0]["state"] = "asleep"
        case "an act that there is not":
            held["log"][0]["act"] = "dance"
        case "a grade that there is not":
            next(row for row in held["log"] if row["act"] == "grade")["value"] = "9"
        case "a list that is none":
            held["cards"][0]["tags"] = "nonsense"
        case "an infinite number":
            held["memory"][0]["difficulty"] = float("inf")
    return held


@without_decks
@pytest.mark.parametrize(
    "how",
    [
        "a list", "another program's", "newer", "no log", "a word for a number", "a column too few",
        "a column too many", "twice the same", "no such source", "a row that is none", "a number too large",
        "half a letter", "a state that there is not", "an act that there is not", "a grade that there is not",
        "a list that is none", "an infinite number",
    ],
)  # fmt: skip
def test_what_is_no_sound_export_is_refused_in_a_sentence(
    cli: Cli, lived: Path, exported: Path, other: Path, layout: str, how: str
) -> None:
    assert cli("add", "Here?", "Yes").code == 0
    assert lived != other
    before = dump(other)
    text = exported.read_text()
    wrong = broken(read_export(text) if layout == "lines" else json.loads(text), how)
    exported.write_text(as_lines(wrong) if layout == "lines" and isinstance(wrong, dict) else json.dumps(wrong))
    ran = cli("import", exported)
    assert ran.code == 3, ran
    assert str(exported) in ran.err
    assert ran.err.count("\n") == 1
    assert "did not expect" not in ran.err
    assert dump(other) == before


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("a row is missing", "it holds 1 rows of 'database' and says 2"),
        ("a row more", "it holds 3 rows of 'database' and says 2"),
        ("a table that there is not", "there is no table 'colours'"),
        ("a line that is no row", ":5: this is no whole export (this line is no row of a table)"),
        ("a line that is no JSON", ":5: this is no whole export (expecting value)"),
        ("a line behind the end", "something stands behind its end"),
        ("a wrong row", ":4: this row of 'log' has no 'act'"),
    ],
)
def test_lines_that_are_wrong_are_told_with_their_number(
    cli: Cli, home: Path, tmp_path: Path, how: str, said: str
) -> None:
    held = json.loads(OLD_EXPORT.read_text(encoding="utf-8"))
    held["database"].append({"key": "x", "value": "1"})
    held["layout"] = "lines"
    if how == "a wrong row":
        del held["log"][1]["act"]
    found = as_lines(held).splitlines()
    at = next(at for at, line in enumerate(found) if '"database"' in line)
    match how:
        case "a row is missing":
            del found[at]
        case "a row more":
            found.insert(at, json.dumps({"table": "database", "row": {"key": "y", "value": "1"}}))
        case "a table that there is not":
            found.insert(at, json.dumps({"table": "colours", "row": {}}))
        case "a line that is no row":
            found.insert(4, json.dumps({"row": {}}))
        case "a line that is no JSON":
            found.insert(4, "cards")
        case "a line behind the end":
            found.append(found[1])
    file = tmp_path / "all.jsonl"
    file.write_text("\n".join((*found, "")))
    ran = cli("import", file)
    assert ran.code == 3
    assert said in ran.err
    assert dump(home)["cards"] == []


@pytest.mark.usefixtures("nothing_ships")
def test_a_file_that_is_not_there_or_no_text(cli: Cli, home: Path, tmp_path: Path) -> None:
    assert home
    assert "no such file" in cli("import", tmp_path / "none.json").err
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    ran = cli("import", tmp_path / "bytes.json")
    assert ran.code == 3
    assert "UTF-8" in ran.err


KILLED = """
import os, signal, sys
from studygpt.cli import main
from studygpt.transfer import merge, tables
really, times = tables.insert_rows, 0
def killed(*words):
    global times
    really(*words)
    times += 1
    if times == 4:
        os.kill(os.getpid(), signal.SIGKILL)
tables.insert_rows = merge.insert_rows = killed
sys.exit(main(["import", sys.argv[1]]))
"""


@layout_matters_little
@pytest.mark.parametrize("empty", [True, False])
def test_killed_in_the_middle_nothing_is_lost_and_it_can_be_done_again(
    cli: Cli, lived: Path, exported: Path, other: Path, *, empty: bool
) -> None:
    assert cli("due" if empty else "add", *([] if empty else ["Here?", "Yes"])).code == 0
    before = dump(other)
    ran = Program(other).python("-c", KILLED, exported)
    assert ran.code == -signal.SIGKILL, ran.err
    assert dump(other) == before
    assert cli("import", exported).code == 0
    assert {row[0] for row in dump(other)["log"]} >= {row[0] for row in dump(lived)["log"]}
    assert cli("doctor").code == 0


def test_a_file_of_an_older_program_is_brought_up_to_date(
    cli: Cli, home: Path, tmp_path: Path, nothing_ships: Path
) -> None:
    from studygpt.store.database import Database
    from studygpt.store.upgrade import upgrade

    assert not nothing_ships.exists()
    database = Database(tmp_path / "old.db")
    upgrade(database, "0002")
    database.close()
    held: dict[str, Any] = {"studygpt": "0.0.1", "form": "0002", "settings": {}}
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in set(names) - {"alembic_version"}:
            held["database" if name == "settings" else name] = []
    held["database"] = [{"key": "device", "value": '"0ld"'}]
    held["log"] = [
        {
            "id": 1, "device": "0ld", "card": "gone", "at": 1_700_000_000_000, "utc_offset": 0, "study_day": 19_675,
            "duration_ms": 10, "act": "grade", "value": "3", "state_before": "new", "due_given": None,
            "memory_before": None,
        }
    ]  # fmt: skip
    file = tmp_path / "old.json"
    file.write_text(json.dumps(held))
    ran = cli("import", file)
    assert ran.code == 0, ran.err
    assert [row[1] for row in dump(home)["log"]] == ["0ld"]
    assert cli("doctor").code == 0


def test_a_pipe_is_written_to_and_a_link_leads_to_its_file(cli: Cli, lived: Path, tmp_path: Path) -> None:
    """As a device is: to replace `/dev/null` would break a whole machine."""
    pipe, real, link = tmp_path / "pipe", tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    assert lived.exists()
    real.write_text("", encoding="utf-8")
    link.symlink_to(real)
    assert cli("export", "--json", link).code == 0
    assert link.is_symlink()
    os.mkfifo(pipe)
    got = tmp_path / "got.jsonl"
    with got.open("wb") as out, subprocess.Popen(["cat", pipe], stdout=out):
        ran = cli("export", "--json", pipe)
    assert (ran.code, pipe.is_fifo()) == (0, True)
    assert got.read_text(encoding="utf-8").splitlines()[1:] == real.read_text(encoding="utf-8").splitlines()[1:]
