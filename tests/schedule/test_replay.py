"""The log is the truth: whatever a person does, the stored memories are those that the log leads to, and all can be
undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import select

from studygpt.clock import Clock
from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.model import Act, Card, LogRow, Memory, Moment, Rating, State
from studygpt.store import log as log_store
from studygpt.store.tables import log, memory
from studygpt.study import Study
from tests.conftest import TWO_CARDS, HandClock, Vault, moment_of
from tests.long_form import in_long_form


def memory_rows(study: Study) -> dict[str, dict[str, Any]]:
    """All that is stored of each card's memory."""
    with study.context.database.read() as connection:
        return {row.card: dict(row._mapping) for row in connection.execute(select(memory))}


def log_rows(study: Study) -> list[dict[str, Any]]:
    with study.context.database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(select(log).order_by(log.c.clock))]


# As the interface names them: what else a row may hold is not needed to rebuild a memory.
COLUMNS = "id device card at utc_offset study_day duration_ms act value state_before due_given".split()


def rows_that_hold(study: Study, card: str) -> list[LogRow]:
    """A card's log without what was undone, found without the program's own query."""
    rows = [row for row in log_rows(study) if row["card"] == card]
    voided = {row["value"] for row in rows if row["act"] == "undo"}
    kept = [row for row in rows if row["act"] != "undo" and str(row["id"]) not in voided]
    return [LogRow(**{**{name: row[name] for name in COLUMNS}, "act": Act(row["act"])}) for row in kept]


def stored_memory(row: dict[str, Any]) -> Memory:
    return Memory(State(row["state"]), *(row[name] for name in Memory.__slots__[1:]))


def expect_log_to_tell_all(study: Study) -> None:
    for card, row in memory_rows(study).items():
        rows = rows_that_hold(study, card)
        assert study.review.scheduler.replay(card, rows) == stored_memory(row)
        marks = [each.act for each in rows if each.act in (Act.SUSPEND, Act.UNSUSPEND)]
        assert row["suspended"] == (marks[-1:] == [Act.SUSPEND])
        buried = [int(each.value) for each in rows if each.act is Act.BURY]
        assert row["buried_day"] == (buried[-1] if buried else None)
        with study.context.database.read() as connection:
            assert [each.id for each in log_store.rows_of(connection, card)] == [each.id for each in rows]


# ---------------------------------------------------------------------- random lives


