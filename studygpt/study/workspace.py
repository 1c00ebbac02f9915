"""The learner's own notes: where cards go that were written at the command line."""

from __future__ import annotations

from pathlib import Path

from studygpt import paths
from studygpt.errors import StudyError, UsageError

_FILE = "cards.md"
_HEADER = "# My cards\n\nWritten with `studygpt add`; edit them as you like.\n"


def append_card(front: str, back: str, deck: str | None) -> Path:
    """Append a question and its answer to the workspace's note, and return the note."""
    front, back = front.strip("\n").rstrip(), back.strip("\n").rstrip()
    for side, name in ((front, "question"), (back, "answer")):
        if not side.strip():
            raise UsageError(f"the {name} is empty; a card needs both sides")
        if "\n\n" in side:
            raise UsageError(f"the {name} has a blank line in it, and that would end the card; leave it out")
        if any(line.strip() in ("?", "??") for line in side.split("\n")):
            raise UsageError(
                f"the {name} has a line with only a `?`, and that would part the card there; write it otherwise"
            )
    tag = f"#flashcards/{deck.strip('/# ').removeprefix('flashcards/')}" if deck else "#flashcards"
    note = paths.workspace() / "notes" / _FILE
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        written = note.read_text(encoding="utf-8") if note.exists() else _HEADER
        gap = "" if written.endswith("\n\n") else "\n" if written.endswith("\n") else "\n\n"
        note.write_text(f"{written}{gap}{tag}\n\n{front}\n?\n{back}\n", encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise StudyError(f"{note}: the card could not be written ({error})") from error
    return note
