"""The backup files in `backups/`: their names, and the rule that decides which of them are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from studygpt.clock import system_clock

MANUAL, DAILY, DAMAGED, MERGED = "manual", "daily", "damaged", "merged"
"""The reasons for a backup: a person asked for it, it is the day's, a damaged database was replaced, it was merged."""
BEFORE_MERGE, BEFORE_IMPORT = "before-merge", "before-import"
"""Another memory was about to be added."""
_FORMAT = "%Y%m%d-%H%M%S"
_DAYS, _WEEKS, _MONTHS = 7, 5, 12
_ALL_OF_DAYS = 2


class BackupFile(NamedTuple):
    """A copy of a database; its name says when and why it was made."""

    path: Path
    made: datetime
    """The local time at which the copy was made."""
    reason: str


def backup_folder(file: Path) -> Path:
    """Return the folder of a database's backups."""
    return file.parent / "backups"


def local_now() -> datetime:
    """Return the present moment with the local offset from UTC."""
    now = system_clock()()
    return datetime.fromtimestamp(now.at / 1000, timezone(timedelta(seconds=now.utc_offset)))


def new_path(file: Path, reason: str) -> Path:
    """Return an unused path for a backup that is made now."""
    name = f"{file.stem}-{local_now().strftime(_FORMAT)}-{reason}"
    places = (backup_folder(file) / f"{name}{more}.db" for more in ("", *(f".{number}" for number in range(2, 1000))))
    return next(place for place in places if not place.exists())


def list_backups(file: Path) -> list[BackupFile]:
    """Return the backups of a database, the latest first."""
    named = re.compile(rf"{re.escape(file.stem)}-(\d{{8}}-\d{{6}})-(.+?)(?:\.(\d+))?\.db\Z")
    found = []
    try:
        entries = list(backup_folder(file).iterdir())
    except OSError:
        return []
    for path in entries:
        match = named.match(path.name)
        if match:
            try:
                made = datetime.strptime(match[1], _FORMAT)
            except ValueError:  # not a valid date
                continue
            found.append((made, int(match[3] or 1), BackupFile(path, made, match[2])))
    return [copy for *_, copy in sorted(found, reverse=True)]


def superseded(copies: Iterable[BackupFile], today: date) -> list[BackupFile]:
    """Return the backups that may be deleted.

    These backups are kept: the latest of each of the last days, weeks and months; all backups of the last two days; all
    that a person asked for; all copies of damaged databases; and the latest backup.
    """
    latest_first = sorted(copies, key=lambda copy: copy.made, reverse=True)
    kept: set[Path] = {copy.path for copy in latest_first[:1]}
    taken: set[tuple[object, ...]] = set()
    for copy in latest_first:
        day = copy.made.date()
        age = (today - day).days
        months = (today.year - day.year) * 12 + today.month - day.month
        periods: list[tuple[bool, tuple[object, ...]]] = [
            (age < _DAYS, ("day", day)),
            (age < _WEEKS * 7, ("week", *day.isocalendar()[:2])),
            (months < _MONTHS, ("month", day.year, day.month)),
        ]
        if age < _ALL_OF_DAYS or copy.reason in (MANUAL, DAMAGED):
            kept.add(copy.path)
        if copy.reason == DAMAGED:  # a damaged copy cannot be restored, so it does not count as the backup of its day
            continue
        for within, period in periods:
            if within and period not in taken:
                taken.add(period)
                kept.add(copy.path)
    return [copy for copy in latest_first if copy.path not in kept]
