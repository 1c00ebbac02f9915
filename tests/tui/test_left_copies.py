"""A copy of the database that a sync program left: the app offers to merge it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Vault
from tests.tui.driving import Driver, drive

pytestmark = pytest.mark.usefixtures("nothing_ships")


@pytest.fixture
def copy(study: Study, vault: Vault, home: Path) -> Path:
    """A copy beside the database, in which a card was graded."""
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    study.close()
    kept = home / "kept.db"
    shutil.copy(home / "studygpt.db", kept)
    graded = Study.open()
    graded.review.grade(graded.library.cards()[0], Rating.GOOD)
    graded.close()
    left = home / "studygpt.sync-conflict-20260504-101112-ABCDEFG.db"
    (home / "studygpt.db").rename(left)
    kept.rename(home / "studygpt.db")
    return left


def reps() -> list[int]:
    study = Study.open()
    found = sorted(card.memory.reps for card in study.library.cards())
    study.close()
    return found


def test_a_left_copy_is_merged_where_a_person_wants_it(copy: Path) -> None:
    async def test(app: Driver) -> None:
        await app.sees("Another copy of the database", "sync-conflict", "Merge now?")
        await app.press("k", "enter")
        await app.until(lambda: "Merged: 1 act of another device" in app.said)

    drive(test)
    assert reps() == [0, 1]
    assert not copy.exists()


def test_not_now_changes_nothing_and_says_how_it_is_done_later(copy: Path) -> None:
    async def test(app: Driver) -> None:
        await app.sees("Merge now?")
        await app.press("enter")
        assert "`studygpt merge` merges the copies" in app.said

    drive(test)
    assert reps() == [0, 0]
    assert copy.exists()
