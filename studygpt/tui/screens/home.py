"""Home: today, the year, the decks and concepts, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studygpt.errors import StudyError
from studygpt.study import Bounds, QueueOptions
from studygpt.tui.content.home import Row, list_rows, today_lines, year_block, year_line
from studygpt.tui.places import screen_of
from studygpt.tui.widgets.choices import Choices, ListScreen
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import Overview, Study

_WIDE = 124
"""From so many columns on the year stands beside the list."""
_YEAR = 61
_HIGH = 24
"""From so many rows on the year has a row a weekday."""


class HomeScreen(ListScreen):
    NAME: ClassVar = "home"

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(keys)
        self.study: Study | None = None
        self.overview: Overview | None = None
        self.rows: list[Row] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="day"):
            yield Static("StudyGPT", id="today")
            yield Static("", id="year")
        yield Choices(id="list", markup=False, compact=True)
        yield KeyLine(self.NAME, self.changed_keys)

    def begin(self, study: Study) -> None:
        self.study = study
        self.renew()

    def on_screen_resume(self) -> None:
        """Back from a review: much may have changed."""
        if self.overview is not None:
            self.renew()

    def renew(self) -> None:
        if self.study is not None:
            self.run_worker(self._look, thread=True, exclusive=True, exit_on_error=False)

    def _look(self) -> None:
        """In a thread: with a hundred thousand cards, counting takes longer than a key may."""
        assert self.study is not None, "it is looked at what was opened"
        try:
            overview = self.study.overview()
        except StudyError as error:
            self.app.call_from_thread(self.say, str(error), warning=True)
        else:
            self.app.call_from_thread(self._show, overview)

    def _show(self, overview: Overview) -> None:
        self.overview = overview
        self._draw()

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
        self._fill(list(list_rows(self.overview, room)))

    def _fill(self, rows: list[Row]) -> None:
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
        elif name == "review":
            self._review("")
        else:
            getattr(self, f"action_{name}")()

    def _review(self, query: str) -> None:
        from studygpt.tui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(QueueOptions(query), Bounds(), keys=self.changed_keys))

    def action_more(self) -> None:
        if self.study is not None:
            self.study.review.more_today(10, 50)
            self._review("")

    def action_spread(self) -> None:
        """A backlog, given to as many days as a person likes."""
        from studygpt.tui.base.spread import ask_spread

        if self.study is not None:
            ask_spread(self, self.study)

    def action_exercise(self) -> None:
        self._open("lab")

    def action_search(self) -> None:
        self._open("browse")

    def action_inbox(self) -> None:
        self._open("inbox")

    def action_questions(self) -> None:
        self._open("questions")

    def action_stats(self) -> None:
        self._open("stats")

    def _open(self, name: str) -> None:
        self.app.push_screen(screen_of(name))

    def action_back(self) -> None:
        """Out of the program: a review that it began with may still lie below, and is over."""
        self.app.exit()