@dataclass
class Life:
    """One person's acts on three cards, and what was stored before each that can be undone."""

    study: Study
    time: list[datetime]
    cards: list[str]
    before: list[dict[str, dict[str, Any]]] = field(default_factory=list)

    def card(self, number: int) -> Card:
        return self.study.library.card(self.cards[number])

    def do(self, act: str, number: int, amount: int) -> None:
        rows = memory_rows(self.study)
        review, card = self.study.review, self.card(number)
        if act == "wait":
            self.time[0] += timedelta(minutes=amount)
        elif act == "travel":
            self.time[0] = self.time[0].astimezone(timezone(timedelta(hours=amount % 27 - 12)))
        elif act == "undo":
            self.undo()
        elif act == "grade" and rows[card.id or ""]["suspended"]:
            with pytest.raises(StudyError, match="suspended"):
                review.grade(card, Rating(amount % 4 + 1))
            assert memory_rows(self.study) == rows, "a refused grade leaves no trace"
        else:
            self.before.append(rows)
            match act:
                case "grade":
                    rating = Rating(amount % 4 + 1)
                    previewed = review.outcomes(card)[rating]
                    graded = review.grade(card, rating, 1000, previewed if amount % 2 else None)
                    assert graded.outcome == previewed, "what was previewed is what happens"
                case "suspend":
                    review.suspend(card)
                case "unsuspend":
                    review.unsuspend(card)
                case "bury":
                    review.bury(card)

    def undo(self) -> None:
        logged = log_rows(self.study)
        if not self.before:
            with pytest.raises(StudyError, match="nothing to undo"):
                self.study.review.undo()
            assert log_rows(self.study) == logged
            return
        self.study.review.undo()
        assert memory_rows(self.study) == self.before.pop(), "undo restores exactly what was stored before"
        assert log_rows(self.study)[:-1] == logged, "an undo is one row more"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with three cards that nobody has seen yet."""
    place = tmp_path_factory.mktemp("untouched")
    vault = Vault(place / "vault")
    vault.write("a.md", TWO_CARDS)
    vault.write("b.md", "#flashcards\n\nWhat is a token?::A piece of text with an id\n")
    study = Study(StudyContext.open(f"sqlite:///{place / 'study.db'}", lambda: Moment(0, 0)))
    study.library.import_folder(vault.path, None, ())
    study.close()
    return place / "study.db"


NUMBERS = count()


@contextmanager
def opened(database: Path, clock: Clock) -> Iterator[Study]:
    copy = database.with_name(f"copy{next(NUMBERS)}.db")
    shutil.copy(database, copy)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("STUDYGPT_HOME", str(copy.with_suffix("")))  # where its settings are
        study = Study(StudyContext.open(f"sqlite:///{copy}", clock))
        try:
            yield study
        finally:
            study.close()


acts = st.lists(
    st.tuples(
        st.sampled_from(["grade"] * 6 + ["wait"] * 4 + ["undo"] * 3 + ["suspend", "unsuspend", "bury", "travel"]),
        st.integers(0, 2),
        st.one_of(st.integers(1, 30), st.integers(200, 3_000), st.integers(10_000, 100_000)),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=in_long_form(15, 600))
@given(acts, st.sampled_from([((1, 10), (10,)), ((), ()), ((5,), (3, 30))]))
def test_the_log_leads_to_what_is_stored_and_everything_can_be_undone(
    untouched: Path, sequence: list[tuple[str, int, int]], steps: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    time = [datetime(2026, 5, 4, 12, tzinfo=UTC)]
    with opened(untouched, lambda: moment_of(time[0])) as study:
        study.configure("learning_steps", steps[0])
        study.configure("relearning_steps", steps[1])
        at_first = memory_rows(study)
        life = Life(study, time, list(at_first))
        for act, number, amount in sequence:
            life.do(act, number, amount)
        expect_log_to_tell_all(study)
        while life.before:
            life.undo()
        assert memory_rows(study) == at_first
        life.undo()
        expect_log_to_tell_all(study)


# ---------------------------------------------------------------------- what is easily forgotten


@pytest.fixture
def card(study: Study, vault: Vault) -> Card:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    return study.library.cards("softmax")[0]


def test_an_answer_shown_before_four_and_graded_after_leaves_a_memory_that_the_log_leads_to(
    study: Study, clock: HandClock, card: Card
) -> None:
    card = study.review.grade(card, Rating.EASY).card
    clock.set(datetime(2026, 5, 20, 3, 59, tzinfo=UTC))
    previewed = study.review.outcomes(card)
    clock.move(minutes=2)
    study.review.grade(card, Rating.GOOD, 0, previewed[Rating.GOOD])
    expect_log_to_tell_all(study)


def test_undoing_a_suspension_leaves_the_memory_alone_though_the_steps_were_changed_meanwhile(
    study: Study, card: Card
) -> None:
    study.review.grade(card, Rating.GOOD)
    study.configure("learning_steps", ())
    before = memory_rows(study)
    study.review.suspend(study.library.card(card.id or ""))
    study.review.undo()
    assert memory_rows(study) == before


def test_undoing_a_burial_leaves_the_memory_alone_though_the_day_now_begins_at_another_hour(
    study: Study, card: Card
) -> None:
    study.review.grade(card, Rating.EASY)
    study.configure("day_starts_at", 6)
    before = memory_rows(study)
    study.review.bury(study.library.card(card.id or ""))
    study.review.undo()
    assert memory_rows(study) == before


def test_a_card_graded_on_another_screen_meanwhile_is_graded_as_it_now_is(study: Study, card: Card) -> None:
    previewed = study.review.outcomes(card)
    study.review.grade(card, Rating.AGAIN)
    graded = study.review.grade(card, Rating.GOOD, 0, previewed[Rating.GOOD])
    assert graded.card.memory.reps == 2
    expect_log_to_tell_all(study)


def test_undo_takes_back_the_last_act_of_all_cards_first(study: Study, clock: HandClock, card: Card) -> None:
    other = study.library.cards("attention")[0]
    study.review.grade(card, Rating.GOOD)
    clock.move(minutes=1)
    study.review.grade(other, Rating.AGAIN)
    undone = study.review.undo()
    assert (undone.act, undone.value, undone.card and undone.card.id) == (Act.GRADE, "1", other.id)
    undone = study.review.undo()
    assert (undone.act, undone.value, undone.card and undone.card.id) == (Act.GRADE, "3", card.id)


def test_the_last_act_is_undone_although_the_machines_clock_was_set_back(
    study: Study, clock: HandClock, card: Card
) -> None:
    study.review.grade(card, Rating.AGAIN)
    clock.move(days=-3)
    study.review.grade(study.library.card(card.id or ""), Rating.EASY)
    assert study.review.undo().value == "4"
    expect_log_to_tell_all(study)


def test_an_act_on_a_card_that_was_removed_can_be_undone_and_those_before_it_too(
    study: Study, vault: Vault, card: Card
) -> None:
    study.review.grade(card, Rating.GOOD)
    study.library.remove(vault.path.name)
    assert study.review.undo().card is None
    with pytest.raises(StudyError, match="nothing to undo"):
        study.review.undo()


def test_a_source_that_is_removed_and_imported_again_has_the_memories_that_the_log_leads_to(
    study: Study, vault: Vault, card: Card
) -> None:
    graded = study.review.grade(card, Rating.EASY).card
    study.library.remove(vault.path.name)
    study.library.import_folder(vault.path, None, ())
    assert graded.id in memory_rows(study), "the card has the id that it had"
    expect_log_to_tell_all(study)


@settings(max_examples=in_long_form(15, 400))
@given(acts, st.sampled_from([(), (5,), (1, 10), (30, 600, 1440)]), st.sampled_from([(), (10,), (3, 30)]))
def test_the_log_tells_the_same_after_the_steps_were_changed(
    untouched: Path, sequence: list[tuple[str, int, int]], learning: tuple[int, ...], relearning: tuple[int, ...]
) -> None:
    """A card that went to days with other steps is no learning card now, and the other way round."""
    time = [datetime(2026, 5, 4, 12, 0, 7, 123_000, tzinfo=UTC)]
    with opened(untouched, lambda: moment_of(time[0])) as study:
        life = Life(study, time, list(memory_rows(study)))
        for act, number, amount in sequence:
            life.do(act, number, amount)
        study.configure("learning_steps", learning)
        study.configure("relearning_steps", relearning)
        for card, row in memory_rows(study).items():
            replayed = study.review.scheduler.replay(card, rows_that_hold(study, card))
            assert replace(replayed, step=row["step"]) == stored_memory(row)


def test_a_step_that_ends_on_the_hour_is_still_a_step(study: Study, clock: HandClock, card: Card) -> None:
    """Study days begin on an hour too, so only the length of the step tells the two apart."""
    clock.set(datetime(2026, 5, 4, 12, 59, tzinfo=UTC))
    graded = study.review.grade(card, Rating.AGAIN).card
    assert graded.memory.due_at == moment_of(datetime(2026, 5, 4, 13, tzinfo=UTC)).at
    assert graded.memory.state is State.LEARNING
    expect_log_to_tell_all(study)
