"""Read a text file or a folder of notes as one text; without either, the text that every installation has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import lab
from lab.errors import LabError

# Formats that notes are written in. Pictures, databases and settings in the same folder are not text to learn from.
SUFFIXES = frozenset({".txt", ".md", ".markdown", ".org", ".tex", ".rst", ".adoc", ".typ"})
BETWEEN_FILES = "\n\n"


def read_corpus(path: Path | None) -> str:
    """Return the text of a file, or of all notes in a folder in the order of their names."""
    if path is None:
        return default_corpus()
    path = path.expanduser()
    if path.is_dir():
        text = BETWEEN_FILES.join(_read(file) for file in notes_in(path))
        if not text.strip():
            raise LabError(f"{path} holds no text: looked for {', '.join(sorted(SUFFIXES))}.")
        return text
    if not path.exists():
        raise LabError(f"{path} does not exist: name a text file or a folder of notes.")
    text = _read(path)
    if "\x00" in text[:8192]:
        raise LabError(f"{path} is not a text file.")
    return text


def notes_in(folder: Path) -> Iterator[Path]:
    """List the notes in a folder, without hidden folders, which hold a vault's settings and its trash."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in sorted(files):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield Path(root, name)


def default_corpus() -> str:
    """Return the decks that ship and the documentation text inside every Python: a megabyte without a download."""
    from pydoc_data import topics  # only when the default text is read: half a megabyte

    house = Path(lab.__file__).parents[1]
    # Beside `lab` in a checkout; a wheel puts the decks into the app's folder.
    decks = next((folder for folder in (house / "decks", house / "studygpt" / "decks") if folder.is_dir()), None)
    notes = [_read(file) for file in notes_in(decks)] if decks else []
    pages: dict[str, str] = topics.topics
    return BETWEEN_FILES.join([*notes, *(pages[name] for name in sorted(pages))])


def _read(path: Path) -> str:
    try:
        # Notes from other systems contain a stray byte now and then, which is no reason to lose the rest.
        return path.read_text(encoding="utf-8", errors="replace").removeprefix("\ufeff")
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror}.") from None
