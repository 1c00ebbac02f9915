"""Give advice on cards that are likely to be hard to learn. The author may still want such a card as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.check.preview import Preview
from studygpt.model import Draft, Kind, Problem
from studygpt.notes.blanks import list_items

ITEMS_AT_MOST = 5
WORDS_AT_MOST = 50
_YES_OR_NO = re.compile(r"(?:yes|no|ja|nein|oui|non|sí)(?:[.,;:!]|\s*\Z)", re.IGNORECASE)
_ASKS = re.compile(r"[?？]\W*\Z")
_CHOICE = re.compile(r"\bwhich of (?:these|those|the following)\b", re.IGNORECASE)
_CODE_ALONE = re.compile(r"(`{3,}|~{3,})[^`].*\1\Z", re.DOTALL)
_NO_PROSE = re.compile(r"(`{3,}|~{3,}|\$\$).*?\1|^[ \t]*\|.*$", re.DOTALL | re.MULTILINE)


def advice(preview: Preview) -> list[Problem]:
    """Return advice, a sentence each, on cards that ask for too much or too little."""
    return [
        Problem(note.path, draft.line_start, sentence) for note, draft in preview.drafts for sentence in _about(draft)
    ]


def _about(draft: Draft) -> Iterator[str]:
    if draft.kind is not Kind.BASIC:
        return
    if _YES_OR_NO.match(draft.back.strip()) and _ASKS.search(draft.front):
        yield "yes or no is easy to guess; ask what, why or how much"
    if _CHOICE.search(draft.front):
        yield "the question lists the choices; a card is remembered longer if it is answered without them"
    if _CODE_ALONE.match(draft.front.strip()):
        yield "the question is only code; a sentence above it becomes part of the card if no blank line is between them"
    items = len(list_items(draft.back))
    if items > ITEMS_AT_MOST:
        yield f"the answer is a list of {items}; ask for {ITEMS_AT_MOST} at most, or make each item a cloze"
    words = len(_NO_PROSE.sub(" ", draft.back).split())
    if words > WORDS_AT_MOST and items <= ITEMS_AT_MOST:
        yield f"the answer has {words} words; a card with one idea is easier to recall, and to grade"
