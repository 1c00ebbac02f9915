"""Study days: numbered from 1970, turning at 04:00 local time (or the hour that the settings name)."""

from __future__ import annotations

from studygpt.model import Moment

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def study_day(moment: Moment, starts_at: int) -> int:
    """The study day on which a moment falls where it was lived: summer time and travel move the offset, not the day."""
    return (moment.at + moment.utc_offset * 1000 - starts_at * HOUR_MS) // DAY_MS


def day_start(day: int, utc_offset: int, starts_at: int) -> int:
    """When a study day begins, in ms UTC, where clocks stand `utc_offset` seconds from UTC."""
    return day * DAY_MS + starts_at * HOUR_MS - utc_offset * 1000
