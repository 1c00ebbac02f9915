"""The content of Home, made from an overview. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from studygpt.charts.bars import block_bar
from studygpt.charts.year_calendar import LEGEND, year_lines, year_row
from studygpt.model import date_of_day
from studygpt.query import field_query
from studygpt.study import MASTERY, WEEKS, calendar_weeks, weekday
from studygpt.text import counted, one_name
from studygpt.tui.content.card import fitted

if TYPE_CHECKING:
    from studygpt.study import Overview, Summary

_ROOMY = 64
"""The number of columns from which there is room for more words."""
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()


class HomeRow(NamedTuple):
    """A line of the list. A line without a name cannot be chosen."""

    content: Content
    name: str = ""
    """The name of an action of Home, such as `review` or `inbox`.

    Or `?` before a query to review, or `!` before the name of a source whose sync waits for an answer.
    """


_BLANK = HomeRow(Content(" "))


def today_lines(overview: Overview, width: int) -> Content:
    """The date, the number of cards today, and the streak."""
    day = date_of_day(overview.today)
    when = f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"
    parts = [f"{overview.due} due", f"{overview.new} new"]
    if overview.learning:
        parts.insert(1, f"{overview.learning} learning")
    about = "about " if width >= _ROOMY else ""
    asked = " · ".join(parts) + f" · {about}{overview.minutes} min" if overview.cards else "nothing is left"
    if overview.done:
        asked += f" · {overview.done} done"
    run, begun = overview.streak
    streak = counted(run, "day") if run else "begins with a card today"
    if run:
        streak += " in a row" if run > 1 else ""
        streak += ", today too" if begun else ": a card today keeps it"
    head = Content.assemble(("StudyGPT", "bold $text-primary"), "  ", (when, "$text-muted"))
    lines = [head, _labelled("Today", asked), _labelled("Streak", streak)]
    return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


def _labelled(label: str, text: str) -> Content:
    return Content.assemble((f"{label:<7} ", "bold"), text)


def year_block(overview: Overview) -> Content:
    """The year as a calendar, with a row for each weekday."""
    monday = overview.today - weekday(overview.today) - 7 * (WEEKS - 1)
    months, *rows = year_lines(calendar_weeks(overview.grades, overview.today), date_of_day(monday))
    pieces = [Content(months).stylize("$text-muted")]
    pieces += [Content.assemble((row[:4], "$text-muted"), (row[4:], "$text-success")) for row in rows]
    pieces.append(Content(f"    {LEGEND} cards a day").stylize("$text-muted"))
    return Content("\n").join(pieces)


def year_line(overview: Overview) -> Content:
    """The year on one line, where there is no room for the calendar."""
    row = year_row(calendar_weeks(overview.grades, overview.today))
    return Content.assemble(("Year ", "bold"), (row, "$text-success"))


def list_rows(overview: Overview, width: int, syncs: Iterable[Summary] = ()) -> Iterator[HomeRow]:
    """The lines of the list: what to do next, the decks, the concepts. `syncs` wait for an answer."""
    yield _title("Next", width)
    yield from (HomeRow(row.content.truncate(width, ellipsis=True), row.name) for row in _next(overview, syncs))
    if overview.is_first:
        yield from _greeting(overview, width)
    if overview.decks:
        yield _BLANK
        yield _title("Decks", width, f"{'due':>5} {'new':>6} {'cards':>7}")
    for deck in overview.decks:
        numbers = f"{deck.due:>5,} {deck.new:>6,} {deck.cards:>7,}"
        yield HomeRow(_columns(one_name(deck.deck), numbers, width), f"?{_query('deck', deck.deck, deck.source)}")
    if overview.concepts:
        yield _BLANK
        yield _title("Concepts", width, f"mastery: {MASTERY if width > _ROOMY else 'the part you would recall now'}")
    cells = 10 if width < 90 else 20
    for concept in overview.concepts:
        begun = f"{concept.begun:,} of {concept.cards:,} begun"
        numbers = f"{begun:>18}  {block_bar(concept.share, cells)} {concept.share:>4.0%}"
        yield HomeRow(
            _columns(one_name(concept.name), numbers, width, bar_style=True), f"?{_query('concept', concept.name)}"
        )


def _next(overview: Overview, syncs: Iterable[Summary]) -> Iterator[HomeRow]:
    waiting = overview.waiting
    if overview.cards:
        words = "begin with the first cards" if overview.is_first else "review"
        yield HomeRow(_item(words, f"{counted(overview.cards, 'card')}, about {overview.minutes} min"), "review")
    else:
        words = "done for today" if overview.done else "nothing is due"
        yield HomeRow(_item("review", f"{words}; ? shows the keys"), "review")
        if waiting.new or waiting.reviews:
            more = counted(waiting.reviews, "review") if waiting.reviews else counted(waiting.new, "new card")
            yield HomeRow(_item("more today", f"{more} wait for other days (m)"), "more")
    if overview.backlog:
        words = f"{overview.backlog:,} reviews wait: spread them over the next days"
        yield HomeRow(_item("spread", words), "spread")
    for sync in syncs:
        yield HomeRow(_item(one_name(sync.source), f"{_at_risk(sync)}: decide"), f"!{sync.source}")
    if overview.unsure:
        words = f"{counted(overview.unsure, 'card')} changed: still the same?"
        yield HomeRow(_item("in doubt", words), "doubts")
    if overview.suggestions:
        yield HomeRow(_item("inbox", f"{counted(overview.suggestions, 'passage')} could become cards"), "inbox")
    if overview.questions:
        yield HomeRow(
            _item("questions", f"your notes leave {counted(overview.questions, 'question')} open"), "questions"
        )
    if not overview.is_first:
        yield HomeRow(_item("progress", "how far you have come, concept by concept"), "stats")
    yield HomeRow(_item("exercise", "write a part of the GPT yourself (x)"), "exercise")


def _at_risk(sync: Summary) -> str:
    if sync.stopped is not None:
        return f"{counted(sync.stopped.lost, 'card')} would lose their place"
    return f"{counted(sync.withheld, 'note')} with {counted(sync.withheld_cards, 'card')} vanished at once"


def _greeting(overview: Overview, width: int) -> Iterator[HomeRow]:
    yield _BLANK
    yield _title("Welcome", width)
    words = []
    if overview.shipped:
        words += [
            "These first cards ship with the program: a GPT, from tensors to training.",
            "Without them: studygpt sources disable studygpt",
        ]
    if not overview.own_notes:
        words.append("Your own notes become cards with: studygpt import ~/vault")
    for each in words:
        yield from (HomeRow(Content(f"  {line}")) for line in wrap(each, width - 2, break_on_hyphens=False))


def _title(words: str, width: int, right: str = "") -> HomeRow:
    head = _columns(words, right if len(words) + len(right) + 3 <= width else "", width, indent="")
    return HomeRow(head.stylize("bold $text-primary", 0, len(words)).stylize("$text-muted", len(words)))


def _item(words: str, more: str) -> Content:
    return Content.assemble("  ", (words, "bold"), f"  {more}")


def _columns(left: str, right: str, width: int, *, indent: str = "  ", bar_style: bool = False) -> Content:
    """A name, cut where it must be, and numbers at the right edge; on wide screens these stay near the name."""
    width = min(width, 96)
    room = max(8, width - cell_len(right) - len(indent) - 1)
    text = f"{indent}{set_cell_size(fitted(left, room), room)} {right}"
    content = Content(text)
    if bar_style:
        content = content.stylize("$text-success", len(text) - len(right) + 20, len(text) - 5)
    return content


def _query(field: str, value: str, source: str = "") -> str:
    """The query that names a deck or a concept."""
    query = field_query(field, value)
    return f"{query} {field_query('source', source)}" if source else query
