"""A learner whose memory is known: reviews by FSRS with parameters of their own, on the days that the program gave."""

from __future__ import annotations

import random
from dataclasses import replace

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS

from studygpt.model import Act, LogRow, Memory, Moment, Rating, State
from studygpt.schedule.memory import Scheduler
from studygpt.schedule.recall import recall_after
from studygpt.store import card_histories, log
from studygpt.study import Study

DAY_MS = 86_400_000
FORGETFUL = tuple(
    [value * 0.35 for value in DEFAULT_PARAMETERS[:4]]
    + DEFAULT_PARAMETERS[4:8]
    + [1.1]
    + DEFAULT_PARAMETERS[9:20]
    + [0.5]
)
"""Somebody who forgets sooner than most, and then more slowly."""


def live(study: Study, days: int, a_day: int, *, seed: int = 1, parameters: tuple[float, ...] = FORGETFUL) -> int:
    """Study each day what is due and some new cards, up to the present day; how many grades that were."""
    draw = random.Random(seed)
    truth, scheduler = FSRS(list(parameters)), Scheduler(study.context.settings, study.context.parameters)
    cards = [str(card.id) for card in study.library.cards()]
    stored = dict.fromkeys(cards, Memory())
    known: dict[str, object] = {}
    rows: list[LogRow] = []
    end = study.context.clock().at
    for day in range(days):
        at = end - (days - day) * DAY_MS
        today = at // DAY_MS
        due = [card for card in cards if stored[card].state is not State.NEW and (stored[card].due_day or 0) <= today]
        new = [card for card in cards if stored[card].state is State.NEW][:a_day]
        for card in (*due, *new):
            for _ in range(4):  # again within the day, until days take over
                at += 20_000
                memory = stored[card]
                elapsed = today - memory.last_day if memory.last_day is not None else 0
                state = known.get(card)
                recall = recall_after(elapsed, state.stability, -parameters[-1]) if state and elapsed else 0.8
                rating = draw.choices((2, 3, 4), (1, 7, 1))[0] if draw.random() < recall else 1
                after = truth.next_states(state, 0.9, elapsed)
                known[card] = (after.again, after.hard, after.good, after.easy)[rating - 1].memory
                given = scheduler.outcomes(card, memory, Moment(at, 0), today)[Rating(rating)].memory
                rows.append(_row(len(rows), card, at, today, rating, memory, given))
                stored[card] = given
                if given.state is State.REVIEW:
                    break
    with study.context.database.write() as connection:
        log.append_missing(connection, rows)
        card_histories.rebuild(connection, scheduler, set(cards))
    return len(rows)


def _row(number: int, card: str, at: int, today: int, rating: int, before: Memory, given: Memory) -> LogRow:
    row = LogRow(
        id=(at << 20) + number,
        clock=(at << 20) + number,
        device="learner",
        card=card,
        at=at,
        utc_offset=0,
        study_day=today,
        duration_ms=4_000,
        act=Act.GRADE,
        value=str(rating),
        state_before=before.state.value,
        due_given=given.due_at,
    )
    return replace(row, memory_before=before)
