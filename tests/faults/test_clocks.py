"""Clocks that are wrong, go back, jump by years or change to summer time, in many zones."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tests.conftest import TWO_CARDS, Cli, HandClock, Vault
from tests.long_form import in_long_form

ZONES = [
    "Europe/Berlin", "Australia/Lord_Howe",
    *in_long_form((), (
        "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "UTC", "Europe/London",
        "Europe/Lisbon", "Europe/Moscow", "Africa/Casablanca", "Africa/Cairo", "Asia/Tehran", "Asia/Gaza",
        "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Asia/Pyongyang", "Australia/Adelaide", "Australia/Sydney",
        "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Honolulu",
        "America/Anchorage", "America/Los_Angeles", "America/Havana", "America/Santiago", "America/Sao_Paulo",
        "Antarctica/Troll",
    )),
]  # fmt: skip
"""Whole, half and quarter hours from UTC; summer time of an hour, half an hour and two; both sides of the date line."""


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param not in available_timezones():
        pytest.skip(f"this machine does not know {request.param}")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield str(request.param)
    monkeypatch.undo()
    time.tzset()


def changes_of(zone: str, year: int) -> list[datetime]:
    """Return the instants of a year at which the clocks of a zone change."""
    hours = (datetime(year, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(hours=hour) for hour in range(366 * 24))
    local = [(at, at.astimezone(ZoneInfo(zone)).utcoffset()) for at in hours]
    return [at for (_, before), (at, now) in pairwise(local) if before != now]


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.parametrize("zone", ZONES, indirect=True)
def test_days_due_dates_and_undo_stay_sane_where_the_clocks_change(
    cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """A grade on each side of every change: no card is due in the past, and an undo takes back the last one."""
    vault.write("a.md", TWO_CARDS)
    assert cli("import", vault.path).code == 0
    card = cli("due", "--json").objects[0]["id"]
    graded = 0
    for change in changes_of(zone, 2026) or [datetime(2026, 3, 29, 1, tzinfo=ZoneInfo("UTC"))]:
        for minutes in (-30, 30):
            now = change + timedelta(minutes=minutes)
            monkeypatch.setenv("STUDYGPT_NOW", now.astimezone(ZoneInfo(zone)).isoformat())
            (after,) = cli("rate", card, "good", "--json").objects
            assert datetime.fromisoformat(after["due"]) > now
            graded += 1
            assert cli("undo").code == 0
            assert cli("rate", card, "easy").code == 0
    told = json.loads(cli("stats", "--json").out)["overall"]
    assert told["reviews"] == graded
    assert cli("doctor").code == 0


@pytest.mark.usefixtures("nothing_ships")
def test_a_clock_that_goes_back_and_forth_by_years_costs_no_grade(cli: Cli, vault: Vault, clock: HandClock) -> None:
    vault.write("a.md", TWO_CARDS)
    assert cli("import", vault.path).code == 0
    first, second = (each["id"] for each in cli("due", "--json").objects)
    for days in (0, 3_652, -7_304, 3_651.5):
        clock.move(days=days)
        (after,) = cli("rate", first, "good", "--json").objects
        assert datetime.fromisoformat(after["due"]) > clock.now
        for words in (
            ("due",),
            ("stats",),
            ("stats", "--json"),
            ("cards", "rated:7"),
            ("sync",),
            ("review", "--plain"),
        ):
            ran = cli(*words, stdin="q\n")
            assert (ran.code, ran.err) == (0, ""), words
    assert cli("rate", second, "again").code == 0
    for taken, left in ((second, 4), (first, 3), (first, 2)):
        assert [each["id"] for each in cli("undo", "--json").objects] == [taken]
        assert json.loads(cli("stats", "--json").out)["overall"]["reviews"] == left
    assert cli("doctor").code == 0
