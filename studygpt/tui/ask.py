"""Small questions over a screen: one of several, or a few words."""

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

from studygpt.render.harmless import one_name

_BOX = """
{name} {{ align: center middle; background: $background 60%; }}
{name} > Vertical {{ width: 64; max-width: 96%; height: auto; max-height: 90%; background: $surface; }}
{name} > Vertical {{ border: round $primary; padding: 0 1; }}
{name} OptionList, {name} Input {{ border: none; padding: 0; height: auto; max-height: 12; background: $surface; }}
"""


class ChooseScreen(ModalScreen[int | None]):
    """Which of several; None where it is left."""

    CSS = _BOX.format(name="ChooseScreen")
    BINDINGS: ClassVar = [
        Binding("escape,q", "dismiss", "back", show=False),
        Binding("j", "move('down')", show=False),
        Binding("k", "move('up')", show=False),
        *(Binding(str(number), f"take({number - 1})", show=False) for number in range(1, 10)),
    ]

    def __init__(self, title: str, choices: Sequence[str]) -> None:
        super().__init__()
        self.asked = title
        self.choices = choices

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(self.asked)
            box.border_subtitle = "enter: this one · esc: back"
            yield OptionList(
                *(Option(Content(f"{number} {one_name(words)}")) for number, words in enumerate(self.choices, 1))
            )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def action_move(self, where: str) -> None:
        options = self.query_one(OptionList)
        options.action_cursor_down() if where == "down" else options.action_cursor_up()

    def action_take(self, number: int) -> None:
        if number < len(self.choices):
            self.dismiss(number)


class AskScreen(ModalScreen[str | None]):
    """A few words; None where it is left."""

    CSS = _BOX.format(name="AskScreen")
    BINDINGS: ClassVar = [Binding("escape", "dismiss", "back", show=False)]

    def __init__(self, title: str, help: str, value: str = "") -> None:  # noqa: A002 - what it is
        super().__init__()
        self.asked = title
        self.help_words = help
        self.value = value

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(self.asked)
            box.border_subtitle = "enter: do it · esc: back"
            yield Static(Content(self.help_words))
            yield Input(self.value, compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
