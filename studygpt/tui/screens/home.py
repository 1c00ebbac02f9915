"""Home: today, the year, the decks and concepts, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studygpt.study import Bounds, QueueOptions
from studygpt.tui.actions import Action
from studygpt.tui.base.list_screen import ListScreen
from studygpt.tui.content.home import HomeRow, list_rows, today_lines, year_block, year_line
from studygpt.tui.widgets.choices import Choices
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import Overview

_WIDE = 124
"""The number of columns from which the year is beside the list."""
_YEAR = 61
"""The width of the year in columns, where it is beside the list."""
_HIGH = 24
"""The number of rows from which the year has a row for each weekday."""
_MOST_DAYS = 365
"""The most days over which a backlog is spread."""


class HomeScreen(ListScreen):
    """The screen that leads to all others."""

    NAME: ClassVar = "home"
    BEFORE_STUDY: ClassVar = ListScreen.BEFORE_STUDY | {"exercise", "search", "inbox", "doubts", "questions", "stats"}

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None
        self.rows: list[HomeRow] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="day"):
            yield Static("StudyGPT", id="today")
            yield Static("", id="year")
        yield Choices(id="list", markup=False, compact=True)
        yield self.key_line()

    def begin(self) -> None:
        self.renew()

    def on_screen_resume(self) -> None:
        """Show what a review or another screen changed."""
        if self.overview is not None:
            self.renew()

    def label(self, action: Action) -> str:
        nothing_changed = self.overview is None or not self.overview.unsure
        return "" if action.name == "doubts" and nothing_changed else super().label(action)

    def renew(self) -> None:
        self.show_latest(self.study.overview, self._show)

    def _show(self, overview: Overview) -> None:
        self.overview = overview
        self._draw()
        self.query_one(KeyLine).renew()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self.overview is None:
            return
        width, height = self.size
        wide = width >= _WIDE
        self.set_class(wide, "wide")
        room = (width - _YEAR if wide else width) - 3  # for the margins and a scroll bar
        self.query_one("#today", Static).update(today_lines(self.overview, _YEAR - 3 if wide else width - 2))
        whole = wide or height >= _HIGH
        self.query_one("#year", Static).update(year_block(self.overview) if whole else year_line(self.overview))
        self._fill(list(list_rows(self.overview, room, self.host.waiting_syncs.values())))

    def _fill(self, rows: list[HomeRow]) -> None:
        shown = self.choices
        marked = self.rows[shown.highlighted].name if shown.highlighted is not None and self.rows else ""
        at = shown.scroll_offset.y
        self.rows = rows
        shown.set_options(Option(row.content, disabled=not row.name) for row in rows)
        names = [row.name for row in rows]
        marked = marked if marked in names and marked else next(name for name in names if name)
        shown.highlighted = names.index(marked)
        shown.scroll_to(0, at, animate=False)
        shown.focus()

    # ------------------------------------------------------------------ acts

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._start(self.rows[event.option_index].name)

    def action_start(self) -> None:
        self.choices.action_select()

    def _start(self, name: str) -> None:
        if name.startswith("?"):
            self._review(name[1:])
        elif name.startswith("!"):
            self.host.ask_about_sync(name[1:])
        elif name == "review":
            self._review("")
        else:
            getattr(self, f"action_{name}")()

    def _review(self, query: str) -> None:
        self.host.open_screen("review", options=QueueOptions(query), bounds=Bounds())

    def action_more(self) -> None:
        self.study.review.more_today(10, 50)
        self._review("")

    def action_spread(self) -> None:
        """Spread a backlog over some of the next days."""
        waiting = self.study.review.waiting().reviews
        a_day = max(1, self.study.context.settings.reviews_per_day // 2)
        if waiting < 2:
            self.say("There is no backlog to spread.")
            return
        usual = min(_MOST_DAYS, max(2, -(-waiting // a_day)))
        question = (
            f"{waiting:,} reviews wait. Over how many days? {usual} makes it about {-(-waiting // usual):,} a day. "
            "Those most at risk come first, and one undo takes it back."
        )
        self.ask_days("Spread", question, (1, _MOST_DAYS), self._spread, str(usual))

    def _spread(self, days: int) -> None:
        moved = self.study.review.spread(days)
        self.say(f"{moved:,} reviews moved to the next days; {self.key('undo')} takes it back.")
        self.renew()

    def action_exercise(self) -> None:
        self.host.open_screen("exercises")

    def action_search(self) -> None:
        self.host.open_screen("browse")

    def action_inbox(self) -> None:
        self.host.open_screen("inbox")

    def action_doubts(self) -> None:
        self.host.open_screen("doubts")

    def action_questions(self) -> None:
        self.host.open_screen("questions")

    def action_stats(self) -> None:
        self.host.open_screen("stats")

    def action_back(self) -> None:
        """Leave the program. If the program began with a review, that screen is still below, and ends too."""
        self.app.exit()
