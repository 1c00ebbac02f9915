"""Resolve embeds of sections of the same note: `![[#Section]]` and `![[#^block]]`."""

from __future__ import annotations

import re
from collections.abc import Callable

from studygpt.notes.scanner.document import Document

_EMBED = re.compile(r"(`+)[\s\S]*?\1|!\[\[#(?P<name>[^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_MAX_EMBEDS = 50
"""The maximum number of embeds in one side of a card, because nested embeds could grow exponentially."""
_MAX_LETTERS = 1_000_000
"""The maximum number of letters that the embeds of one note add to its cards: a long section may stand in each."""


class Embeds:
    """Replace links that embed a section of the note with the section."""

    def __init__(self, document: Document, shown_line: Callable[[int], str]) -> None:
        """Set up for one note; `shown_line` returns a line of the note as cards show it."""
        self.document = document
        self._shown_line = shown_line
        self._left = _MAX_EMBEDS
        self._letters_left = _MAX_LETTERS

    def resolve(self, text: str, inside: frozenset[str] = frozenset()) -> str:
        """Return `text` with each link to a section of this note replaced by that section.

        `inside` names the sections that contain `text`, so that a section that embeds itself ends.
        """
        if "![[#" not in text:
            return text
        if not inside:
            self._left = _MAX_EMBEDS

        def section(match: re.Match[str]) -> str:
            if match["name"] is None:  # code
                return match[0]
            name = match["name"].split("#")[-1].strip().casefold()
            lines = None if name in inside or not self._left else self._named_lines(name)
            if lines is None:
                return match[0]
            shown = "\n".join(map(self._shown_line, lines)).strip() if self._letters_left > 0 else match[0]
            self._left -= 1
            self._letters_left -= len(shown)
            return self.resolve(shown, inside | {name})

        return _EMBED.sub(section, text)

    def _named_lines(self, name: str) -> range | None:
        """Return the lines of the section with this heading, or of the block with this `^id`; None if it is missing."""
        document = self.document
        if name.startswith("^"):
            ids = document.block_ids.items()
            line = next((line for line, (block, _, _) in ids if block.casefold() == name[1:]), None)
            return range(line, line + 1) if line is not None else None
        heading = next((each for each in document.headings if each.title.casefold() == name), None)
        return range(heading.line + 1, document.section_ends[heading.line]) if heading is not None else None
