"""The log only grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from studygpt.model import Card, Rating
from studygpt.store.tables import log
from studygpt.study import Study
from tests.conftest import TWO_CARDS, HandClock, Vault

pytestmark = pytest.mark.both_databases


def rows(study: Study) -> list[dict[str, Any]]:
    with study.context.database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(select(log).order_by(log.c.clock))]


@pytest.fixture
def card(study: Study, vault: Vault) -> Card:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    return study.library.cards("softmax")[0]


def test_every_act_adds_one_row_and_changes_none(study: Study, clock: HandClock, card: Card) -> None:
    acts: dict[str, Callable[[], object]] = {
        "grade": lambda: study.review.grade(card, Rating.HARD, 2500),
        "bury": lambda: study.review.bury(card),
        "suspend": lambda: study.review.suspend(card),
        "unsuspend": lambda: study.review.unsuspend(card),
        "undo": lambda: study.review.undo(),
    }
    for number, (name, act) in enumerate(acts.items()):
        before = rows(study)
        clock.move(minutes=number - 2)  # a clock that was set back, too
        act()
        assert rows(study)[:-1] == before
        assert [row["act"] for row in rows(study)] == list(acts)[: number + 1], name
    clocks = [row["clock"] for row in rows(study)]
    assert clocks == sorted(set(clocks)), "the order of the log is that of the acts"


def test_a_row_tells_when_where_and_what(study: Study, clock: HandClock, card: Card) -> None:
    graded = study.review.grade(card, Rating.HARD, 2500)
    (row,) = rows(study)
    expected = {
        "card": card.id,
        "at": clock().at,
        "utc_offset": 0,
        "study_day": study.context.today(),
        "duration_ms": 2500,
        "act": "grade",
        "value": "2",
        "state_before": "new",
        "due_given": graded.card.memory.due_at,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["device"] == study.context.device != ""


def test_an_undo_names_the_row_that_it_voids(study: Study, card: Card) -> None:
    study.review.grade(card, Rating.GOOD)
    study.review.undo()
    graded, undone = rows(study)
    assert (undone["act"], undone["value"], undone["card"]) == ("undo", str(graded["id"]), card.id)


def test_what_was_lived_stays_when_the_card_is_gone(study: Study, vault: Vault, card: Card) -> None:
    study.review.grade(card, Rating.GOOD)
    before = rows(study)
    study.library.remove(vault.path.name)
    assert study.library.cards() == []
    assert rows(study) == before


def test_rows_of_one_millisecond_have_ids_of_their_own(study: Study, card: Card) -> None:
    for _ in range(20):
        study.review.grade(study.library.card(card.id or ""), Rating.AGAIN)
    ids = [row["id"] for row in rows(study)]
    assert len(set(ids)) == 20
    assert [row["state_before"] for row in rows(study)] == ["new"] + ["learning"] * 19, (
        "in the order in which they were"
    )


def test_a_device_keeps_its_name(study: Study, clock: HandClock) -> None:
    study.close()
    again = Study.open(clock)
    assert again.context.device == study.context.device
    again.close()
