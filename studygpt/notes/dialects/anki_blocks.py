"""Cards of Obsidian_to_Anki: a block between `START` and `END`, or `STARTI [Basic] ... ENDI` within a line.

    START                       STARTI [Basic] What is a token? Back: A piece of text. ENDI
    Basic
    What is a token?
    Back: A piece of text.
    Tags: nlp
    <!--ID: 1612345678901-->
    END

The name of the first field may be missing. A type whose name contains "reversed" asks both ways; a type whose name
contains "Cloze" hides its clozes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studygpt.model import Hole, Kind
from studygpt.notes.blanks import fill_blanks
from studygpt.notes.card_text.card_ids import anki_id
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.clozes import all_clozes, cloze_text, read_clozes
from studygpt.notes.dialects.base import Dialect
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.shapes import LineKind

_LINE = re.compile(r"^[ \t>]*(?P<word>START|END)[ \t]*$", re.MULTILINE)
_INLINE = re.compile(r"STARTI[ \t]*\[(?P<type>[^\[\]\n]{1,80})\]|\bENDI\b")
_NO_CARD = frozenset({LineKind.CODE, LineKind.FRONT, LineKind.FENCE, LineKind.COMMENT})
_NAME = re.compile(r"(?P<name>[^\W\d_][\w ()/-]{0,40}):(?=[ \t]|$)")
_KNOWN = re.compile(r"(?<!\S)(?P<name>Front|Back|Text|Extra|Back Extra|Add Reverse):(?=\s|$)")
_TAGS = re.compile(r"(?:^|(?<=\s))Tags:[ \t]+(?P<tags>.*)", re.DOTALL)
_PLAIN_ID = re.compile(r"(?:^|(?<=\s))ID:[ \t]*(?P<id>\d+)[ \t]*$")
_CURLY = re.compile(r"\{(?:c?(?P<number>\d{1,3})[:|])?(?P<text>[^{}\n]+)\}")
_MAX_IN_LINE = 20
_BASIC_FIELDS = frozenset({"front", "back", "text", "extra", "back extra", "add reverse"})


def may_hold(text: str, _rules: Rules) -> bool:
    return "START" in text


def find(page: Page) -> Iterator[FoundCard]:
    yield from _blocks(page)
    if "STARTI" in page.document.text:
        yield from _inline(page)


# ---------------------------------------------------------------------- blocks


def _blocks(page: Page) -> Iterator[FoundCard]:
    document = page.document
    start: int | None = None
    for match in _LINE.finditer(document.text):
        line = document.line_of(match.start("word"))
        if document.kind(line) in _NO_CARD:
            continue
        if match["word"] == "START":
            if start is not None:
                page.report(start, "this START has no END")
            start = line
        elif start is not None:
            if page.is_free(start, line):
                yield from _block(page, start, line)
            start = None
    if start is not None:
        page.report(start, "this START has no END")


def _block(page: Page, start: int, end: int) -> Iterator[FoundCard]:
    source_id = page.written_id(start, end)
    lines = page.lines_text(start + 1, end - 1).split("\n") if end > start + 1 else []
    while lines and (not lines[-1].strip() or (plain := _PLAIN_ID.match(lines[-1]))):
        if lines.pop().strip() and plain:
            source_id = source_id or plain["id"]
    tags: tuple[str, ...] = ()
    if lines and (named := _TAGS.match(lines[-1])):
        tags = _tags(named["tags"])
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    if len(lines) < 2:
        page.report(start, "this block has no fields; it needs a type and two fields between START and END")
        return
    known = lines[0].strip().casefold().startswith(("basic", "cloze"))
    fields = _block_fields(lines[1:], known=known)
    yield from _note(page, lines[0].strip(), fields, AnkiNote(start, end, source_id, tags))


def _block_fields(lines: list[str], *, known: bool) -> list[tuple[str, str]]:
    """Return the fields of a block, in order. If the type is known, only names of its fields begin a field."""
    fields: list[tuple[str, list[str]]] = []
    fence = ""
    for line in lines:
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if mark == fence else fence or mark
        name = _NAME.match(line) if not fence else None
        if name is not None and known and name["name"].casefold() not in _BASIC_FIELDS:
            name = None
        if name is not None:
            fields.append((name["name"], [line[name.end() :].lstrip(" \t")]))
        elif fields:
            fields[-1][1].append(line)
        else:
            fields.append(("", [line]))
    return [(name, "\n".join(written).strip("\n").rstrip()) for name, written in fields]


# ---------------------------------------------------------------------- inline


def _inline(page: Page) -> Iterator[FoundCard]:
    document = page.document
    begun: re.Match[str] | None = None
    here, count = -1, 0
    for match in _INLINE.finditer(document.text):
        line = document.line_of(match.start())
        if not document.is_prose(match.start()) or (line in page.taken and line != here):
            continue
        if match["type"]:
            begun = match
        elif begun is not None:
            count = count + 1 if line == here else 1
            if document.line_of(begun.start()) == line and count <= _MAX_IN_LINE:
                here = line
                yield from _inline_note(page, begun, match.start(), line, "" if count == 1 else str(count))
            begun = None


def _inline_note(page: Page, begun: re.Match[str], end: int, line: int, part: str) -> Iterator[FoundCard]:
    written = page.passage(begun.end(), end)
    source_id = anki_id(page.document, begun.end(), end)
    if plain := _PLAIN_ID.search(written):
        source_id, written = source_id or plain["id"], written[: plain.start()].rstrip()
    tags: tuple[str, ...] = ()
    if named := _TAGS.search(written):
        tags, written = _tags(named["tags"]), written[: named.start()].rstrip()
    fields: list[tuple[str, str]] = []
    name, position = "", 0
    for match in [*_KNOWN.finditer(written), None]:
        stop = match.start() if match else len(written)
        if written[position:stop].strip() or name:
            fields.append((name, written[position:stop].strip()))
        if match:
            name, position = match["name"], match.end()
    yield from _note(page, begun["type"].strip(), fields, AnkiNote(line, line, source_id, tags, part))


# ---------------------------------------------------------------------- both


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """The lines of an Anki note, with its id and tags."""

    first: int
    last: int
    source_id: str | None
    tags: tuple[str, ...]
    part: str = ""

    def card(
        self, kind: Kind, front: str, back: str, text: str, part: str = "", holes: tuple[Hole, ...] = ()
    ) -> FoundCard:
        return FoundCard(
            kind, front, back, text, self.first, self.last, self.part + part, holes, self.source_id, self.tags
        )


def _tags(written: str) -> tuple[str, ...]:
    return tuple(tag.strip("#,").replace("::", "/") for tag in written.split() if tag.strip("#,"))


def _note(page: Page, kind: str, fields: list[tuple[str, str]], note: AnkiNote) -> Iterator[FoundCard]:
    if "cloze" in kind.casefold():
        yield from _cloze(page, fields, note)
        return
    front, rest = (fields[0][1], fields[1:]) if fields else ("", [])
    rest = [(name, text) for name, text in rest if text]
    both_ways = "reverse" in kind.casefold()
    if "optional" in kind.casefold():
        both_ways = any(name.casefold() == "add reverse" for name, _ in rest)
    rest = [(name, text) for name, text in rest if name.casefold() != "add reverse"]
    back = rest[0][1] if len(rest) == 1 else "\n".join(f"{name}: {text}" for name, text in rest)
    if not front or not back:
        page.report(note.first, "this note has no front" if not front else "this note has no back")
        return
    page.take(note.first, note.last)
    text = f"{front}\n?\n{back}"
    if both_ways:
        yield note.card(Kind.REVERSED, front, back, text, "forward")
        yield note.card(Kind.REVERSED, back, front, text, "backward")
    else:
        yield note.card(Kind.BASIC, front, back, text, holes=fill_blanks(front, back))


def _cloze(page: Page, fields: list[tuple[str, str]], note: AnkiNote) -> Iterator[FoundCard]:
    text = fields[0][1] if fields else ""
    if "{{c" not in text:
        text = _with_numbers(text)
    extra = "".join(f"\n{written}" for _, written in fields[1:] if written)
    parts = read_clozes(text).parts
    clozes = [cloze for cloze in all_clozes(parts) if cloze_text(cloze.parts).strip()]
    if not clozes:
        page.report(note.first, "this Cloze note hides nothing")
        return
    page.take(note.first, note.last)
    for number in sorted({cloze.number for cloze in clozes}):
        holes = tuple(
            Hole(number, cloze_text(each.parts).strip(), each.hint) for each in clozes if each.number == number
        )
        yield note.card(Kind.CLOZE, cloze_text(parts, number), cloze_text(parts) + extra, text, f"c{number}", holes)


def _with_numbers(text: str) -> str:
    """Convert the plugin's short clozes `{text}` and `{2:text}` to Anki's form."""
    count = 0

    def written_out(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{{{{c{match['number'] or count}::{match['text']}}}}}"

    return _CURLY.sub(written_out, text)


DIALECT = Dialect("anki_blocks", may_hold, find)
