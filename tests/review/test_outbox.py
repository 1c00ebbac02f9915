"""A session whose grades are stored in the background, and a server that cannot be reached meanwhile."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import Any

import pytest

from studygpt import notices
from studygpt.backup.doctor import Doctor, Health
from studygpt.commands.plain_review import PlainReview
from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.store import outbox as outbox_module
from studygpt.store.outbox import Outbox
from studygpt.study import Bounds, QueueOptions, ReviewSession, Study
from tests.conftest import TWO_CARDS, HandClock, Vault
from tests.postgres import ServedDatabase

MANY = 12


class FarServer:
    """A database that stands for one on a server: its answers come when a test lets them, or never."""

    def __init__(self, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
        self.study = study
        self.answers = Event()
        self.answers.set()
        self.lost = self.loses_answers = self.loses_reads = False
        database = study.context.database
        write, read = database.write, database.read

        @contextmanager
        def slow_write() -> Iterator[Any]:
            self.answers.wait()
            if self.lost:
                raise StudyError("server: the connection to the server was lost")
            with write() as connection:
                yield connection
            if self.loses_answers:
                self.loses_answers = False
                raise StudyError("server: the connection to the server was lost")

        @contextmanager
        def slow_read() -> Iterator[Any]:
            database.before_transaction()
            if self.lost or self.loses_reads:
                raise StudyError("server: the connection to the server was lost")
            with read() as connection:
                yield connection

        monkeypatch.setattr(database, "write", slow_write)
        monkeypatch.setattr(database, "read", slow_read)
        monkeypatch.setattr(outbox_module, "_FIRST_PAUSE_S", 0.01)
        study.context.outbox = Outbox(database)


@pytest.fixture
def server(study: Study, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Iterator[FarServer]:
    vault.write("a.md", "#flashcards\n\n" + "\n\n".join(f"What is {at}?::The {at}" for at in range(MANY)) + "\n")
    study.library.import_folder(vault.path, "vault", ())
    study.configure("new_per_day", MANY)
    server = FarServer(study, monkeypatch)
    yield server
    server.answers.set()
    notices.take()


def review(session: ReviewSession, many: int) -> list[str]:
    """Grade so many cards as easy; return their ids."""
    seen = []
    for _ in range(many):
        assert session.card is not None
        seen.append(str(session.card.id))
        session.reveal()
        session.grade(Rating.EASY, 900, session.outcomes()[Rating.EASY])
    return seen


def wait_until_stored(study: Study) -> None:
    assert study.context.outbox is not None
    study.context.outbox.flush()


def graded(study: Study) -> list[str]:
    return [str(card.id) for card in study.library.cards() if card.memory.reps]


def test_nobody_waits_for_the_server_and_whoever_looks_sees_all_grades(study: Study, server: FarServer) -> None:
    session = ReviewSession(study.review, QueueOptions())
    server.answers.clear()
    assert session.card is not None
    session.reveal()
    session.outcomes()
    seen = review(session, 8)
    server.answers.set()
    assert sorted(graded(study)) == sorted(seen)
    assert {each.verdict for each in Doctor().examine()} <= {Health.SOUND, Health.NOTE}


def test_a_session_goes_on_without_the_server_and_catches_up(study: Study, server: FarServer) -> None:
    session = ReviewSession(study.review, QueueOptions())
    review(session, 1)
    study.context.outbox and study.context.outbox.flush()
    server.lost = True
    review(session, 6)
    with pytest.raises(StudyError, match="6 grades wait in the journal on this computer"):
        study.library.cards()
    assert "your grades are kept in the journal" in " ".join(notices.take())
    server.lost = False
    while True:
        try:
            assert len(graded(study)) == 7
            break
        except StudyError:  # it tries again in a moment
            continue
    assert {each.verdict for each in Doctor().examine()} <= {Health.SOUND, Health.NOTE}


def test_what_could_not_be_sent_is_there_after_the_next_start(
    study: Study, server: FarServer, clock: HandClock
) -> None:
    session = ReviewSession(study.review, QueueOptions())
    review(session, 2)
    study.context.outbox and study.context.outbox.flush()
    server.lost = True
    seen = review(session, 3)
    study.close()
    assert "3 grades could not be sent to the server" in " ".join(notices.take())
    again = Study.open(clock)
    assert set(seen) <= set(graded(again))
    assert len(graded(again)) == 5
    assert "3 acts that the journal had" in " ".join(notices.take())
    again.close()


def test_a_grade_whose_answer_was_lost_counts_once(study: Study, server: FarServer) -> None:
    session = ReviewSession(study.review, QueueOptions())
    server.loses_answers = True
    review(session, 1)
    while True:
        try:
            (card,) = (card for card in study.library.cards() if card.memory.reps)
            break
        except StudyError:
            continue
    assert card.memory.reps == 1
    assert {each.verdict for each in Doctor().examine()} <= {Health.SOUND, Health.NOTE}


def test_a_card_that_another_device_graded_meanwhile_has_both_grades(
    study: Study, server: FarServer, clock: HandClock
) -> None:
    session = ReviewSession(study.review, QueueOptions())
    server.answers.clear()
    (card,) = review(session, 1)
    other = Study.open(clock)  # of the same database, not through the slow connection
    other.review.grade(other.library.card(card), Rating.GOOD)
    other.close()
    notices.take()
    server.answers.set()
    (found,) = study.library.cards(f"id:{card}") or [study.library.card(card)]
    assert found.memory.reps == 2
    assert {each.verdict for each in Doctor().examine()} <= {Health.SOUND, Health.NOTE}


def test_an_undo_waits_for_the_grade_that_it_takes_back(study: Study, server: FarServer) -> None:
    session = ReviewSession(study.review, QueueOptions())
    (card,) = review(session, 1)
    assert server.answers.is_set()
    undone = session.undo()
    assert undone is not None
    assert undone.card is not None
    assert undone.card.id == card
    assert graded(study) == []


def test_cards_are_read_behind_ones_back_and_nothing_old_comes_of_it(study: Study, server: FarServer) -> None:
    """While some are read, others are graded and forgotten: those must not come back as they were."""
    session = ReviewSession(study.review, QueueOptions())
    for _ in range(MANY):
        review(session, 1)
        server.answers.clear()  # so that what is read in the background waits for the grade
        _ = session.card
        server.answers.set()
    assert session.card is None
    assert len(graded(study)) == MANY


def test_a_session_goes_on_after_an_act_that_the_server_did_not_take(study: Study, server: FarServer) -> None:
    session = ReviewSession(study.review, QueueOptions())
    review(session, 3)
    session.undo()
    assert session.card is not None
    server.lost = True
    review(session, 1)
    for act in (session.undo, session.bury, session.renew):
        with pytest.raises(StudyError):
            act()
    review(session, 4)


def test_an_undo_that_was_stored_is_told_as_done_though_nothing_can_be_read_after_it(
    study: Study, server: FarServer
) -> None:
    session = ReviewSession(study.review, QueueOptions())
    (card,) = review(session, 1)
    wait_until_stored(study)
    server.loses_reads = True
    undone = session.undo()
    server.loses_reads = False
    assert undone is not None
    assert undone.card is not None
    assert undone.card.id == card
    assert graded(study) == []


@pytest.mark.usefixtures("server")
def test_an_undo_takes_back_the_last_act_though_the_clock_was_set_back(study: Study, clock: HandClock) -> None:
    session = ReviewSession(study.review, QueueOptions())
    clock.move(minutes=10)
    session.flag()
    clock.move(minutes=-10)
    review(session, 1)
    session.undo()
    assert graded(study) == []
    assert len(study.library.cards("is:flagged")) == 1


@pytest.mark.usefixtures("home", "nothing_ships")
def test_the_last_act_is_the_last_one_after_a_start_with_the_clock_set_back_too(
    served: ServedDatabase, vault: Vault, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDYGPT_DATABASE_URL", served.url())
    vault.write("a.md", TWO_CARDS)
    clock.move(minutes=10)
    study = Study.open(clock)
    study.library.import_folder(vault.path, None, ())
    study.review.flag(study.library.cards()[1])
    study.close()
    clock.move(minutes=-10)
    study = Study.open(clock)
    session = ReviewSession(study.review, QueueOptions())
    review(session, 1)
    session.undo()
    assert graded(study) == []
    study.close()


@pytest.mark.usefixtures("server")
def test_a_grade_by_a_slow_clock_stands_before_the_one_that_another_device_gave_before_it(
    study: Study, clock: HandClock
) -> None:
    clock.move(minutes=10)
    other = Study.open(clock)
    other.review.grade(other.library.cards()[0], Rating.GOOD)
    other.close()
    notices.take()
    clock.move(minutes=-10)
    session = ReviewSession(study.review, QueueOptions(query="is:learning", cram=False, ahead=1))
    review(session, 1)
    assert study.library.cards()[0].memory.reps == 2
    assert {each.verdict for each in Doctor().examine()} <= {Health.SOUND, Health.NOTE}


def test_an_undo_leaves_what_another_device_graded_before_it(study: Study, server: FarServer, clock: HandClock) -> None:
    session = ReviewSession(study.review, QueueOptions())
    server.answers.clear()
    (card,) = review(session, 1)
    clock.move(minutes=-10)
    other = Study.open(clock)
    other.review.grade(other.library.card(card), Rating.GOOD)
    other.close()
    notices.take()
    clock.move(minutes=10)
    server.answers.set()
    wait_until_stored(study)
    session.undo()
    assert study.library.card(card).memory.reps == 1
    assert {each.verdict for each in Doctor().examine()} <= {Health.SOUND, Health.NOTE}


def test_the_first_grades_of_all_are_put_back_too(study: Study, server: FarServer, clock: HandClock) -> None:
    session = ReviewSession(study.review, QueueOptions())
    assert session.card is not None
    session.reveal()
    session.outcomes()
    server.lost = True
    session.grade(Rating.EASY)
    study.close()
    again = Study.open(clock)
    assert len(graded(again)) == 1
    assert "1 act that the journal had" in " ".join(notices.take())
    again.close()


def test_the_end_does_not_wait_for_a_server_that_never_answers(
    study: Study, server: FarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_LAST_WAIT_S", 0.01)
    session = ReviewSession(study.review, QueueOptions())
    assert session.card is not None
    session.reveal()
    session.outcomes()
    server.answers.clear()
    session.grade(Rating.EASY)
    study.close()
    assert "1 grade could not be sent to the server (it does not answer)" in " ".join(notices.take())


def test_the_plain_review_goes_on_after_an_act_that_the_server_did_not_take(
    study: Study, server: FarServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = PlainReview(study, QueueOptions(), Bounds(), SimpleQueue())
    assert plain.session.card is not None
    server.lost = True
    monkeypatch.setattr("sys.stdin", io.StringIO("b\n\n\n4\nq\n"))
    assert plain.run() == 0
    said = capsys.readouterr().out
    assert "the connection to the server was lost" in said
    assert "1 card graded" in said
