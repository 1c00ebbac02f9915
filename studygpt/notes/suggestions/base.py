"""A note while it is looked through for what only seems to be a card."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from studygpt.model import SUGGESTION, Kind
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.scanner.shapes import Line
from studygpt.notes.suggestions.question_lines import asking_lines

LINES_AT_MOST = 60
"""Of an answer: what is longer is a text to read, no card."""
_SAYS = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?[^-*+\s\d>]")
"""The beginning of most texts that say something; others are looked at line by line."""
_WORDLESS = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]*)?$")


class Sheet:
    """A page whose cards are found. `todo` are the lines that are tasks."""

    def __init__(self, page: Page, todo: frozenset[int] = frozenset()) -> None:
        self.page = page
        self.document = page.document
        self.todo = todo

    @cached_property
    def asking(self) -> set[int]:
        return asking_lines(self.document)

    @cached_property
    def items(self) -> list[int]:
        """The lines of all list items, from top to bottom."""
        return list(self.document.shapes.parent)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """For an item's line, the items right inside it."""
        found: dict[int, list[int]] = {}
        for item, parent in self.document.shapes.parent.items():
            found.setdefault(parent, []).append(item)
        return found

    def own_text(self, line: int) -> str:
        """What a line says behind its marker, without tags, comments and ids."""
        return self.page.passage(self.document.shapes.content[line], self.document.end_of(line)).strip()

    def says_something(self, line: int) -> bool:
        """Whether a line holds more than a marker."""
        return _WORDLESS.match(self.document.lines[line]) is None

    def answers(self, line: int) -> bool:
        """Whether a line can be an answer: it says something, neither asks nor is still to be done."""
        kind = self.document.kind(line)
        if kind in (Line.BLANK, Line.RULE, Line.COMMENT) or line in self.asking or line in self.todo:
            return False
        return self.says_something(line) and not self.page.is_tag_line(line)

    def suggest(self, front: str, back: str, first: int, last: int) -> Iterator[FoundCard]:
        """The suggestion on these lines, which are taken from now on; none where a side is empty or a line is taken."""
        page = self.page
        if not front or last - first > LINES_AT_MOST or not page.is_free(first, last):
            return
        if _SAYS.match(back) is None and all(_WORDLESS.match(line) for line in back.split("\n")):
            return
        page.take(first, last)
        yield FoundCard(Kind.BASIC, front, back, f"{front}\n{back}", first, last, part=SUGGESTION)


@dataclass(frozen=True, slots=True)
class Guess:
    """One kind of suggestion, by the name that `--trust` takes."""

    name: str
    may_hold: Callable[[str], bool]
    """A quick look: whether a text, with a line break before its first line, can hold one."""
    find: Callable[[Sheet], Iterator[FoundCard]]
