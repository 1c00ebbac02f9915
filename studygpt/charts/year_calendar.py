"""Draw a year of study in letters: a row per weekday, a column per week, denser letters for more reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Weeks = Sequence[Sequence[int | None]]
"""The reviews of each day, in weeks from Monday on; None for days to come. The last week is the present one."""

_LEVELS = ((100, "█"), (30, "▓"), (10, "▒"), (1, "░"))
_NONE = "·"
LEGEND = f"{_NONE} none  " + "  ".join(f"{cell} {least}{'+' if least == 100 else ''}" for least, cell in _LEVELS[::-1])
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MARGIN = 4


def day_cell(count: int | None) -> str:
    """Return the letter for a day with so many reviews."""
    if count is None:
        return " "
    return next((letter for least, letter in _LEVELS if count >= least), _NONE)


def density(count: int) -> int:
    """Return how dense a day is drawn: 0 for nothing, 4 at most."""
    return sum(count >= least for least, _ in _LEVELS)


def year_lines(weeks: Weeks, first: date) -> list[str]:
    """Return a line of months and seven rows; `first` is the Monday of the first week."""
    rows = [f"{_WEEKDAYS[day]:<{_MARGIN}}" + "".join(day_cell(week[day]) for week in weeks) for day in range(7)]
    return [_months(len(weeks), first).rstrip(), *(row.rstrip() for row in rows)]


def year_row(weeks: Weeks) -> str:
    """Return the year in one row, a letter per week: as dense as its days are on average."""
    past = [[count for count in week if count is not None] for week in weeks]
    return "".join(day_cell(-(-sum(days) // len(days)) if days else None) for days in past)


def _months(many: int, first: date) -> str:
    """Place each month's name above the week in which it begins, where there is room for it."""
    line = " " * (_MARGIN + many)
    for week in range(many):
        days = [date.fromordinal(first.toordinal() + 7 * week + day) for day in range(7)]
        begun = next((day for day in days if day.day == 1), None)
        at = _MARGIN + week
        if begun is not None and line[at - 1] == " " and at + 2 <= len(line):  # one letter may stand out
            line = f"{line[:at]}{MONTHS[begun.month - 1]}{line[at + 3 :]}"
    return line


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
"""English like the whole program, whatever the locale."""
