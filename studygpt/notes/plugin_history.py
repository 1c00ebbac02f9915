"""Read the histories of Obsidian plugins: memory files (`SR/memory/ID.md`) and schedule comments (`<!--SR:...-->`)."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any, NamedTuple  # Any: a plugin's JSON may hold any type under any key

from studygpt.model import Json, Rating, State, day_of_date

_STATES = (State.NEW, State.LEARNING, State.REVIEW, State.RELEARNING)
_DAY_S = 86_400
_DAYS = range(day_of_date(date(1970, 1, 1)), day_of_date(date(2200, 1, 1)))
"""The days that a history may name."""
_MOST_STABILITY = 1e6
_MOST_EASE = 1e5
_MOST_REVIEWS = 1_000_000
_MALFORMED = (TypeError, ValueError, LookupError, ArithmeticError, RecursionError)
"""The errors of words that are no dates or numbers, of infinite numbers, and of lists that are too short."""


class PastReview(NamedTuple):
    """One grade given in another program."""

    rating: Rating
    at: int
    """Milliseconds since 1970, UTC."""


class PluginMemory(NamedTuple):
    """The state of a card in another program."""

    state: State
    due_day: int
    """The day on which the card is due in the other program, counted from 1970."""
    last_day: int
    """The day of the last review, counted from 1970."""
    stability: float | None = None
    difficulty: float | None = None
    ease: float | None = None
    """The ease factor of SM-2 (2.5 at first). Together with the interval, it determines stability and difficulty."""
    reps: int = 1
    lapses: int = 0


class History(NamedTuple):
    """The reviews of a card and the state that the other program derived from them."""

    reviews: tuple[PastReview, ...] = ()
    """The reviews, oldest first."""
    standing: PluginMemory | None = None


class UnreadableHistory(ValueError):
    """Raised for a history that cannot be read. The message says why."""


# ---------------------------------------------------------------------- memory files


def read_memory_file(text: str) -> History:
    """Read the reviews and the state of a card from the JSON in its memory file."""
    begin, end = text.find("{"), text.rfind("}")
    try:
        data = json.loads(text[begin : end + 1])
    except (ValueError, RecursionError) as error:
        raise UnreadableHistory("it has no readable JSON") from error
    card = data.get("card") if isinstance(data, dict) else None
    rows = data.get("reviewLogs", []) if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise UnreadableHistory("its reviewLogs are not a list")
    reviews = tuple(sorted((review for row in rows if (review := _review(row))), key=lambda review: review.at))
    return History(reviews, _memory(card if isinstance(card, dict) else {}, reviews))


def _review(row: Any) -> PastReview | None:
    """Return the review in a row of the log; None if the row is no grade (rating 0 marks a manual change)."""
    if not isinstance(row, dict) or row.get("rating") == 0:
        return None
    try:
        return PastReview(Rating(int(row["rating"])), _instant(row["review"]))
    except _MALFORMED as error:
        raise UnreadableHistory(
            f"a review in it has no rating from 1 to 4 or no time ({json.dumps(row)[:80]})"
        ) from error


def _memory(card: Json, reviews: tuple[PastReview, ...]) -> PluginMemory | None:
    try:
        state = _state(card.get("state", 2 if reviews else 0))
        if state is State.NEW or "due" not in card:
            return None
        last = _instant(card["last_review"]) if card.get("last_review") else (reviews[-1].at if reviews else None)
        due_day = _day(card["due"])
        return PluginMemory(
            state,
            due_day,
            due_day if last is None else last // (_DAY_S * 1000),
            stability=_positive(card.get("stability"), _MOST_STABILITY),
            difficulty=_difficulty(card.get("difficulty")),
            reps=_count(card.get("reps") or len(reviews) or 1),
            lapses=_count(card.get("lapses") or 0),
        )
    except _MALFORMED as error:
        raise UnreadableHistory("its card has a state or a date that cannot be read") from error


# ---------------------------------------------------------------------- schedule comments

_COMMENT = re.compile(r"<!--\s*SR:(?P<groups>[^<>]*?)-->")
_PLACEHOLDER = "2000-01-01"
"""The due date that the plugin writes for a card that was never shown."""


def comment_groups(text: str) -> list[str]:
    """Return the schedules in the comments of a passage, one for each card of the passage."""
    return [group for match in _COMMENT.finditer(text) for group in match["groups"].strip().split("!") if group.strip()]


def read_schedule(group: str) -> PluginMemory | None:
    """Read the schedule of one card; return None if the card was never shown.

    A schedule is `due,interval,ease` or `fsrs,due,interval,stability,difficulty,state,reps,lapses,steps,last`.
    """
    words = [word.strip() for word in group.split(",")]
    try:
        if words[0].casefold() == "fsrs":
            _, due, interval, stability, difficulty, state, reps, lapses, *more = words
            last = more[1] if len(more) > 1 else ""
            where = _state(state)
            if where is State.NEW or due.startswith(_PLACEHOLDER):
                return None
            return PluginMemory(
                where,
                _day(due),
                _day(last) if last else _known(_day(due) - round(float(interval))),
                stability=_positive(stability, _MOST_STABILITY),
                difficulty=_difficulty(difficulty),
                reps=_count(reps),
                lapses=_count(lapses),
            )
        due, interval, ease = words[:3]
        if due == _PLACEHOLDER:
            return None
        last_day = _known(_day(due) - max(1, round(float(interval))))
        return PluginMemory(State.REVIEW, _day(due), last_day, ease=_between(0, ease, _MOST_EASE) / 100)
    except _MALFORMED as error:
        raise UnreadableHistory(f"the schedule {group[:80]!r} cannot be read") from error


# ---------------------------------------------------------------------- words and numbers


def _state(value: Any) -> State:
    if isinstance(value, str) and not value.isdigit():
        return State(value.casefold())
    return _STATES[int(value)]


def _instant(value: Any) -> int:
    """Convert a time in ISO 8601 or milliseconds to ms UTC."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        instant = int(value)
    else:
        when = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        instant = round((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)
    _known(instant // (_DAY_S * 1000))
    return instant


def _day(value: Any) -> int:
    if isinstance(value, str) and len(value) == 10:
        return _known(day_of_date(date.fromisoformat(value)))
    return _instant(value) // (_DAY_S * 1000)


def _known(day: int) -> int:
    if day not in _DAYS:
        raise ValueError(day)
    return day


def _between(low: float, value: Any, high: float) -> float:
    number = float(value)
    if not low <= number <= high:  # true of nan as well
        raise ValueError(value)
    return number


def _count(value: Any) -> int:
    return int(_between(0, value, _MOST_REVIEWS))


def _positive(value: Any, most: float) -> float | None:
    return _between(0, value, most) or None if value else None


def _difficulty(value: Any) -> float | None:
    return _between(1, value, 10) if value and float(value) else None
