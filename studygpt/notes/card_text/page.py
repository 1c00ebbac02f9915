"""The state of a note while its cards are being found."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from pathlib import PurePosixPath

from studygpt.model import Problem
from studygpt.notes.card_text import card_ids
from studygpt.notes.card_text.context import CardContext
from studygpt.notes.card_text.hidden_parts import HiddenParts
from studygpt.notes.card_text.passages import Passages
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind


class Page:
    """A note with the lines that belong to the cards found so far, and the problems found so far."""

    def __init__(self, path: str, document: Document, rules: Rules) -> None:
        self.path = path
        self.document = document
        self.rules = rules
        self.hidden = HiddenParts(document, rules)
        self.passages = Passages(document, self.hidden)
        self.context = CardContext(document, self.hidden, self.passages)
        self.taken: set[int] = set()
        """The lines that belong to a card already. Each dialect ignores the lines that an earlier dialect took."""
        self.problems: list[Problem] = []
        self._tag_lines: dict[int, bool] = {}

    @property
    def stem(self) -> str:
        """The note's file name without its suffix."""
        return PurePosixPath(self.path).stem

    def passage(self, start: int, end: int, *, bare: bool = False) -> str:
        """Return the markdown between two offsets as a card shows it; see `Passages.passage`."""
        return self.passages.passage(start, end, bare=bare)

    def lines_text(self, first: int, last: int, *, bare: bool = False) -> str:
        """Return the markdown of the lines from `first` to `last` as a card shows it; see `Passages.lines_text`."""
        return self.passages.lines_text(first, last, bare=bare)

    def written_id(self, first: int, last: int) -> str | None:
        """Return the id that the note gives the card on these lines; None if there is none."""
        return card_ids.written_id(self.document, first, last)

    def report(self, line: int, message: str) -> None:
        """Report a problem on a line, counted from 0."""
        self.problems.append(Problem(self.path, line + 1, message))

    def is_free(self, first: int, last: int) -> bool:
        """Whether none of these lines belongs to a card yet."""
        return self.taken.isdisjoint(range(first, last + 1))

    def take(self, first: int, last: int) -> None:
        """Mark lines as belonging to a card."""
        self.taken.update(range(first, last + 1))

    def is_tag_line(self, line: int) -> bool:
        """Whether a line holds only tags. Such tags apply to the lines below and are not part of a card's text."""
        if line not in self.hidden.tags_by_line:
            return False
        if line not in self._tag_lines:
            self._tag_lines[line] = self._holds_only_tags(line)
        return self._tag_lines[line]

    def _holds_only_tags(self, line: int) -> bool:
        document = self.document
        words = document.text[document.shapes.content[line] : document.end_of(line)].split()
        return bool(words) and all(word.startswith("#") for word in words)

    def has_blank(self, first: int, last: int) -> bool:
        """Whether there is a blank line between two lines."""
        place = bisect_right(self._blanks, first)
        return place < len(self._blanks) and self._blanks[place] < last

    @cached_property
    def _blanks(self) -> list[int]:
        return [line for line, kind in enumerate(self.document.shapes.kind) if kind is LineKind.BLANK]
