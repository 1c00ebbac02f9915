"""Notes that are saved while somebody studies are read again."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from studygpt.errors import StudyError
from studygpt.library.watch import NoteWatcher
from studygpt.model import Rating
from studygpt.study import Study
from tests.commands.test_processes import Terminal
from tests.conftest import TWO_CARDS, Cli, Program, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")


def news(study: Study, said: set[str], act: object) -> list[str]:
    """What is told within ten seconds of something that happens to the notes."""
    heard: list[str] = []
    with NoteWatcher(study.library, said, heard.append, heard.append):
        assert callable(act)
        act()
        for _ in range(100):
            if heard:
                return heard
            time.sleep(0.1)
    return []


def test_a_saved_note_is_read_again(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    told = news(study, set(), lambda: vault.write("a.md", TWO_CARDS + "\nWhat is a token?::A piece of text\n"))
    assert told == ["(read again: 1 new)"]
    assert len(study.library.cards()) == 3


def test_cards_that_are_in_doubt_now_are_counted(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    study.review.grade(study.library.cards("softmax")[0], Rating.GOOD)
    other = TWO_CARDS.replace("softmax return?::Probabilities that add up", "relu return?::Its input, if it adds up")
    assert news(study, set(), lambda: vault.write("a.md", other)) == ["(read again: 1 in doubt)"]


def test_a_note_of_which_no_card_changed_is_told_too(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    told = news(study, set(), lambda: vault.write("a.md", TWO_CARDS + "\n- why two?\n"))
    assert told == ["(read again: 1 note without a changed card)"]
    assert [question.text for question in study.inbox.questions()] == ["why two?"]


def test_a_folder_that_goes_away_is_told_once_and_costs_nothing(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    (told,) = news(study, set(), lambda: shutil.rmtree(vault.path))
    assert "is not there" in told
    assert "`studygpt sources move vault PATH`" in told
    assert len(study.library.cards()) == 2


def test_a_folder_that_is_gone_does_not_keep_the_notes_of_others_unread(study: Study, tmp_path: Path) -> None:
    gone, there = Vault(tmp_path / "gone"), Vault(tmp_path / "there")
    for each in (gone, there):
        each.write("a.md", TWO_CARDS)
        study.library.import_folder(each.path, None, ())
    shutil.rmtree(gone.path)
    with pytest.raises(StudyError) as told:
        study.library.sync_source(study.library.source("gone"))
    more = TWO_CARDS + "\nWhat is a token?::A piece of text\n"
    assert news(study, {str(told.value)}, lambda: there.write("a.md", more)) == ["(read again: 1 new)"]


@pytest.mark.usefixtures("clock")
def test_the_answer_is_the_one_that_stands_in_the_note_when_it_is_shown(
    used_home: Path, program: Program, cli: Cli, tmp_path: Path
) -> None:
    shutil.copytree(used_home, program.home)
    vault = Vault(tmp_path / "vault")
    vault.write("a.md", "#flashcards\n\nWhat does softmax return?::Probabilities that add up to one\n")
    assert cli("import", vault.path).code == 0
    terminal = Terminal(program.home, "review", "--plain", "source:vault")
    terminal.wait_for("Enter shows the answer: ")
    vault.write("a.md", "#flashcards\n\nWhat does softmax return?::Probabilities that always add up to one\n")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "always" not in cli("cards", "source:vault", "--json").out:
        time.sleep(0.1)
    time.sleep(0.2)
    terminal.type("\n")
    terminal.wait_for("4 Easy ")
    terminal.type("4\n")
    terminal.wait_for("graded")
    assert terminal.end() == 0
    assert "Probabilities that always add up to one" in terminal.shown
    assert "read again: 1 changed" in terminal.shown


def test_a_defect_is_told_and_notes_are_still_read_again(
    study: Study, vault: Vault, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    vault.write("b.md", TWO_CARDS)
    monkeypatch.setattr("studygpt.library.watch._PAUSE", 0.01)
    sync, tried = study.library.sync_source, []

    def broken(*given: object, **more: object) -> object:
        tried.append(given)
        if len(tried) == 1:
            raise ZeroDivisionError("a defect")
        return sync(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(study.library, "sync_source", broken)
    heard: list[str] = []
    with NoteWatcher(study.library, set(), heard.append, heard.append, at_once=True):
        for _ in range(600):
            if len(heard) == 2:
                break
            time.sleep(0.1)
    assert "(ZeroDivisionError); every grade is kept" in heard[0]
    assert heard[1].startswith("(read again: ")
    assert "a defect" in (home / "crash.txt").read_text(encoding="utf-8")
