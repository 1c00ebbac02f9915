"""The journal: what was done is put back, whatever happened to the database."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from studygpt.store import journal
from studygpt.whole_files import part_of
from tests.commands.conftest import copy_place, done
from tests.commands.test_damage import RUINS, without_wal
from tests.conftest import Cli, HandClock, Program, Vault, living_in
from tests.long_form import in_long_form

pytestmark = pytest.mark.usefixtures("nothing_ships")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place where cards were graded before the day's backup and after it."""
    place = tmp_path_factory.mktemp("journal")
    vault = Vault(place / "vault")
    lines = "\n\n".join(f"What is number {number}?::The number {number}" for number in range(12))
    vault.write("a.md", f"#flashcards\n\n{lines}\n")
    with living_in(place) as clock:
        done("import", vault.path)
        ids = [each["id"] for each in done("due", "--json").objects]
        for card in ids[:2]:
            done("rate", card, "easy")
        done("backup")
        for card in ids[2:5]:
            clock.move(minutes=1)
            done("rate", card, "good")
        done("undo")
    return place


@pytest.fixture
def studied(made: Path, home: Path, clock: HandClock) -> Path:
    copy_place(made, home.parent)
    clock.move(minutes=9)
    return home / "studygpt.db"


def learned(cli: Cli) -> list[dict[str, Any]]:
    """What there is to know of every card."""
    found = cli("cards", "--json").objects
    assert found
    return found


def journal_of(file: Path) -> Path:
    (found,) = (file.parent / "journal").iterdir()
    return found


