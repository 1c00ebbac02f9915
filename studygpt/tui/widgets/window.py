"""A window over a screen: text that scrolls, closed with one key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studygpt.tui.keyed_screen import KeyedScreen

_EDGES = 5
"""The columns that a border, a margin and a scroll bar take."""


class Window(ModalScreen[None], KeyedScreen[None]):
    """Text in a frame over the screen it was opened on."""

    DEFAULT_CSS = """
    Window { align: center middle; }
    Window > #window {
        max-width: 96%; height: auto; max-height: 94%; background: $surface; color: $foreground;
        border: round $primary; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $foreground; border-subtitle-color: $foreground;
    }
    """
    HEADING: ClassVar = ""
    WIDTH: ClassVar = 78

    def content(self, width: int, height: int) -> Content:
        """The text, `width` columns wide, on a screen of `height` rows."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="window") as box:
            box.styles.width = self.WIDTH
            box.border_title = self.HEADING
            box.border_subtitle = "esc: back"
            yield Static(self._content_now(), id="lines")

    def on_resize(self) -> None:
        self.query_one("#lines", Static).update(self._content_now())

    def _content_now(self) -> Content:
        width, height = self.app.size
        return self.content(min(self.WIDTH, int(width * 0.96)) - _EDGES, height)

    @property
    def _box(self) -> VerticalScroll:
        return self.query_one("#window", VerticalScroll)

    def action_down(self) -> None:
        self._box.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        self._box.scroll_relative(y=-1, animate=False)

    def action_top(self) -> None:
        self._box.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self._box.scroll_end(animate=False)

    def action_choose(self) -> None:
        self.action_back()

    def action_back(self) -> None:
        self.dismiss()
