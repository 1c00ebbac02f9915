"""When a card is due: the rule in Python and its form in SQL agree, on both sides of every boundary."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import ColumnElement, or_, select, update

from studygpt.model import IN_STEPS, Memory, State
from studygpt.schedule.days import day_start, study_day
from studygpt.schedule.due import due_at, is_due, is_due_today
from studygpt.store import log
from studygpt.store.due_sql import due_today, review_due, step_ended
from studygpt.store.first_card import first_card
from studygpt.store.tables import memory as memory_table
from studygpt.study import Study
from tests.conftest import HandClock, Vault

pytestmark = pytest.mark.both_databases

STARTS_AT = 4
MEMORIES = list(product(State, (None, -1, 0, 1), (None, -1, 0, 1)))
"""State, days from today to the card's day, milliseconds from now to its instant."""


@pytest.fixture
def only_card(study: Study, vault: Vault) -> str:
    vault.write("a.md", "#flashcards\n\nWhat is asked?::This\n")
    study.library.import_folder(vault.path, None, ())
    for source in study.library.sources():
        study.library.set_enabled(source.name, source.path == vault.path.resolve())
    return str(study.library.cards("asked")[0].id)


def test_python_and_sql_agree_on_every_boundary(study: Study, clock: HandClock, only_card: str) -> None:
    now, today = clock().at, study.context.today()

    def holds(condition: ColumnElement[bool]) -> bool:
        with study.context.database.read() as connection:
            found = connection.execute(select(memory_table.c.card).where(memory_table.c.card == only_card, condition))
            return found.first() is not None

    seen = set()
    for state, days, ms in MEMORIES:
        memory = Memory(
            state=state,
            due_day=None if days is None else today + days,
            due_at=None if ms is None else now + ms,
            stability=None if state is State.NEW else 3.0,
            difficulty=None if state is State.NEW else 5.0,
            last_day=None if state is State.NEW else today - 3,
        )
        with study.context.database.write() as connection:
            log.write_memory(connection, only_card, memory)
        due, due_this_day = is_due(memory, today, now), is_due_today(memory, today)
        assert holds(or_(review_due(today), step_ended(now))) is due, memory
        assert holds(due_today(today)) is due_this_day, memory
        assert bool(study.library.cards("is:due")) is due_this_day, memory
        if study.context.database.file is not None:
            first = first_card(study.context.database.file, clock(), study.context.settings)
            assert (first is not None) is (due or state is State.NEW), memory
        seen.add((state, due, due_this_day))
    assert {(due, this_day) for state, due, this_day in seen if state is State.REVIEW} == {(True, True), (False, False)}
    for state in IN_STEPS:
        assert {(due, this_day) for each, due, this_day in seen if each is state} == set(
            product((True, False), repeat=2)
        )
    assert {(due, this_day) for state, due, this_day in seen if state is State.NEW} == {(False, False)}


def test_a_suspended_card_is_not_listed_as_due(study: Study, clock: HandClock, only_card: str) -> None:
    today = study.context.today()
    with study.context.database.write() as connection:
        log.write_memory(connection, only_card, Memory(state=State.REVIEW, due_day=today, due_at=clock().at))
    assert study.library.cards("is:due")
    with study.context.database.write() as connection:
        connection.execute(update(memory_table).where(memory_table.c.card == only_card).values(suspended=True))
    assert not study.library.cards("is:due")


def test_a_card_is_due_from_the_instant_that_it_is_due_at(clock: HandClock) -> None:
    now = clock()
    today = study_day(now, STARTS_AT)
    for state, days, ms in MEMORIES:
        if state is State.NEW or days is None or ms is None:
            continue
        memory = Memory(state=state, due_day=today + days, due_at=now.at + ms)
        begins = due_at(memory, now, STARTS_AT)
        assert begins is not None
        assert is_due(memory, today, now.at) is (begins <= now.at), memory


def test_a_review_is_due_when_its_study_day_begins_and_a_step_at_its_instant(clock: HandClock) -> None:
    now = clock()
    today = study_day(now, STARTS_AT)
    review = Memory(state=State.REVIEW, due_day=today + 1, due_at=now.at)
    assert due_at(review, now, STARTS_AT) == day_start(today + 1, now.utc_offset, STARTS_AT)
    assert due_at(Memory(state=State.LEARNING, due_day=today + 1, due_at=now.at + 5), now, STARTS_AT) == now.at + 5
    assert due_at(Memory(), now, STARTS_AT) is None
