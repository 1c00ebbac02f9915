"""Read files of which nobody knows who made them: a pipe or a device has no end, and a file may be of any size."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TextIO

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
