"""Cards from a configuration: a list or a fenced dataclass in a note, or under a heading, with the tag `#fields`.

    ## GPTConfig #fields
    - block_size: int = 1024 # maximum sequence length

This makes the cards "GPTConfig.block_size: what value?" and "GPTConfig.block_size: what does it mean?". Lists without
the tag are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studygpt.model import Kind
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.dialects.base import Dialect
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.shapes import LineKind

_CLASS = re.compile(r"\s*class\s+(\w+)")
_EQUALS = re.compile(r"=(?!=)")
_COMMENT = re.compile(r"#")
_MEANING = re.compile(r"(?<!\S)#(?=\s)")  # not `#12` or the end of an address
_FIELD = re.compile(r"\s*`?(?P<name>[A-Za-z_]\w*)`?\s*:\s*(?P<rest>.+)$")


@dataclass(frozen=True, slots=True)
class ConfigField:
    """One field of a configuration."""

    name: str
    value: str
    meaning: str


def may_hold(text: str, _rules: Rules) -> bool:
    return "ields" in text  # matches `Fields` and `fields`


def find(page: Page) -> Iterator[FoundCard]:
    document = page.document
    for first, end, owner in _scopes(page):
        name, depth = owner, -1
        for line in range(first, end):
            kind, written = document.kind(line), document.lines[line]
            in_code = kind is LineKind.FENCE
            if in_code:
                if declared := _CLASS.match(written):
                    name, depth = declared[1], 0
                    continue
                # The fields of a class are indented like its first line; deeper lines belong to methods.
                indent = len(written) - len(written.lstrip())
                if depth == 0 and written.strip():
                    depth = indent
                if depth <= 0 or indent != depth:
                    continue
            else:
                name, depth = owner, -1
                if kind is not LineKind.ITEM or document.shapes.parent[line] >= 0:
                    continue
                written = document.text[document.shapes.content[line] : document.end_of(line)]
            field = read_field(written, in_code=in_code)
            if field is not None and page.is_free(line, line):
                yield from _cards(page, name, field, line)


def _scopes(page: Page) -> list[tuple[int, int, str]]:
    """Return the parts of the note that a `#fields` tag applies to: first line, end, and the configuration's name."""
    document = page.document
    title = document.front.text("title")
    if any(tag.casefold() == "fields" for tag in document.front.tags):
        first_heading = document.headings[0].title if document.headings else page.stem
        return [(document.front.end, len(document.lines), _name(title or first_heading))]
    scopes: dict[tuple[int, int], str] = {}
    for tag in document.tags:
        if tag.name.casefold() != "fields":
            continue
        around = document.heading_at(tag.line) or next(iter(document.heading_path(tag.line)[::-1]), None)
        if around is None:
            scopes.setdefault((document.front.end, len(document.lines)), _name(title or page.stem))
        else:
            scopes.setdefault((around.line + 1, document.section_ends[around.line]), _name(around.title))
    return [(first, end, owner) for (first, end), owner in _outermost(scopes)]


def _outermost(scopes: dict[tuple[int, int], str]) -> list[tuple[tuple[int, int], str]]:
    """Return the parts that are not inside another one, so that a tagged section inside another is read only once."""
    found: list[tuple[tuple[int, int], str]] = []
    for (first, end), owner in sorted(scopes.items(), key=lambda scope: (scope[0][0], -scope[0][1])):
        if not found or first >= found[-1][0][1]:
            found.append(((first, end), owner))
    return found


def _name(title: str) -> str:
    return re.sub(r"(?<!\S)#[\w/-]+", "", title).strip().strip("`*_")


def read_field(written: str, *, in_code: bool = False) -> ConfigField | None:
    """Parse `name: type = value # meaning`, where the type and either the value or the meaning may be missing."""
    match = _FIELD.match(written.strip().removesuffix(","))
    if match is None:
        return None
    code, meaning = _split_at(match["rest"].strip(), _COMMENT if in_code else _MEANING)
    _, value = _split_at(code.strip().strip("`").strip(), _EQUALS)
    if not value.strip() and not meaning.strip():
        return None
    return ConfigField(match["name"], value.strip().strip("`").rstrip(",").strip(), meaning.strip())


def _split_at(text: str, mark: re.Pattern[str]) -> tuple[str, str]:
    """Split a text at the first match of `mark` outside of quotation marks and brackets."""
    quote, depth = "", 0
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and not text[max(position - 1, 0) : position].isalnum():  # no apostrophe
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif depth <= 0 and (found := mark.match(text, position)):
            return text[:position], text[found.end() :]
    return text, ""


def _cards(page: Page, owner: str, field: ConfigField, line: int) -> Iterator[FoundCard]:
    page.take(line, line)
    name = f"{owner}.{field.name}" if owner else field.name
    if field.value:
        front = f"{name}: what value?"
        yield FoundCard(Kind.FIELDS, front, field.value, f"{front}\n{field.value}", line, line, part="value")
    if field.meaning:
        front = f"{name}: what does it mean?"
        yield FoundCard(Kind.FIELDS, front, field.meaning, f"{front}\n{field.meaning}", line, line, part="meaning")


DIALECT = Dialect("fields", may_hold, find)
