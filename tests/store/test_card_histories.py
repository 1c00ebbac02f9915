"""What is learned from the whole log at once is what each card's own rows tell."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, insert

from studygpt.model import Act, Memory, State, memory_to_json
from studygpt.store import card_histories
from studygpt.store.tables import log
from studygpt.study import Study
from tests.long_form import in_long_form

pytestmark = pytest.mark.both_databases

KNOWN = memory_to_json(Memory(State.REVIEW, 0, 0, 40, 5.0, 5.0, 30, 3, 0))
UNKNOWN = memory_to_json(Memory(last_day=30))
ROWS = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from([("grade", "1"), ("grade", "3"), ("grade", "4"), ("grade", "2"), ("reset", ""), ("suspend", "")])
    | st.sampled_from([("import", KNOWN), ("import", UNKNOWN), ("set-due", "7"), ("undo", "")]),
    st.integers(0, 3),
)


def told(rows: list[tuple[int, str, str, str, int]]) -> tuple[list[list[tuple[int, int, int]]], int]:
    """Card by card, with a pencil."""
    voided = {value for _, _, act, value, _ in rows if act == "undo"}
    held = [row for row in rows if str(row[0]) not in voided]
    found = []
    for card in sorted({row[1] for row in held}):
        is_whole, last_day, lessons = True, None, []
        for _, _, act, value, day in (row for row in held if row[1] == card):
            if act in ("reset", "import"):
                found += [lessons] if is_whole else []
                is_whole, lessons = value != KNOWN, []
                last_day = 30 if act == "import" else None
            elif act == "grade":
                lessons.append((int(value), max(0, day - last_day) if last_day is not None else 0, day))
                last_day = day
        found += [lessons] if is_whole else []
    return sorted(each for each in found if each), sum(row[2] == "grade" for row in held)


@given(st.lists(ROWS, max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=in_long_form(50, 1_500))
def test_histories_are_what_each_cards_rows_tell(study: Study, drawn: list[tuple[str, tuple[str, str], int]]) -> None:
    rows: list[tuple[int, str, str, str, int]] = []
    day = 31
    for number, (card, (act, value), later) in enumerate(drawn, 1):
        day += later
        if act == "undo":
            of_card = [row for row in rows if row[1] == card and row[2] != "undo"]
            if not of_card:
                continue
            value = str(of_card[-1 - later % len(of_card)][0])
        rows.append((number, card, act, value, day))
    with study.context.database.write() as connection:
        connection.execute(delete(log))
        if rows:
            connection.execute(insert(log), [_row(*row) for row in rows])
    with study.context.database.read() as connection:
        found, grades = card_histories.histories(connection)
    assert (sorted(found), grades) == told(rows)


def _row(number: int, card: str, act: str, value: str, day: int) -> dict[str, object]:
    known = {"id": number, "device": "here", "card": card, "act": Act(act).value, "value": value, "study_day": day}
    return known | {"at": number, "utc_offset": 0, "duration_ms": 0, "state_before": "review"}
