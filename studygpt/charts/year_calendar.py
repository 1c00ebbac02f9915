"""Draw a year of study in characters: a row per weekday, a column per week, denser characters for more reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Weeks = Sequence[Sequence[int | None]]
"""The number of reviews on each day, in weeks from Monday on. None marks future days; the last week is the present."""

_LEVELS = ((100, "█"), (30, "▓"), (10, "▒"), (1, "░"))
_NONE = "·"
LEGEND = f"{_NONE} none  " + "  ".join(f"{cell} {least}{'+' if least == 100 else ''}" for least, cell in _LEVELS[::-1])
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MARGIN = 4


def day_cell(count: int | None) -> str:
    """Return the character for a day with `count` reviews."""
    if count is None:
        return " "
    return next((letter for least, letter in _LEVELS if count >= least), _NONE)


def density(count: int) -> int:
    """Return how densely to draw a day with `count` reviews, from 0 for no reviews to 4."""
    return sum(count >= least for least, _ in _LEVELS)


def year_lines(weeks: Weeks, first: date) -> list[str]:
    """Return a line of month names and seven rows of days; `first` is the Monday of the first week."""
    rows = [f"{_WEEKDAYS[day]:<{_MARGIN}}" + "".join(day_cell(week[day]) for week in weeks) for day in range(7)]
    return [_months(len(weeks), first).rstrip(), *(row.rstrip() for row in rows)]


def year_row(weeks: Weeks) -> str:
    """Return the year as one row with a character per week, whose density is that of the week's average day."""
    past = [[count for count in week if count is not None] for week in weeks]
    return "".join(day_cell(-(-sum(days) // len(days)) if days else None) for days in past)


def _months(many: int, first: date) -> str:
    """Return a line with the name of each month above the week in which the month begins, if there is space."""
    line = " " * (_MARGIN + many)
    for week in range(many):
        days = [date.fromordinal(first.toordinal() + 7 * week + day) for day in range(7)]
        begun = next((day for day in days if day.day == 1), None)
        at = _MARGIN + week
        if begun is not None and line[at - 1] == " " and at + 2 <= len(line):  # one character may extend past the line
            line = f"{line[:at]}{MONTHS[begun.month - 1]}{line[at + 3 :]}"
    return line


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
"""The names of the months. They are English, like the whole program, whatever the locale."""
