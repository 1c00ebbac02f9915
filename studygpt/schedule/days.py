"""Study days: numbered from 1970, each beginning at 04:00 local time, or at the hour in the settings. Pure."""

from __future__ import annotations

from studygpt.model import Moment

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000


def study_day(moment: Moment, starts_at: int) -> int:
    """The study day of a moment, by the local clocks of that moment."""
    return (moment.at + moment.utc_offset * 1000 - starts_at * HOUR_MS) // DAY_MS


def day_start(day: int, utc_offset: int, starts_at: int) -> int:
    """When a study day begins, in ms UTC, on clocks that are `utc_offset` seconds ahead of UTC."""
    return day * DAY_MS + starts_at * HOUR_MS - utc_offset * 1000
