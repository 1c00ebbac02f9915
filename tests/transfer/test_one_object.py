"""A large JSON object read member by member gives what reading it whole gives, however it is cut into pieces."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from studygpt.transfer import one_object
from studygpt.transfer.one_object import NotJson, members
from tests.fuzz.targets.json_object import whole

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)
objects = st.dictionaries(st.text(max_size=8), values, max_size=6)


@given(objects, st.integers(1, 40), st.sampled_from([None, 2]), st.booleans())
def test_it_gives_what_json_gives(held: dict[str, Any], size: int, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(held, indent=indent, ensure_ascii=ascii_only)
    assert whole(text, size) == held


@given(objects, st.integers(1, 40), st.data())
def test_what_json_refuses_it_refuses_too(held: dict[str, Any], size: int, data: st.DataObject) -> None:
    text = json.dumps(held)
    at = data.draw(st.integers(0, len(text)))
    spoilt = (
        text[:at]
        + data.draw(st.text(alphabet='{}[],:"x1 ', max_size=3))
        + text[data.draw(st.integers(at, len(text))) :]
    )
    try:
        expected = json.loads(spoilt)
    except ValueError:
        expected = None
    if isinstance(expected, dict):
        assert whole(spoilt, size) == expected
    else:
        with pytest.raises(NotJson):
            whole(spoilt, size)


def test_it_says_in_which_line_something_is_wrong() -> None:
    for size in (1, 7, 1000):
        with pytest.raises(NotJson) as refusal:
            whole('{\n"a": [1,\n2,\n3 4],\n"b": 2}\n', size)
        assert refusal.value.line == 4


def test_lists_that_nobody_wants_are_passed_over() -> None:
    assert [key for key, _ in members(io.StringIO('{"a": [1, [2]], "b": {"c": []}, "d": []}'))] == ["a", "b", "d"]


def test_a_value_without_end_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_object, "_LARGEST", 100)
    monkeypatch.setattr(one_object, "_CHUNK", 10)
    with pytest.raises(NotJson):
        whole('{"a": "' + "x" * 10_000 + '"}', 10)
    with pytest.raises(NotJson):
        whole('{"a": ' + "[[" * 100_000, 1_000_000)
