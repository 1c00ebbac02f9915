"""Determine the decks of a note's cards, and whether the note opted in to separator cards.

A deck tag on a line of a card applies to that card. A deck tag on any other line applies to the cards below, up to the
next such line. A deck tag in the front matter applies to all cards without a nearer tag. The first tag also applies to
the cards above it, as in the plugin. If no tag applies, the deck that the note names in the manner of other plugins
counts, and then a folder that serves as a deck.
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
        """The lines whose deck tags apply to the cards below them."""
        self.names: list[list[str]] = []
        """The deck tags on each line of `lines`."""
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
        """Return the deck tags that apply to the card on these lines. The first one names the card's deck."""
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
        """Return the deck of the card on these lines; None if there is none."""
        return next(iter(self.tags(first, last)), None) or self.named or self.folder

    def opts_in(self, first: int, last: int) -> bool:
        """Whether the note opted in to separator cards on these lines."""
        if self.rules.opt_in_all or self.folder is not None:
            return True
        return not self.is_ignored and bool(self.tags(first, last))
