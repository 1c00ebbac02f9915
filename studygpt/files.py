"""Read files of which nobody knows who made them, and write files that are there as a whole or not at all.

A pipe or a device has no end, and a file may be of any size. A file is written under another name first.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO, TextIO

LARGEST = 20_000_000
"""The most bytes of a file that is read into the memory."""
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # or opening a pipe would wait for somebody to write into it
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


class FileTooLarge(OSError):
    """Raised for a file that holds more than is read into the memory."""


def read_bytes(path: str | Path, at_most: int = LARGEST) -> bytes:
    """Return the content of a file. Like any failure to read, another kind or size of file is an `OSError`."""
    descriptor = _open(path)
    try:
        size = os.fstat(descriptor).st_size
        parts = []
        room = at_most + 1
        while size <= at_most and room > 0 and (part := os.read(descriptor, min(room, max(size + 1, 65_536)))):
            parts.append(part)
            room -= len(part)
    finally:
        os.close(descriptor)
    if size > at_most or room <= 0:
        raise FileTooLarge(errno.EFBIG, f"larger than {at_most / 1e6:.0f} MB", str(path))
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read_text(path: str | Path, at_most: int = LARGEST) -> str:
    """Return the UTF-8 text of a file with `\\n` at the ends of its lines."""
    return read_bytes(path, at_most).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def open_text(path: str | Path) -> TextIO:
    """Open a file of any size as UTF-8 text."""
    return os.fdopen(_open(path), encoding="utf-8-sig")


def _open(path: str | Path) -> int:
    descriptor = os.open(path, _FLAGS)
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, "a pipe or a device, and no file", str(path))


def part_of(file: Path) -> Path:
    """Return the path at which this program writes a file until it is whole."""
    return file.with_name(f"{file.name}.{os.getpid()}.part")


def keep(file: IO[str]) -> None:
    """Wait until the disk holds what was written: or after a loss of power, a new name might stand for nothing."""
    file.flush()
    os.fsync(file.fileno())


def delete_parts(folder: Path, of: str = "") -> None:
    """Delete what killed programs left of such files in a folder, or of the file `of`: their program runs no more."""
    named = re.compile(rf"{re.escape(of) or '.+'}\.(\d+)\.part(-wal|-shm|-journal)?")
    with suppress(OSError):
        for path in list(folder.iterdir()):
            found = named.fullmatch(path.name)
            if found and not _is_running(int(found[1])):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


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
