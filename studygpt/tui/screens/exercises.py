"""The path: every exercise, how it stands, and the mistakes that one makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studygpt.study import ExerciseStatus, standing_words
from studygpt.tui.widgets.choices import Choices, ListScreen
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import PathStep, Study

_HABITS = 8


class LabScreen(ListScreen):
    NAME: ClassVar = "lab"

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(keys)
        self.study: Study | None = None
        self.stops: list[PathStep] = []

    def compose(self) -> ComposeResult:
        yield Static("", id="head")
        yield Choices(id="list", markup=False, compact=True)
        yield KeyLine(self.NAME, self.changed_keys)

    def begin(self, study: Study) -> None:
        self.study = study
        self.renew()

    def on_screen_resume(self) -> None:
        """Back from an exercise."""
        self.renew()

    def on_resize(self) -> None:
        self.renew()

    def renew(self) -> None:
        if self.study is None:
            return
        practice = self.study.practice
        self.stops = practice.path()
        done = sum(stop.standing is ExerciseStatus.DONE for stop in self.stops)
        due = sum(stop.standing is ExerciseStatus.DUE for stop in self.stops)
        head = f"{done} of {len(self.stops)} done{f', {due} due again' if due else ''}"
        self.query_one("#head", Static).update(
            Content.assemble(("Exercises", "bold $text-primary"), "  ", (head, "$text-muted"))
        )
        now = self.study.context.clock()
        today, width = self.study.context.today(now), self.size.width
        options = []
        for stop in self.stops:
            letter, words = standing_words(stop, today, now.at)
            title = f"{stop.exercise.title:<34} " if width >= 76 else ""
            line = f"{letter} {stop.exercise.slug:<17} {title}{words}"
            options.append(Option(Content(line).truncate(width - 4, ellipsis=True)))
        habits = practice.habits()[:_HABITS]
        if habits:
            options += [
                Option(Content(" "), disabled=True),
                Option(Content("Your mistakes").stylize("bold"), disabled=True),
            ]
            options += [
                Option(Content(f"  {habit.words}").truncate(width - 4, ellipsis=True), disabled=True)
                for habit in habits
            ]
        shown = self.choices
        marked = shown.highlighted
        shown.set_options(options)
        if marked is None:
            following = practice.next()
            marked = self.stops.index(following) if following in self.stops else 0
        shown.highlighted = marked
        shown.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        from studygpt.tui.screens.practice import PracticeScreen

        self.app.push_screen(PracticeScreen(self.stops[event.option_index].exercise.slug, self.changed_keys))

    def action_start(self) -> None:
        self.choices.action_select()
