"""A card's log, taken apart: what the engine learns of it, and where it leads in all but stability and difficulty.

So a million rows are read here, and the engine is asked for thousands of cards at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from studygpt.model import Act, LogRow, Memory, Moment, Rating, State, memory_from_json
from studygpt.schedule.days import HOUR_MS, study_day
from studygpt.schedule.steps import step_after, step_state
from studygpt.settings import Settings

MINUTE_MS = 60_000

LogFact: TypeAlias = tuple[str, int, str, str, int, int, int, int | None]
"""A row of the log: card, id, act, value, at, utc_offset, study_day, due_given."""
EngineReview: TypeAlias = tuple[int, int, int]
"""A grade as the engine learns from it: rating, whole study days since the one before, its study day."""
EngineRow: TypeAlias = tuple[str, str, int]
"""What the engine learns of a row: card, value, study_day. What is no rating lets the card begin anew."""

_GRADE, _SET_DUE, _IMPORT = Act.GRADE.value, Act.SET_DUE.value, Act.IMPORT.value
_ANEW = frozenset({_IMPORT, Act.RESET.value})
MEMORY_ACTS = (_GRADE, _SET_DUE, *_ANEW)
"""The acts of which a memory is made."""
ENGINE_ACTS = (_GRADE, *_ANEW)
"""Those among them of which the engine learns."""
_RATINGS = {str(int(rating)): int(rating) for rating in Rating}


@dataclass(slots=True)
class CardHistory:
    """What a log tells of one card."""

    start: Memory
    """What was known when it began, or when it last began anew: nothing, or what another program knew."""
    rows: Sequence[LogFact]
    """Since then."""
    lessons: list[EngineReview]
    """The grades among these."""


class UnknownInterval(NamedTuple):
    """A grade that led to days, of which the log does not tell how many."""

    before: Memory
    now: Moment
    day: int


def log_facts(rows: Iterable[LogRow]) -> list[LogFact]:
    return [
        (row.card, row.id, row.act.value, row.value, row.at, row.utc_offset, row.study_day, row.due_given)
        for row in rows
    ]


def card_history(rows: Sequence[LogFact]) -> CardHistory:
    """`rows`: those of one card that no undo voided, oldest first."""
    start, since = Memory(), 0
    if not _ANEW.isdisjoint({row[2] for row in rows}):
        since, row = next((at + 1, rows[at]) for at in reversed(range(len(rows))) if rows[at][2] in _ANEW)
        start = memory_from_json(row[3]) if row[2] == _IMPORT else Memory()
    rows = rows[since:] if since else rows
    return CardHistory(start, rows, _lessons(rows, start.last_day))


def _lessons(rows: Sequence[LogFact], last_day: int | None) -> list[EngineReview]:
    found = []
    for _, _, act, value, _, _, day, _ in rows:
        if act == _GRADE:
            found.append((int(value), day - last_day if last_day is not None and day > last_day else 0, day))
            last_day = day
    return found


def review_histories(rows: Iterable[EngineRow]) -> tuple[list[list[EngineReview]], int]:
    """What was lived from the very beginning on, whenever a card was new; and how many grades there are in all.

    `rows`: those of all cards that no undo voided, oldest first. The histories come by the ids of their cards, which is
    as good as shuffled: from those in the order of time the engine learns less.
    """
    found: list[tuple[str, list[EngineReview]]] = []
    known: list[list[EngineReview]] = []
    """What came after the history of another program, of which only the end is known."""
    of_card: dict[str, list[EngineReview]] = {}
    seen: dict[str, int | None] = {}
    """The last day that another program knew of a card."""
    for card, value, day in rows:
        rating = _RATINGS.get(value)
        lessons = of_card.get(card)
        if lessons and rating:
            gap = day - lessons[-1][2]
            lessons.append((rating, gap if gap > 0 else 0, day))
        elif rating:
            if lessons is None:
                of_card[card] = lessons = []
                found.append((card, lessons))
            last_day = seen.get(card)
            lessons.append((rating, max(0, day - last_day) if last_day is not None else 0, day))
        else:  # the card begins anew
            start = memory_from_json(value) if value else Memory()
            of_card[card], seen[card] = [], start.last_day
            if start.stability is None:
                found.append((card, of_card[card]))
            else:
                known.append(of_card[card])
    whole = [lessons for _, lessons in sorted(found, key=itemgetter(0)) if lessons]
    return whole, sum(map(len, whole)) + sum(map(len, known))


def replay_schedule(life: CardHistory, settings: Settings) -> tuple[Memory, UnknownInterval | None]:
    """Where a log leads to. Stability and difficulty stay those with which it began."""
    starts_at = settings.day_starts_at
    memory, pending = life.start, None
    state, step, due_at, due_day = memory.state, memory.step, memory.due_at, memory.due_day
    last_day, reps, lapses = memory.last_day, memory.reps, memory.lapses
    for _, _, act, value, at, utc_offset, day, due_given in life.rows:
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
    """Whether a grade led to days. The steps may have been others then, so what was given counts for more."""
    if due_given is None:
        return minutes is None
    if minutes is not None and 0 <= at + minutes * MINUTE_MS - due_given < HOUR_MS:  # counted from the preview
        return False
    return (due_given + utc_offset * 1000) % HOUR_MS == 0  # a study day begins on the hour


def same_memory(stored: Memory, replayed: Memory) -> bool:
    """Whether a stored memory is the one that the log leads to, as far as settings changed since let one tell."""
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
