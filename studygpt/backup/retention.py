"""The copies of the database in `backups/`: their names, and which of them are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from studygpt.clock import system_clock

MANUAL, DAILY, DAMAGED = "manual", "daily", "damaged"
"""Why a copy was made: somebody asked for it, a day began, or the database was damaged and something took its place."""
_FORMAT = "%Y%m%d-%H%M%S"
_DAYS, _WEEKS, _MONTHS = 7, 5, 12
_ALL_OF_DAYS = 2


class Copy(NamedTuple):
    path: Path
    made: datetime
    """By the clocks where it was made."""
    reason: str


def folder_of(file: Path) -> Path:
    return file.parent / "backups"


def now_here() -> datetime:
    """What the clock on the wall says."""
    now = system_clock()()
    return datetime.fromtimestamp(now.at / 1000, timezone(timedelta(seconds=now.utc_offset)))


def new_place(file: Path, reason: str) -> Path:
    """Where a copy made now goes; never where one is already."""
    name = f"{file.stem}-{now_here().strftime(_FORMAT)}-{reason}"
    places = (folder_of(file) / f"{name}{more}.db" for more in ("", *(f".{number}" for number in range(2, 1000))))
    return next(place for place in places if not place.exists())


def copies_of(file: Path) -> list[Copy]:
    """The latest first."""
    named = re.compile(rf"{re.escape(file.stem)}-(\d{{8}}-\d{{6}})-(.+?)(?:\.(\d+))?\.db\Z")
    found = []
    try:
        entries = list(folder_of(file).iterdir())
    except OSError:
        return []
    for path in entries:
        match = named.match(path.name)
        if match:
            try:
                made = datetime.strptime(match[1], _FORMAT)
            except ValueError:  # no such day
                continue
            found.append((made, int(match[3] or 1), Copy(path, made, match[2])))
    return [copy for *_, copy in sorted(found, reverse=True)]


def to_drop(copies: Iterable[Copy], today: date) -> list[Copy]:
    """Those that others stand for: of each of the last days, weeks and months the latest stays.

    All of the last two days stay, and those that somebody asked for.
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
        if copy.reason == DAMAGED:  # it stands for no day: nobody can go back to it
            continue
        for within, period in periods:
            if within and period not in taken:
                taken.add(period)
                kept.add(copy.path)
    return [copy for copy in latest_first if copy.path not in kept]
