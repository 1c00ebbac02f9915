"""Which backups are kept: each limit with the last backup inside it and the first one outside."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from studygpt.backup.retention import DAILY, DAMAGED, MANUAL, BackupFile, list_backups, superseded

TODAY = date(2026, 6, 23)
"""A Tuesday."""


def made(when: str, reason: str = DAILY) -> BackupFile:
    moment = datetime.fromisoformat(f"2026-{when}" if len(when) < 12 else when)
    return BackupFile(Path(f"{moment:%Y%m%d-%H%M%S}-{reason}.db"), moment, reason)


def is_kept(old: BackupFile, *newer: BackupFile) -> bool:
    return old not in superseded([old, *newer], TODAY)


@pytest.mark.parametrize(("old", "kept"), [("06-17T12", True), ("06-16T12", False)])
def test_each_of_the_last_seven_days_keeps_one(old: str, kept: bool) -> None:
    """The newer one, of the same week and month, is the week's and the month's."""
    assert is_kept(made(old), made("06-18T12")) == kept


@pytest.mark.parametrize(("old", "kept"), [("05-20T12", True), ("05-19T12", False)])
def test_each_week_of_the_last_thirty_five_days_keeps_one(old: str, kept: bool) -> None:
    assert is_kept(made(old), made("05-28T12"), made("06-22T12")) == kept


@pytest.mark.parametrize(("old", "kept"), [("2025-07-01T12", True), ("2025-06-30T12", False)])
def test_each_of_the_last_twelve_months_keeps_one(old: str, kept: bool) -> None:
    assert is_kept(made(old), made("06-22T12")) == kept


@pytest.mark.parametrize(("old", "newer", "kept"), [("06-22T10", "06-22T12", True), ("06-21T10", "06-21T12", False)])
def test_today_and_yesterday_keep_all(old: str, newer: str, kept: bool) -> None:
    assert is_kept(made(old), made(newer)) == kept


@pytest.mark.parametrize("reason", [MANUAL, DAMAGED])
def test_what_a_person_asked_for_and_what_was_damaged_stay_for_ever(reason: str) -> None:
    assert is_kept(made("2019-01-01T12", reason), made("06-22T12"))


def test_the_latest_stays_however_old_it_is() -> None:
    assert is_kept(made("2019-01-01T12"))


def test_of_backups_made_in_one_second_the_one_with_the_higher_number_is_the_later(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    names = ["study-20260622-120000-manual.db", *(f"study-20260622-120000-manual.{number}.db" for number in (2, 3, 10))]
    for name in names:
        (tmp_path / "backups" / name).touch()
    assert [copy.path.name for copy in list_backups(tmp_path / "study.db")] == names[::-1]
