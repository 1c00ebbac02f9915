"""Study days: they turn at 04:00 where one is, through summer time and travel."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from studygpt.clock import moment
from studygpt.model import Moment
from studygpt.schedule.days import day_start, study_day
from tests.conftest import moment_in, moment_of

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kathmandu"]
FIRST = datetime(1970, 1, 1)


def day_of(zone: str, text: str, starts_at: int = 4) -> str:
    """The date of a study day, which is easier to read than its number."""
    return str((FIRST + timedelta(days=study_day(moment_in(zone, text), starts_at))).date())


@pytest.mark.parametrize("zone", ZONES)
def test_a_study_day_turns_at_four_in_the_morning_on_local_clocks(zone: str) -> None:
    assert day_of(zone, "2026-05-04 03:59:59") == "2026-05-03"
    assert day_of(zone, "2026-05-04 04:00") == "2026-05-04"
    assert day_of(zone, "2026-05-04 23:59") == "2026-05-04"
    assert day_of(zone, "2026-05-05 00:00") == "2026-05-04"


def test_the_hour_at_which_a_day_turns_can_be_chosen() -> None:
    assert day_of("Europe/Berlin", "2026-05-04 00:00", 0) == "2026-05-04"
    assert day_of("Europe/Berlin", "2026-05-03 23:59", 0) == "2026-05-03"
    assert day_of("Europe/Berlin", "2026-05-04 22:59", 23) == "2026-05-03"
    assert day_of("Europe/Berlin", "2026-05-04 23:00", 23) == "2026-05-04"


@pytest.mark.parametrize("date", ["2026-03-29", "2026-10-25"], ids=["summer time begins", "summer time ends"])
def test_a_change_of_clocks_moves_no_study_day(date: str) -> None:
    assert day_of("Europe/Berlin", f"{date} 03:59") < date
    assert day_of("Europe/Berlin", f"{date} 04:00") == date


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-03-28", 23), ("2026-10-24", 25), ("2026-05-04", 24)], ids=["spring", "autumn", "May"]
)
def test_the_study_day_around_a_change_of_clocks_is_an_hour_shorter_or_longer(date: str, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    begins = datetime.fromisoformat(f"{date} 04:00").replace(tzinfo=berlin).astimezone(UTC)
    day = study_day(moment_of(begins.astimezone(berlin)), 4)
    minutes = 0
    while study_day(moment_of((begins + timedelta(minutes=minutes)).astimezone(berlin)), 4) == day:
        minutes += 15
    assert minutes == hours * 60


@pytest.mark.parametrize("zone", ZONES)
def test_days_never_run_backwards_in_one_place(zone: str) -> None:
    place = ZoneInfo(zone)
    when = datetime(2026, 1, 1, tzinfo=UTC)
    last = study_day(moment_of(when.astimezone(place)), 4)
    for _ in range(365 * 48):
        when += timedelta(minutes=30)
        day = study_day(moment_of(when.astimezone(place)), 4)
        assert last <= day <= last + 1
        last = day


@given(st.integers(0, 4_000_000_000_000), st.integers(-12 * 3600, 14 * 3600), st.integers(0, 23))
def test_every_moment_lies_in_its_study_day(at: int, offset: int, starts_at: int) -> None:
    day = study_day(Moment(at, offset), starts_at)
    assert day_start(day, offset, starts_at) <= at < day_start(day + 1, offset, starts_at)
    assert study_day(Moment(day_start(day, offset, starts_at), offset), starts_at) == day
    assert study_day(Moment(day_start(day, offset, starts_at) - 1, offset), starts_at) == day - 1


def test_a_traveller_has_the_day_of_the_place() -> None:
    instant = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)
    days = {zone: study_day(moment_of(instant.astimezone(ZoneInfo(zone))), 4) for zone in ("Asia/Tokyo", "UTC")}
    assert days["Asia/Tokyo"] == days["UTC"], "03:00 in Tokyo still belongs to the day before"
    later = instant + timedelta(hours=1)
    assert study_day(moment_of(later.astimezone(ZoneInfo("Asia/Tokyo"))), 4) == days["UTC"] + 1


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
def test_the_machines_clock_knows_summer_time() -> None:
    for text, hours in (
        ("2026-03-29 00:59", 1),
        ("2026-03-29 01:00", 2),
        ("2026-10-25 00:59", 2),
        ("2026-10-25 01:00", 1),
    ):
        at = round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)
        assert moment(at) == Moment(at, hours * 3600), text
