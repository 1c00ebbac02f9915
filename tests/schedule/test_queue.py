"""Today's queue: how much of it, in which order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studygpt.schedule.queue import Room, in_order, new_in_turn, room_today
from studygpt.settings import Settings


@pytest.mark.parametrize(
    ("new_done", "reviews_done", "room"),
    [(0, 0, Room(20, 200)), (5, 30, Room(15, 170)), (20, 200, Room(0, 0)), (25, 300, Room(0, 0))],
)
def test_a_day_holds_what_the_settings_say_less_what_was_done(new_done: int, reviews_done: int, room: Room) -> None:
    assert room_today(Settings(new_per_day=20, reviews_per_day=200), new_done, reviews_done) == room


def test_new_cards_of_several_sources_take_turns_the_first_source_first() -> None:
    mine, shipped = ["m1", "m2", "m3", "m4"], ["s1", "s2"]
    assert new_in_turn([mine, shipped], 3) == ["m1", "s1", "m2"]
    assert new_in_turn([mine, shipped], 99) == ["m1", "s1", "m2", "s2", "m3", "m4"]
    assert new_in_turn([[], shipped], 5) == ["s1", "s2"]
    assert new_in_turn([mine, shipped], 0) == []
    assert new_in_turn([], 5) == []


names = st.integers(0, 12).map(lambda number: [str(index) for index in range(number)])


@given(names, names, names)
def test_steps_come_first_and_new_cards_stand_among_the_reviews(
    learning: list[str], reviews: list[str], new: list[str]
) -> None:
    learning, reviews, new = [f"l{x}" for x in learning], [f"r{x}" for x in reviews], [f"n{x}" for x in new]
    order = in_order(learning, reviews, new)
    assert order[: len(learning)] == learning
    assert [card for card in order if card[0] == "r"] == reviews, "each kind keeps its own order"
    assert [card for card in order if card[0] == "n"] == new
    assert len(order) == len(learning) + len(reviews) + len(new)
    if reviews and new:
        assert order[len(learning)][0] == "r", "a review comes before the first new card"
    if len(new) <= len(reviews):
        assert not any(a[0] == b[0] == "n" for a, b in pairwise(order)), "never two new cards in a row"


def test_new_cards_are_spread_and_not_put_at_one_end() -> None:
    assert in_order(["l"], ["r1", "r2", "r3", "r4"], ["n1", "n2"]) == ["l", "r1", "r2", "n1", "r3", "r4", "n2"]
    assert in_order([], ["r1"], ["n1", "n2"]) == ["r1", "n1", "n2"]
