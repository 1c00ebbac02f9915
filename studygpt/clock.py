"""The clock. Code that needs the time takes a `Clock` as a parameter, so that tests and replays can set the time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from studygpt.errors import UsageError
from studygpt.model import Moment

Clock = Callable[[], Moment]


def moment(at: int) -> Moment:
    """Return the instant `at` (ms UTC) with the local offset from UTC at that time, daylight saving time included."""
    return Moment(at, time.localtime(at / 1000).tm_gmtoff)


def system_clock() -> Clock:
    """Return the machine's clock, or, for repeatable scripts, a clock fixed at `STUDYGPT_NOW` (ISO 8601)."""
    chosen = os.environ.get("STUDYGPT_NOW")
    if not chosen:
        return lambda: moment(time.time_ns() // 1_000_000)
    from datetime import datetime

    try:
        parsed = datetime.fromisoformat(chosen)
        at = int(parsed.timestamp() * 1000)
        moment(at)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"STUDYGPT_NOW is {chosen!r}; give an instant such as 2026-11-20T21:30:00+01:00") from error
    offset = parsed.utcoffset()
    return lambda: Moment(at, int(offset.total_seconds())) if offset is not None else moment(at)
