"""The words in which two wordings differ, marked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from studygpt.render.changed_words import changed_words
from studygpt.render.segments import text_of

letters = st.sampled_from(["a", "b", "Ab", "(", "é", "e\u0301", "注", "ж", " ", " ", "\n", "👩\u200d🚀"])
texts = st.lists(letters, max_size=24).map("".join)


def marked(was: str, now: str) -> tuple[str, str]:
    old, new = changed_words(was, now)
    return text_of(old), text_of(new)


@pytest.mark.parametrize(
    ("was", "now", "old", "new"),
    [
        ("What does the model read?", "What does the network read?", "the [-model-] read?", "the {+network+} read?"),
        ("Is it so?", "Is it not so?", "Is it so?", "Is it {+not+} so?"),
        ("the GPT", "the gpt", "the [-GPT-]", "the {+gpt+}"),
        ("models", "model", "[-models-]", "{+model+}"),
        ("a  b\nc", "a b c", "a  b\nc", "a b c"),
        ("e\u0301t\u00e9", "\u00e9te\u0301", "\u00e9t\u00e9", "\u00e9t\u00e9"),
        ("机器学习模型", "机器学习网络", "机器学习[-模型-]", "机器学习{+网络+}"),
        ("x_1 + 2", "x_1 - 2", "x_1 [-+-] 2", "x_1 {+-+} 2"),
        ("", "now", "", "{+now+}"),
    ],
)
def test_the_words_that_only_one_wording_has_stand_between_marks(was: str, now: str, old: str, new: str) -> None:
    before, after = marked(was, now)
    assert before.endswith(old)
    assert after.endswith(new)


def test_marked_words_differ_by_more_than_colour_and_have_a_style() -> None:
    for side in changed_words("one", "two"):
        (segment,) = side
        assert segment.text[:2] in ("[-", "{+")
        assert "underline" in segment.style


@given(texts, texts)
def test_no_word_of_a_short_text_is_lost(was: str, now: str) -> None:
    for text, segments, marks in zip((was, now), changed_words(was, now), ("[-", "{+"), strict=True):
        bare = "".join(segment.text[2:-2] if segment.style else segment.text for segment in segments)
        assert bare.split() == unicodedata.normalize("NFC", text).split()
        assert all(segment.text.startswith(marks) for segment in segments if segment.style)
    if unicodedata.normalize("NFC", was).split() == unicodedata.normalize("NFC", now).split():
        assert not any(segment.style for side in changed_words(was, now) for segment in side)


def test_of_a_long_text_that_stayed_only_what_is_near_a_change_is_shown() -> None:
    words = [f"word{at}" for at in range(300)]
    was = " ".join(words)
    old, new = marked(was, " ".join([*words[:150], "other", *words[151:]]))
    assert "word149 [-word150-] word151" in old
    assert "word149 {+other+} word151" in new
    assert old.startswith(" … ")
    assert old.endswith(" … ")
    assert len(old.split()) < 40
