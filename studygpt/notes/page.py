"""A note while its cards are being found: what is taken already, and how a stretch of it reads on a card."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from studygpt.model import Draft, Hole, Kind, Problem
from studygpt.notes.anki_lines import file_tags
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.document import Document, Tag, without_hashes
from studygpt.notes.scanner.shapes import Line
from studygpt.notes.scanner.spans import Span, columns

EXERCISE_LINK = re.compile(r"!?\[\[lab/([a-z0-9-]+)(?:\\?\|[^\[\]]*)?\]\]")
MEMORY_LINK = re.compile(r"\[\[(?:[^\[\]|#]*/)?SR/memory/([A-Za-z0-9]{8})(?:\.md)?\\?\|([^\[\]|]*)\]\]")
_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|#^]+)(?:[#^][^\[\]|]*)?(?:\|[^\[\]]*)?\]\]")
_EMBED = re.compile(r"(`+)[\s\S]*?\1|!\[\[#(?P<name>[^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_CALLOUT = re.compile(r"\[!\w[\w|-]*\][+-]?[ \t]*")
CARD_TAG = re.compile(r"card(?:[-/](?P<way>reverse|spaced))?$", re.IGNORECASE)
_MARKUP_TAG = re.compile(
    r"(?:fields|card(?:[-/](?:reverse|spaced))?|tag|concept(?:/.*)?|GLOSS\w*|TODO\w*)$", re.IGNORECASE
)
_ANKI_ID = re.compile(r"<!--[ \t]*ID:[ \t]*(\d+)")
_ID_LINE = re.compile(r"[ \t>]*(?:<!--[ \t]*ID:[ \t]*(?P<anki>\d+)[ \t]*-->|(?P<block>\^[A-Za-z0-9-]+))[ \t]*$")
# What Logseq writes into blocks by itself, and how a block says there that it is a card.
_LOGSEQ_LINE = re.compile(
    r"^[ \t>]*(?:-[ \t]+)?"
    r"(?:id|collapsed|card-[a-z-]+|logseq\.[a-z.-]+|ls-type|hl-[a-z]+|(?:created|updated)-at)::(?:[ \t][^\n]*)?$",
    re.MULTILINE,
)
_LOGSEQ_CARD = re.compile(r"#?\[\[card\]\]", re.IGNORECASE)
_EMBEDS_AT_MOST = 50
"""Sections that one side of a card may embed: some that embed each other would double for ever."""
_EDGE = frozenset(" \t-*+>")
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_ATTACHMENT = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp[34]|wav|ogg|m4a|webm|mov)$", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(.+)\1$")


@dataclass(frozen=True, slots=True)
class Found:
    """A card as a dialect sees it: two sides and a place. Deck, tags, headings and the rest come from the place."""

    kind: Kind
    front: str
    back: str
    text: str
    first: int
    last: int
    part: str = ""
    holes: tuple[Hole, ...] = ()
    source_id: str | None = None
    tags: tuple[str, ...] = ()
    """Tags that the card names in a way of its own, such as a line `Tags:`."""


class Page:
    def __init__(self, path: str, document: Document, rules: Rules) -> None:
        self.path = path
        self.document = document
        self.rules = rules
        self.taken: set[int] = set()
        """Lines that are part of a card already. What one dialect takes, the next leaves alone."""
        self.problems: list[Problem] = []
        self.embeds_left = _EMBEDS_AT_MOST
        self._titles: dict[int, str] = {}
        self._tag_lines: dict[int, bool] = {}
        self._tags_of: dict[tuple[str, ...], tuple[str, ...]] = {}

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path).stem

    def report(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line + 1, message))

    def is_free(self, first: int, last: int) -> bool:
        return self.taken.isdisjoint(range(first, last + 1))

    def take(self, first: int, last: int) -> None:
        self.taken.update(range(first, last + 1))

    def is_tag_line(self, line: int) -> bool:
        """Whether a line holds nothing but tags: it speaks of what follows, and is no part of it."""
        if line not in self._tags_by_line:
            return False
        if line not in self._tag_lines:
            self._tag_lines[line] = self._holds_only_tags(line)
        return self._tag_lines[line]

    def _holds_only_tags(self, line: int) -> bool:
        document = self.document
        words = document.text[document.shapes.content[line] : document.end_of(line)].split()
        return bool(words) and all(word.startswith("#") for word in words)

    def has_blank(self, first: int, last: int) -> bool:
        """Whether a blank line stands between two lines."""
        place = bisect_right(self._blanks, first)
        return place < len(self._blanks) and self._blanks[place] < last

    @cached_property
    def _blanks(self) -> list[int]:
        return [line for line, kind in enumerate(self.document.shapes.kind) if kind is Line.BLANK]

    def written_id(self, first: int, last: int) -> str | None:
        """The id that the note gives a card: a `^id` at the end of a line (the last one where there are several), or

        one of Anki's in a comment. It may stand alone on the line below the card.
        """
        document, ids = self.document, self.document.block_ids
        found = next((f"^{ids[line][0]}" for line in range(last, first - 1, -1) if line in ids), None)
        if found is not None:
            return found
        if anki := self.anki_id(document.starts[first], document.end_of(last)):
            return anki
        below = last + 1
        if below < len(document.lines) and (line := _ID_LINE.match(document.lines[below])):
            return line["anki"] or line["block"]
        return None

    def anki_id(self, start: int, end: int) -> str | None:
        """The id in a comment `<!--ID: 123-->`."""
        document = self.document
        if document.text.find("ID:", start, end) < 0:
            return None
        anki = _ANKI_ID.search(document.text, start, end)
        return anki[1] if anki is not None and document.spans.is_a(Span.COMMENT, anki.start()) else None

    # ------------------------------------------------------------------ text

    @cached_property
    def hidden(self) -> list[tuple[int, int]]:
        """What never shows on a card: comments, block ids, deck tags, links to exercises and to memory files."""
        document, spans = self.document, self.document.spans
        found = [(start, end) for _, start, end in document.block_ids.values()]
        for index, kind in enumerate(spans.kinds):
            start, end = spans.starts[index], spans.ends[index]
            if kind is Span.COMMENT:
                found.append((start, end))
            elif kind is Span.WIKILINK:
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
        if "#[[" in document.text:  # at the end of a line a tag, elsewhere a word
            found.extend(_linked_tags(document.text))
        return sorted(found)

    def is_markup_tag(self, name: str) -> bool:
        """Whether a tag says something to a program rather than about the content."""
        return self.rules.is_deck_tag(name) or _MARKUP_TAG.match(name) is not None

    def passage(self, start: int, end: int, *, bare: bool = False) -> str:
        """The markdown between two offsets as a card shows it: without what is hidden, quotation marks and indentation.

        `bare` leaves out the marker of the list item with which it begins, too.
        """
        document = self.document
        first, last = document.line_of(start), document.line_of(max(start, end - 1))
        depth = document.shapes.quote[first]
        if first == last and self._is_plain(first):
            return self._embedded(document.text[start:end].strip())
        lines: list[str] = []
        for line in range(first, last + 1):
            begin = max(start, document.starts[line])
            if begin == document.starts[line]:
                begin = self._behind_quotes(line, depth)
                if bare and line == first and document.kind(line) in (Line.ITEM, Line.HEADING):
                    begin = document.shapes.content[line]
            stop = min(end, document.end_of(line))
            shown = self._shown(line, begin, stop)
            if bare and line == first and document.kind(line) is Line.HEADING:
                shown = without_hashes(shown)
            if shown.strip() or not document.text[begin:stop].strip():
                lines.append(shown)
        inner = document.shapes.inner.get(first) if bare else None
        return self._embedded("\n".join(_dedent(lines, bare=bare, inner=inner)).strip("\n").rstrip())

    def lines_text(self, first: int, last: int, *, bare: bool = False) -> str:
        document = self.document
        if first == last and self._is_plain(first):
            return self._embedded(document.lines[first].strip())
        return self.passage(document.starts[first], document.end_of(last), bare=bare)

    def _behind_quotes(self, line: int, depth: int) -> int:
        position, end = self.document.starts[line], self.document.end_of(line)
        for _ in range(depth):
            if mark := _QUOTE.match(self.document.text, position, end):
                position = mark.end()
        if depth and (callout := _CALLOUT.match(self.document.text, position, end)):
            position = callout.end()
        return position

    def _shown(self, line: int, begin: int, stop: int) -> str:
        text, pieces, position = self.document.text, [], begin
        for cut_start, cut_end in self._cuts(line, begin, stop):
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

    def _cuts(self, line: int, begin: int, stop: int) -> list[tuple[int, int]]:
        cuts = [(max(start, begin), end) for start, end in self._hidden_on(line) if end > begin and start < stop]
        # Other tags are cut at the edges of a line, and are words of the sentence elsewhere.
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

    def _is_plain(self, line: int) -> bool:
        """Whether nothing is to be left out of a line, as of most."""
        shapes = self.document.shapes
        kind = shapes.kind[line]
        if (kind is not Line.TEXT and kind is not Line.TABLE) or shapes.quote[line]:
            return False
        return line not in self._hidden_by_line and line not in self._tags_by_line

    def _hidden_on(self, line: int) -> list[tuple[int, int]]:
        return self._hidden_by_line.get(line, [])

    @cached_property
    def _hidden_by_line(self) -> dict[int, list[tuple[int, int]]]:
        by_line: dict[int, list[tuple[int, int]]] = {}
        for start, end in self.hidden:
            for line in range(self.document.line_of(start), self.document.line_of(max(start, end - 1)) + 1):
                by_line.setdefault(line, []).append((start, end))
        return by_line

    def tags_on(self, line: int) -> list[Tag]:
        return self._tags_by_line.get(line, [])

    @cached_property
    def _tags_by_line(self) -> dict[int, list[Tag]]:
        by_line: dict[int, list[Tag]] = {}
        for tag in self.document.tags:
            by_line.setdefault(tag.line, []).append(tag)
        return by_line

    def _embedded(self, text: str, inside: frozenset[str] = frozenset()) -> str:
        """`text` with the sections of this note that it embeds in the place of their links.

        `inside` names the sections around it: one that embeds itself comes to an end.
        """
        if "![[#" not in text:
            return text
        if not inside:
            self.embeds_left = _EMBEDS_AT_MOST

        def section(match: re.Match[str]) -> str:
            if match["name"] is None:  # code
                return match[0]
            name = match["name"].split("#")[-1].strip().casefold()
            lines = None if name in inside or not self.embeds_left else self._named_lines(name)
            if lines is None:
                return match[0]
            self.embeds_left -= 1
            shown = (self._shown(line, self.document.starts[line], self.document.end_of(line)) for line in lines)
            return self._embedded("\n".join(shown).strip(), inside | {name})

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

    # ------------------------------------------------------------------ context

    def draft(
        self, dialect: str, found: Found, deck: str | None, deck_tags: list[str], *, suggested: bool = False
    ) -> Draft:
        """The card with everything that its place in the note says of it."""
        document = self.document
        first, last = found.first, found.last
        start, end = document.starts[first], document.end_of(last)
        links: tuple[str, ...] = ()
        exercises = self.exercises
        if document.text.find("[[", start, end) >= 0:
            links = tuple(dict.fromkeys(_note_links(document, start, end)))
            exercises = tuple(dict.fromkeys([*exercises, *self._exercise_links(start, end)]))
        own = [tag.name for line in range(first, last + 1) for tag in self.tags_on(line)] if document.tags else []
        return Draft(
            dialect=dialect,
            kind=found.kind,
            text=found.text,
            part=found.part,
            front=found.front,
            back=found.back,
            holes=found.holes,
            source_id=found.source_id,
            line_start=first + 1,
            line_end=last + 1,
            deck=deck,
            tags=self._tags((*deck_tags, *found.tags, *self.file_tags, *own)),
            links=links,
            exercises=exercises,
            headings=document.heading_titles(first),
            ancestors=tuple(map(self.item_title, document.enclosing_items(first))),
            suggested=suggested,
        )

    @cached_property
    def exercises(self) -> tuple[str, ...]:
        return self.document.front.words("lab")

    @cached_property
    def file_tags(self) -> tuple[str, ...]:
        return file_tags(self.document)

    def _tags(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """The tags of a card: those of its note, and those named nearer to it; most cards of a note share them all."""
        if named not in self._tags_of:
            tags = dict.fromkeys((*self.document.front.tags, *named))
            self._tags_of[named] = tuple(tag for tag in tags if not CARD_TAG.match(tag))
        return self._tags_of[named]

    def _exercise_links(self, start: int, end: int) -> list[str]:
        spans = self.document.spans
        found = []
        for link in EXERCISE_LINK.finditer(self.document.text, start, end):
            at = spans.at(link.start(1))
            if at is not None and spans.kinds[at] is Span.WIKILINK:
                found.append(link[1])
        return found

    def item_title(self, item: int) -> str:
        """A parent bullet as the name of what is nested in it."""
        if item not in self._titles:
            self._titles[item] = self._read_title(item)
        return self._titles[item]

    def _read_title(self, item: int) -> str:
        end = self.document.own_end(item)
        title = self.lines_text(item, end - 1, bare=True).strip().removesuffix(":").rstrip()
        if title.startswith("#"):  # a heading in a bullet, as Logseq has them
            title = title.lstrip("#").strip() or title
        bold = _BOLD.fullmatch(title)
        return bold[2].removesuffix(":").rstrip() if bold and bold[1] not in bold[2] else title


def _linked_tags(text: str) -> list[tuple[int, int]]:
    """Logseq's `#[[tags of words]]` among the tags at the ends of lines."""
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


def _note_links(document: Document, start: int, end: int) -> list[str]:
    """The notes that a stretch of text links to, by the last part of their path. `[[1, 2]]` in code is no link."""
    links = (
        link[2].strip()
        for link in _WIKILINK.finditer(document.text, start, end)
        if not link[1] and document.spans.is_a(Span.WIKILINK, link.start())
    )
    return [
        link.rsplit("/", 1)[-1].removesuffix(".md")
        for link in links
        if not link.startswith(("lab/", "SR/")) and not _ATTACHMENT.search(link)
    ]


def _dedent(lines: list[str], *, bare: bool, inner: int | None) -> list[str]:
    """The lines without the indentation that they share (the first line's marker counts as such when it was cut)."""
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
