"""A list of any number of cards, one a line; only those on the screen are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studygpt.model import Card
from studygpt.text import one_name
from studygpt.tui.content.card import fitted, question_line
from studygpt.tui.styles import component_style

_PAGE = 100
"""How many cards are read at a time."""
_KEPT = 2_000
"""How many cards are kept in memory; others are read again when needed."""
_DECK_FROM = 87
"""The number of columns for words from which a line shows the deck too."""


class CardList(ScrollView, can_focus=True):
    """A list with a cursor and marks. It holds ids, and fetches cards when they are shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--cursor", "list--marked", "list--state"}

    class Moved(Message):
        """Sent when the cursor is on another card, or its card was read again."""

    class Marked(Message):
        """Sent when the marks changed."""

    class Chosen(Message):
        """Sent when a card was clicked twice."""

    def __init__(
        self, fetch: Callable[[Sequence[str]], Sequence[Card]], aside: Callable[[Card], str], width: int = 11
    ) -> None:
        """`aside` makes the words at the right edge of a card's line, which take `width` columns."""
        super().__init__(id="list")
        self._fetch = fetch
        self._aside = aside
        self._width = width
        self._cards: dict[str, Card] = {}
        self.ids: list[str] = []
        self.cursor = 0
        self.marks: set[str] = set()

    # ------------------------------------------------------------------ what it holds

    def show(self, ids: Sequence[str], row: int = 0) -> None:
        """Show these cards. The cursor stays on its card if that is among them; else it goes to `row`."""
        here = self.here
        self.ids = list(ids)
        self.marks &= set(self.ids)
        self._cards.clear()
        self._measure()
        self.move_to(self.ids.index(here) if here is not None and here in self.ids else row)

    @property
    def here(self) -> str | None:
        """The id under the cursor."""
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    @property
    def card(self) -> Card | None:
        """The card under the cursor; None where the list is empty, or the card is gone."""
        return self._at(self.cursor)

    @property
    def chosen(self) -> list[str]:
        """The ids of the marked cards in their order, else the one under the cursor."""
        if self.marks:
            return [each for each in self.ids if each in self.marks]
        return [self.here] if self.here is not None else []

    def _at(self, row: int) -> Card | None:
        if not 0 <= row < len(self.ids):
            return None
        if self.ids[row] not in self._cards:
            if len(self._cards) > _KEPT:
                self._cards.clear()
            first = row - row % _PAGE
            self._cards.update({str(card.id): card for card in self._fetch(self.ids[first : first + _PAGE])})
        return self._cards.get(self.ids[row])

    # ------------------------------------------------------------------ moving and marking

    def move_to(self, row: int) -> None:
        self.cursor = max(0, min(row, len(self.ids) - 1))
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def mark(self, *, all_of_them: bool = False) -> None:
        """Mark or unmark the card under the cursor. `all_of_them`: mark all cards, or unmark them if all are marked."""
        if all_of_them:
            self.marks = set() if len(self.marks) == len(self.ids) else set(self.ids)
        elif self.here is not None:
            self.marks ^= {self.here}
        self.refresh()
        self.post_message(self.Marked())

    def action_scroll_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_scroll_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_scroll_home(self) -> None:
        self.move_to(0)

    def action_scroll_end(self) -> None:
        self.move_to(len(self.ids) - 1)

    def action_page_up(self) -> None:
        self.move_to(self.cursor - max(1, self.size.height - 1))

    def action_page_down(self) -> None:
        self.move_to(self.cursor + max(1, self.size.height - 1))

    def on_click(self, event: events.Click) -> None:
        row = event.y + self.scroll_offset.y
        if row >= len(self.ids):
            return
        before, self.cursor = self.cursor, row
        if event.shift:
            self.marks |= set(self.ids[min(before, row) : max(before, row) + 1])
            self.post_message(self.Marked())
        elif event.ctrl or event.x < 2:
            self.mark()
        elif event.chain == 2:
            self.post_message(self.Chosen())
        self.move_to(row)

    def on_resize(self) -> None:
        self._measure()
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.ids))

    # ------------------------------------------------------------------ how it looks

    def is_marked(self, row: int) -> bool:
        return self.ids[row] in self.marks

    def render_line(self, y: int) -> Strip:
        row, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if row >= len(self.ids):
            return Strip.blank(width, base)
        marked = self.is_marked(row)
        if row == self.cursor:
            base += component_style(self, "list--cursor")
        state = base + component_style(self, "list--state")
        if marked:
            base += component_style(self, "list--marked")
        bar = f"{'›' if row == self.cursor else ' '}{'●' if marked else ' '} "
        words, aside = self.row_words(row, width - len(bar))
        return Strip([Segment(f"{bar}{words}", base), Segment(aside, state)]).crop(0, width)

    def row_words(self, row: int, width: int) -> tuple[str, str]:
        """The words of a row, and the muted ones at its right edge; `width` columns together."""
        card = self._at(row)
        if card is None:
            return set_cell_size("(gone)", width), ""
        deck = width // 4 if width >= _DECK_FROM else 0
        room = max(8, width - self._width - 1 - deck)
        aside = fitted(one_name(self._aside(card)), self._width)
        aside = f"{' ' * (self._width - cell_len(aside))}{aside}"
        words = set_cell_size(fitted(question_line(card), room), room)
        return f"{words} ", f"{set_cell_size(fitted(one_name(card.deck), deck - 1), deck)}{aside}"
