"""The query language: `deck:gpt is:due -tag:hard (concept:bpe or "byte pair") prop:stability>10 rated:7`.

Terms side by side must all match. `or` binds less tightly than that, `-` and `not` more tightly. Between quotation
marks every character stands for itself; a quotation mark is doubled there. Parsing is pure: it turns text into a tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from studygpt.errors import UsageError

FIELDS = ("deck", "tag", "concept", "source", "path", "is", "rated")
STATES = ("new", "learning", "due", "suspended", "orphan", "suggested", "unsure", "leech", "flagged")
PROPERTIES = ("stability", "difficulty", "retrievability", "reps", "lapses")


@dataclass(frozen=True, slots=True)
class AllOf:
    """Cards that match all parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Cards that match one of the parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Cards that do not match the part."""

    part: Query


@dataclass(frozen=True, slots=True)
class Words:
    """Cards with these words on the front or the back."""

    words: str


@dataclass(frozen=True, slots=True)
class FieldIs:
    """Cards with a value in a field: `field:value`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Cards with a property in a range: `prop:name>number`."""

    name: str
    sign: str
    number: float


Query = AllOf | AnyOf | Not | Words | FieldIs | Compare


def field_query(field: str, name: str) -> str:
    """Return the query `field:"name"`, for a name with any characters."""
    doubled = name.replace('"', '""')
    return f'{field}:"{doubled}"'


def contains(query: Query, part: Query) -> bool:
    """Whether `part` occurs anywhere in a query."""
    match query:
        case AllOf(parts) | AnyOf(parts):
            return any(contains(each, part) for each in parts)
        case Not(inner):
            return contains(inner, part)
        case _:
            return query == part


_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[^\s)-]))
    |(?P<field>[A-Za-z]+):(?:"(?P<quoted_value>[^"]*(?:""[^"]*)*)"|(?P<value>[^\s()"]*))
    |"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<word>[^\s()"]+)|(?P<lone>"))""",
    re.VERBOSE,
)
_PROPERTY = re.compile(r"([a-z]+)(>=|<=|!=|=|>|<)(-?\d+(?:\.\d+)?)$")


def parse_query(text: str) -> Query:
    """Parse a query. The error for an invalid query says what would be valid."""
    try:
        parser = _Parser(text)
        query = parser.alternatives()
    except RecursionError as error:
        raise UsageError("the query is nested too deeply") from error
    if parser.kind == "close":
        raise UsageError(f"the query {text!r} closes a bracket that was never opened")
    return query


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.end = len(text.rstrip())
        self.position = 0
        self.kind = ""
        self.match: re.Match[str] | None = None
        self.advance()

    def advance(self) -> None:
        self.match = _TOKEN.match(self.text, self.position) if self.position < self.end else None
        if self.match is None:
            self.kind = "end"
            return
        self.position = self.match.end()
        self.kind = next(name for name, value in self.match.groupdict().items() if value is not None)
        if self.kind == "lone":
            raise UsageError(f"the query {self.text!r} has a quotation mark that is never closed")

    def word(self, name: str) -> str:
        assert self.match is not None
        return self.match[name].replace('""', '"') if name.startswith("quoted") else self.match[name]

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.word("word").lower() == word

    def alternatives(self) -> Query:
        parts = [self.conjunction()]
        while self.is_word("or"):
            self.advance()
            parts.append(self.conjunction())
        if len(parts) > 1 and AllOf(()) in parts:
            raise UsageError(f"the query {self.text!r} has an `or` with nothing on one side")
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def conjunction(self) -> Query:
        parts: list[Query] = []
        while self.kind not in ("end", "close") and not self.is_word("or"):
            if self.is_word("and"):
                self.advance()
                continue
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def term(self) -> Query:
        if self.kind == "minus" or self.is_word("not"):
            self.advance()
            if self.kind in ("end", "close"):
                raise UsageError(f"the query {self.text!r} has a `not` with nothing after it")
            return Not(self.term())
        if self.kind == "open":
            self.advance()
            inner = self.alternatives()
            if self.kind != "close":
                raise UsageError(f"the query {self.text!r} has a bracket that is never closed")
            self.advance()
            return inner
        term: Query
        if self.kind == "field":
            assert self.match is not None
            value = "value" if self.match["value"] is not None else "quoted_value"
            term = _field(self.word("field").lower(), self.word(value))
        else:
            term = Words(self.word(self.kind))
        self.advance()
        return term


def _field(name: str, value: str) -> Query:
    if name == "prop":
        match = _PROPERTY.match(value)
        if match is None or match[1] not in PROPERTIES:
            raise UsageError(
                f"prop:{value} is not understood; write prop:NAME>NUMBER with NAME one of {', '.join(PROPERTIES)}"
            )
        return Compare(match[1], match[2], float(match[3]))
    if name not in FIELDS:
        from difflib import get_close_matches  # only when a field is unknown

        near = get_close_matches(name, (*FIELDS, "prop"), n=1, cutoff=0.7) if value else []
        if near:
            raise UsageError(
                f'queries have no {name}: field; did you mean {near[0]}:{value}? ("{name}:{value}" finds words)'
            )
        return Words(f"{name}:{value}")  # a colon in ordinary words, as in `note: this`
    if not value:
        raise UsageError(f"{name}: needs a value directly after the colon")
    if name == "is" and value.lower() not in STATES:
        raise UsageError(f"is:{value} is not understood; there are {', '.join(f'is:{state}' for state in STATES)}")
    if name == "rated" and not re.fullmatch(r"\d{1,5}(?::[1-4])?", value):
        raise UsageError(
            f"rated:{value} is not understood; write rated:7 (in the last 7 days) or rated:7:1 (and graded Again)"
        )
    return FieldIs(name, value.lower() if name == "is" else value)
