"""Append cards that were written within the program to a note of the workspace."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

from studygpt import paths
from studygpt.errors import StudyError, UsageError
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from studygpt.notes.vault import UnreadableNote, decode, read_note_bytes

FILE = "cards.md"
_HEADER = "# My cards\n\nWritten with `studygpt add`; edit them as you like.\n"


def append_card(front: str, back: str, deck: str | None) -> tuple[Path, int]:
    """Append a question and its answer to the workspace's note; return the note's path and the card's line.

    Raise an error, before anything is written, if the note would not be read with exactly this card in addition, for
    example because the text holds an unclosed fence, a rule or a tag.
    """
    front, back = front.strip("\n").rstrip(), back.strip("\n").rstrip()
    for side, name in ((front, "question"), (back, "answer")):
        if not side.strip():
            raise UsageError(f"the {name} is empty; a card needs both sides")
        if any("\ud800" <= letter <= "\udfff" for letter in side):
            raise UsageError(f"the {name} is not valid UTF-8; check the terminal's encoding")
    note = paths.workspace() / "notes" / FILE
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        before = read_note_bytes(note) if note.exists() else _HEADER.encode()
        text = decode(before)
        written, line = _with_card(text, front, back, deck)
        with note.open("ab") as file:
            file.write(written[len(text) :].encode() if note.stat().st_size else written.encode())
    except UnreadableNote as error:
        raise StudyError(f"{note}: the card could not be added: {error}") from error
    except OSError as error:
        raise StudyError(f"{note}: the card could not be written ({error.strerror})") from error
    return note, line


def _with_card(text: str, front: str, back: str, deck: str | None) -> tuple[str, int]:
    """Return the text of the note with the card appended, and the card's line."""
    name = (deck or "").strip("/# ").removeprefix("flashcards").strip("/")
    name = "-".join(name.split())  # a tag holds no spaces
    tag = f"#flashcards/{name}" if name else "#flashcards"
    gap = "" if text.endswith("\n\n") or not text else "\n" if text.endswith("\n") else "\n\n"
    has_blank = any(not line.strip() for side in (front, back) for line in side.split("\n"))
    card = _as_bullets(front, back) if has_blank else f"{front}\n?\n{back}"
    written = f"{text}{gap}{tag}\n\n{card}\n"
    return written, _line_of_card(text, written, front, back)


def _as_bullets(front: str, back: str) -> str:
    """Write the card as list items, whose sides may hold blank lines; in other forms a blank line ends the answer."""
    return f"- **Question**:{_hanging(front, 2)}\n  - **Answer**:{_hanging(back, 4)}"


def _hanging(side: str, columns: int) -> str:
    """Return a side as it follows its label: on the same line, or indented below if it has several lines."""
    return indent(f"\n{side}", " " * columns) if "\n" in side else f" {side}"


def _line_of_card(before: str, after: str, front: str, back: str) -> int:
    """Return the line of the new card.

    Raise an error if the card would not be read as it was given, or would change how other cards are read.
    """
    old = read_note(before, FILE, Rules()).drafts
    new = read_note(after, FILE, Rules()).drafts
    following = read_note(f"{after}\n#flashcards\n\na\n?\nb\n", FILE, Rules()).drafts
    stands = (
        new[: len(old)] == old
        and len(new) == len(old) + 1
        and (new[-1].front.strip(), new[-1].back.strip()) == (front.strip(), back.strip())
        and following[: len(new)] == new
        and len(following) == len(new) + 1
    )
    if not stands:
        raise UsageError(
            "in a note, this text would not be read as the card that was given (a lone `?`, an unclosed fence or "
            "formula, a rule or a tag does that); write it otherwise, or into a note of your own"
        )
    return new[-1].line_start
