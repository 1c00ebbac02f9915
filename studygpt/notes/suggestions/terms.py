"""Suggest list items that begin with a term and explain it. This part is the same for all ways of marking a term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.suggestions.base import MAX_LINES, SuggestionSearch

COLON = r"(?:[ \t]*[:：](?!:)|[ \t]+[-–—][ \t])"
"""A pattern for the signs between a term and its meaning."""
_EMPHASIS = re.compile(r"(\*{1,3}|__|_|==)(?P<words>.+?)\1$")
MAX_WORDS = 8
MAX_LETTERS = 100

Term = tuple[str, str]
"""A term, and its meaning on the same line, which is empty if only nested items explain the term."""


def suggest_terms(search: SuggestionSearch, terms: Mapping[int, Term]) -> Iterator[FoundCard]:
    """Suggest cards for the items that begin with these terms, outermost items first.

    An item without a meaning of its own is only the title of a list if an item nested in it is a term.
    """
    page, document = search.page, search.document
    lines = sorted(terms)
    for place, line in enumerate(lines):
        if line in page.taken:
            continue
        term, meaning = terms[line]
        end = document.item_end(line)
        if end - line > MAX_LINES or (not meaning and place + 1 < len(lines) and lines[place + 1] < end):
            continue
        nested = page.lines_text(line + 1, end - 1) if end - 1 > line else ""
        yield from search.suggest(term, f"{meaning}\n{nested}".strip("\n"), line, end - 1)


def is_term(text: str) -> bool:
    """Whether a text can be a term: it is short, and is not a sentence, a number, a date or a web address."""
    if not text or len(text) > MAX_LETTERS or len(text.split()) > MAX_WORDS:
        return False
    if text[-1] in ".!,;。！，；" and " " in text:  # a sentence
        return False
    return _DATE_OR_ADDRESS.match(text) is None and LETTER.search(text) is not None


LETTER = re.compile(r"[^\W\d_]")
_DATE_OR_ADDRESS = re.compile(r"\[?\[?\d{1,4}[-./:]\d{1,2}(?:[-./:]\d{1,4})?\b|(?:https?|file)://")


def without_emphasis(text: str) -> str:
    """Return a term without the emphasis around it and without the colon at its end."""
    text = text.strip()
    for _ in range(3):
        text = text.rstrip(" \t:：")
        emphasis = _EMPHASIS.fullmatch(text)
        if emphasis is None or (emphasis[1] == "__" and emphasis["words"].isidentifier()):  # `__init__`
            break
        text = emphasis["words"]
    return text
