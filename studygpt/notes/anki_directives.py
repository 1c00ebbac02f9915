"""Read the lines that name the Anki deck or tags for all cards of a note.

TARGET DECK: Languages::Spanish         TARGET DECK              ---
FILE TAGS: grammar a1                   Languages::Spanish       cards-deck: Languages::Spanish
"""

from __future__ import annotations

import re

from studygpt.notes.scanner.document import Document

_LINE = re.compile(r"^(?P<what>TARGET DECK|FILE TAGS)(?::[ \t]*|[ \t]*\n)(?P<value>\S[^\n]*)", re.MULTILINE)
_IN_FRONT_MATTER = ("cards-deck", "target deck")


def target_deck(document: Document) -> str | None:
    """Return the deck that the note names for its cards, as a path with `/`; None if it names none."""
    written = next((name for key in _IN_FRONT_MATTER if (name := document.front.text(key))), None)
    return deck_path(written or _value(document, "TARGET DECK"))


def file_tags(document: Document) -> tuple[str, ...]:
    """Return the tags that the note names for its cards."""
    return tuple(_value(document, "FILE TAGS").replace("::", "/").split())


def deck_path(written: str) -> str | None:
    """Convert Anki's `Languages::Spanish` to `Languages/Spanish`."""
    return "/".join(part.strip() for part in written.split("::") if part.strip()) or None


def is_anki_directive(line: str) -> bool:
    return line.startswith(("TARGET DECK", "FILE TAGS"))


def _value(document: Document, what: str) -> str:
    if what not in document.text:
        return ""
    lines = (match for match in _LINE.finditer(document.text) if document.is_prose(match.start()))
    return next((match["value"].strip() for match in lines if match["what"] == what), "")
