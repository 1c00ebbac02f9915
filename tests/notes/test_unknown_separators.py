"""A whole syntax that the settings do not name is seen, and what is none is not."""

from __future__ import annotations

from collections import Counter

import pytest

from studygpt.notes.rules import Rules
from studygpt.notes.unknown_separators import count_unknown_separators, describe_unknown_separators


@pytest.mark.parametrize("mark", ["->->->", ";;", ";;;", ":=", "—", ">>", "=>", ":=:", "||"])
def test_lines_with_a_separator_that_the_settings_do_not_name_are_counted(mark: str) -> None:
    text = f"# Words\n\nel perro {mark} the dog\nel gato {mark} the cat\n- el pez {mark} the fish\n\nA line of prose.\n"
    assert count_unknown_separators(text, Rules()) == {mark: 3}


def test_a_separator_on_a_line_of_its_own_is_counted() -> None:
    text = "Why is the sky blue?\n+++\nShort waves scatter.\n\nWhy is grass green?\n+++\nChlorophyll.\n"
    assert count_unknown_separators(text, Rules()) == {"+++": 2}


def test_what_the_settings_name_is_not_foreign() -> None:
    text = "el perro ;; the dog\nel gato ;; the cat\n+++\nx\n+++\n"
    assert not count_unknown_separators(text, Rules(inline=";;", end_marker="+++"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "He went home — at last.\nThen, for a long while,\nnothing happened.\nThe end — or so it seemed.\nIt was late.",
        "```go\nx := 1\ny := 2\nz := 3\n```\nSome words.\n",
        "A shell: `a || b`\n`c || d`\n",
        "| a || b |\n| c || d |\n",
        "el perro ;; the dog\n",
        ";;;;;;;;;;;;\n;;;;;;;;;;;\n",
        "+++\ntitle = 1\n+++\n",
    ],
    ids=["nothing", "dashes of prose", "Go", "shell in code", "a table", "only once", "a line of them", "Hugo"],
)
def test_what_only_looks_so_is_not_counted(text: str) -> None:
    assert not count_unknown_separators(text, Rules())


def test_a_sentence_for_each_the_commonest_first() -> None:
    counts = [Counter({"->->->": 4000}), Counter({"->->->": 824, ";;": 3}), Counter[str]()]
    assert describe_unknown_separators(counts) == [
        "4,824 lines look like `->->->` cards; this vault's settings name no such separator",
        "3 lines look like `;;` cards; this vault's settings name no such separator",
    ]
