"""A database whose file another program replaces while it is open, as in a folder that is synchronised."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from weakref import ref

import pytest

from studygpt import notices
from studygpt.backup.doctor import Doctor, Health
from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import HandClock, Vault

CARDS = "#flashcards\n\nOne?::1\n\nTwo?::2\n\nThree?::3\n"


@pytest.fixture
def other(study: Study, vault: Vault, home: Path) -> Path:
    """The database as another device has it, where nothing was graded yet."""
    vault.write("a.md", CARDS)
    study.library.import_folder(vault.path, "vault", ())
    copy = home / "other.db"
    with closing(sqlite3.connect(home / "studygpt.db")) as connection, closing(sqlite3.connect(copy)) as there:
        connection.backup(there)
    return copy


def graded(study: Study) -> set[str]:
    return {card.front for card in study.library.cards() if card.memory.reps}


def test_acts_before_and_after_are_in_the_new_file(study: Study, other: Path, home: Path, clock: HandClock) -> None:
    one, two, _ = study.library.cards()
    study.review.grade(one, Rating.GOOD)
    other.replace(home / "studygpt.db")
    clock.move(minutes=1)
    study.review.grade(two, Rating.GOOD)
    assert graded(study) == {"One?", "Two?"}
    said = " ".join(notices.take())
    assert "was replaced by another program" in said
    assert "lacked 1 act " in said
    study.close()
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        assert connection.execute("SELECT count(*) FROM log").fetchone() == (2,)
    assert {each.verdict for each in Doctor().examine()} <= {Health.SOUND, Health.NOTE}


def test_the_log_of_the_old_file_is_not_written_into_the_new_one(study: Study, other: Path, home: Path) -> None:
    for card in study.library.cards():
        study.review.grade(card, Rating.EASY)
    assert (home / "studygpt.db-wal").stat().st_size > 0
    other.replace(home / "studygpt.db")
    assert len(graded(study)) == 3
    notices.take()
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_is_gone_is_a_sentence_and_not_an_empty_database(study: Study, other: Path, home: Path) -> None:
    file = home / "studygpt.db"
    (card, *_) = study.library.cards()
    aside = file.rename(home / "aside.db")
    with pytest.raises(StudyError, match="the database is gone"):
        study.review.grade(card, Rating.GOOD)
    assert not file.exists()
    aside.rename(file)
    study.review.grade(card, Rating.GOOD)
    assert graded(study) == {"One?"}
    assert notices.take() == []
    assert other.exists()


def test_another_devices_acts_are_there_and_the_undo_is_of_ones_own(
    study: Study, other: Path, home: Path, clock: HandClock
) -> None:
    one, two, _ = study.library.cards()
    shutil.copytree(home, home.parent / "second", ignore=shutil.ignore_patterns("studygpt.db*"))
    clock.move(minutes=1)
    study.review.grade(one, Rating.GOOD)
    with closing(sqlite3.connect(other)) as connection:  # what another device graded meanwhile
        row = "4611686018427387905, 'there', ?, ?, 0, 20000, 900, 'grade', '4', 'new', NULL, NULL, 1"
        connection.execute(f"INSERT INTO log VALUES ({row})", (str(two.id), clock().at))
        connection.commit()
    other.replace(home / "studygpt.db")
    undone = study.review.undo()
    assert undone.card is not None
    assert undone.card.front == "One?"
    notices.take()


def test_a_database_that_nobody_uses_any_more_is_closed(home: Path, clock: HandClock, study: Study) -> None:
    """A program that opens many, as these tests do, would otherwise have no file left to open."""
    databases = []
    for _ in range(3):
        opened = Study.open(clock)
        opened.library.sources()
        databases.append(ref(opened.context.database))
        del opened
    assert [each() for each in databases] == [None, None, None]
    assert study.context.database.file == home / "studygpt.db"
