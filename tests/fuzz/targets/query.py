"""The query language: a text is a query, or refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.errors import UsageError
from studygpt.query import FIELDS, PROPERTIES, STATES, FieldIs, Not, Query, field_query, parse_query
from studygpt.text import harmless
from tests.harmless_text import forbidden

WORDS = (
    *(f"{name}:" for name in FIELDS),
    *(f"is:{state}" for state in STATES),
    *(f"prop:{name}" for name in PROPERTIES),
    *(">=", "!=", "<0.9", "rated:7:1", " or ", " and ", " not ", '"', '""', "(", ")", "-", "²", "٣", "\u3000"),
)
LONGEST = 150


def seeds() -> Iterator[bytes]:
    yield b'deck:gpt is:due -tag:hard (concept:bpe or "byte pair") prop:stability>10 rated:7'
    yield b'not (a or -b) "x ""y"" z" path:"a b.md" prop:lapses!=3 rated:30:1 is:LEECH foo:bar dek:x'
    yield b"((a) or (b c)) source:x - -- --a OR AND NOT"


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    query = parsed(text)
    if query is not None:
        assert parsed(f"({text})") == query
        if parsed(f"-({text})") is not None:
            assert parsed(f"-({text})") == Not(query)
    if text:
        assert parse_query(field_query("deck", text)) == FieldIs("deck", text)


def parsed(text: str) -> Query | None:
    try:
        return parse_query(text)
    except UsageError as error:
        assert str(error)
        assert len(str(error)) < 8 * len(text) + 300
        assert not forbidden(harmless(str(error)))
        return None
