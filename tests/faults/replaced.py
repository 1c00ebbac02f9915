"""A database that is replaced while the program has it open, as programs do that keep folders alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.study import Doctor, Health, Study
from tests.faults.together import grades_in


def _wal(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _beside(file: Path) -> list[Path]:
    return [file.with_name(f"{file.name}{more}") for more in ("-wal", "-shm")]


def rename_over(file: Path, other: Path) -> None:
    """Only the database is replaced by another file."""
    part = file.with_name(".sync.tmp")
    shutil.copy(other, part)
    part.replace(file)


def rename_over_all(file: Path, other: Path) -> None:
    """The database is replaced, and what SQLite keeps beside it is deleted."""
    rename_over(file, other)
    for each in _beside(file):
        each.unlink(missing_ok=True)


def rename_over_with_wal(file: Path, other: Path) -> None:
    """The database is replaced, and the log of another device is put beside it."""
    rename_over(file, other)
    _wal(file).write_bytes(_wal(other).read_bytes() if _wal(other).exists() else b"")


def copy_in_place(file: Path, other: Path) -> None:
    """The content is written over."""
    file.write_bytes(other.read_bytes())


def copy_half_in_place(file: Path, other: Path) -> None:
    """The content is written over, and the copy is broken off half way."""
    with file.open("r+b") as opened:
        opened.write(other.read_bytes()[: other.stat().st_size // 2])


def delete(file: Path, _other: Path) -> None:
    file.unlink()


def delete_all(file: Path, _other: Path) -> None:
    file.unlink()
    for each in _beside(file):
        each.unlink(missing_ok=True)


def delete_beside(file: Path, _other: Path) -> None:
    for each in _beside(file):
        each.unlink(missing_ok=True)


WAYS: tuple[Callable[[Path, Path], None], ...] = (
    rename_over, rename_over_all, rename_over_with_wal, copy_in_place, copy_half_in_place, delete, delete_all,
    delete_beside,
)  # fmt: skip


def grade_and_replace(study: Study, replace: Callable[[Path, Path], None], other: Path) -> tuple[int, int, str, str]:
    """Grade three cards, replace the database, and grade three more, each until it is refused.

    Return how many grades were acknowledged, how many are stored afterwards, what was said and what the doctor says.
    """
    file = study.context.database.file
    assert file is not None
    before, acknowledged, said = grades_in(file), 0, ""
    cards = study.library.cards()
    for number in range(6):
        if number == 3:
            replace(file, other)
        try:
            study.review.grade(cards[number], Rating.GOOD)
            acknowledged += 1
        except StudyError as error:
            said = said or str(error)
    try:
        study.close()
    except StudyError as error:
        said = said or str(error)
    found = [each.sentence for each in Doctor().examine() if each.verdict is Health.DAMAGE]
    try:
        stored = grades_in(file) - before
    except Exception as error:  # it is damaged, or not there
        stored, found = -1, [*found, repr(error)]
    return acknowledged, stored, said, " / ".join(found)
