"""The settings, each with its description, to be changed in place."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studygpt.errors import StudyError
from studygpt.settings import DESCRIPTIONS, Description, Settings, shown
from studygpt.study import settings_file
from studygpt.tui.actions import check_keys
from studygpt.tui.base.list_screen import ListScreen
from studygpt.tui.widgets.choices import Choices

_NAMES = max(map(len, DESCRIPTIONS)) + 2
"""The width of the names in columns."""


class SettingsScreen(ListScreen):
    """The list of settings, and below it the marked one."""

    NAME: ClassVar = "settings"

    def __init__(self) -> None:
        super().__init__()
        self.all = list(DESCRIPTIONS.values())

    def compose(self) -> ComposeResult:
        yield Static("Settings", id="title")
        yield Choices(id="list", markup=False, compact=True)
        with Vertical(id="about"):
            yield Static("", id="what", markup=False)
            yield Input(id="value", compact=True, select_on_focus=True)
            yield Static("", id="refused", markup=False)
        yield self.key_line()

    def begin(self) -> None:
        self.query_one("#title", Static).update(
            Content.assemble(("Settings", "bold $text-primary"), (f"  {settings_file.place()}", "$text-muted"))
        )
        self.renew()
        self.choices.focus()

    def renew(self) -> None:
        marked = self.choices.highlighted or 0
        settings = self.study.context.settings
        self.choices.set_options(Option(_row(each, settings)) for each in self.all)
        self.choices.highlighted = marked

    @property
    def _marked(self) -> Description:
        return self.all[self.choices.highlighted or 0]

    def on_option_list_option_highlighted(self) -> None:
        each = self._marked
        words = f"{each.help[0].upper()}{each.help[1:]}."
        takes = "" if isinstance(each.default, str) else f"Takes {each.takes}. "
        more = f"{takes}Usually {shown(each.default)}."
        self.on_resize()
        self.query_one("#what", Static).update(Content.assemble(words, " ", (more, "$text-muted")))

    def on_resize(self) -> None:
        """Keep the marked setting in sight, also when the lines below the list grow."""
        self.call_after_refresh(self.choices.scroll_to_highlight)

    # ------------------------------------------------------------------ acts

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_change()

    def action_change(self) -> None:
        """Change the marked setting: switch it on or off, choose its value from a list, or type it."""
        each = self._marked
        value = getattr(self.study.context.settings, each.name)
        if isinstance(each.default, bool):
            self._set(each, not value)
        elif isinstance(each.default, str):
            self._choose(each, value)
        else:
            field = self.query_one(Input)
            field.value = shown(value)
            self.set_class(True, "writing")
            self.query_one("#refused", Static).update(Content("enter: save   esc: cancel").stylize("$text-muted"))
            field.focus()
            self.on_resize()

    def _choose(self, each: Description, value: str) -> None:
        marked = each.choices.index(value)
        self.ask_choice(each.name, each.choices, lambda number: self._set(each, each.choices[number]), marked)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        each = self._marked
        try:
            value = each.parse(event.value)
            if each.name == "keys":
                check_keys(value)
        except StudyError as error:
            self.query_one("#refused", Static).update(Content(f"! {error}").stylize("$text-error"))
            return
        self._set(each, value)
        self._end_writing()

    def _set(self, each: Description, value: object) -> None:
        self.attempt(lambda: self.host.configure(each.name, value))
        self.renew()

    def _end_writing(self) -> None:
        self.set_class(False, "writing")
        self.query_one("#refused", Static).update("")
        self.choices.focus()

    def action_back(self) -> None:
        if self.has_class("writing"):
            self._end_writing()
        else:
            super().action_back()


def _row(each: Description, settings: Settings) -> Content:
    """A setting's name and value, after a star if the setting was changed."""
    value = getattr(settings, each.name)
    star = " " if value == each.default else "*"
    return Content.assemble(f"{star} {set_cell_size(each.name, _NAMES)}", (shown(value), "bold"))
