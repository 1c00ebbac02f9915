"""A damaged database: every command says so in a sentence and names the way back; doctor and restore help."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.conftest import copy_place, done
from tests.conftest import Cli, HandClock, Vault, living_in
from tests.long_form import in_long_form

COMMANDS: list[tuple[str, ...]] = [
    ("due",),
    ("due", "--json"),
    ("cards",),
    ("cards", "is:new", "--json"),
    ("decks",),
    ("sources",),
    ("orphans",),
    ("inbox",),
    ("questions",),
    ("tasks",),
    ("sync",),
    ("review", "--plain"),
    ("undo",),
    ("rate", "a", "good"),
    ("add", "What is it?", "A card"),
    ("fit",),
    ("export", "--json"),
    ("backup",),
]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place where some of many cards were graded, and a backup made."""
    place = tmp_path_factory.mktemp("damage")
    vault = Vault(place / "vault")
    lines = "\n\n".join(
        f"What is number {number:03}?::The number {number} and some more words" for number in range(120)
    )
    vault.write("a.md", f"#flashcards\n\n{lines}\n")
    with living_in(place) as clock:
        done("import", vault.path)
        for card in [each["id"] for each in done("due", "--json").objects][:8]:
            done("rate", card, "easy")
            clock.move(minutes=1)
        done("backup")
    return place


@pytest.fixture
def studied(made: Path, home: Path, clock: HandClock, nothing_ships: Path) -> Path:
    """A database with cards, some of them graded, and a backup of it."""
    copy_place(made, home.parent)
    clock.move(minutes=8)
    assert not nothing_ships.exists()
    return home / "studygpt.db"


def without_wal(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for more in ("-wal", "-shm"):
        file.with_name(f"{file.name}{more}").unlink(missing_ok=True)


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 3)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def scribble(file: Path) -> None:
    """Every page but the first is noise."""
    size = file.stat().st_size
    file.write_bytes(file.read_bytes()[:4096] + random.Random(1).randbytes(size - 4096))


def another_file(file: Path) -> None:
    file.write_text("Dear diary,\n" * 2000)


RUINS = (truncate, empty, scribble, another_file)


@pytest.mark.parametrize("ruin", RUINS, ids=lambda ruin: ruin.__name__)
def test_every_command_tells_of_a_damaged_file_and_the_way_back(
    cli: Cli, studied: Path, ruin: Callable[[Path], None]
) -> None:
    (copy,) = (path for path in (studied.parent / "backups").iterdir() if "manual" in path.name)
    for beside in (studied.parent / "backups").glob("*daily*"):
        beside.unlink()
    without_wal(studied)
    ruin(studied)
    before = studied.read_bytes()
    for words in COMMANDS:
        ran = cli(*words, stdin="\n3\nq\n")
        assert ran.code == 3, (words, ran)
        assert str(studied) in ran.err, words
        assert "studygpt restore" in ran.err, words
        assert copy.name in ran.err, words
        assert "Traceback" not in ran.err
    assert studied.read_bytes() == before, "nothing was written into what may still be saved"


@pytest.mark.parametrize("ruin", RUINS, ids=lambda ruin: ruin.__name__)
def test_doctor_finds_it_and_restore_goes_back_and_keeps_the_damaged_file(
    cli: Cli, studied: Path, ruin: Callable[[Path], None]
) -> None:
    cards = cli("cards", "--json").out
    without_wal(studied)
    ruin(studied)
    damaged = studied.read_bytes()
    found = cli("doctor", "--json")
    assert found.code == 1
    assert {each["verdict"] for each in found.objects if each["check"] == "file"} == {"damage"}
    assert cli("doctor", "--fix").code == 1, "this can not be mended"
    assert studied.read_bytes() == damaged
    restored = cli("restore", "--yes", "--json")
    assert restored.code == 0, restored.err
    assert Path(restored.objects[0]["kept"]).read_bytes() == damaged
    assert cli("cards", "--json").out == cards
    assert cli("doctor").code == 0


