"""What a note would give, without storing anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studygpt.check.lint import lint
from studygpt.check.preview import preview
from studygpt.errors import StudyError
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Vault


def test_a_preview_of_a_folder_is_what_an_import_of_it_gives(study: Study, vault: Vault) -> None:
    vault.settings(singleLineCardSeparator=";;", flashcardTags=["#learn"])
    vault.write("a.md", "#learn/gpt\n\nWhat does softmax return? ;; Probabilities #core\n")
    vault.write("sub/b.md", "# Heading\n\n- parent\n  - **Question**: What?\n    - **Answer**: That\n")
    vault.write("sub/c.md", "What is `____`?\n[[SR/memory/KwfTbvZ1.md|?]]\nsoftmax\n")
    vault.write("d.md", "The {{c1::query}} meets the {{c2::key::in attention}}.\n")
    vault.write("e.md", "## Config #fields\n\n- n_head: int = 12 # number of heads\n")
    study.library.import_folder(vault.path, None, ())
    stored = [replace(card, id=None) for card in study.library.cards()]
    previewed = preview(vault.path).cards()
    assert len(previewed) == 7
    assert sorted(previewed, key=repr) == sorted(stored, key=repr)


def test_a_preview_stores_nothing(home: Path, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    assert len(preview(vault.path).cards()) == 2
    assert not home.exists()
    assert [path.name for path in vault.path.iterdir()] == ["a.md"]


@pytest.mark.parametrize("place", [".", "sub", "sub/deeper"])
def test_a_note_is_previewed_by_the_rules_of_the_vault_around_it_from_wherever_one_stands(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    vault.settings(singleLineCardSeparator=";;")
    note = vault.write("sub/deeper/a.md", "#flashcards\n\nWhat does softmax return? ;; Probabilities\n")
    (by_full_path,) = preview(note).cards()
    assert (by_full_path.path, by_full_path.source) == ("sub/deeper/a.md", "vault")
    monkeypatch.chdir(vault.path / place)
    (by_relative_path,) = preview(note.relative_to(vault.path / place)).cards()
    assert by_relative_path == by_full_path


def test_a_folder_in_a_vault_is_previewed_by_the_rules_of_that_vault(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.settings(singleLineCardSeparator=";;")
    vault.write("sub/a.md", "#flashcards\n\nWhat does softmax return? ;; Probabilities\n")
    assert len(preview(vault.path / "sub").cards()) == 1
    monkeypatch.chdir(vault.path / "sub")
    assert len(preview(Path()).cards()) == 1


def test_what_cannot_be_read_is_told(vault: Vault) -> None:
    note = vault.write("a.md", b"\xff\xfe\0#")
    found = preview(note)
    assert found.notes == []
    assert [(each.path, "UTF-16" in each.message) for each in found.problems] == [("a.md", True)]
    with pytest.raises(StudyError, match="no such note or folder"):
        preview(vault.path / "nothing.md")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("#flashcards\n\nWhat is asked\n?\n", 4, "answer"),
        ("#flashcards\n\n?\nAn answer\n", 3, "question"),
        ("What {{c1::never closes\n", 1, "brace"),
        ("#flashcards\n\nWhat is it?::A token\n\nSome text\n\nWhat  is it?::A logit\n", 7, "same question"),
        ("What are `____` and `____`?\n[[SR/memory/KwfTbvZ1.md|?]]\nonly one\n", 1, "2 blanks"),
        ("#flashcards\n\nWhat is this?::![[#Nowhere]]\n", 3, "![[#Nowhere]]"),
        ("---\ntitle: a: b\n---\ntext\n", 2, "YAML"),
    ],
)
def test_a_mistake_in_a_card_is_told_with_its_line(vault: Vault, text: str, line: int, words: str) -> None:
    vault.write("a.md", text)
    problems = lint(preview(vault.path))
    assert [(each.path, each.line) for each in problems] == [("a.md", line)], problems
    assert words in problems[0].message


def test_good_notes_have_no_mistakes(vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    vault.write("b.md", "What is `____`?\n[[SR/memory/KwfTbvZ1.md|?]]\nsoftmax\n")
    assert lint(preview(vault.path)) == []
