"""A note of the shipped deck that is edited: a copy in the workspace stands in for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studygpt import paths
from studygpt.model import Rating
from studygpt.store.constants import SHIPPED
from studygpt.study import Study
from tests.conftest import HandClock, Vault
from tests.tui.driving import Driver, drive
from tests.tui.test_edit import use_editor

NOTE = "#flashcards\n\nWhat does softmax return?::Probabilities\n\nWhat is weighed?::The values\n"


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path, clock: HandClock) -> Vault:
    """A deck of one note, whose first card was graded."""
    assert home is not None
    deck = Vault(tmp_path / "installed")
    deck.write("part/a.md", NOTE)
    deck.path.joinpath("part/a.md").chmod(0o444)
    monkeypatch.setattr(paths, "shipped_decks", lambda: deck.path)
    study = Study.open(clock)
    study.review.grade(study.library.cards("softmax")[0], Rating.EASY)
    study.close()
    return deck


def contents(clock: HandClock) -> dict[str, int]:
    """Each card's answer, and how often it was graded, after notes were read again."""
    study = Study.open(clock)
    study.library.sync_source(study.library.source(SHIPPED))
    found = {card.back: card.memory.reps for card in study.library.cards()}
    study.close()
    return found


def test_the_copy_is_edited_and_the_card_keeps_its_history(
    shipped: Vault, workspace: Path, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", 'sed -i "s/Probabilities/Probabilities of a row/" "$file"')
    copy = workspace / "decks" / "part" / "a.md"

    async def test(app: Driver) -> None:
        await app.sees("What does softmax return?")
        await app.press("e")
        assert "your copy" in app.said
        await app.press("space")
        await app.sees("Probabilities of a row")
        await app.press("o")
        await app.sees("Probabilities of a row")
        use_editor(monkeypatch, tmp_path / "bin", 'sed -i "s/a row/one row/" "$file"')
        await app.press("e")
        await app.sees("Probabilities of one row")

    drive(test, "softmax", cram=True)
    assert (shipped.path / "part" / "a.md").read_text() == NOTE, "what is installed stays as it is"
    assert "of one row" in copy.read_text()
    assert contents(clock) == {"Probabilities of one row": 1, "The values": 0}

    (shipped.path / "part" / "a.md").chmod(0o644)
    shipped.write("part/a.md", NOTE.replace("The values", "The values, of an update"))
    assert contents(clock) == {"Probabilities of one row": 1, "The values": 0}, "an update leaves the copy alone"
    copy.unlink()
    assert contents(clock) == {"Probabilities": 1, "The values, of an update": 0}


def test_who_only_looks_gets_no_copy(
    shipped: Vault, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", "true")

    async def test(app: Driver) -> None:
        await app.press("e")
        assert app.said == ""

    drive(test, "softmax", cram=True)
    assert (shipped.path / "part" / "a.md").read_text() == NOTE
    assert not (workspace / "decks" / "part" / "a.md").exists()


def test_a_workspace_that_lies_in_a_vault_makes_no_card_twice(
    shipped: Vault, clock: HandClock, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDYGPT_WORKSPACE", str(vault.path / "mine"))
    vault.write("mine/decks/part/a.md", NOTE.replace("The values", "My values"))
    vault.write("own.md", "#flashcards\n\nMine?::Yes\n")
    study = Study.open(clock)
    study.library.import_folder(vault.path, None, ())
    study.close()
    assert shipped.path.is_dir()
    assert contents(clock) == {"Yes": 0, "Probabilities": 1, "My values": 0}
