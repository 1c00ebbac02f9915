"""Concepts below what they build on."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, strategies as st

from studygpt.stats.concept_tree import TreePlace, order_by_needs

NAMES = st.sampled_from("a B c d E f g".split())
NEEDS = st.dictionaries(NAMES, st.sets(NAMES, max_size=4))


def test_each_stands_below_the_need_that_has_most_above_itself() -> None:
    needs = {"gpt": {"attention", "tokens"}, "attention": {"softmax"}, "bpe": {"tokens", "unheard of"}}
    assert order_by_needs(["gpt", "bpe", "attention", "tokens", "softmax"], needs) == [
        TreePlace("softmax", 0),
        TreePlace("attention", 1),
        TreePlace("gpt", 2),
        TreePlace("tokens", 0),
        TreePlace("bpe", 1),
    ]


def test_a_circle_is_broken_and_what_hangs_on_it_still_follows() -> None:
    places = order_by_needs(["a", "b", "c", "d"], {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert places == [TreePlace("a", 0), TreePlace("c", 1), TreePlace("b", 2), TreePlace("d", 1)]


def test_what_needs_itself_is_no_circle() -> None:
    assert order_by_needs(["a"], {"a": {"a"}}) == [TreePlace("a", 0)]


def test_a_chain_as_long_as_a_vault_can_be_followed() -> None:
    names = [f"{number:05}" for number in range(20_000)]
    needs = {after: {before} for before, after in pairwise(names)}
    assert order_by_needs(names, needs)[-1] == TreePlace("19999", 19_999)


@given(st.sets(NAMES), NEEDS)
def test_all_are_there_once_and_none_stands_before_what_it_hangs_on(
    names: set[str], needs: dict[str, set[str]]
) -> None:
    places = order_by_needs(names, needs)
    assert sorted(place.name for place in places) == sorted(names)
    path: list[str] = []
    for place in places:
        assert place.depth <= len(path)
        del path[place.depth :]
        if path:
            assert path[-1] in needs[place.name], "what it stands below is one of its needs"
        path.append(place.name)


@given(st.sets(NAMES), st.dictionaries(NAMES, st.sets(NAMES, max_size=4)))
def test_without_circles_each_is_deeper_than_all_that_it_needs(names: set[str], wanted: dict[str, set[str]]) -> None:
    needs = {name: {each for each in needed if each < name} for name, needed in wanted.items()}
    depth = dict(order_by_needs(names, needs))
    for name in names:
        assert all(depth[each] < depth[name] for each in needs.get(name, set()) & names)
