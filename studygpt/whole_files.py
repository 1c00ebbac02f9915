"""Write files that are there as a whole or not at all: under another name first.

What a killed program leaves under such a name is deleted by the next one.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO

_LEFT_S = 86_400
"""Seconds after which what another computer writes is taken for left."""


def part_of(file: Path) -> Path:
    """Return the path at which this program writes a file until it is whole."""
    return file.with_name(f"{file.name}{part_mark()}")


def part_mark() -> str:
    """Return what marks a file as not whole yet: it names the computer and the program that write it."""
    return f".{_computer()}-{os.getpid()}.part"


def _computer() -> str:
    """Return a few letters that tell this computer from others that share a folder with it."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode('utf-8', 'replace')):08x}"


def keep(file: IO[str]) -> None:
    """Wait until the disk holds what was written: or after a loss of power, a new name might stand for nothing."""
    file.flush()
    os.fsync(file.fileno())


def delete_parts(folder: Path, of: str = "") -> None:
    """Delete what killed programs left of such files in a folder, or of the file `of`.

    Of another computer, with which the folder is shared, only those are deleted that nobody has written to for a day.
    """
    named = re.compile(rf"{re.escape(of) or '.+'}\.([0-9a-f]+)-(\d+)\.part(-wal|-shm|-journal)?")
    with suppress(OSError):
        for path in list(folder.iterdir()):
            found = named.fullmatch(path.name)
            if found and _is_left(path, found[1], int(found[2])):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _is_left(path: Path, computer: str, process: int) -> bool:
    if computer == _computer():
        return not _is_running(process)
    return time.time() - path.stat().st_mtime > _LEFT_S


def _is_running(process: int) -> bool:
    if os.name != "posix":  # where to ask means to end it
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
