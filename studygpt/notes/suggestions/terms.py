"""Bullets that begin with a term and say what it is, in whatever way the term is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.suggestions.base import MAX_LINES, SuggestionSearch

COLON = r"(?:[ \t]*[:：](?!:)|[ \t]+[-–—][ \t])"
"""What stands between a term and what it is."""
_EMPHASIS = re.compile(r"(\*{1,3}|__|_|==)(?P<words>.+?)\1$")
WORDS_AT_MOST = 8
LETTERS_AT_MOST = 100

Term = tuple[str, str]
"""A term, and what its line says of it: nothing where only what is nested in it does."""


def suggest_terms(search: SuggestionSearch, terms: Mapping[int, Term]) -> Iterator[FoundCard]:
    """Suggestions of the items that begin with these terms, outermost first.

    An item that says nothing itself is no term where one nested in it is: then it is the name of them all.
    """
    page, document = search.page, search.document
    lines = sorted(terms)
    for place, line in enumerate(lines):
        if line in page.taken:
            continue
        term, says = terms[line]
        end = document.item_end(line)
        if end - line > MAX_LINES or (not says and place + 1 < len(lines) and lines[place + 1] < end):
            continue
        nested = page.lines_text(line + 1, end - 1) if end - 1 > line else ""
        yield from search.suggest(term, f"{says}\n{nested}".strip("\n"), line, end - 1)


def is_term(text: str) -> bool:
    """Whether a text is short enough to name something, and names more than a number or date."""
    if not text or len(text) > LETTERS_AT_MOST or len(text.split()) > WORDS_AT_MOST:
        return False
    if text[-1] in ".!,;。！，；" and " " in text:  # a sentence
        return False
    return _DATED.match(text) is None and LETTER.search(text) is not None


LETTER = re.compile(r"[^\W\d_]")
_DATED = re.compile(r"\[?\[?\d{1,4}[-./:]\d{1,2}(?:[-./:]\d{1,4})?\b|(?:https?|file)://")


def without_emphasis(text: str) -> str:
    """A term without the emphasis around it, and without the colon at its end."""
    text = text.strip()
    for _ in range(3):
        text = text.rstrip(" \t:：")
        emphasis = _EMPHASIS.fullmatch(text)
        if emphasis is None or (emphasis[1] == "__" and emphasis["words"].isidentifier()):  # `__init__`
            break
        text = emphasis["words"]
    return text
