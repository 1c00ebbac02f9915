"""Collect lines below the prefixes of open list items and quotations."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from studygpt.render.segments import Segments, StyledLine, merged, trimmed, width_of


class OpenBlock:
    """An open list item or quotation: the prefix of its first line, and of the others."""

    def __init__(self, first: Segments, rest: Segments) -> None:
        self.first = first
        self.rest = rest
        self.begun = first == rest

    def take_prefix(self) -> Segments:
        """Return the prefix of the next line."""
        begun, self.begun = self.begun, True
        return self.rest if begun else self.first


class LineWriter:
    """Collects lines at most `width` cells wide, each after the prefixes of the open blocks."""

    def __init__(self, width: int | None) -> None:
        self.width = width
        self.lines: list[StyledLine] = []
        self.open: list[OpenBlock] = []

    def room(self) -> int | None:
        """Return how many cells the text may take here; None for any number."""
        if self.width is None:
            return None
        return max(1, self.width - self._indent())

    def _indent(self) -> int:
        wanted = sum(width_of(each.rest) for each in self.open)
        return wanted if self.width is None else min(wanted, self.width // 2)

    def put(self, segments: Segments) -> None:
        """Add a line."""
        prefix = merged(segment for each in self.open for segment in each.take_prefix())
        indent = self._indent()
        while width_of(prefix) > indent:  # too deep for this screen: keep the innermost
            first = prefix[0]
            prefix = prefix[1:] if cell_len(first.text) < 2 else (first._replace(text=first.text[1:]), *prefix[1:])
        self.lines.append(StyledLine(trimmed(merged([*prefix, *segments]))))

    def put_block(self, block: Sequence[Segments]) -> None:
        """Add lines that are never wrapped, such as code."""
        first = len(self.lines)
        for segments in block:
            self.put(segments)
        if self.width is not None and any(line.width > self.width for line in self.lines[first:]):
            self.lines[first:] = [line._replace(wide=True) for line in self.lines[first:]]

    def gap(self) -> None:
        """Add an empty line, unless the text or an open block has just begun."""
        if self.lines and self.lines[-1].text.strip() and all(each.begun for each in self.open):
            self.lines.append(StyledLine(trimmed(merged(segment for each in self.open for segment in each.rest))))
