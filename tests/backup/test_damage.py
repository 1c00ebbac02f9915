"""What is said of a file that is no sound database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studygpt.backup.damage import find_damage


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"x", "the file is no SQLite database"),
        (b"x" * 100, "the file is no SQLite database"),
    ],
    ids=["no byte", "one byte", "a hundred"],
)
def test_a_file_of_something_else_is_told_from_an_empty_one(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "study.db"
    file.write_bytes(content)
    assert find_damage(file) == [said]


def test_a_file_that_is_not_there_and_a_sound_one(tmp_path: Path) -> None:
    file = tmp_path / "study.db"
    assert find_damage(file) == ["there is no such file"]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE card (id INTEGER)")
    assert find_damage(file) == []
