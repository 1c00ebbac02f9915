"""What counts of a text for the question whether a card is still the same, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from studygpt.identity.evidence import side_of

NOTHING = {
    "white space": ("What does  softmax\n return?", "What does softmax return?"),
    "the white space of other scripts": ("What\u00a0is\u2003it", "What is it"),
    "another Unicode form": ("Caf\u00e9", "Cafe\u0301"),
    "characters without a width": ("soft\u00admax\u200b", "softmax"),
    "bold": ("the **scores** of it", "the scores of it"),
    "marks within marks": ("the ***scores*** _of_ ==it== ~~now~~", "the scores of it now"),
    "a marked sentence": (f"=={'all of it ' * 50}it== is", f"{'all of it ' * 50}it is"),
    "marks between signs": ("(*not* this)", "(not this)"),
    "bold in HTML": ('the <b>scores</b> <span style="x">of it</span>', "the scores of it"),
    "a break in HTML": ("one<br>two<br/>three", "one two three"),
    "bold around code": ("**the `f` of it**", "the `f` of it"),
    "code": ("the `scores` of it", "the scores of it"),
    "a formula": ("the $n$ of it", "the n of it"),
    "list markers": ("- one\n- two", "* one\n* two"),
    "a list with numbers": ("1. one\n2. two", "- one\n- two"),
    "tasks": ("- [ ] one\n- [x] two", "- one\n- two"),
    "a heading and a quote": ("## One\n> two", "One\ntwo"),
    "a comment of another program": ("softmax <!--SR:!2024-01-01,3,250-->", "softmax"),
    "a comment of Obsidian": ("softmax %% my own %%", "softmax"),
    "a comment before another": ("softmax <!-- a --> of <!-- b --> it", "softmax of it"),
    "a comment with code": ("softmax <!-- `f` -->", "softmax"),
    "the form of apostrophes": ("a dog\u2019s heart", "a dog's heart"),
    "the form of quotation marks": ("\u201cyes\u201d and \u00abno\u00bb", '"yes" and "no"'),
    "the stop at the end": ("It pumps.", "It pumps"),
    "the mark at the end": ("What does it do?", "What does it do"),
    "a space before it": ("Quel fleuve traverse Paris ?", "Quel fleuve traverse Paris?"),
    "a stop of another script": ("中国的首都是哪里？", "中国的首都是哪里"),
    "the stop behind code": ("It is `f()`.", "It is `f()`"),
    "the folder of an image": ("![[pictures/heart.png]]", "![[heart.png]]"),
    "the size of an image": ("![[heart.png|300]]", "![[heart.png]]"),
    "the form of an image": ("![the heart](../img/heart.png)", "![[heart.png]]"),
    "how an image's name is written": ("![](my%20heart.png)", "![[my heart.png]]"),
    "a link to a note by its name": ("the [[softmax]] of it", "the softmax of it"),
}
SOMETHING = {
    "a letter": ("affect", "effect"),
    "case": ("may", "May"),
    "an accent": ("resume", "résumé"),
    "a digit": ("n_head is 12", "n_head is 13"),
    "a digit above": ("x²", "x2"),
    "a symbol": ("a + b", "a - b"),
    "a sign before a number": ("- 1", "+ 1"),
    "a sign between formulas": ("$a$ - $b$", "$a$ + $b$"),
    "a sign between code": ("`a` > `b`", "`a` - `b`"),
    "a number behind code": ("`a` 1. b", "`a` 2. b"),
    "an ordinal": ("1. Weltkrieg", "2. Weltkrieg"),
    "a comparison": ("> 5 V", "5 V"),
    "emoji": ("👍", "👎"),
    "the order of words": ("dog bites man", "man bites dog"),
    "not": ("may be keys", "may not be keys"),
    "a character of Chinese": ("能与酸反应", "不能与酸反应"),
    "a comma": ("eats, shoots", "eats shoots"),
    "an exclamation mark": ("n!", "n"),
    "a parenthesis": ("f(x)", "f x"),
    "an asterisk in code": ("`a*b*c`", "`abc`"),
    "an underscore in code": ("`__init__`", "`init`"),
    "an underscore in a word": ("n_head", "nhead"),
    "a blank": ("____ is the capital", "is the capital"),
    "a mark that is never closed": ("5 *a", "5 a"),
    "pointers": ("f(*a, *b)", "f(a, b)"),
    "powers": ("x**2 + y**2", "x2 + y2"),
    "the stop of code": ("`1.`", "`1`"),
    "the colon of a block of code": ("```\nelse:\n```", "```\nelse\n```"),
    "a comment in code": ("`a <!-- b -->`", "`a`"),
    "a formula's index": ("$x_1$", "$x_2$"),
    "the name of an image": ("![[heart.png]]", "![[liver.png]]"),
    "an image more": ("the heart ![[heart.png]]", "the heart"),
    "the name of an image with a formula": ("![[cost $a$.png]]", "![[cost $b$.png]]"),
    "the target of a link": ("see [here](a.md)", "see [here](b.md)"),
    "the target of a link to a note": ("see [[a|here]]", "see [[b|here]]"),
    "only stops": ("...", "?"),
}


@pytest.mark.parametrize(("one", "other"), NOTHING.values(), ids=NOTHING)
def test_what_does_not_count(one: str, other: str) -> None:
    assert side_of(one).says == side_of(other).says


@pytest.mark.parametrize(("one", "other"), SOMETHING.values(), ids=SOMETHING)
def test_what_counts(one: str, other: str) -> None:
    assert side_of(one).says != side_of(other).says


def test_words_are_told_from_signs_and_characters_without_spaces_are_half_a_word() -> None:
    assert side_of("What is x_1 + 12.5?").tokens == ("What", "is", "x", "_", "1", "+", "12", ".", "5")
    assert side_of("首都 Paris").tokens == ("首", "都", "Paris")
    assert side_of("What is x + y, in Paris?").words == 6
    assert side_of("中国的首都").words == 2.5
    assert side_of("한국의 수도").words == 2


@given(st.text(), st.text())
def test_white_space_around_a_text_never_counts(text: str, other: str) -> None:
    assert side_of(f" {text}\n").says == side_of(text).says
    assert side_of(f"{text} {other}").says == side_of(f"{text}  {other}").says


@pytest.mark.parametrize(
    "piece", ["<!--", "`", "``a", "```a", "~~~a", " *a", "==a ", "%%a", "$", "![[", "[a](", "<b ", "\n- "]
)
def test_a_text_of_a_hundred_thousand_letters_is_read(piece: str) -> None:
    """Each took minutes if it took more than its length."""
    long = piece * (100_000 // len(piece))
    assert side_of(f"{long} end").tokens[-1] == "end"


@given(st.text(st.sampled_from("ab 1,.;:?'\"()/+-")))
def test_a_plain_text_is_read_as_any_other(text: str) -> None:
    """Texts of plain characters are read in a shorter way; a character without a width leads the long one."""
    assert side_of(text) == side_of(f"{text}\u200b")
