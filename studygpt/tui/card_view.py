"""A card's lines on the screen: scrolled up and down, and what is too wide also sideways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment as RichSegment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studygpt.render.spans import Line
from studygpt.tui.looks import look

STYLES = (
    "answer",
    "builtin",
    "callout",
    "code",
    "comment",
    "decorator",
    "emphasis",
    "footnote",
    "function",
    "heading",
    "highlight",
    "hole",
    "image",
    "keyword",
    "link",
    "marker",
    "missing",
    "muted",
    "number",
    "operator",
    "quote",
    "right",
    "rule",
    "strike",
    "string",
    "strong",
    "underline",
    "unset",
    "wrong",
)
_STEP = 8
"""Columns by which a wide line moves."""

Lines = Callable[[int], Sequence[Line]]
"""The lines for a width."""


class CardView(ScrollView, can_focus=True):
    """Draws lines straight from `render`: no widget a paragraph, no markup, so nothing in a note can become either."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"card--{name}" for name in STYLES}

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._make: Lines = lambda _: ()
        self._lines: Sequence[Line] = ()
        self._width = 0
        self._aside = 0
        self._styles: dict[str, Style] = {}

    def show(self, make: Lines, *, top: bool = True) -> None:
        """Show other lines; they are made again whenever the width changes."""
        self._make = make
        self._width = 0
        if top:
            self._aside = 0
        self._layout_lines()
        if top:
            self.scroll_to(0, 0, animate=False)

    def _layout_lines(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0 or width == self._width:
            return
        self._width = width
        self._lines = self._make(width)
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def on_resize(self) -> None:
        self._layout_lines()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self._lines)

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    @property
    def width(self) -> int:
        """The width that the lines were made for."""
        return self._width

    def move_sideways(self, steps: int) -> None:
        widest = max((line.width for line in self._lines if line.wide), default=0)
        self._aside = max(0, min(self._aside + steps * _STEP, widest - self._width + 1))
        self.refresh()

    def show_line(self, number: int) -> None:
        """Scroll so far that this line and those behind it can be seen, and as much as may be before it."""
        height = self.scrollable_content_region.height
        if len(self._lines) > height:
            self.scroll_to(0, max(0, min(number - 2, len(self._lines) - height)), animate=False)

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        base = self.rich_style
        if at >= len(self._lines) or not self._lines[at].width:
            return Strip.blank(self._width, base)
        line = self._lines[at]
        pieces = [RichSegment(text, base + self._style(style)) for text, style, _ in line.segments]
        strip = Strip(pieces)
        begin = self._aside if line.wide else 0
        strip = strip.crop(begin, begin + self._width).extend_cell_length(self._width, base)
        if line.wide and strip.cell_length and line.width - begin > self._width:
            more = RichSegment("›", base + self._style("marker"))
            strip = Strip.join([strip.crop(0, self._width - 1), Strip([more])])
        return strip

    def _style(self, names: str) -> Style:
        """The look of a style, or of several that hold at once."""
        if names not in self._styles:
            known = [name for name in names.split() if name in STYLES]
            looks = [look(self, f"card--{name}") for name in known]
            self._styles[names] = Style.combine(looks) if looks else Style.null()
        return self._styles[names]
