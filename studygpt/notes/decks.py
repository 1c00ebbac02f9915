"""The decks of a note's cards, and whether the note opted in to separator cards.

A deck tag on a card's own line applies to that card; on any other line, to the cards below until the next such line;
in the front matter, to all cards without a nearer tag. Cards above the first tag belong to it too, as they do in the
plugin. Where no tag applies, a line with which other plugins name the deck of a note decides.
"""

from __future__ import annotations

from bisect import bisect_right

from studygpt.notes.anki_directives import target_deck
from studygpt.notes.card_text.page import Page


class NoteDecks:
    """The deck tags of one note and the cards that they apply to."""

    def __init__(self, page: Page, card_lines: set[int]) -> None:
        rules, document = page.rules, page.document
        self.rules = rules
        self.folder = rules.deck_folder(page.path)
        self.is_ignored = rules.is_ignored(page.path)
        self.front = next((tag for tag in document.front.tags if rules.is_deck_tag(tag)), None)
        self.named = target_deck(document)
        self.on_cards: dict[int, str] = {}
        self.lines: list[int] = []
        """Lines whose deck tags apply to the cards below them."""
        self.names: list[list[str]] = []
        """The deck tags on each of these lines."""
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
        """The deck tags that apply to the card on these lines; the first one is its deck."""
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
        """The deck of the card on these lines."""
        return next(iter(self.tags(first, last)), None) or self.named or self.folder

    def opts_in(self, first: int, last: int) -> bool:
        """Whether separator cards count on these lines."""
        if self.rules.opt_in_all or self.folder is not None:
            return True
        return not self.is_ignored and bool(self.tags(first, last))
