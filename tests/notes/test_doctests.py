"""Which doctest belongs to which card, and that what is hidden never shows."""

from __future__ import annotations

import pytest

from studygpt.model import Note
from studygpt.notes.dialects import DIALECTS
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules

OBSIDIAN = "%%\n>>> 6 * 7\n42\n%%\n"
HTML = "<!--\n>>> 6 * 7\n42\n-->\n"
FENCED = "%%\n```python\n>>> 6 * 7\n42\n```\n%%\n"
ONE_LINE = "%% >>> 6 * 7\n42 %%\n"
COMMENTS = {"obsidian": OBSIDIAN, "html": HTML, "a fence in it": FENCED, "beside its marks": ONE_LINE}

A_CARD = {
    "srai": "What is it?\n[[SR/memory/0Wn1kyD2.md|?]]\nThat.\n",
    "anki_blocks": "START\nBasic\nWhat is it?\nBack: That.\nEND\n",
    "card_tags": "What is it? #card\nThat.\n",
    "logseq": "- What is it? #card\n  - That.\n",
    "cloze": "It is {{c1::that}}, not {{c2::this}}.\n",
    "question_answer": "- **Question**: What is it?\n  - **Answer**: That.\n",
    "labels": "Q: What is it?\nA: That.\n",
    "fields": "## Config #fields\n\n- n_head: int = 12 # number of heads\n",
    "separators": "What is it?::That.\n",
    "highlights": "It is ==that==.\n",
}
MORE = {
    "a question mark alone": "What is it?\n?\nThat.\n",
    "both ways": "It:::That\n",
    "a formula": "Its value:\n$$ x = {{c1::42}} $$\n",
    "a quotation": "> What is it?::That.\n",
    "a list item": "- What is it?::That.\n",
    "an answer with code": "What is it?\n?\n```python\nprint(42)\n```\n",
}


def read(text: str) -> Note:
    return read_note(f"#flashcards\n\n{text}", "n.md", Rules())


def test_every_dialect_has_its_card_here() -> None:
    assert set(A_CARD) == {dialect.name for dialect in DIALECTS}
    for name, card in A_CARD.items():
        assert {draft.dialect for draft in read(card).drafts} == {name}


@pytest.mark.parametrize("gap", ["", "\n"], ids=["below", "after a blank line"])
@pytest.mark.parametrize("comment", COMMENTS.values(), ids=list(COMMENTS))
@pytest.mark.parametrize("card", [*A_CARD.values(), *MORE.values()], ids=[*A_CARD, *MORE])
def test_a_comment_behind_a_card_proves_it_and_never_shows(card: str, comment: str, gap: str) -> None:
    plain, note = read(f"{card}\nText below.\n"), read(f"{card}{gap}{comment}\nText below.\n")
    assert [(each.front, each.back, each.text) for each in note.drafts] == [
        (each.front, each.back, each.text) for each in plain.drafts
    ]
    (doctest,) = note.doctests
    assert doctest.card == note.drafts[-1].line_start
    assert "6 * 7\n42" in doctest.code
    assert not {"%%", "<!--", "-->", "```"} & set(doctest.code.split())


def test_a_line_of_the_code_is_that_line_of_the_note() -> None:
    note = read(f"It?::That\n\n{FENCED}\nIt too?\n?\nCode:\n~~~\n>>> 1\n1\n~~~\n\n%% >>> 2\n2 %%\n")
    lines = f"#flashcards\n\nIt?::That\n\n{FENCED}\nIt too?\n?\nCode:\n~~~\n>>> 1\n1\n~~~\n\n%% >>> 2\n2 %%\n".split(
        "\n"
    )
    assert len(note.doctests) == 3
    for doctest in note.doctests:
        number, code = next((n, line) for n, line in enumerate(doctest.code.split("\n")) if ">>>" in line)
        assert code.strip() in lines[doctest.line + number - 1]


def test_code_that_a_card_shows_proves_it() -> None:
    note = read("What is it?\n?\nThat:\n```python\n>>> 6 * 7\n42\n```\n\nAnother?::One\n")
    assert [doctest.card for doctest in note.doctests] == [3]
    assert ">>> 6 * 7" in note.drafts[0].back


def test_several_doctests_are_all_their_cards() -> None:
    note = read(f"First?::1\n\n{OBSIDIAN}\nText.\n\n{HTML}\nSecond?::2\n\n{OBSIDIAN}")
    assert [doctest.card for doctest in note.doctests] == [3, 3, 17]


def test_a_comment_inside_a_card_is_its_own() -> None:
    note = read("Before?::1\n\n- **Question**: What?\n  %%\n  >>> 1\n  1\n  %%\n  - **Answer**: That\n\nAfter?::2\n")
    assert [doctest.card for doctest in note.doctests] == [5]
    assert all(">>>" not in f"{draft.front}{draft.back}" for draft in note.drafts)


def test_a_quoted_doctest_is_read_without_its_quotation_marks() -> None:
    note = read("> What is it?::That.\n>\n> %%\n> >>> 6 * 7\n> 42\n> %%\n")
    (doctest,) = note.doctests
    assert ">>> 6 * 7\n42" in doctest.code


@pytest.mark.parametrize(
    "text",
    [
        "It?::That\n\n```python\n>>> in no card's lines\n```\n",
        "It?::That `>>> 1`\n\nText with >>> in it.\n",
        "It?\n?\n```diff\n>>> 1\n```\n",
        "It?\n?\n```\n>>>>>>> theirs\n```\n",
        "It?::That\n\n%% a remark %%\n",
        "%%\n>>> 1\n1\n%%\n",
        "```\n%%\n>>> 1\n%%\n```\nIt?::That\n",
    ],
)
def test_what_proves_nothing(text: str) -> None:
    assert read(text).doctests == ()


def test_a_doctest_above_the_first_card_is_no_cards() -> None:
    assert [doctest.card for doctest in read(f"{OBSIDIAN}\nIt?::That\n").doctests] == [0]
