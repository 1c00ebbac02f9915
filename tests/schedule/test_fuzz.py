"""The spread of intervals: within its bounds, decided by the card, the same on every device."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, strategies as st

from studygpt.schedule.fuzz import fuzz_range, fuzzed, seeded_fraction
from tests.conftest import Program

intervals = st.floats(0.01, 40_000)
fractions = st.floats(0, 1, exclude_max=True)
maxima = st.sampled_from([1, 2, 3, 30, 365, 36500])


def expected_range(days: float) -> tuple[float, float]:
    """A day, and 15 % of the days from 2.5 to 7, 10 % of those to 20, 5 % of the rest: exactly."""
    interval, zero = Fraction(days), Fraction(0)
    spread = (
        1
        + Fraction(15, 100) * (min(interval, Fraction(7)) - Fraction(5, 2))
        + Fraction(10, 100) * max(zero, min(interval, Fraction(20)) - 7)
        + Fraction(5, 100) * max(zero, interval - 20)
    )
    return float(interval - spread), float(interval + spread)


@given(intervals, fractions, maxima)
def test_an_interval_is_spread_within_its_bounds(interval: float, fraction: float, maximum: int) -> None:
    days = fuzzed(interval, fraction, maximum)
    assert 1 <= days <= maximum
    if interval < 2.5:
        assert days == min(max(1, round(interval)), maximum), "short intervals are not spread"
        return
    low, high = expected_range(interval)
    assert min(max(2, low - 0.501), maximum) <= days <= max(min(high + 0.501, maximum), 1)


def test_the_bounds_are_those_that_anki_uses() -> None:
    assert fuzz_range(2.4, 36500) == (2, 2)
    assert fuzz_range(3, 36500) == (2, 4)
    assert fuzz_range(10, 36500) == (8, 12)
    assert fuzz_range(100, 36500) == (93, 107)
    assert fuzz_range(100, 100) == (93, 100)
    assert fuzz_range(100, 50) == (50, 50)


@given(intervals, fractions, st.integers(1, 40_000), maxima)
def test_an_interval_can_be_kept_from_being_shorter_than_a_worse_grades(
    interval: float, fraction: float, at_least: int, maximum: int
) -> None:
    assert min(at_least, maximum) <= fuzzed(interval, fraction, maximum, at_least) <= maximum


def test_cards_that_were_learned_together_come_back_on_every_day_of_the_spread() -> None:
    days = {fuzzed(30, seeded_fraction(f"card{number}", 3), 36500) for number in range(500)}
    low, high = fuzz_range(30, 36500)
    assert days == set(range(low, high + 1))


def test_a_card_is_not_spread_the_same_way_for_ever() -> None:
    assert len({seeded_fraction("card", reps) for reps in range(50)}) == 50


def test_the_spread_is_the_same_in_every_process(program: Program) -> None:
    here = [seeded_fraction(card, reps) for card in ("abc", "xyz") for reps in range(3)]
    code = (
        "from studygpt.schedule.fuzz import seeded_fraction as f; "
        "print([f(card, reps) for card in ('abc', 'xyz') for reps in range(3)])"
    )
    for seed in ("1", "2"):
        assert program.python("-c", code, environment={"PYTHONHASHSEED": seed}).out.strip() == str(here)
    assert all(0 <= each < 1 for each in here)
