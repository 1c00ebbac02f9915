"""A configuration as cards: a list or a fenced dataclass under a heading, or in a note, tagged `#fields`.

    ## GPTConfig #fields
    - block_size: int = 1024 # maximum sequence length

makes "GPTConfig.block_size: what value?" and "GPTConfig.block_size: what does it mean?". Untagged lists are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studygpt.model import Kind
from studygpt.notes.dialects.base import Dialect
from studygpt.notes.document import Document, Line
from studygpt.notes.page import Found, Page
from studygpt.notes.rules import Rules

_MARKER = re.compile(r"(?<![\w/])fields\b")
_CLASS = re.compile(r"\s*class\s+(\w+)")
_FIELD = re.compile(r"\s*`?(?P<name>[A-Za-z_]\w*)`?\s*:\s*(?P<rest>.+)$")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str
    meaning: str


def marker(_rules: Rules) -> re.Pattern[str]:
    return _MARKER


def find(page: Page) -> Iterator[Found]:
    for first, end, owner in _scopes(page.document):
        name = owner
        in_class = False
        for line in range(first, end):
            kind = page.document.kind(line)
            written = page.document.lines[line]
            if kind is Line.FENCE:
                if declared := _CLASS.match(written):
                    name, in_class = declared[1], True
                if not in_class:
                    continue
            else:
                name, in_class = owner, False
                if kind is not Line.ITEM or page.document.shapes.parent[line] >= 0:
                    continue
                written = page.document.text[page.document.shapes.content[line] : page.document.end_of(line)]
            field = read_field(written)
            if field is not None and page.is_free(line, line):
                yield from _cards(page, name, field, line)


def _scopes(document: Document) -> list[tuple[int, int, str]]:
    """The stretches that a `#fields` tag speaks of: first line, end, and whose fields they are."""
    title = document.front.text("title") or (document.headings[0].title if document.headings else "")
    if any(tag.lstrip("#").casefold() == "fields" for tag in document.front.words("tags", "tag")):
        return [(document.front.end, len(document.lines), _name(title))]
    scopes = []
    for tag in document.tags:
        if tag.name.casefold() != "fields":
            continue
        own = next((heading for heading in document.headings if heading.line == tag.line), None)
        around = own or next(iter(document.heading_path(tag.line)[::-1]), None)
        if around is None:
            scopes.append((document.front.end, len(document.lines), _name(title)))
        else:
            scopes.append((tag.line + 1, document.section_end(around), _name(around.title)))
    return scopes


def _name(title: str) -> str:
    return re.sub(r"(?<!\S)#[\w/-]+", "", title).strip().strip("`*_")


def read_field(written: str) -> Field | None:
    """`name: type = value # meaning`, the type, the value or the meaning being absent at will."""
    match = _FIELD.match(written.strip().removesuffix(","))
    if match is None:
        return None
    code, meaning = _split_outside_quotes(match["rest"].strip(), "#")
    code = code.strip().strip("`").strip()
    _, value = _split_outside_quotes(code, "=")
    if not value and not meaning:
        return None
    return Field(match["name"], value.strip().strip("`").rstrip(",").strip(), meaning.lstrip("#").strip())


def _split_outside_quotes(text: str, mark: str) -> tuple[str, str]:
    quote, depth = "", 0
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and mark == "#" and position and text[position - 1].isalnum():
            continue  # an apostrophe
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == mark and depth <= 0:
            return text[:position], text[position + 1 :]
    return text, ""


def _cards(page: Page, owner: str, field: Field, line: int) -> Iterator[Found]:
    page.take(line, line)
    name = f"{owner}.{field.name}" if owner else field.name
    if field.value:
        front = f"{name}: what value?"
        yield Found(Kind.FIELDS, front, field.value, f"{front}\n{field.value}", line, line, part="value")
    if field.meaning:
        front = f"{name}: what does it mean?"
        yield Found(Kind.FIELDS, front, field.meaning, f"{front}\n{field.meaning}", line, line, part="meaning")


DIALECT = Dialect("fields", marker, find)
