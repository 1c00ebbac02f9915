"""Write a question and its answer in the person's editor."""

from __future__ import annotations

import tempfile
from pathlib import Path

from studygpt.errors import StudyError, UsageError
from studygpt.files import read_text
from studygpt.library.editor import edit

_HELP = "<!-- The question, a line with a question mark, the answer. An empty answer makes no card. -->"


def edit_card(front: str, back: str) -> tuple[str, str] | None:
    """Open the editor with a question and an answer; return the edited sides, or None if the answer is empty."""
    with tempfile.TemporaryDirectory(prefix="studygpt-") as folder:
        note = Path(folder) / "card.md"
        note.write_text(f"{_HELP}\n{front}\n?\n{back}\n", encoding="utf-8")
        edit(note, 2)
        try:
            written = read_text(note)
        except (OSError, UnicodeDecodeError) as error:
            raise StudyError(f"the file from the editor cannot be read ({error}); nothing was changed") from error
    lines = written.removeprefix(_HELP).strip("\n").split("\n")
    middle = next((place for place, line in enumerate(lines) if line.strip() == "?"), None)
    if middle is None:
        raise UsageError(
            "a line with only a question mark must stand between the question and the answer; nothing was changed"
        )
    front, back = ("\n".join(part).strip("\n").rstrip() for part in (lines[:middle], lines[middle + 1 :]))
    return (front, back) if back.strip() else None
