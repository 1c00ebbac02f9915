"""Your progress: the concepts below those they build on, and the figures of the marked one or of all cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studygpt.charts.chart_types import Section
from studygpt.charts.text_charts import section_lines, tree_lines
from studygpt.errors import StudyError
from studygpt.query import field_query
from studygpt.render.segments import StyledLine
from studygpt.study import MASTERY, cards_section, concept_section, concepts_chart, overall_sections
from studygpt.tui.base.list_screen import ListScreen
from studygpt.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from studygpt.study import ConceptProgress, StudyProgress

_STYLES = {"heading": "bold $text-primary", "bar": "$text-success", "muted": "$text-muted"}
_LIST = 54
"""The width of the list in columns, where it is beside the figures."""
_ROOM = 72
"""The number of columns from which there is room to say at length what mastery means."""
_ALL = "All cards"
_EDGE = 2
"""Columns of a blank and a scroll bar."""
_PAUSE = 0.1
"""Seconds for which a concept must be marked before its figures are counted."""


class StatsScreen(ListScreen):
    """The concepts and their figures."""

    NAME: ClassVar = "stats"
    BEFORE_STUDY: ClassVar = ListScreen.BEFORE_STUDY | {"start", "search"}
    CSS_PATH: ClassVar = "stats.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.progress: StudyProgress | None = None
        self.opened: dict[str, ConceptProgress] = {}
        """The progress of concepts that were opened since anything changed, by name."""
        self.counting = False
        self.stale = False
        """Whether something changed during the count."""
        self.marked = ""
        """The name of the marked concept; empty for all cards."""

    def compose(self) -> ComposeResult:
        yield Static("Counting ...", id="head")
        with Container(id="sides"):
            yield Choices(id="list", markup=False, compact=True)
            with VerticalScroll(id="figures"):
                yield Static("", id="drawn")
        yield self.key_line()

    def on_mount(self) -> None:
        self.set_focus(self.choices)

    def begin(self) -> None:
        self.renew()

    def on_screen_resume(self) -> None:
        """Show what Browse changed."""
        if self.progress is not None:
            self.renew()

    def renew(self) -> None:
        """Count in a thread, one count at a time: with a long log it takes seconds."""
        self.stale = self.counting
        if not self.counting:
            self.counting = True
            self.run_worker(self._count, thread=True, group="all", exit_on_error=False)

    def _count(self) -> None:
        try:
            progress = self.study.stats.all()
        except StudyError as error:
            self.call_later(self._counted, None, str(error))
        else:
            self.call_later(self._counted, progress)

    def _counted(self, progress: StudyProgress | None, failure: str = "") -> None:
        self.counting = False
        if progress is None:
            self.say(failure, warning=True)
        else:
            self.progress = progress
            self.opened.clear()
            self._draw()
        if self.stale:
            self.renew()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    # ------------------------------------------------------------------ the list

    def _draw(self) -> None:
        if self.progress is None or not self.is_mounted:
            return
        width = _LIST if self.has_class("-wide") else self.size.width
        head, *branches = tree_lines(concepts_chart(self.progress.concepts), width - _EDGE - 1)
        means = f"mastery: {MASTERY}" if self.size.width >= _ROOM else "mastery: what you would recall now"
        title = Content.assemble(("Progress", "bold $text-primary"), f"  {means}")
        self.query_one("#head", Static).update(title)
        names = ["", *(each.name for each in self.progress.concepts)]
        at = names.index(self.marked) if self.marked in names else 0
        lines = [Content.assemble(f"{_ALL:<12}", (head.text[12:], "$text-muted")), *map(_content, branches)]
        self.choices.set_options(map(Option, lines))
        self.choices.highlighted = at
        self._show(names[at])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self.progress is None:
            return
        name = self.progress.concepts[event.option_index - 1].name if event.option_index else ""
        if name != self.marked:
            self.query_one("#figures", VerticalScroll).scroll_home(animate=False)
            self._show(name)

    def on_option_list_option_selected(self) -> None:
        self.action_start()

    # ------------------------------------------------------------------ the figures

    def _show(self, name: str) -> None:
        assert self.progress is not None, "figures are shown once they are counted"
        self.marked = name
        if not name:
            self._show_sections(overall_sections(self.progress.overall))
        elif name in self.opened:
            concept, overall, cards, steps = self.opened[name]
            about = concept_section(concept, steps)
            self._show_sections([about, *overall_sections(overall), cards_section(cards, overall)])
        else:
            self.set_timer(_PAUSE, lambda: self._open(name))

    def _open(self, name: str) -> None:
        """Count the figures of one concept in a thread, unless another one was marked meanwhile."""
        if name != self.marked or name in self.opened:
            return
        stats = self.study.stats
        self.show_latest(lambda: stats.open(name), self._show_opened)

    def _show_opened(self, opened: ConceptProgress) -> None:
        name = opened.concept.name
        self.opened[name] = opened
        if name == self.marked and self.is_mounted:
            self._show(name)

    def _show_sections(self, sections: Iterable[Section]) -> None:
        width = self.size.width - (_LIST + 1 if self.has_class("-wide") else 0) - _EDGE
        lines: list[Content] = []
        for section in sections:
            lines += [*map(_content, section_lines(section, max(20, width))), Content("")]
        self.query_one("#drawn", Static).update(Content("\n").join(lines))

    # ------------------------------------------------------------------ moving about

    @property
    def inside(self) -> VerticalScroll | None:
        """The figures, while they have the focus; else None."""
        figures = self.query_one("#figures", VerticalScroll)
        return figures if self.focused is figures else None

    def action_start(self) -> None:
        self.add_class("inside")
        self.set_focus(self.query_one("#figures"))

    def action_search(self) -> None:
        self.host.open_screen("browse", query=field_query("concept", self.marked) if self.marked else "")

    def action_back(self) -> None:
        if self.inside is None:
            super().action_back()
        else:
            self.remove_class("inside")
            self.set_focus(self.choices)

    def action_down(self) -> None:
        if self.inside is not None:
            self.inside.scroll_relative(y=1, animate=False)
        else:
            super().action_down()

    def action_up(self) -> None:
        if self.inside is not None:
            self.inside.scroll_relative(y=-1, animate=False)
        else:
            super().action_up()

    def action_top(self) -> None:
        if self.inside is not None:
            self.inside.scroll_home(animate=False)
        else:
            super().action_top()

    def action_bottom(self) -> None:
        if self.inside is not None:
            self.inside.scroll_end(animate=False)
        else:
            super().action_bottom()


def _content(line: StyledLine) -> Content:
    """A line of a chart in the colours of the theme."""
    pieces: Sequence[tuple[str, str]] = [(each.text, _STYLES.get(each.style, "")) for each in line.segments]
    return Content.assemble(*pieces)
