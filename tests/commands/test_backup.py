"""Backups: made by themselves and on request, thinned, and gone back to."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from studygpt import paths
from studygpt.backup.retention import DAILY, MANUAL, BackupFile, list_backups, superseded
from tests.commands.conftest import copy_place, done
from tests.conftest import TWO_CARDS, Cli, HandClock, Program, Vault, living_in
from tests.long_form import in_long_form

pytestmark = pytest.mark.usefixtures("nothing_ships")


@pytest.fixture(scope="session")
def place_with_ten_cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ten")
    vault = Vault(place / "vault")
    lines = "\n\n".join(f"What is number {number}?::The number {number}" for number in range(10))
    vault.write("a.md", f"#flashcards\n\n{lines}\n")
    with living_in(place):
        done("import", vault.path)
        for card in [each["id"] for each in done("due", "--json").objects][:2]:
            done("rate", card, "easy")
    return place


@pytest.fixture
def studied(place_with_ten_cards: Path, home: Path, clock: HandClock) -> Path:
    """A home whose database holds ten cards, two of them graded."""
    copy_place(place_with_ten_cards, home.parent)
    clock.move(minutes=1)
    return home


def grade(cli: Cli, many: int) -> None:
    for card in [each["id"] for each in cli("due", "--json").objects][:many]:
        assert cli("rate", card, "easy").code == 0


def reviews(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])


def made(home: Path, reason: str = "") -> list[Path]:
    return [copy.path for copy in list_backups(home / "studygpt.db") if reason in copy.reason]


# ---------------------------------------------------------------------- made


def test_a_backup_is_made_now_and_listed_with_what_it_holds(cli: Cli, studied: Path) -> None:
    ran = cli("backup")
    assert ran.code == 0
    assert "10 cards, 2 reviews" in ran.out
    (newest, *_) = cli("backup", "--list", "--json").objects
    assert newest["path"] in ran.out
    assert (newest["reason"], newest["cards"], newest["reviews"]) == ("manual", 10, 2)
    assert newest["last_review"] == "2026-05-04T12:00:00+00:00"
    assert "manual" in cli("backup", "--list").out
    assert cli("backup").code == 0, "twice in the same second"
    assert len(made(studied, MANUAL)) == 2


def test_each_day_on_which_one_studies_has_its_backup(cli: Cli, studied: Path, clock: HandClock) -> None:
    for _ in range(3):
        for words in (("due",), ("cards",), ("due", "--json")):
            assert cli(*words).err == ""
        clock.move(days=1)
    assert len(made(studied, DAILY)) == 3
    today = {"STUDYGPT_NOW": clock.now.isoformat()}
    assert Program(studied)("preview", studied.parent / "vault", environment=today).code == 0
    assert len(made(studied, DAILY)) == 3, "a day on which the database is not opened needs none"


def test_what_cannot_be_taken_back_is_preceded_by_a_backup(cli: Cli, studied: Path) -> None:
    assert cli("sources", "remove", "vault", "--yes").code == 0
    assert cli("cards", "--json").objects == []
    (copy,) = made(studied, "before-remove")
    assert cli("restore", copy.name, "--yes").code == 0
    assert len(cli("cards", "--json").objects) == 10


def test_a_home_with_nothing_but_what_ships_needs_no_backup(
    cli: Cli, home: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", TWO_CARDS)
    monkeypatch.setattr(paths, "shipped_decks", lambda: vault.path)
    assert len(cli("due", "--json").objects) == 2
    assert not (home / "backups").exists()


def test_a_daily_backup_that_fails_costs_nobody_the_answer(cli: Cli, studied: Path, clock: HandClock) -> None:
    clock.move(days=1)
    for path in made(studied):
        path.unlink()
    (studied / "backups").rmdir()
    (studied / "backups").write_text("in the way")
    ran = cli("due", "--json")
    assert ran.code == 0
    assert ran.objects
    assert "today's backup failed" in ran.err
    assert "Traceback" not in ran.err


def test_a_backup_is_never_half_of_one(cli: Cli, studied: Path, program: Program) -> None:
    code = (
        "import os, signal, sqlite3, sys\n"
        "from studygpt.backup import copies\n"
        "copies.find_damage = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from studygpt.cli import main\n"
        "main(['backup'])\n"
    )
    before = made(studied)
    code = code.replace("copies.find_damage =", "from studygpt.backup import backups\ncopies.find_damage =")
    assert program.python("-c", code).code == -signal.SIGKILL
    assert made(studied) == before
    assert cli("backup").code == 0


# ---------------------------------------------------------------------- thinned

TODAY = date(2026, 5, 4)
moments = st.lists(
    st.tuples(
        st.integers(0, 800), st.integers(0, 86_399), st.sampled_from([DAILY, DAILY, DAILY, MANUAL, "before-fit"])
    ),
    max_size=80,
    unique_by=lambda each: each[:2],
)


def copies_at(times: list[tuple[int, int, str]]) -> list[BackupFile]:
    midnight = datetime(2026, 5, 4)
    return [
        BackupFile(Path(f"{days}-{seconds}"), midnight - timedelta(days=days) + timedelta(seconds=seconds), reason)
        for days, seconds, reason in times
    ]


@given(moments)
def test_of_each_day_week_and_month_lately_one_stays_and_what_somebody_asked_for(
    times: list[tuple[int, int, str]],
) -> None:
    copies = copies_at(times)
    dropped = superseded(copies, TODAY)
    kept = [copy for copy in copies if copy not in dropped]
    assert all(copy.reason != MANUAL for copy in dropped)
    assert max(copies, key=lambda copy: copy.made, default=None) in (*kept, None), "the latest stays"
    assert all((TODAY - copy.made.date()).days >= 2 for copy in dropped)
    for copy in copies:
        day = copy.made.date()
        age = (TODAY - day).days
        if age < 7:
            assert any(other.made.date() == day for other in kept)
        if age < 35:
            assert any(other.made.isocalendar()[:2] == copy.made.isocalendar()[:2] for other in kept)
        if age < 330:
            assert any((other.made.year, other.made.month) == (day.year, day.month) for other in kept)
    assert superseded(kept, TODAY) == [], "thinning twice is thinning once"
    assert sum(copy.reason != MANUAL and (TODAY - copy.made.date()).days > 1 for copy in kept) <= 7 + 6 + 13


def test_a_year_of_daily_backups_leaves_a_handful(cli: Cli, studied: Path, clock: HandClock) -> None:
    """Usually the first days of the year, in the long form all of them."""
    asked = cli("backup", "--json").objects[0]["path"]
    for _ in range(in_long_form(45, 365)):
        clock.move(days=1)
        assert cli("undo" if clock.now.day == 1 else "decks").code in (0, 3)
    left = made(studied, DAILY)
    assert 10 <= len(left) <= 20
    assert Path(asked).exists()


# ---------------------------------------------------------------------- gone back to


def test_restore_shows_what_would_change_asks_and_keeps_the_present(cli: Cli, studied: Path, clock: HandClock) -> None:
    assert cli("backup").code == 0
    clock.move(days=1)
    before = cli("cards", "--json").out
    grade(cli, 3)
    after = cli("cards", "--json").out
    (copy,) = made(studied, MANUAL)
    refused = cli("restore", copy.name)
    assert refused.code == 2
    assert "--yes" in refused.err
    for line in ("cards        10", "reviews      5                 2", "2026-05-05 12:01  2026-05-04 12:00"):
        assert line in refused.out, refused.out
    assert cli("cards", "--json").out == after
    assert cli("restore", copy.name, "--yes").code == 0
    assert cli("cards", "--json").out == before
    (kept,) = made(studied, "before-restore")
    assert reviews(kept) == 5
    assert cli("restore", kept.name, "--yes").code == 0
    assert cli("cards", "--json").out == after
    assert cli("doctor").code == 0


def test_without_a_name_it_is_the_newest_good_one(cli: Cli, studied: Path, clock: HandClock) -> None:
    cli("backup")
    clock.move(days=1)
    grade(cli, 1)
    cli("backup")
    newest, *_ = made(studied, MANUAL)
    for path in made(studied):
        if path != newest and reviews(path) == 3:
            path.unlink()
    newest.write_bytes(newest.read_bytes()[:5000])
    assert cli("restore", newest.name, "--yes").code == 3
    assert cli("restore", "--yes").code == 0
    assert reviews(studied / "studygpt.db") in (2, 3)
    assert [each["cards"] for each in cli("backup", "--list", "--json").objects if each["path"] == str(newest)] == [
        None
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("2026", 0), ("2026-05-04", 0), ("2027", 2), ("nonsense", 2), ("", 2), ("studygpt.db", 2)]
)
def test_a_backup_is_named_by_its_file_or_the_beginning_of_its_time(
    cli: Cli, studied: Path, name: str, code: int
) -> None:
    cli("backup")
    ran = cli("restore", studied / name if name.endswith(".db") else name, "--yes")
    assert ran.code == code, ran
    assert "Traceback" not in ran.err


def test_any_copy_of_a_database_can_be_gone_back_to_and_nothing_else(cli: Cli, studied: Path, tmp_path: Path) -> None:
    copy = Path(cli("backup", "--json").objects[0]["path"])
    elsewhere = copy.rename(tmp_path / "usb.db")
    grade(cli, 2)
    assert cli("restore", elsewhere, "--yes").code == 0
    assert reviews(studied / "studygpt.db") == 2
    diary = tmp_path / "diary.db"
    diary.write_text("Dear diary")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE x (y)")
        connection.commit()
    for wrong in (diary, tmp_path / "other.db"):
        ran = cli("restore", wrong, "--yes")
        assert ran.code == 3
        assert str(wrong) in ran.err
    assert reviews(studied / "studygpt.db") == 2


def test_a_backup_of_an_older_program_is_brought_up_to_date(cli: Cli, studied: Path) -> None:
    from studygpt.store.database import Database
    from studygpt.store.upgrade import upgrade

    old = studied / "backups" / "studygpt-20250101-120000-daily.db"
    database = Database(old)
    upgrade(database, "0002")
    database.close()
    assert cli("restore", "2025", "--yes").code == 0
    assert cli("cards", "--json").objects == []
    assert len(made(studied, "before-restore")) == 1


def test_a_program_that_is_open_meanwhile_sees_what_was_gone_back_to(cli: Cli, studied: Path, clock: HandClock) -> None:
    from studygpt.study import Study

    cli("backup")
    study = Study.open(clock)
    graded = study.review.grade(study.review.due()[0], 4).card  # type: ignore[arg-type]
    (copy,) = made(studied, MANUAL)
    assert cli("restore", copy.name, "--yes").code == 0
    assert study.library.card(str(graded.id)).memory.reps == 0
    study.review.grade(study.review.due()[0], 4)  # type: ignore[arg-type]
    study.close()
    assert cli("doctor").code == 0
    assert reviews(studied / "studygpt.db") == 3


def test_killed_in_the_middle_the_present_is_still_there(cli: Cli, studied: Path, program: Program) -> None:
    cli("backup")
    (copy,) = made(studied, MANUAL)
    grade(cli, 2)
    before = cli("cards", "--json").out
    code = (
        "import os, signal\n"
        "from studygpt.cli import main\n"
        "from studygpt.backup import copies\n"
        "copies._finish_restored = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"main(['restore', {copy.name!r}, '--yes'])\n"
    )
    assert program.python("-c", code).code == -signal.SIGKILL
    assert cli("doctor").code == 0
    shown = cli("cards", "--json").out
    assert shown == before or reviews(made(studied, "before-restore")[0]) == 4
