"""The exercises in the order of their path, the status of each, and your most frequent mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studygpt.study import ExerciseStatus, status_words
from studygpt.tui.base.list_screen import ListScreen
from studygpt.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from studygpt.study import PathStep

_HABITS = 8
"""The most mistakes that are listed."""


class ExercisesScreen(ListScreen):
    """The screen that lists the exercises."""

    NAME: ClassVar = "exercises"

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[PathStep] = []

    def compose(self) -> ComposeResult:
        yield Static("", id="head")
        yield Choices(id="list", markup=False, compact=True)
        yield self.key_line()

    def begin(self) -> None:
        self.renew()

    def on_screen_resume(self) -> None:
        """Show what an exercise changed."""
        if self.has_study:
            self.renew()

    def on_resize(self) -> None:
        if self.has_study:
            self.renew()

    def renew(self) -> None:
        practice = self.study.practice
        self.steps = practice.path()
        done = sum(step.status is ExerciseStatus.DONE for step in self.steps)
        due = sum(step.status is ExerciseStatus.DUE for step in self.steps)
        head = f"{done} of {len(self.steps)} done{f', {due} due again' if due else ''}"
        self.query_one("#head", Static).update(
            Content.assemble(("Exercises", "bold $text-primary"), "  ", (head, "$text-muted"))
        )
        now = self.study.context.clock()
        today, width = self.study.context.today(now), self.size.width
        options = []
        for step in self.steps:
            letter, words = status_words(step, today, now.at)
            title = f"{step.exercise.title:<34} " if width >= 76 else ""
            line = f"{letter} {step.exercise.slug:<17} {title}{words}"
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
            marked = self.steps.index(following) if following in self.steps else 0
        shown.highlighted = marked
        shown.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.host.open_screen("practice", slug=self.steps[event.option_index].exercise.slug)

    def action_start(self) -> None:
        self.choices.action_select()
