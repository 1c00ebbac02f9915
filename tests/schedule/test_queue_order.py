"""Today's queue: how much of it, in which order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from studygpt.schedule.queue_order import DayLimits, Done, Entry, build_queue, in_order, in_turn, interleaved
from studygpt.settings import Settings


def entries(*names: str, deck: str = "gpt", concept: object = None) -> list[Entry]:
    return [Entry(name, ("note", name), deck, concept) for name in names]


def room(new: int = 99, reviews: int = 99, **more: dict[str, int]) -> DayLimits:
    return DayLimits(Settings(new_per_day=new, reviews_per_day=reviews, **more), Done(0, 0))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("new_done", "reviews_done", "left"),
    [(0, 0, (20, 200)), (5, 30, (15, 170)), (20, 200, (0, 0)), (25, 300, (0, 0))],
)
def test_a_day_holds_what_the_settings_say_less_what_was_done(
    new_done: int, reviews_done: int, left: tuple[int, int]
) -> None:
    found = DayLimits(Settings(new_per_day=20, reviews_per_day=200), Done(new_done, reviews_done))
    assert (found.new, found.reviews) == left


def test_a_day_can_be_raised() -> None:
    found = DayLimits(Settings(new_per_day=20, reviews_per_day=200), Done(20, 200), more_new=5, more_reviews=10)
    assert (found.new, found.reviews) == (5, 10)


def test_a_deck_has_limits_of_its_own_and_the_others_use_what_is_left() -> None:
    limited = DayLimits(Settings(new_per_day=4, new_per_deck={"bpe": 2}), Done(1, 0, {"flashcards/bpe/merges": (1, 0)}))
    bpe, rest = entries("b1", "b2", deck="flashcards/bpe"), entries("r1", "r2", "r3")
    today = build_queue([], [], [[*bpe, *rest]], limited, (), bury_siblings=True)
    assert [entry.card for entry in today.new] == ["b1", "r1", "r2"]


def test_of_siblings_a_day_shows_one_and_none_of_a_passage_that_was_seen() -> None:
    pair = [Entry(name, ("note", 3), "gpt") for name in ("a", "b")]
    assert build_queue([], pair, [], room(), (), bury_siblings=True).cards == ["a"]
    assert build_queue([], pair[:1], [pair[1:]], room(), (), bury_siblings=True).cards == ["a"]
    assert build_queue(pair[:1], pair[1:], [], room(), (), bury_siblings=True).cards == ["a"]
    assert build_queue([], pair, [], room(), [(("note", 3), "c")], bury_siblings=True).cards == []
    assert build_queue([], pair, [], room(), [(("note", 3), "b")], bury_siblings=True).cards == ["b"], (
        "not its own sibling"
    )
    assert build_queue([], pair, [], room(), [(("note", 3), "c")], bury_siblings=False).cards == ["a", "b"]


def test_what_is_most_at_risk_comes_first_and_is_what_a_full_day_keeps() -> None:
    cards = [Entry(f"r{risk}", ("n", risk), "gpt", risk=risk) for risk in (1, 9, 4, 7)]
    assert build_queue([], cards, [], room(reviews=3), (), bury_siblings=True).cards == ["r9", "r7", "r4"]


def test_concepts_take_turns() -> None:
    cards = [*entries("a1", "a2", "a3", concept="a"), *entries("b1", concept="b"), *entries("c1", concept="c")]
    assert [entry.card for entry in interleaved(cards)] == ["a1", "b1", "a2", "c1", "a3"]


def test_a_concept_comes_early_only_when_it_is_more_than_half_of_what_is_left() -> None:
    cards = [entry for name in ("b1", "c1", "a1", "a2", "d1") for entry in entries(name, concept=name[0])]
    assert [entry.card for entry in interleaved(cards)] == ["b1", "c1", "a1", "d1", "a2"]


@given(st.lists(st.integers(0, 4), max_size=30))
def test_concepts_that_can_be_kept_apart_are(concepts: list[int]) -> None:
    cards = [Entry(str(at), at, "gpt", concept) for at, concept in enumerate(concepts)]  # type: ignore[arg-type]
    mixed = interleaved(cards)
    assert sorted(mixed) == sorted(cards)
    most = max((concepts.count(each) for each in concepts), default=0)
    if most <= (len(concepts) + 1) // 2:
        assert not any(a.concept == b.concept for a, b in pairwise(mixed))
    for concept in set(concepts):
        own = [entry for entry in mixed if entry.concept == concept]
        assert own == [entry for entry in cards if entry.concept == concept], "each concept keeps its order"


def test_new_cards_of_several_sources_take_turns_the_first_source_first() -> None:
    mine, shipped = ["m1", "m2", "m3", "m4"], ["s1", "s2"]
    assert in_turn([mine, shipped]) == ["m1", "s1", "m2", "s2", "m3", "m4"]
    assert in_turn([[], shipped]) == ["s1", "s2"]
    assert in_turn([]) == []


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


@given(st.lists(st.integers(0, 3), max_size=30))
def test_cards_keep_their_order_but_for_one_concept_twice_in_a_row(concepts: list[int]) -> None:
    """Each card is the one that has waited longest, unless its concept was the last or another must come early."""
    waiting = [Entry(str(at), ("n", at), "gpt", concept) for at, concept in enumerate(concepts)]
    last: object = None
    for entry in interleaved(waiting):
        left = [each.concept for each in waiting]
        early = next((each for each in left if each != last and left.count(each) * 2 > len(left)), None)
        wanted = [each for each in waiting if (each.concept == early if early is not None else each.concept != last)]
        assert entry == (wanted or waiting)[0]
        waiting.remove(entry)
        last = entry.concept
