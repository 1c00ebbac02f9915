"""A card's log as lines that people read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from studygpt.model import Act, LogRow, Rating, memory_from_json
from studygpt.schedule.days import DAY_MS
from studygpt.text import counted, short_interval

_WORDS = {
    Act.RESET: "made new again",
    Act.SUSPEND: "suspended",
    Act.UNSUSPEND: "unsuspended",
    Act.BURY: "buried until the next day",
}


def local_day(ms: int, utc_offset: int) -> str:
    """The date of an instant (ms), such as `2026-05-04`, on a clock with this UTC offset."""
    return _local(ms, utc_offset).strftime("%Y-%m-%d")


def _local(ms: int, utc_offset: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(timezone(timedelta(seconds=utc_offset)))


def describe_act(row: LogRow) -> str:
    """A row of the log as a line: `2026-05-04 12:00  Good after 3 s, next in 4d`."""
    return f"{_local(row.at, row.utc_offset).strftime('%Y-%m-%d %H:%M')}  {_act_words(row)}"


def _act_words(row: LogRow) -> str:
    match row.act:
        case Act.GRADE:
            spent = f" after {round(row.duration_ms / 1000)} s" if row.duration_ms >= 500 else ""
            first = ", its first time" if row.state_before == "new" else ""
            given = f", next in {short_interval(_interval(row))}" if row.due_given is not None else ""
            return f"{Rating(int(row.value)).name.capitalize()}{spent}{first}{given}"
        case Act.FLAG:
            return "flagged" if row.value != "0" else "flag removed"
        case Act.TAG:
            return f"tagged #{row.value[1:]}" if row.value.startswith("+") else f"tag #{row.value[1:]} removed"
        case Act.DECIDE:
            return "still the same card, you said" if row.value == "same" else "another card now, you said"
        case Act.SET_DUE if row.due_given is not None:
            return f"moved to {local_day(row.due_given, row.utc_offset)}"
        case Act.IMPORT:
            memory = memory_from_json(row.value)
            held = f", stability {memory.stability:.1f} days" if memory.stability else ""
            return f"imported with {counted(memory.reps, 'review')} from another program{held}"
    return _WORDS.get(row.act, row.act.value)


def _interval(row: LogRow) -> int:
    """How long until the card was due: the minutes of a step, or whole days, as a review is due all day."""
    assert row.due_given is not None, "the row has a due date"
    away = row.due_given - row.at
    return away if away < DAY_MS // 4 else max(1, -(-(away - 1) // DAY_MS)) * DAY_MS


def history_lines(rows: Iterable[LogRow]) -> list[str]:
    """Each row as a line, the latest first."""
    return [describe_act(row) for row in reversed(list(rows))]
