"""Two wordings are aligned without loss, and in little work whatever they are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, strategies as st

from studygpt.render import alignment
from studygpt.render.alignment import aligned, likeness
from studygpt.render.changed_words import changed_words
from studygpt.render.typed_answer import compared

pieces = st.lists(st.sampled_from(["a", "b", "ab", "", "é"]), max_size=12)


@given(pieces, pieces, st.sampled_from([0, 20_000]))
def test_stretches_cover_both_wordings_and_say_where_they_agree(old: list[str], new: list[str], most: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(alignment, "_MOST_PAIRS", most)
        stretches = aligned(old, new)
        assert likeness(old, new) == (2 * sum(each.last - each.first for each in stretches if each.same) / max(
            1, len(old) + len(new)
        ) if old or new else 1)  # fmt: skip
    at, to = 0, 0
    for same, first, last, begin, end in stretches:
        assert (first, begin) == (at, to)
        assert (old[first:last] == new[begin:end]) is same
        at, to = last, end
    assert (at, to) == (len(old), len(new))
    assert all(one.same != other.same for one, other in pairwise(stretches))


def lines_run(call: Callable[[], object], most: int) -> int:
    """How many lines of Python a call runs; it is given up beyond `most`."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        if count > most:
            pytest.fail(f"more than {most:,} lines")
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("call", [
    lambda: changed_words("a a b " * 200, "a b b " * 200),
    lambda: changed_words("a b " * 600, "b a " * 600),
    lambda: compared("aab" * 300, "abb" * 300),
    lambda: compared("aab " * 150, "abb " * 150),
], ids=["words", "swapped words", "letters", "mistyped words"])  # fmt: skip
def test_few_words_over_and_over_are_aligned_in_little_work(call: Callable[[], object]) -> None:
    """Each of these took seconds or minutes, in which the app stood still."""
    lines_run(call, 150_000)
