"""A typed answer held against the expected one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from studygpt.model import Card, Hole, Kind
from studygpt.render.segments import text_of
from studygpt.render.typed_answer import compared, marked_answer, normalized
from tests.render.test_card_content import card as any_card


def card(front: str = "?", back: str = "", holes: tuple[str, ...] = ()) -> Card:
    return any_card(front, back, *(Hole(at, text) for at, text in enumerate(holes, 1)), kind=Kind.BASIC)


texts = st.text(alphabet=st.sampled_from("ab cAB éßﬁ²\u0301+-.\tж注"), max_size=24) | st.text(max_size=24)


@given(texts, texts)
def test_nothing_of_either_side_is_lost_and_only_what_differs_is_marked(typed: str, expected: str) -> None:
    pieces = compared(typed, expected)
    assert "".join(piece.typed for piece in pieces) == unicodedata.normalize("NFC", typed)
    assert "".join(piece.expected for piece in pieces) == unicodedata.normalize("NFC", expected)
    if normalized(typed) == normalized(expected):
        assert all(piece.same for piece in pieces)
    elif normalized(typed).replace(" ", "") != normalized(expected).replace(" ", ""):
        assert not all(piece.same for piece in pieces)


@given(texts)
def test_case_white_space_and_the_form_of_letters_do_not_count(text: str) -> None:
    for other in (text.upper().lower(), f"  {text}\n", unicodedata.normalize("NFD", text), text.replace(" ", "   ")):
        if normalized(text.upper()) == normalized(text):  # some letters are no pair of large and small
            assert all(piece.same for piece in compared(other, text))


@pytest.mark.parametrize(
    ("typed", "expected", "shown"),
    [
        ("the values", "The Values", "✓ The Values"),
        ("queries and keys", "queries, keys", "≠ queries {+and+}[-,-] keys"),
        ("atention", "attention", "≠ a[-t-]tention"),
        ("softmaxx", "softmax", "≠ softmax{+x+}"),
        ("keys", "values", "≠ {+keys+}[-values-]"),
        ("", "values", "≠ [-values-]"),
        ("x+y", "x + y", "✓ x + y"),
    ],
)
def test_what_is_missing_and_what_is_too_much_have_letters_of_their_own(typed: str, expected: str, shown: str) -> None:
    assert text_of(marked_answer(typed, card(back=expected))) == shown


def test_the_holes_are_what_is_asked_for_and_a_formula_may_be_typed_either_way() -> None:
    blanks = card(front="[...] and [...]", back="a and b", holes=("query", "key"))
    assert text_of(marked_answer("query key", blanks)).startswith("✓")
    assert text_of(marked_answer("Query, Key", blanks)).startswith("✓")
    formula = card(back="$x^2$")
    assert text_of(marked_answer("x²", formula)).startswith("✓")
    assert text_of(marked_answer("$x^2$", formula)).startswith("✓")


def test_what_was_typed_never_reaches_the_terminal_as_a_command() -> None:
    assert "\x1b" not in text_of(marked_answer("\x1b[2J", card(back="\x1b]0;x")))
