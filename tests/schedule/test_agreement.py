"""When a stored memory still counts as the one that the log leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studygpt.model import Memory, State
from studygpt.schedule.replay import same_memory

STORED = Memory(State.REVIEW, due_at=5, due_day=740_000, stability=12.0, difficulty=5.0, last_day=739_990, reps=4)


@pytest.mark.parametrize(("days", "same"), [(0, True), (1, True), (-1, True), (2, False), (-2, False)])
def test_a_due_day_may_be_one_off(days: int, same: bool) -> None:
    assert same_memory(STORED, replace(STORED, due_day=740_000 + days)) == same


@pytest.mark.parametrize(("factor", "same"), [(1.00009, True), (1.00011, False)])
def test_strength_may_differ_by_a_ten_thousandth(factor: float, same: bool) -> None:
    assert same_memory(STORED, replace(STORED, stability=12.0 * factor)) == same
    assert same_memory(STORED, replace(STORED, difficulty=5.0 * factor)) == same


@pytest.mark.parametrize("change", [{"reps": 5}, {"lapses": 1}, {"last_day": 739_991}, {"due_at": 6}])
def test_counts_and_days_must_be_the_same(change: dict[str, int]) -> None:
    assert not same_memory(STORED, replace(STORED, **change))
