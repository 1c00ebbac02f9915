"""The database is replaced while the program has it open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import HandClock, Vault
from tests.faults import replaced
from tests.faults.places import note
from tests.long_form import in_long_form


@pytest.mark.parametrize("way", in_long_form((replaced.rename_over_all, replaced.delete), replaced.WAYS))
def test_what_was_graded_is_stored_or_it_is_told(
    study: Study, vault: Vault, clock: HandClock, tmp_path: Path, way: Callable[[Path, Path], None]
) -> None:
    vault.write("a.md", note(range(12)))
    study.library.import_folder(vault.path, None, ())
    study.close()
    home, other = tmp_path / "home", tmp_path / "other"
    shutil.copytree(home, tmp_path / "before")
    there = Study.open(clock)
    for card in there.library.cards()[6:]:
        there.review.grade(card, Rating.EASY)
    shutil.copytree(home, other)
    there.close()
    if way is not replaced.rename_over_with_wal:
        shutil.copytree(home, other, dirs_exist_ok=True)
    shutil.rmtree(home)
    shutil.move(tmp_path / "before", home)
    found = replaced.grade_and_replace(Study.open(clock), way, other / "studygpt.db")
    assert found.told or found.stored == found.acknowledged, found
    assert not found.damage or (way in (replaced.delete, replaced.delete_all) and "is gone" in found.damage)
