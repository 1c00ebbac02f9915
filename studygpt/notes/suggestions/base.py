"""The types for finding suggestions: the search in one note, and a kind of suggestion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from studygpt.model import SUGGESTION, Kind
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.suggestions.question_lines import question_lines

MAX_LINES = 60
"""The maximum number of lines of an answer. A longer text is for reading, not for a card."""
_BEGINS_WITH_WORDS = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?[^-*+\s\d>]")
"""A pattern for a quick check that succeeds for most texts with words. Other texts are checked line by line."""
_MARKER_ONLY = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]*)?$")


class SuggestionSearch:
    """The search for suggestions on a page, after its cards were found."""

    def __init__(self, page: Page, task_lines: frozenset[int] = frozenset()) -> None:
        self.page = page
        self.document = page.document
        self.task_lines = task_lines

    @cached_property
    def question_lines(self) -> set[int]:
        """The lines that contain a question."""
        return question_lines(self.document)

    @cached_property
    def items(self) -> list[int]:
        """The lines of all list items, from top to bottom."""
        return list(self.document.shapes.parent)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """A map from each list item to the items nested directly in it, by their lines."""
        found: dict[int, list[int]] = {}
        for item, parent in self.document.shapes.parent.items():
            found.setdefault(parent, []).append(item)
        return found

    def own_text(self, line: int) -> str:
        """Return the text of a line after its list marker, without tags, comments and ids."""
        return self.page.passage(self.document.shapes.content[line], self.document.end_of(line)).strip()

    def says_something(self, line: int) -> bool:
        """Whether a line holds more than a list marker."""
        return _MARKER_ONLY.match(self.document.lines[line]) is None

    def can_answer(self, line: int) -> bool:
        """Whether a line can be an answer: it has text, and is neither a question nor a task."""
        kind = self.document.kind(line)
        if (
            kind in (LineKind.BLANK, LineKind.RULE, LineKind.COMMENT)
            or line in self.question_lines
            or line in self.task_lines
        ):
            return False
        return self.says_something(line) and not self.page.is_tag_line(line)

    def suggest(self, front: str, back: str, first: int, last: int) -> Iterator[FoundCard]:
        """Take these lines and yield a suggestion, unless a side is empty, the text is too long or a line is taken."""
        page = self.page
        if not front or last - first > MAX_LINES or not page.is_free(first, last):
            return
        if _BEGINS_WITH_WORDS.match(back) is None and all(_MARKER_ONLY.match(line) for line in back.split("\n")):
            return
        page.take(first, last)
        yield FoundCard(Kind.BASIC, front, back, f"{front}\n{back}", first, last, part=SUGGESTION)


@dataclass(frozen=True, slots=True)
class SuggestionFinder:
    """A kind of suggestion, with the functions that find suggestions of this kind."""

    name: str
    """The name of the kind, which is a value of `--trust`."""
    may_hold: Callable[[str], bool]
    """Returns whether, by a quick search, a text may hold a suggestion. The text must begin with a line break."""
    find: Callable[[SuggestionSearch], Iterator[FoundCard]]
