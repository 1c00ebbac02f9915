"""Replay a card's log: the reviews for the engine, and everything in the memory but stability and difficulty. Pure.

The log is replayed here in Python, so that the engine can be called once for thousands of cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from studygpt.model import Act, LogRow, Memory, Moment, Rating, State, memory_from_json
from studygpt.schedule.days import HOUR_MS, MINUTE_MS, study_day
from studygpt.schedule.steps import step_after, step_state
from studygpt.settings import Settings

LogFact: TypeAlias = tuple[str, int, str, str, int, int, int, int | None]
"""A row of the log: card, id, act, value, at, utc_offset, study_day, due_given."""
EngineReview: TypeAlias = tuple[int, int, int]
"""A grade as the engine needs it: rating, whole study days since the one before, its study day."""
EngineRow: TypeAlias = tuple[str, str, int]
"""The columns of a row that a fit needs: card, value, study_day. A value that is no rating starts the card anew."""

_GRADE, _SET_DUE, _IMPORT = Act.GRADE.value, Act.SET_DUE.value, Act.IMPORT.value
_STARTS_ANEW = frozenset({_IMPORT, Act.RESET.value})
MEMORY_ACTS = (_GRADE, _SET_DUE, *_STARTS_ANEW)
"""The acts that determine a memory."""
ENGINE_ACTS = (_GRADE, *_STARTS_ANEW)
"""The acts that a fit needs."""
_RATINGS = {str(int(rating)): int(rating) for rating in Rating}


@dataclass(slots=True)
class CardHistory:
    """The log of one card since it last began anew."""

    start: Memory
    """The memory with which the history began: empty, or imported from another program."""
    rows: Sequence[LogFact]
    """The rows of the log since the start."""
    reviews: list[EngineReview]
    """The grades among the rows."""


class UnknownInterval(NamedTuple):
    """A grade that led to an interval of days, whose length the log does not say."""

    before: Memory
    now: Moment
    day: int


def log_facts(rows: Iterable[LogRow]) -> list[LogFact]:
    """Rows of the log as plain tuples."""
    return [
        (row.card, row.id, row.act.value, row.value, row.at, row.utc_offset, row.study_day, row.due_given)
        for row in rows
    ]


def card_history(rows: Sequence[LogFact]) -> CardHistory:
    """The history of one card. `rows`: its rows without undone ones, oldest first."""
    start, since = Memory(), 0
    if not _STARTS_ANEW.isdisjoint({row[2] for row in rows}):
        since, row = next((at + 1, rows[at]) for at in reversed(range(len(rows))) if rows[at][2] in _STARTS_ANEW)
        start = memory_from_json(row[3]) if row[2] == _IMPORT else Memory()
    rows = rows[since:] if since else rows
    return CardHistory(start, rows, _engine_reviews(rows, start.last_day))


def _engine_reviews(rows: Sequence[LogFact], last_day: int | None) -> list[EngineReview]:
    found = []
    for _, _, act, value, _, _, day, _ in rows:
        if act == _GRADE:
            found.append((int(value), day - last_day if last_day is not None and day > last_day else 0, day))
            last_day = day
    return found


def review_histories(rows: Iterable[EngineRow]) -> tuple[list[list[EngineReview]], int]:
    """The review histories of all cards that began as new ones here, and the number of grades in all.

    `rows`: the rows of all cards without undone ones, oldest first. Histories are sorted by card id, which is random:
    the engine learns less from histories in the order of time.
    """
    found: list[tuple[str, list[EngineReview]]] = []
    known: list[list[EngineReview]] = []
    """Histories that continue a history of another program whose reviews are not known."""
    of_card: dict[str, list[EngineReview]] = {}
    seen: dict[str, int | None] = {}
    """The day of a card's last review in another program."""
    for card, value, day in rows:
        rating = _RATINGS.get(value)
        reviews = of_card.get(card)
        if reviews and rating:
            gap = day - reviews[-1][2]
            reviews.append((rating, gap if gap > 0 else 0, day))
        elif rating:
            if reviews is None:
                of_card[card] = reviews = []
                found.append((card, reviews))
            last_day = seen.get(card)
            reviews.append((rating, max(0, day - last_day) if last_day is not None else 0, day))
        else:  # the card begins anew
            start = memory_from_json(value) if value else Memory()
            of_card[card], seen[card] = [], start.last_day
            if start.stability is None:
                found.append((card, of_card[card]))
            else:
                known.append(of_card[card])
    whole = [reviews for _, reviews in sorted(found, key=itemgetter(0)) if reviews]
    return whole, sum(map(len, whole)) + sum(map(len, known))


def replay_schedule(history: CardHistory, settings: Settings) -> tuple[Memory, UnknownInterval | None]:
    """The memory that a log leads to, except for stability and difficulty, which stay those of its start."""
    starts_at = settings.day_starts_at
    memory, pending = history.start, None
    state, step, due_at, due_day = memory.state, memory.step, memory.due_at, memory.due_day
    last_day, reps, lapses = memory.last_day, memory.reps, memory.lapses
    for _, _, act, value, at, utc_offset, day, due_given in history.rows:
        if act == _GRADE:
            minutes, next_step = step_after(settings, state, step, int(value))
            pending = None
            if due_given is None and minutes is None:
                before = replace(
                    memory,
                    state=state,
                    step=step,
                    due_at=due_at,
                    due_day=due_day,
                    last_day=last_day,
                    reps=reps,
                    lapses=lapses,
                )
                pending = UnknownInterval(before, Moment(at, utc_offset), day)
            reps += 1
            lapses += state is State.REVIEW and value == "1"
            last_day = day
            if _in_days(at, utc_offset, due_given, minutes):
                state, step = State.REVIEW, 0
            else:
                state, step = step_state(state), next_step
            due_at = due_given if due_given is not None else at + int((minutes or 0) * MINUTE_MS)
            due_day = study_day(Moment(due_at, utc_offset), starts_at)
        elif act == _SET_DUE and due_given is not None:
            due_at, due_day, pending = due_given, study_day(Moment(due_given, utc_offset), starts_at), None
    known = memory.stability, memory.difficulty
    return Memory(state, step, due_at, due_day, *known, last_day, reps, lapses), pending


def _in_days(at: int, utc_offset: int, due_given: int | None, minutes: float | None) -> bool:
    """Whether a grade led to days. The due date that was given decides, as steps may have changed since."""
    if due_given is None:
        return minutes is None
    # A step was counted from the preview, a little before the grade.
    if minutes is not None and 0 <= at + minutes * MINUTE_MS - due_given < HOUR_MS:
        return False
    return (due_given + utc_offset * 1000) % HOUR_MS == 0  # a study day begins on the hour


def same_memory(stored: Memory, replayed: Memory) -> bool:
    """Whether a stored memory is the replayed one, apart from what changed settings can explain."""
    return (
        (stored.state, stored.reps, stored.lapses, stored.last_day, stored.due_at)
        == (replayed.state, replayed.reps, replayed.lapses, replayed.last_day, replayed.due_at)
        and _near(stored.due_day, replayed.due_day)
        and _close(stored.stability, replayed.stability)
        and _close(stored.difficulty, replayed.difficulty)
    )


def _near(one: int | None, other: int | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1


def _close(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1e-4 * max(abs(one), abs(other))
