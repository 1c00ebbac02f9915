"""The view of a card's lines: it scrolls up and down, and lines that are too wide also sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment as RichSegment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studygpt.render.segments import Segment, StyledLine
from studygpt.tui.styles import component_style

STYLES = (
    "answer",
    "builtin",
    "callout",
    "code",
    "comment",
    "decorator",
    "emphasis",
    "failed",
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
"""The columns by which wide lines move sideways at each step."""

MakeLines = Callable[[int], Sequence[StyledLine]]
"""A function that makes the lines for a width in columns."""


class CardView(ScrollView, can_focus=True):
    """Draws the lines of `render` without widgets or markup, so that nothing in a note can become either."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"card--{name}" for name in STYLES}

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._make: MakeLines = lambda _: ()
        self._lines: Sequence[StyledLine] = ()
        self._made_for = Size()
        """The size that the lines were made for."""
        self._aside = 0
        self._styles: dict[str, Style] = {}

    def show(self, make: MakeLines, *, top: bool = True) -> None:
        """Show other lines. They are made again whenever the size changes, as pictures depend on the height too."""
        self._make = make
        self._made_for = Size()
        if top:
            self._aside = 0
        self._layout_lines()
        if top:
            self.scroll_to(0, 0, animate=False)

    def _layout_lines(self) -> None:
        size = self.scrollable_content_region.size
        if size.width <= 0 or size == self._made_for:
            return
        self._made_for = size
        self._lines = self._make(size.width)
        self.virtual_size = Size(size.width, len(self._lines))
        self.refresh()

    def renew_pictures(self) -> None:
        """Make the lines again where they have images, because more is known of those."""
        if any("image" in segment.style.split() for line in self._lines for segment in line.segments):
            self._made_for = Size()
            self._layout_lines()

    def refresh_pictures(self) -> None:
        """Draw the pictures again, because a window covered them or has closed."""
        if any(segment.row is not None for line in self._lines for segment in line.segments):
            self.refresh()

    def watch_show_vertical_scrollbar(self) -> None:
        """Lay the lines out again: the bar takes one of their columns."""
        self.call_after_refresh(self._layout_lines)

    def on_resize(self) -> None:
        self._layout_lines()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self._lines)

    @property
    def lines(self) -> Sequence[StyledLine]:
        return self._lines

    @property
    def width(self) -> int:
        """The width that the lines were made for."""
        return self._made_for.width

    def move_sideways(self, steps: int) -> None:
        """Scroll lines that are too wide by some steps: to the right, or to the left if `steps` is negative."""
        widest = max((line.width for line in self._lines if line.wide), default=0)
        self._aside = max(0, min(self._aside + steps * _STEP, widest - self.width + 1))
        self.refresh()

    def show_line(self, number: int) -> None:
        """Scroll so that this line and those after it are visible, with as many lines before it as fit."""
        height = self.scrollable_content_region.height
        if len(self._lines) > height:
            top = max(0, min(number - 2, len(self._lines) - height))
            # Forced, as lines that have just been shown have no scroll bar yet, and without one nothing scrolls.
            self.scroll_to(0, top, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        base = self.rich_style
        if at >= len(self._lines) or not self._lines[at].width:
            return Strip.blank(self.width, base)
        line = self._lines[at]
        strip = Strip(piece for segment in line.segments for piece in self._pieces(segment, base))
        begin = self._aside if line.wide else 0
        strip = strip.crop(begin, begin + self.width).extend_cell_length(self.width, base)
        if line.wide and strip.cell_length and line.width - begin > self.width:
            more = RichSegment("›", base + self._style("marker"))
            strip = Strip.join([strip.crop(0, self.width - 1), Strip([more])])
        return strip

    def _pieces(self, segment: Segment, base: Style) -> Iterable[RichSegment]:
        """A segment in its style; a segment of a picture as the picture draws it, once it is there."""
        if segment.row is not None:
            drawn: Sequence[RichSegment] | None = segment.row.drawing.row(segment.row.number)
            # Terminal graphics would be painted over a window that lies above this screen.
            if drawn is not None and (self.screen.is_active or not any(each.control for each in drawn)):
                return drawn
        return [RichSegment(segment.text, base + self._style(segment.style))]

    def _style(self, names: str) -> Style:
        """The style of a name, or of several names at once."""
        if names not in self._styles:
            known = [name for name in names.split() if name in STYLES]
            styles = [component_style(self, f"card--{name}") for name in known]
            self._styles[names] = Style.combine(styles) if styles else Style.null()
        return self._styles[names]