def delete(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("ruin", in_long_form([RUINS[2], delete], [*RUINS, delete]), ids=lambda ruin: ruin.__name__)
def test_what_was_done_since_the_backup_is_back_after_damage(cli: Cli, studied: Path, ruin: Any) -> None:
    before = learned(cli)
    without_wal(studied)
    ruin(studied)
    ran = cli("restore", "--yes")
    assert ran.code == 0, ran.err
    # Three grades and an undo.
    assert "put back: 4 acts from the journal" in ran.out
    assert learned(cli) == before
    assert cli("doctor").code == 0


@pytest.mark.parametrize("ruin", in_long_form(RUINS[1:2], RUINS), ids=lambda ruin: ruin.__name__)
def test_without_a_backup_the_journal_makes_a_new_database(cli: Cli, studied: Path, ruin: Any) -> None:
    before = learned(cli)
    shutil.rmtree(studied.parent / "backups")
    without_wal(studied)
    ruin(studied)
    assert cli("due").code == 3
    assert cli("restore").code == 2, "it asks first"
    ran = cli("restore", "--yes", "--json")
    assert ran.objects[0]["put_back"]["from_journal"] == 6
    cli("sync")
    assert [each for each in learned(cli) if each["reps"]] == [each for each in before if each["reps"]]
    assert cli("doctor").code == 0


def test_whoever_goes_back_on_purpose_is_there_and_stays_there(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    assert cli("restore", "--yes").code == 0
    then = learned(cli)
    assert sum(each["reps"] or 0 for each in then) == 2
    assert cli("doctor", "--fix").code == 0
    assert learned(cli) == then
    kept = next((studied.parent / "backups").glob("*before-restore*"))
    assert cli("restore", kept.name, "--yes").code == 0
    assert learned(cli) == before, "what was left out is in the copy of the database before"


def test_a_restore_that_was_killed_at_its_end_can_be_given_again(cli: Cli, studied: Path, program: Program) -> None:
    before = learned(cli)
    without_wal(studied)
    studied.write_bytes(b"")
    code = (
        "import os, signal\n"
        "from studygpt.cli import main\n"
        "from studygpt.commands import restore\n"
        "restore.put_back_all = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "main(['restore', '--yes'])\n"
    )
    assert program.python("-c", code).code == -signal.SIGKILL
    assert studied.read_bytes() == b"", "what is not whole is not put in place"
    assert "4 acts from the journal" in cli("restore", "--yes").out
    assert learned(cli) == before


def test_whoever_goes_back_may_keep_what_was_done_since(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    assert "4 acts from the journal" in cli("restore", "--yes", "--with-acts").out
    assert learned(cli) == before
    assert studied.exists()


def lose_last_acts(file: Path, many: int) -> None:
    """Leave the database as a power cut may."""
    with closing(sqlite3.connect(file)) as connection:
        newest = [row[0] for row in connection.execute("SELECT id FROM log ORDER BY clock DESC LIMIT ?", (many,))]
        connection.executemany("DELETE FROM log WHERE id = ?", [(each,) for each in newest])
        connection.execute("UPDATE memory SET state = 'new', reps = 0 WHERE card NOT IN (SELECT card FROM log)")
        connection.commit()


def test_the_next_command_puts_back_what_a_power_cut_took_and_says_so(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    lose_last_acts(studied, 2)
    ran = cli("due", "--json")
    assert ran.code == 0
    assert "the database lacked 2 acts" in ran.err
    assert learned(cli) == before
    assert cli("due").err == ""


def test_doctor_finds_acts_that_are_missing_in_the_middle(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    with closing(sqlite3.connect(studied)) as connection:
        connection.execute("DELETE FROM log WHERE clock = (SELECT min(clock) FROM log)")
        connection.commit()
    ran = cli("doctor")
    assert ran.code == 1
    assert "1 act of the journal is not in the database" in ran.out
    assert "1 act of the journal put back" in cli("doctor", "--fix").out
    assert cli("doctor").code == 0
    assert learned(cli) == before


def test_a_database_that_is_gone_is_not_begun_anew_in_silence(cli: Cli, studied: Path) -> None:
    studied.unlink()
    shutil.rmtree(studied.parent / "backups")
    ran = cli("cards", "--json")
    assert ran.code == 3
    assert "`studygpt restore` makes a new one with what its journal holds" in ran.err


def test_a_database_without_acts_is_not_filled_behind_the_learners_back(cli: Cli, studied: Path) -> None:
    with closing(sqlite3.connect(studied)) as connection:
        connection.execute("DELETE FROM log")
        connection.execute("UPDATE memory SET state = 'new'")
        connection.commit()
    ran = cli("cards", "-is:new", "--json")
    assert ran.objects == []
    assert "`studygpt doctor --fix`" in ran.err
    assert cli("doctor", "--fix").code == 0
    assert len(cli("cards", "-is:new", "--json").objects) == 4


def test_a_line_that_was_cut_off_costs_no_other(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    file = journal_of(studied)
    content = file.read_bytes()
    file.write_bytes(content + b'{"table":"log","row":{"id":12')
    (card,) = [each["id"] for each in before if not each["reps"]][-1:]
    assert cli("rate", card, "easy").code == 0
    after = learned(cli)
    lines = content.count(b"\n")
    ran = cli("doctor")
    assert ran.code == 0
    assert f"{file}:{lines + 1}: 1 line of the journal cannot be read" in ran.out.replace("\n", " ")
    lose_last_acts(studied, 1)
    assert "lacked 1 act " in cli("due").err
    assert learned(cli) == after


@pytest.mark.parametrize(
    ("was", "now"),
    [('"study_day":', '"study_day":-'), ('"form":"0007"', '"form":"9999"'), ('"form":"0007"', '"form":"x"')],
    ids=["value", "newer form", "no form"],
)
def test_an_act_that_makes_no_sense_is_told_and_stops_nothing(cli: Cli, studied: Path, was: str, now: str) -> None:
    file = journal_of(studied)
    lose_last_acts(studied, 4)
    content = file.read_text()
    assert was in content
    file.write_text(content.replace(was, now))
    ran = cli("due")
    assert ran.code == 0
    assert "makes no sense and cannot be put back" in ran.err
    fixed = cli("doctor", "--fix")
    assert fixed.code == 1
    assert "4 acts of" in fixed.out


def test_a_grade_counts_though_the_journal_cannot_be_written_and_that_is_said(
    cli: Cli, studied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(journal, "_append", full)
    (card,) = [each["id"] for each in learned(cli) if not each["reps"]][-1:]
    ran = cli("rate", card, "easy")
    assert ran.code == 0
    assert "the journal could not be written (No space left on device)" in ran.err
    assert cli("undo").code == 0
    assert studied.exists()


def test_a_card_that_came_after_the_backup_is_found_in_its_note_again(
    cli: Cli, studied: Path, clock: HandClock
) -> None:
    cli("backup")
    note = studied.parent.parent / "vault" / "new.md"
    note.write_text("#flashcards\n\nWhat came later?::A card that was edited\n")
    cli("sync")
    (card,) = (each["id"] for each in learned(cli) if "later" in each["front"])
    cli("rate", card, "easy")
    # After the grade its answer gets a word more, so the note alone leads to another id than the card had.
    note.write_text("#flashcards\n\nWhat came later?::A card that was edited again\n")
    clock.move(minutes=1)
    cli("sync")
    without_wal(studied)
    studied.write_bytes(b"")
    assert cli("restore", "--yes").code == 0
    cli("sync")
    (found,) = (each for each in learned(cli) if "later" in each["front"])
    assert (found["back"], found["reps"]) == ("A card that was edited again", 1)
    assert cli("doctor").code == 0


def test_rows_that_only_the_damaged_file_has_are_salvaged(cli: Cli, studied: Path) -> None:
    before = learned(cli)
    shutil.rmtree(studied.parent / "journal")
    without_wal(studied)
    with closing(sqlite3.connect(studied)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'notes'").fetchone()[0]
    content = bytearray(studied.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    studied.write_bytes(content)
    assert cli("doctor").code == 1
    ran = cli("restore", "--yes")
    assert "4 acts from the file as it was" in ran.out
    assert learned(cli) == before
    assert cli("doctor").code == 0


def test_unfinished_copies_of_killed_programs_are_cleared(cli: Cli, studied: Path) -> None:
    running = part_of(studied.parent / "backups" / "studygpt-20260504-110000-daily.db")
    killed = running.with_name(running.name.replace(f"-{os.getpid()}.", f"-{2**22 + 1}."))
    mine = running.name.split(".")[2].split("-")[0]
    elsewhere, forgotten = (killed.with_name(killed.name.replace(mine, other)) for other in ("0abc", "1def"))
    for part in (killed, running, elsewhere, forgotten):
        part.write_bytes(b"half of it")
    os.utime(forgotten, (0, 0))
    assert cli("backup").code == 0
    assert not killed.exists()
    assert running.exists()
    assert elsewhere.exists(), "a program on another computer, which shares the folder, may be writing it"
    assert not forgotten.exists()


def test_what_the_last_acts_wrote_is_in_the_copy_of_a_damaged_file(cli: Cli, studied: Path) -> None:
    with closing(sqlite3.connect(studied)) as connection:  # open, so that the next command leaves its pages in the log
        connection.execute("SELECT 1 FROM log").fetchone()
        (card,) = [each["id"] for each in learned(cli) if not each["reps"]][-1:]
        cli("rate", card, "easy")
        for more in ("", "-wal"):
            shutil.copy(f"{studied}{more}", studied.parent / f"open.db{more}")
    for more in ("", "-wal"):
        (studied.parent / f"open.db{more}").replace(f"{studied}{more}")
    with closing(sqlite3.connect(f"file:{studied}?mode=ro", uri=True)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_cards_note'"
        root = connection.execute(query).fetchone()[0]
    with studied.open("r+b") as opened:
        opened.seek((root - 1) * 4096)
        opened.write(b"\xff" * 4096)
    assert cli("doctor").code == 1
    assert cli("restore", "--yes").code == 0
    assert not [*(studied.parent / "backups").glob("*-wal")]


def test_files_of_the_journal_are_kept_for_a_week(cli: Cli, studied: Path, clock: HandClock) -> None:
    first = journal_of(studied)
    clock.move(days=3)
    assert cli("rate", learned(cli)[-1]["id"], "good").code == 0
    clock.move(days=4)
    cli("due")
    assert first.exists()
    clock.move(days=1)
    cli("due")
    assert not first.exists()
    assert len([*(studied.parent / "journal").iterdir()]) == 1, "that of the last grade"
