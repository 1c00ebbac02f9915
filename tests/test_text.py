"""Intervals in few letters, and time in whole minutes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from studygpt.text import short_interval, whole_minutes

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "1m"),
        (MINUTE, "1m"),
        (10 * MINUTE, "10m"),
        (59 * MINUTE, "59m"),
        (59 * MINUTE + 29_999, "59m"),
        (59 * MINUTE + 30_000, "1h"),
        (HOUR, "1h"),
        (23 * HOUR, "23h"),
        (DAY - 1, "1d"),
        (DAY, "1d"),
        (4 * DAY, "4d"),
        (30 * DAY, "30d"),
        (31 * DAY, "1mo"),
        (76 * DAY, "2.5mo"),
        (365 * DAY, "1y"),
        (438 * DAY, "1.2y"),
        (3653 * DAY, "10y"),
        (36500 * DAY, "99.9y"),
    ],
)
def test_an_interval_is_told_in_the_words_that_people_use(ms: int, words: str) -> None:
    assert short_interval(ms) == words


@pytest.mark.parametrize(("ms", "minutes"), [(0, 1), (89_999, 1), (90_001, 2), (60_000_000, 1_000)])
def test_a_time_is_told_in_whole_minutes_and_never_as_none(ms: int, minutes: int) -> None:
    assert whole_minutes(ms) == minutes


_IN = {"m": 1.0, "h": 60.0, "d": 1440.0, "mo": 1440 * 30.44, "y": 1440 * 365.25}


@given(st.integers(0, 36500 * DAY))
def test_the_words_are_near_to_the_truth(ms: int) -> None:
    match = re.fullmatch(r"(\d+(?:\.\d)?)(m|h|d|mo|y)", short_interval(ms))
    assert match is not None
    minutes, unit = float(match[1]) * _IN[match[2]], _IN[match[2]]
    assert abs(minutes - ms / MINUTE) <= max(unit / 2, 1)
    assert float(match[1]) >= 1, "no interval is told as 0 of something"
