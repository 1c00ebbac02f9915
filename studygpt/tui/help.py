"""All keys of a screen, from the table of actions."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studygpt.tui.actions import actions_of, keys_of, shown_key


class HelpScreen(ModalScreen[None]):
    CSS = """
    HelpScreen { align: center middle; }
    #help { width: 72; max-width: 96%; height: auto; max-height: 90%; background: $surface; }
    #help { border: round $primary; padding: 0 1; }
    """
    BINDINGS = [Binding("escape,q,question_mark,enter", "dismiss", "back", show=False)]  # noqa: RUF012

    def __init__(self, screen: str, changed: Mapping[str, str]) -> None:
        super().__init__()
        self.shown = screen
        self.changed = changed

    def compose(self) -> ComposeResult:
        rows = []
        for action in actions_of(self.shown):
            keys = " ".join(shown_key(key.strip()) for key in keys_of(action, self.changed).split(","))
            rows.append(Content.assemble((f"{keys:<14}", "bold"), action.help))
        rows.append(Content.assemble((f"{'ctrl+p':<14}", "bold"), "everything by name; themes"))
        with VerticalScroll(id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "esc: back"
            yield Static(Content("\n").join(rows))
