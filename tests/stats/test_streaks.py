"""Streaks, the year and mastery."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from studygpt.charts.bars import block_bar
from studygpt.charts.year_calendar import day_cell, year_lines, year_row
from studygpt.stats.figures import longest_run
from studygpt.stats.streaks import WEEKS, Mastery, Streak, calendar_weeks, streak, weekday

EPOCH = date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), Streak(0, False)),
        ((100,), Streak(1, True)),
        ((99,), Streak(1, False)),
        ((98,), Streak(0, False)),
        ((97, 98, 99, 100), Streak(4, True)),
        ((95, 97, 98, 99), Streak(3, False)),
    ],
)
def test_a_streak_lasts_until_a_whole_day_went_by(days: tuple[int, ...], expected: Streak) -> None:
    assert streak(set(days), 100) == expected


@pytest.mark.parametrize(
    ("days", "longest"),
    [((), 0), ((99,), 1), ((97, 99), 1), ((97, 98), 2), ((90, 91, 92, 94, 95), 3), ((90, 91, 93, 94, 95), 3)],
)
def test_the_longest_streak_is_the_most_days_in_a_row(days: tuple[int, ...], longest: int) -> None:
    assert longest_run(days) == longest


@given(st.integers(10_000, 40_000))
def test_the_year_ends_with_today_and_its_weeks_begin_on_monday(today: int) -> None:
    when = date.fromordinal(EPOCH + today)
    assert weekday(today) == when.weekday()
    year = calendar_weeks({today: 12, today - 1: 1}, today)
    assert len(year) == WEEKS
    days = [day for week in year for day in week]
    assert days[-7:].count(None) == 6 - when.weekday()
    lived = [day for day in days if day is not None]
    assert lived[-2:] == [1, 12]
    assert sum(lived) == 13
    lines = year_lines(year, date.fromordinal(EPOCH + today - when.weekday() - 7 * (WEEKS - 1)))
    assert len(lines) == 8
    assert max(map(len, lines)) <= 4 + WEEKS + 1
    assert lines[1 + when.weekday()].endswith("▒")
    assert len(year_row(year)) == WEEKS


def test_the_more_a_day_saw_the_denser_it_is_and_a_day_to_come_is_blank() -> None:
    assert [day_cell(count) for count in (None, 0, 1, 9, 10, 29, 30, 99, 100, 5_000)] == list(" ·░░▒▒▓▓██")


def test_mastery_is_the_part_of_the_cards_that_would_be_recalled() -> None:
    assert Mastery("none", 0, 0, 0.0).share == 0
    assert Mastery("new", 3, 0, 0.0).share == 0
    assert Mastery("half", 5, 3, 2.8).share == pytest.approx(2.8 / 3 * 3 / 5)


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_bar_is_as_wide_as_it_was_asked_to_be_and_full_only_at_the_end(share: float, width: int) -> None:
    drawn = block_bar(share, width)
    assert len(drawn) == width
    assert ("█" in drawn) == (share > 0)
    assert ("░" in drawn) == (share < 1) or width == 1
