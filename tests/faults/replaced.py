"""A database that is replaced while the program has it open, as programs do that keep folders alike."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.study import Doctor, Health, Study


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


class Found(NamedTuple):
    """What became of grades before and after a database was replaced."""

    acknowledged: int
    stored: int
    """How many of the acknowledged ones the database holds afterwards."""
    told: str
    damage: str
    """What the doctor says."""


def grade_and_replace(study: Study, replace: Callable[[Path, Path], None], other: Path) -> Found:
    """Grade three cards Good, replace the database, and grade three more; then close it."""
    file = study.context.database.file
    assert file is not None
    acknowledged, told = 0, ""
    cards = study.library.cards()
    for number in range(6):
        if number == 3:
            replace(file, other)
        try:
            study.review.grade(cards[number], Rating.GOOD)
            acknowledged += 1
        except StudyError as error:
            told = told or str(error)
    study.close()
    damage = " / ".join(each.sentence for each in Doctor().examine() if each.verdict is Health.DAMAGE)
    return Found(acknowledged, _stored(file), told, damage)


def _stored(file: Path) -> int:
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM log WHERE act = 'grade' AND value = '3'").fetchone()[0])
