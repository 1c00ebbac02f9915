"""Sections of a note that the note embeds elsewhere: `![[#Section]]` and `![[#^block]]`."""

from __future__ import annotations

import re
from collections.abc import Callable

from studygpt.notes.scanner.document import Document

_EMBED = re.compile(r"(`+)[\s\S]*?\1|!\[\[#(?P<name>[^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_MAX_EMBEDS = 50
"""Limit on the sections that one side of a card embeds: sections that embed each other would double without end."""


class Embeds:
    """Put a note's own sections in the place of the links that embed them."""

    def __init__(self, document: Document, shown_line: Callable[[int], str]) -> None:
        """`shown_line` gives a line as cards show it."""
        self.document = document
        self._shown_line = shown_line
        self._left = _MAX_EMBEDS

    def resolve(self, text: str, inside: frozenset[str] = frozenset()) -> str:
        """Return `text` with each link to a section of this note replaced by that section.

        `inside` names the sections around it, so that a section which embeds itself comes to an end.
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
            self._left -= 1
            return self.resolve("\n".join(map(self._shown_line, lines)).strip(), inside | {name})

        return _EMBED.sub(section, text)

    def _named_lines(self, name: str) -> range | None:
        """The lines of the section with this heading, or of the block with this `^id`."""
        document = self.document
        if name.startswith("^"):
            ids = document.block_ids.items()
            line = next((line for line, (block, _, _) in ids if block.casefold() == name[1:]), None)
            return range(line, line + 1) if line is not None else None
        heading = next((each for each in document.headings if each.title.casefold() == name), None)
        return range(heading.line + 1, document.section_ends[heading.line]) if heading is not None else None
