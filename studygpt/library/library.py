"""The library: sources, the cards in their notes, and cards that are written from within the program."""

from __future__ import annotations

from pathlib import Path

from studygpt.errors import StudyError
from studygpt.library.cards import Cards
from studygpt.library.source_moves import SourceMoves
from studygpt.model import Card
from studygpt.store import cards as card_store


class Library(SourceMoves, Cards):
    """The sources and their cards, in one object."""

    def add(self, front: str, back: str, deck: str | None) -> tuple[Path, Card]:
        """Write a card into a note of the workspace and read that note; return the note's path and the card."""
        from studygpt.library.workspace import append_card  # only when a card is written: it reads the note

        note, line = append_card(front, back, deck)
        folder = note.parent.resolve()
        # The workspace may lie in a vault that is a source already. The card then belongs to that source.
        source = next((each for each in self.sources() if each.path in (folder, *folder.parents)), None)
        if source is None:
            names = {each.name for each in self.sources()}
            name = next(name for name in ("notes", "workspace", str(folder)) if name not in names)
            source = self.register(folder, name, ())
        self.sync_source(source)
        path = (folder / note.name).relative_to(source.path).as_posix()
        with self.context.database.read() as connection:
            cards = card_store.cards_at(connection, source.pk, path)
        found = next((card for card in cards if card.line_start == line), None)
        if found is None:
            raise StudyError(
                f"{note}:{line}: the card was written, but the source {source.name!r} does not read it there"
            )
        return note, found
