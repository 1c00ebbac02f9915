"""The note in one's own editor, another day for a card, and answers that are typed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from studygpt.library.editor import at_line
from studygpt.settings import Settings
from studygpt.store.log import last_rows
from studygpt.study import Study
from tests.conftest import Vault
from tests.tui.driving import Driver, drive

pytestmark = pytest.mark.usefixtures("nothing_ships")

NOTE = "#flashcards\n\nWhat does softmax return?::Probabilities\n\nWhat is weighed?::The values\n"


@pytest.fixture
def filled(study: Study, vault: Vault) -> Study:
    vault.write("a.md", NOTE)
    study.library.import_folder(vault.path, None, ())
    return study


def use_editor(monkeypatch: pytest.MonkeyPatch, place: Path, script: str, name: str = "vim") -> None:
    """Let the editor be a small script; `$file` is what it opens, `words` all that it was handed."""
    place.mkdir(exist_ok=True)
    editor = place / name
    editor.write_text(f'#!/bin/sh\necho "$@" > {place}/words\nfor file; do :; done\n{script}\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", f"{editor} -x")


def test_the_note_is_edited_at_the_cards_line_and_the_card_shown_as_it_now_stands(
    filled: Study, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", 'sed -i "s/Probabilities/Probabilities of one row/" "$file"')

    async def test(app: Driver) -> None:
        await app.press("space")
        await app.sees("Probabilities")
        await app.press("e")
        await app.sees("What does softmax return?", "Probabilities of one row", "3 Good")
        assert (tmp_path / "bin" / "words").read_text() == f"-x +3 {vault.path / 'a.md'}\n"
        await app.press("3")
        await app.sees("What is weighed?")

    drive(test)
    assert [card.memory.reps for card in filled.library.cards("softmax")] == [1], "it is the same card"


@pytest.mark.usefixtures("filled")
def test_a_card_that_was_deleted_in_the_editor_makes_room_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", 'sed -i "/softmax/d" "$file"')

    async def test(app: Driver) -> None:
        await app.sees("What does softmax return?")
        await app.press("e")
        await app.sees("What is weighed?")

    drive(test)


def test_the_time_in_the_editor_is_no_time_spent_on_the_card(
    filled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", "true")
    watch = [1000.0]
    monkeypatch.setattr("studygpt.tui.screens.review.time", SimpleNamespace(monotonic=lambda: watch[0]))
    monkeypatch.setattr("studygpt.library.editor.edit", lambda *_: watch.append(watch.pop() + 600))

    async def test(app: Driver) -> None:
        watch[0] += 5
        await app.press("e", "o")
        watch[0] += 300
        await app.press("escape")
        watch[0] += 2
        await app.press("space", "3")

    drive(test)
    with filled.context.database.read() as connection:
        last = next(last_rows(connection, filled.context.device))
    assert last.duration_ms == 7000


@pytest.mark.parametrize(
    ("script", "sentence"), [("exit 3", "ended with 3"), (None, "cannot be started"), ("rm $file", "")]
)
@pytest.mark.usefixtures("filled")
def test_an_editor_that_fails_leaves_the_review_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, sentence: str
) -> None:
    if script is None:
        monkeypatch.setenv("VISUAL", str(tmp_path / "no-such-editor"))
    else:
        use_editor(monkeypatch, tmp_path / "bin", script)

    async def test(app: Driver) -> None:
        await app.press("e")
        assert sentence in app.said
        assert app.where == "review"

    drive(test)


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("bin/vim", ["+7", "a.md"]),
        ("vim.basic", ["+7", "a.md"]),
        ("emacsclient", ["+7", "a.md"]),
        ("hx", ["a.md:7"]),
        ("bin/code.exe", ["--goto", "a.md:7"]),
        ("something", ["a.md"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(editor: str, words: list[str]) -> None:
    assert at_line(editor, Path("a.md"), 7) == words


@pytest.mark.usefixtures("filled")
def test_a_card_gets_another_day() -> None:
    async def test(app: Driver) -> None:
        await app.press("space", "4", "space", "4", "u")
        await app.press("d")
        await app.type("soon")
        await app.press("enter")
        assert "no number of days" in app.said
        await app.press("d", "1", "2", "enter")
        assert "never graded" in app.said, "there is nothing to put off"
        await app.sees("What is weighed?")

    drive(test)


@pytest.mark.usefixtures("filled")
def test_a_review_that_is_due_is_put_off() -> None:
    async def test(app: Driver) -> None:
        await app.sees("What does softmax return?")
        await app.press("d", "9", "enter")
        card = app.study.library.cards("softmax")[0]
        assert card.memory.due_day == app.study.context.today() + 9
        await app.press("u")
        await app.sees("What does softmax return?")

    async def begin(app: Driver) -> None:
        await app.press("space", "4")

    drive(begin, "softmax")
    drive(test, "softmax", cram=True)


# ---------------------------------------------------------------------- typed answers


@pytest.fixture
def typed(filled: Study, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Answers to basic cards are typed."""
    if not hasattr(Settings, "typed_answers"):
        monkeypatch.setattr(Settings, "typed_answers", ("basic",), raising=False)
    else:
        filled.configure("typed_answers", ("basic",))
    return filled


@pytest.mark.usefixtures("typed")
def test_a_typed_answer_is_held_against_the_expected_one() -> None:
    async def test(app: Driver) -> None:
        await app.sees("What does softmax return?", "type the answer")
        await app.type("probabilites u")
        assert "type the answer" not in app.text
        await app.press("enter")
        await app.sees("≠", "{+", "u+}", "[-i-]", "Probabilities", "3 Good")
        await app.press("3")
        await app.sees("What is weighed?", "type the answer")
        await app.type("THE  values")
        await app.press("enter")
        await app.sees("✓ The values")
        await app.press("u")
        await app.sees("What does softmax return?", "type the answer")

    drive(test)


@pytest.mark.usefixtures("typed")
def test_whoever_types_can_still_reach_the_keys() -> None:
    async def test(app: Driver) -> None:
        await app.type("q2")
        await app.press("escape", "-")
        assert "Suspended" in app.said
        await app.sees("What is weighed?")
        await app.press("enter")
        await app.sees("The values", "3 Good")
        assert "≠" not in app.text, "nothing was typed, so there is nothing to compare"

    drive(test)


def test_other_kinds_are_not_typed(typed: Study, vault: Vault) -> None:
    vault.write("b.md", "#flashcards\n\nThe {{c1::query}} asks.\n")
    typed.library.sync_source(typed.library.source("vault"))

    async def test(app: Driver) -> None:
        await app.sees("[...] asks", "space shows")
        assert "type the answer" not in app.text

    drive(test, "path:b")
