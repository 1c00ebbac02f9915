"""Files that stand where a database should: cut off, scribbled over, of another program or of another kind."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from studygpt.backup.damage import find_damage
from tests.faults.machine import Ended, Machine
from tests.faults.places import due

PAGE = 4096
Ruin = Callable[[Path], None]
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("rate", "CARD", "good"),
    ("review", "--plain"),
    ("sync",),
    ("doctor",),
    ("backup",),
    ("restore", "--yes"),
)
"""What is tried on each file, the last one last; CARD is a card that is due."""


def odd_files() -> dict[str, Ruin]:
    """Return files of another kind or program, by what they are."""
    return {
        "empty": lambda file: file.write_bytes(b"") and None,
        "a text": lambda file: file.write_text("Dear diary, " * 2_000) and None,
        "of a newer program": _newer,
        "of another program": _foreign,
        "a folder": _folder,
        "a pipe": _pipe,
        "a link to nothing": lambda file: (file.unlink(), file.symlink_to(file.with_name("nothing.db")))[0],
        "a link in a circle": lambda file: (file.unlink(), file.symlink_to(file))[0],
        "a link to itself elsewhere": _linked,
    }


def damaged_files(size: int, *, flips: int, every: int = 1, seed: int = 1) -> Iterator[tuple[str, Ruin]]:
    """Yield files that are cut off at pages and within them, and files with flipped bytes on each page."""
    draw = random.Random(seed)
    for page in range(1, size // PAGE, every):
        yield f"cut off at page {page}", lambda file, at=page * PAGE: os.truncate(file, at)  # type: ignore[misc]
        within = page * PAGE - draw.randrange(1, PAGE)
        yield f"cut off within page {page}", lambda file, at=within: os.truncate(file, at)  # type: ignore[misc]
    for page in range(0, size // PAGE, every):
        for flipped in range(flips):
            at, many = page * PAGE + draw.randrange(PAGE), draw.choice((1, 8, 64))
            noise = draw.randbytes(many)
            yield f"flipped on page {page}, {flipped}", lambda file, at=at, noise=noise: _flip(file, at, noise)  # type: ignore[misc]


def _flip(file: Path, at: int, noise: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        before = opened.read(len(noise))
        opened.seek(at)
        opened.write(bytes(old ^ (new or 1) for old, new in zip(before, noise, strict=False)))


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def _foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _linked(file: Path) -> None:
    elsewhere = file.parent.parent / "elsewhere.db"
    shutil.move(file, elsewhere)
    file.symlink_to(elsewhere)


def no_sentence(ended: Ended) -> str | None:
    """Say what is wrong with how a command ended that met such a file; None where it told it in a sentence."""
    if "Traceback" in ended.err or "did not expect" in ended.err:
        return ended.err[-200:]
    if ended.code not in (0, 1, 2, 3):
        return f"exit code {ended.code}"
    if ended.code in (2, 3) and not ended.err.startswith("studygpt: "):
        return f"exit code {ended.code} and no sentence: {ended.err[-200:]}"
    return None


def survey(machine: Machine, place: Path, *, flips: int, every: int = 1) -> Counter[str]:
    """Try all commands on all files; count what came of it."""
    machine.put(place)
    card = due(machine)[0]
    found: Counter[str] = Counter()
    ruins = [*odd_files().items(), *damaged_files(machine.database.stat().st_size, flips=flips, every=every)]
    for name, ruin in ruins:
        for words in COMMANDS:
            machine.put(place)
            ruin(machine.database)
            regular = machine.database.is_file()
            damaged = regular and bool(find_damage(machine.database))
            machine.put(place)  # looking at it may have changed it
            ruin(machine.database)
            ended = machine(*(card if word == "CARD" else word for word in words), stdin="\n3\nq\n", patience=20)
            kind = "damaged" if damaged else "sound to SQLite" if regular else "no file"
            found[f"{words[0]} on a file that is {kind}: exit code {ended.code}"] += 1
            wrong = no_sentence(ended)
            if wrong:
                found[f"{words[0]} on a file {name}: {wrong}"] += 1
    return found
