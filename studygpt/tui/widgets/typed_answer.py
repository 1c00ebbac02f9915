"""The line under a question for typing the answer."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Input


class TypedAnswer(Input):
    """An input for the answer, for the kinds of cards chosen in the settings. Escape leaves it, Tab returns to it."""

    BINDINGS = [Binding("escape", "leave", "keys", show=False)]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(id="typed", compact=True, placeholder="type the answer; enter shows it")

    def on_mount(self) -> None:
        self.ask()

    def ask(self) -> None:
        """Show the line, empty and with the focus."""
        self.value = ""
        self.add_class("asked")
        self.focus()

    def done(self) -> str:
        """Hide the line and return what was typed."""
        typed = self.value.strip() if self.has_class("asked") else ""
        self.remove_class("asked")
        return typed

    def action_leave(self) -> None:
        self.screen.focus_next()
