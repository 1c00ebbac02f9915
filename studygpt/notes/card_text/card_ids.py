"""Find the ids that a note gives its cards: a `^id` at the end of a line, or an Anki id in a comment."""

from __future__ import annotations

import re

from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.spans import SpanKind

_ANKI_ID = re.compile(r"<!--[ \t]*ID:[ \t]*(\d+)")
_ID_LINE = re.compile(r"[ \t>]*(?:<!--[ \t]*ID:[ \t]*(?P<anki>\d+)[ \t]*-->|(?P<block>\^[A-Za-z0-9-]+))[ \t]*$")


LONGEST_NAME = 500
"""The letters of the longest name or id: PostgreSQL refuses longer ones in an index, and nobody reads them."""


def written_id(document: Document, first: int, last: int) -> str | None:
    """Return the id that the note gives the card on these lines; None if there is none, or it is too long for one.

    The id may also be alone on the line below the card. If there are several `^id`s, the last one counts.
    """
    found = _written_id(document, first, last)
    return found if found is not None and len(found) <= LONGEST_NAME else None


def _written_id(document: Document, first: int, last: int) -> str | None:
    ids = document.block_ids
    found = next((f"^{ids[line][0]}" for line in range(last, first - 1, -1) if line in ids), None)
    if found is not None:
        return found
    if anki := anki_id(document, document.starts[first], document.end_of(last)):
        return anki
    below = last + 1
    if below < len(document.lines) and (line := _ID_LINE.match(document.lines[below])):
        return line["anki"] or line["block"]
    return None


def anki_id(document: Document, start: int, end: int) -> str | None:
    """Return the id in a comment `<!--ID: 123-->` between two offsets; None if there is none."""
    if document.text.find("ID:", start, end) < 0:
        return None
    anki = _ANKI_ID.search(document.text, start, end)
    return anki[1] if anki is not None and document.spans.is_a(SpanKind.COMMENT, anki.start()) else None