def test_nothing_is_written_where_sqlite_finds_the_file_damaged(cli: Cli, studied: Path) -> None:
    """Though the damage is in pages that the act has nothing to do with."""
    (card, *_) = (each["id"] for each in cli("cards", "is:new", "--json").objects)
    without_wal(studied)
    with closing(sqlite3.connect(studied)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'trials'").fetchone()[0]
    data = bytearray(studied.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    studied.write_bytes(data)
    vault = studied.parents[1] / "vault"
    acts: list[tuple[str | Path, ...]] = [
        ("rate", card, "good"),
        ("undo",),
        ("review", "--plain"),
        ("sync",),
        ("import", vault, "--name", "more", "--as-new"),
        ("add", "What is it?", "A card"),
        ("sources", "disable", "vault"),
        ("orphans", "drop", "--all", "--yes"),
        ("inbox", "--reject", "a"),
        ("merge", next((studied.parent / "backups").iterdir())),
    ]
    for words in acts:
        ran = cli(*words, stdin="\n3\nq\n")
        assert ran.code == 3, words
        assert "studygpt restore" in ran.err, (words, ran.err)
    assert studied.read_bytes() == data
    assert cli("cards").code == 0, "what can be read is shown"


@pytest.mark.parametrize("seed", in_long_form(range(3), range(12)))  # little noise on one page, much on many
def test_noise_on_a_page_gives_sentences_and_never_a_traceback(cli: Cli, studied: Path, seed: int) -> None:
    """Usually with noise in ten places, in one and in three; the long form draws more of each."""
    without_wal(studied)
    (good,) = (path.name for path in (studied.parent / "backups").iterdir() if "manual" in path.name)
    draw = random.Random(seed)
    data = bytearray(studied.read_bytes())
    for _ in range(draw.choice((1, 1, 3, 10))):
        page = draw.randrange(1, len(data) // 4096)
        start = page * 4096 + draw.randrange(4096)
        noise = draw.randbytes(draw.choice((1, 8, 200, 4096)))[: (page + 1) * 4096 - start]
        data[start : start + len(noise)] = noise
    studied.write_bytes(data)
    for words in (*COMMANDS, ("doctor",), ("doctor", "--fix"), ("restore", good, "--yes"), ("doctor",)):
        ran = cli(*words, stdin="\n3\nq\n")
        assert ran.code in (0, 1, 2, 3), words
        assert "Traceback" not in ran.err, words
        assert "did not expect" not in ran.err, (words, ran.err)
    assert ran.code == 0, "what was gone back to is sound"


def test_damaged_indexes_are_made_anew(cli: Cli, studied: Path) -> None:
    with closing(sqlite3.connect(studied)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        sql = "CREATE INDEX ix_cards_source_path ON cards (source, line_start)"
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_cards_source_path'", (sql,))
        connection.commit()
    assert cli("doctor").code == 1
    fixed = cli("doctor", "--fix")
    assert fixed.code == 0, fixed.out
    assert "mended" in fixed.out
    assert cli("doctor").code == 0


@pytest.mark.parametrize(
    ("found", "said"),
    [(["page 3 is lost"], "page 3 is lost. "), (["page 3 is lost", "page 4 is lost"], "page 3 is lost and 1 more. ")],
)
def test_doctor_tells_the_first_damage_and_how_many_more_there_are(
    cli: Cli, studied: Path, monkeypatch: pytest.MonkeyPatch, found: list[str], said: str
) -> None:
    monkeypatch.setattr("studygpt.backup.doctor.find_damage", lambda *_, **__: found)
    (told,) = (each["sentence"] for each in cli("doctor", "--json").objects if each["check"] == "file")
    assert told.startswith(f"{studied}: {said}")


# ---------------------------------------------------------------------- what SQLite finds sound


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement
        connection.commit()


WRONGS = {
    "states": "UPDATE memory SET stability = stability * 2, state = 'relearning' WHERE reps = 1",
    "a state that there is not": "UPDATE memory SET state = 'asleep' WHERE reps = 1",
    "marks": "UPDATE memory SET suspended = 1 WHERE reps = 1",
    "a flag that nobody set": "UPDATE memory SET flag = 1 WHERE reps = 1",
    "memories": "DELETE FROM memory WHERE reps = 1",
    "notes": "UPDATE cards SET note = NULL",
    "links": "DELETE FROM notes",
    "cards": "UPDATE cards SET tags = 'nonsense' WHERE line_start < 9",
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_doctor_finds_and_mends_what_contradicts_itself(cli: Cli, studied: Path, wrong: str) -> None:
    sound = cli("cards", "-is:new", "--json").objects
    assert cli("doctor").code == 0
    change(studied, WRONGS[wrong])
    looked = cli("doctor", "--json")
    assert looked.code == 1
    assert cli("doctor", "--json").objects == looked.objects, "looking changes nothing"
    fixed = cli("doctor", "--fix")
    assert fixed.code == 0, fixed.out
    assert cli("doctor").code == 0
    cli("sync")
    assert [(each["id"], each["stability"], each["due"]) for each in cli("cards", "-is:new", "--json").objects] == [
        (each["id"], each["stability"], each["due"]) for each in sound
    ]
    assert any("before-fix" in path.name for path in (studied.parent / "backups").iterdir())


def test_what_hangs_on_a_source_that_is_not_there_goes_with_it(cli: Cli, studied: Path) -> None:
    """Its notes, their cards, and the memories of those; the log stays."""
    change(studied, "DELETE FROM sources")
    assert "in notes.source" in cli("doctor").out
    assert cli("doctor", "--fix").code == 0
    assert cli("doctor").code == 0
    assert cli("cards", "--json").objects == []
    assert json.loads(cli("stats", "--json").out)["overall"]["reviews"] == 8


def test_a_memory_of_which_the_log_tells_nothing_is_told_and_left(cli: Cli, studied: Path) -> None:
    change(studied, "DELETE FROM log")
    shutil.rmtree(studied.parent / "journal")
    before = cli("cards", "-is:new", "--json").out
    assert cli("doctor", "--fix").code == 1
    assert cli("cards", "-is:new", "--json").out == before


def test_settings_that_cannot_be_read_are_told_with_their_line(cli: Cli, studied: Path) -> None:
    settings = studied.parent / "settings.toml"
    settings.write_text("new_per_day = 20\nreviews_per_day = many\n")
    ran = cli("doctor")
    assert ran.code == 1
    assert f"{settings}:2:" in ran.out
    assert "SQLite finds it sound" in ran.out, "the rest is looked at all the same"
