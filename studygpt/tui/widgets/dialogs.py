"""Dialogs over a screen: a choice of several, a question with its answers, or a few words to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studygpt.text import one_name
from studygpt.tui.keyed_screen import KeyedScreen
from studygpt.tui.widgets.choices import Choices

_BOX = """
{name} {{ align: center middle; background: $background 60%; }}
{name} > Vertical {{ width: 64; max-width: 96%; height: auto; max-height: 90%; background: $surface; }}
{name} > Vertical {{ border: round $primary; padding: 0 1; }}
{name} > Vertical {{ border-title-color: $foreground; border-subtitle-color: $foreground; }}
{name} Choices, {name} Input {{ border: none; padding: 0; height: auto; max-height: 16; background: $surface; }}
"""


class ListDialog(ModalScreen[int | None], KeyedScreen[int | None]):
    """A dialog with a list of lines; its result is the number of the chosen one, or None if it is cancelled."""

    NAME: ClassVar = "choose"

    def __init__(self, title: str, lines: Sequence[Content], marked: int, question: str = "") -> None:
        super().__init__()
        self.heading = title
        self.lines = lines
        self.marked = marked
        self.question = question

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(self.heading)
            box.border_subtitle = f"{self.key('choose')}: this one · esc: back"
            if self.question:
                yield Static(Content(self.question))
            yield Choices(*(Option(line) for line in self.lines), compact=True)

    def on_mount(self) -> None:
        self._list.highlighted = self.marked

    @property
    def _list(self) -> Choices:
        return self.query_one(Choices)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)

    def action_choose(self) -> None:
        self._list.action_select()

    def action_down(self) -> None:
        self._list.action_cursor_down()

    def action_up(self) -> None:
        self._list.action_cursor_up()

    def action_top(self) -> None:
        self._list.action_first()

    def action_bottom(self) -> None:
        self._list.action_last()

    def action_back(self) -> None:
        self.dismiss(None)


class ChoiceDialog(ListDialog):
    """A dialog that asks for one of several choices, each with a number that is its key."""

    CSS = _BOX.format(name="ChoiceDialog")
    BINDINGS: ClassVar = [  # numbers stand before the choices, so the settings cannot change these
        Binding(str(number), f"take({number - 1})", show=False) for number in range(1, 10)
    ]

    def __init__(self, title: str, choices: Sequence[str], marked: int = 0) -> None:
        lines = [Content(f"{number} {one_name(words)}") for number, words in enumerate(choices, 1)]
        super().__init__(title, lines, marked)

    def action_take(self, number: int) -> None:
        if number < len(self.lines):
            self.dismiss(number)


class QuestionDialog(ListDialog):
    """A dialog that may open by itself while somebody presses the keys of a review, so none of them may decide.

    The last answer is marked at first, and must be the one that changes nothing. Each begins with its name and a colon.
    """

    CSS = f"""{_BOX.format(name="QuestionDialog")}
    QuestionDialog > Vertical {{ overflow-y: auto; }}
    QuestionDialog Choices {{ margin-top: 1; max-height: 50vh; text-wrap: wrap; }}
    """

    def __init__(self, title: str, question: str, answers: Sequence[str]) -> None:
        lines = [Content(answer).stylize("bold", 0, answer.index(":")) for answer in answers]
        super().__init__(title, lines, len(lines) - 1, question)


class TextDialog(ModalScreen[str | None], KeyedScreen[str | None]):
    """A dialog that asks for a few words, which are its result; None if it is cancelled."""

    NAME: ClassVar = "ask"
    CSS = _BOX.format(name="TextDialog")

    def __init__(self, title: str, question: str, value: str = "") -> None:
        super().__init__()
        self.heading = title
        self.question = question
        self.value = value

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(self.heading)
            box.border_subtitle = "enter: do it · esc: back"
            yield Static(Content(self.question))
            yield Input(self.value, compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_back(self) -> None:
        self.dismiss(None)
