"""Find the parts of a note that no card shows: comments, block ids, deck tags, links to exercises and memory files."""

from __future__ import annotations

import re
from functools import cached_property

from studygpt.notes.rules import Rules
from studygpt.notes.scanner.document import Document, Tag
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind

EXERCISE_LINK = re.compile(r"!?\[\[lab/([a-z0-9-]+)(?:\\?\|[^\[\]]*)?\]\]")
MEMORY_LINK = re.compile(r"\[\[(?:[^\[\]|#]*/)?SR/memory/([A-Za-z0-9]{8})(?:\.md)?\\?\|([^\[\]|]*)\]\]")
CARD_TAG = re.compile(r"card(?:[-/](?P<way>reverse|spaced))?$", re.IGNORECASE)
_MARKUP_TAG = re.compile(
    r"(?:fields|card(?:[-/](?:reverse|spaced))?|tag|concept(?:/.*)?|GLOSS\w*|TODO\w*)$", re.IGNORECASE
)
# Lines that Logseq adds to blocks.
_LOGSEQ_LINE = re.compile(
    r"^[ \t>]*(?:-[ \t]+)?"
    r"(?:id|collapsed|card-[a-z-]+|logseq\.[a-z.-]+|ls-type|hl-[a-z]+|(?:created|updated)-at)::(?:[ \t][^\n]*)?$",
    re.MULTILINE,
)
_LOGSEQ_CARD = re.compile(r"#?\[\[card\]\]", re.IGNORECASE)
_EDGE = frozenset(" \t-*+>")


class HiddenParts:
    """The hidden parts of one note, and its tags, line by line."""

    def __init__(self, document: Document, rules: Rules) -> None:
        self.document = document
        self.rules = rules

    @cached_property
    def ranges(self) -> list[tuple[int, int]]:
        """The start and end of each hidden part of the note, in order."""
        document, spans = self.document, self.document.spans
        found = [(start, end) for _, start, end in document.block_ids.values()]
        for index, kind in enumerate(spans.kinds):
            start, end = spans.starts[index], spans.ends[index]
            if kind is SpanKind.COMMENT:
                found.append((start, end))
            elif kind is SpanKind.WIKILINK:
                written = document.text[max(start - 1, 0) : end].lstrip(" \t\n")
                if EXERCISE_LINK.fullmatch(document.text, start, end) or MEMORY_LINK.fullmatch(
                    document.text, start, end
                ):
                    found.append((start - written.startswith("!"), end))
        found.extend((tag.start, tag.end) for tag in document.tags if self.is_markup_tag(tag.name))
        if ":: " in document.text:
            found.extend(
                match.span() for match in _LOGSEQ_LINE.finditer(document.text) if document.is_prose(match.start())
            )
        if "[[card]]" in document.text:
            found.extend(match.span() for match in _LOGSEQ_CARD.finditer(document.text))
        if "#[[" in document.text:  # a tag if at the end of a line, else a word
            found.extend(_linked_tags(document.text))
        return sorted(found)

    def is_markup_tag(self, name: str) -> bool:
        """Whether a tag is an instruction to a program and does not describe the content."""
        return self.rules.is_deck_tag(name) or _MARKUP_TAG.match(name) is not None

    def cuts(self, line: int, begin: int, stop: int) -> list[tuple[int, int]]:
        """Return the ranges to leave out between two offsets of a line: hidden parts, and tags at the line's ends."""
        cuts = [(max(start, begin), end) for start, end in self._by_line.get(line, []) if end > begin and start < stop]
        # Tags in the middle of the line are kept as words of a sentence.
        tags = {tag.start: tag.end for tag in self.tags_on(line) if begin <= tag.start and tag.end <= stop}
        if tags:
            text, hidden = self.document.text, dict(cuts)
            edge = begin
            while edge < stop:
                if edge in tags:
                    cuts.append((edge, tags[edge]))
                    edge = tags[edge]
                elif edge in hidden:
                    edge = max(hidden[edge], edge + 1)
                elif text[edge] in _EDGE:
                    edge += 1
                else:
                    break
            ends, hidden_ends = {end: start for start, end in tags.items()}, {end: start for start, end in cuts}
            edge = stop
            while edge > begin:
                if edge in ends:
                    cuts.append((ends[edge], edge))
                    edge = ends[edge]
                elif edge in hidden_ends:
                    edge = min(hidden_ends[edge], edge - 1)
                elif text[edge - 1] in _EDGE:
                    edge -= 1
                else:
                    break
        return sorted(set(cuts))

    def is_plain(self, line: int) -> bool:
        """Whether a line is shown exactly as it is written, as most lines are."""
        shapes = self.document.shapes
        kind = shapes.kind[line]
        if (kind is not LineKind.TEXT and kind is not LineKind.TABLE) or shapes.quote[line]:
            return False
        return line not in self._by_line and line not in self.tags_by_line

    @cached_property
    def _by_line(self) -> dict[int, list[tuple[int, int]]]:
        by_line: dict[int, list[tuple[int, int]]] = {}
        for start, end in self.ranges:
            for line in range(self.document.line_of(start), self.document.line_of(max(start, end - 1)) + 1):
                by_line.setdefault(line, []).append((start, end))
        return by_line

    def tags_on(self, line: int) -> list[Tag]:
        return self.tags_by_line.get(line, [])

    @cached_property
    def tags_by_line(self) -> dict[int, list[Tag]]:
        by_line: dict[int, list[Tag]] = {}
        for tag in self.document.tags:
            by_line.setdefault(tag.line, []).append(tag)
        return by_line


def _linked_tags(text: str) -> list[tuple[int, int]]:
    """Return the ranges of Logseq's `#[[tags of words]]` among the tags at the ends of lines."""
    found: list[tuple[int, int]] = []
    position = text.find("#[[")
    while position >= 0:
        first, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
        line_end = end = end if end >= 0 else len(text)
        while end > first:
            while end > first and text[end - 1] in " \t":
                end -= 1
            if text.startswith("]]", end - 2):
                start = text.rfind("[[", first, end) - 1
            else:
                start = max(text.rfind(" ", first, end), text.rfind("\t", max(first, end - 100), end)) + 1
            if start < first or text[start] != "#":
                break
            if text.startswith("[[", start + 1):
                found.append((start, end))
            end = start
        position = text.find("#[[", line_end)
    return found
