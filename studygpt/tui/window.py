"""A window over a screen: words that scroll, and away with one key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

_EDGES = 5
"""A border, a margin and a scroll bar."""


class Window(ModalScreen[None]):
    DEFAULT_CSS = """
    Window { align: center middle; }
    Window > #window {
        max-width: 96%; height: auto; max-height: 94%; background: $surface; color: $foreground;
        border: round $primary; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $foreground; border-subtitle-color: $foreground;
    }
    """
    BINDINGS: ClassVar = [
        Binding("escape,q,enter", "dismiss", "back", show=False),
        *(
            Binding(key, f"scroll({lines})", show=False)
            for key, lines in (("j", 1), ("k", -1), ("g", -9999), ("G", 9999))
        ),
    ]
    NAME: ClassVar = ""
    WIDTH: ClassVar = 78

    def content(self, width: int, height: int) -> Content:
        """The words, on a screen that is so high."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="window") as box:
            box.styles.width = self.WIDTH
            box.border_title = self.NAME
            box.border_subtitle = "esc: back"
            yield Static(self._now(), id="lines")

    def on_resize(self) -> None:
        self.query_one("#lines", Static).update(self._now())

    def _now(self) -> Content:
        width, height = self.app.size
        return self.content(min(self.WIDTH, int(width * 0.96)) - _EDGES, height)

    def action_scroll(self, lines: int) -> None:
        self.query_one("#window", VerticalScroll).scroll_relative(y=lines, animate=False)
