"""A card written at the command line lands in one's own notes, where anybody can edit it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studygpt.errors import UsageError
from studygpt.model import Rating
from studygpt.study import Study


def test_a_card_is_written_as_anyone_would_write_it_and_taken_in(study: Study, workspace: Path) -> None:
    note, card = study.library.add("What is a logit?", "A score before softmax", None)
    assert note == workspace / "notes" / "cards.md"
    lines = note.read_text(encoding="utf-8").split("\n")
    assert lines[card.line_start - 1 : card.line_end] == ["What is a logit?", "?", "A score before softmax"]
    assert (card.front, card.back) == ("What is a logit?", "A score before softmax")
    assert (card.source, card.deck, card.status) == ("notes", "flashcards", "active")
    assert study.review.due() == [card]


def test_cards_are_added_one_after_another_and_keep_their_memories(study: Study) -> None:
    _, first = study.library.add("What is a logit?", "A score", "gpt")
    first = study.review.grade(first, Rating.EASY).card
    note, second = study.library.add("What is a token?", "A piece\nof text", "gpt/tokens")
    assert study.library.card(first.id or "") == first
    assert second.back == "A piece\nof text"
    assert (first.deck, second.deck) == ("flashcards/gpt", "flashcards/gpt/tokens")
    assert len(study.library.cards()) == 2
    assert note.read_text(encoding="utf-8").count("What is") == 2


@pytest.mark.parametrize("deck", ["gpt", "/gpt/", "#gpt", "flashcards/gpt", "#flashcards/gpt"])
def test_a_deck_can_be_named_in_every_way(study: Study, deck: str) -> None:
    assert study.library.add("What is a logit?", "A score", deck)[1].deck == "flashcards/gpt"


def test_what_stood_in_the_note_stays_there_to_the_byte(study: Study, workspace: Path) -> None:
    note = workspace / "notes" / "cards.md"
    note.parent.mkdir(parents=True)
    for before in (b"# Mine\r\n\r\nWith CRLF\r\n", "\ufeffBOM, and no end of line".encode(), b"a\n\n\n"):
        note.write_bytes(before)
        _, card = study.library.add("What is a logit?", "A score", None)
        assert note.read_bytes().startswith(before)
        assert card.front == "What is a logit?"


@pytest.mark.parametrize(
    ("front", "back"),
    [("", "b"), ("a", ""), ("  \n", "b"), ("a\n?\nb", "c"), ("a", "b\n??\nc")],
)
def test_what_would_make_no_card_is_refused_and_not_written(
    study: Study, workspace: Path, front: str, back: str
) -> None:
    with pytest.raises(UsageError):
        study.library.add(front, back, None)
    assert not (workspace / "notes" / "cards.md").exists()


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("a\n\nb", "c"),
        ("a", "b\n\nc"),
        ("What does this print?\n\n```python\nprint(1)\n\nprint(2)\n```", "1\n\n2"),
        ("Which steps?", "First this.\n\n- one\n  - and a half\n\n- two\n\n$$\nx\n$$"),
    ],
)
def test_sides_with_blank_lines_are_written_as_bullets(study: Study, front: str, back: str) -> None:
    _, first = study.library.add(front, back, "gpt")
    assert (first.front, first.back, first.deck) == (front, back, "flashcards/gpt")
    _, second = study.library.add("What is a logit?", "A score", None)
    assert (second.front, second.back) == ("What is a logit?", "A score")
    assert study.library.card(first.id or "").back == back


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("```", "x"),
        ("What is code?", "```python"),
        ("What costs this?", "$$"),
        ("What begins a comment?", "%%"),
        ("What begins a comment?", "<!--"),
        ("---", "x"),
        ("| a | b |", "x"),
        ("uses a::b for what", "z"),
        ("What is two dashes?", "---"),
        ("What is an answer?", "#flashcards"),
        ("    indented as code", "x"),
    ],
)
def test_a_card_is_either_taken_in_as_it_was_given_or_refused(study: Study, front: str, back: str) -> None:
    _, before = study.library.add("What is a logit?", "A score", None)
    try:
        _, card = study.library.add(front, back, None)
    except UsageError:
        assert study.library.cards() == [before]
    else:
        assert card.id != before.id
        assert (card.front.strip(), card.back.strip()) == (front.strip(), back.strip())
        assert study.library.card(before.id or "") == before
    _, after = study.library.add("What is a token?", "A piece", None)
    assert (after.front, after.back) == ("What is a token?", "A piece"), "and the next one is taken in all the same"


def test_a_first_card_that_a_note_cannot_hold_is_refused_in_a_sentence(study: Study) -> None:
    with pytest.raises(UsageError):
        study.library.add("```", "x", None)


def test_a_source_that_is_named_notes_already_is_no_obstacle(study: Study, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "notes").mkdir(parents=True)
    study.library.import_folder(tmp_path / "elsewhere" / "notes", None, ())
    _, card = study.library.add("What is a logit?", "A score", None)
    assert card.source == "workspace"
    assert study.review.due() == [card]


def test_a_deck_whose_name_no_tag_can_hold_is_not_cut_short_in_silence(study: Study) -> None:
    try:
        _, card = study.library.add("What is a logit?", "A score", "my deck")
    except UsageError:
        assert study.library.cards() == []
    else:
        assert card.deck in ("flashcards/my-deck", "flashcards/my_deck")


def test_a_workspace_inside_an_imported_vault_gives_each_card_once(
    study: Study, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = workspace.parent / "vault"
    monkeypatch.setenv("STUDYGPT_WORKSPACE", str(vault / "mine"))
    (vault / "mine").mkdir(parents=True)
    study.library.import_folder(vault, None, ())
    _, card = study.library.add("What is a logit?", "A score", None)
    study.library.sync_source(study.library.source("vault"))
    assert [(each.front, each.id) for each in study.library.cards()] == [("What is a logit?", card.id)]


def test_notes_in_the_workspace_are_read_too(study: Study, workspace: Path) -> None:
    (workspace / "notes").mkdir(parents=True)
    (workspace / "notes" / "more.md").write_text("#flashcards\n\nWhat is a token?::A piece of text\n")
    study.library.add("What is a logit?", "A score", None)
    assert len(study.library.cards()) == 2
