"""Extract passages of a note as markdown for a card."""

from __future__ import annotations

import re

from studygpt.notes.card_text.embeds import Embeds
from studygpt.notes.card_text.hidden_parts import HiddenParts
from studygpt.notes.scanner.document import Document, without_hashes
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import columns

CALLOUT = r"\[!\w[\w|-]*\][+-]?[ \t]*"
"""A regular expression for the mark of a callout, such as `[!note]-`."""
_CALLOUT = re.compile(CALLOUT)
_QUOTE = re.compile(r"[ \t]*>[ \t]?")


class Passages:
    """Return passages of one note as a card shows them."""

    def __init__(self, document: Document, hidden: HiddenParts) -> None:
        self.document = document
        self.hidden = hidden
        self.embeds = Embeds(document, self._shown_line)

    def passage(self, start: int, end: int, *, bare: bool = False) -> str:
        """Return the markdown between two offsets as a card shows it: without hidden parts, `>` marks and indentation.

        With `bare`, the marker of a list item or heading at the beginning is left out, too.
        """
        document = self.document
        first, last = document.line_of(start), document.line_of(max(start, end - 1))
        depth = document.shapes.quote[first]
        if first == last and self.hidden.is_plain(first):
            return self.embeds.resolve(document.text[start:end].strip())
        lines: list[str] = []
        for line in range(first, last + 1):
            begin = max(start, document.starts[line])
            if begin == document.starts[line]:
                begin = self._behind_quotes(line, depth)
                if bare and line == first and document.kind(line) in (LineKind.ITEM, LineKind.HEADING):
                    begin = document.shapes.content[line]
            stop = min(end, document.end_of(line))
            shown = self._shown(line, begin, stop)
            if bare and line == first and document.kind(line) is LineKind.HEADING:
                shown = without_hashes(shown)
            if shown.strip() or not document.text[begin:stop].strip():
                lines.append(shown)
        inner = document.shapes.inner.get(first) if bare else None
        return self.embeds.resolve("\n".join(_dedent(lines, bare=bare, inner=inner)).strip("\n").rstrip())

    def lines_text(self, first: int, last: int, *, bare: bool = False) -> str:
        """Return the markdown of the lines from `first` to `last` as a card shows it."""
        document = self.document
        if first == last and self.hidden.is_plain(first):
            return self.embeds.resolve(document.lines[first].strip())
        return self.passage(document.starts[first], document.end_of(last), bare=bare)

    def _behind_quotes(self, line: int, depth: int) -> int:
        """Return the offset of a line's text, after `depth` marks `>` of a quotation and the mark of a callout."""
        position, end = self.document.starts[line], self.document.end_of(line)
        for _ in range(depth):
            if mark := _QUOTE.match(self.document.text, position, end):
                position = mark.end()
        if depth and (callout := _CALLOUT.match(self.document.text, position, end)):
            position = callout.end()
        return position

    def _shown_line(self, line: int) -> str:
        return self._shown(line, self.document.starts[line], self.document.end_of(line))

    def _shown(self, line: int, begin: int, stop: int) -> str:
        """Return the part of a line between two offsets without its hidden parts."""
        text, pieces, position = self.document.text, [], begin
        for cut_start, cut_end in self.hidden.cuts(line, begin, stop):
            pieces.append(text[position : max(position, cut_start)])
            position = max(position, min(cut_end, stop))
        if not pieces:
            return text[begin:stop].rstrip()
        pieces.append(text[position:stop])
        shown = pieces[0]
        for piece in pieces[1:]:
            gap = shown.endswith((" ", "\t")) or not shown.strip()
            shown = shown + (piece.lstrip(" \t") if gap else piece)
        return shown.rstrip()


def _dedent(lines: list[str], *, bare: bool, inner: int | None) -> list[str]:
    """Return the lines without their common indentation.

    With `bare`, the first line has lost its marker, so only the other lines count; they lose at most `inner` columns.
    """
    rest = lines[1:] if bare else lines
    widths = [columns(line[: len(line) - len(line.lstrip())]) for line in rest if line.strip()]
    shared = min(widths, default=0)
    if bare and inner is not None:
        shared = min(shared, inner)
    lines = (
        [lines[0].strip(), *(_unindent(line, shared) for line in rest)]
        if bare and lines
        else [_unindent(line, shared) for line in rest]
    )
    while lines and not lines[0].strip():
        lines.pop(0)
    return lines


def _unindent(line: str, width: int) -> str:
    stripped = line.lstrip(" \t")
    indent = columns(line[: len(line) - len(stripped)])
    return " " * max(0, indent - width) + stripped if stripped else ""
