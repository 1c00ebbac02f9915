"""Which deck a card belongs to, and whether its note asked for separator cards at all.

A deck tag in a card's own line speaks of that card; on any other line, of the cards after it until the next one; in
the front matter, of all that nothing nearer speaks of. Cards above the first tag belong to it too, as they do in the
plugin. Behind all tags come the lines in which other plugins name the deck of a whole note.
"""

from __future__ import annotations

from bisect import bisect_right

from studygpt.notes.anki_directives import target_deck
from studygpt.notes.card_text.page import Page


class NoteDecks:
    def __init__(self, page: Page, card_lines: set[int]) -> None:
        rules, document = page.rules, page.document
        self.rules = rules
        self.folder = rules.deck_folder(page.path)
        self.is_ignored = rules.is_ignored(page.path)
        self.front = next((tag for tag in document.front.tags if rules.is_deck_tag(tag)), None)
        self.named = target_deck(document)
        self.on_cards: dict[int, str] = {}
        self.lines: list[int] = []
        """Lines with a tag that speaks of what follows, and the tags."""
        self.names: list[list[str]] = []
        for tag in document.tags:
            if not rules.is_deck_tag(tag.name):
                continue
            if tag.line in card_lines and not page.is_tag_line(tag.line):
                self.on_cards.setdefault(tag.line, tag.name)
            elif not self.lines or self.lines[-1] != tag.line:
                self.lines.append(tag.line)
                self.names.append([tag.name])
            else:
                self.names[-1].append(tag.name)

    def tags(self, first: int, last: int) -> list[str]:
        """The deck tags that speak of the card on these lines; its deck is the first."""
        if self.on_cards:
            for line in range(first, last + 1):
                if line in self.on_cards:
                    return [self.on_cards[line]]
        index = bisect_right(self.lines, first) - 1
        if index >= 0:
            return self.names[index]
        if self.front:
            return [self.front]
        return self.names[0] if self.names else []

    def deck(self, first: int, last: int) -> str | None:
        return next(iter(self.tags(first, last)), None) or self.named or self.folder

    def opts_in(self, first: int, last: int) -> bool:
        if self.rules.opt_in_all or self.folder is not None:
            return True
        return not self.is_ignored and bool(self.tags(first, last))
