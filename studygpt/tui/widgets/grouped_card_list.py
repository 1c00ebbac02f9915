"""A list of cards in groups; a group with a name has a line of its own above its cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import set_cell_size

from studygpt.text import counted, one_name
from studygpt.tui.content.card import fitted
from studygpt.tui.widgets.card_list import CardList

_LINE = "group "
"""The beginning of the id of a group's line. The id of a card has no blank."""


class GroupedCardList(CardList):
    """A list of cards in groups. On the line of a group the cursor stands for all of its cards."""

    groups: Mapping[str, Sequence[str]] = {}
    """The ids of the cards of each group, by its name; the group without a name has no line."""

    def show_groups(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Show these groups in their order. The cursor stays on its line, or moves to the one after."""
        self.groups = groups
        rows = [each for name, ids in groups.items() for each in ([f"{_LINE}{name}", *ids] if name else ids)]
        self.show(rows, self.cursor)

    @property
    def group(self) -> str | None:
        """The name of the group whose line the cursor is on; None on the line of a card."""
        return self._group_at(self.cursor)

    @property
    def chosen(self) -> list[str]:
        if self.marks or self.group is None:
            return super().chosen
        return list(self.groups[self.group])

    def _group_at(self, row: int) -> str | None:
        line = self.ids[row] if row < len(self.ids) else ""
        return line.removeprefix(_LINE) if line.startswith(_LINE) else None

    def mark(self, *, all_of_them: bool = False) -> None:
        """Mark or unmark the card under the cursor, or all cards of its group."""
        if self.here is None:
            return
        if self.group is None and not all_of_them:
            super().mark()
            return
        ids = next(set(ids) for name, ids in self.groups.items() if self.here in ids or name == self.group)
        self.marks = self.marks - ids if ids <= self.marks else self.marks | ids
        self.refresh()
        self.post_message(self.Marked())

    def is_marked(self, row: int) -> bool:
        group = self._group_at(row)
        return super().is_marked(row) if group is None else self.marks.issuperset(self.groups[group])

    def row_words(self, row: int, width: int) -> tuple[str, str]:
        group = self._group_at(row)
        if group is None:
            indent = "" if "" in self.groups else "  "
            words, aside = super().row_words(row, width - len(indent))
            return f"{indent}{words}", aside
        number = f" · {counted(len(self.groups[group]), 'card')}"
        return set_cell_size(f"{fitted(one_name(group), width - len(number))}{number}", width), ""
