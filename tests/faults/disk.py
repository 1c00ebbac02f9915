"""A disk that loses its power: what was written and never asked to be kept (`fsync`) is lost, or lost in part.

As on file systems of today, an `fsync` keeps the content of its file, and all changes of names before it.
"""

from __future__ import annotations

import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("=6Q")
_SECTOR = 512


class Call(NamedTuple):
    """A call that the shim recorded."""

    kind: str
    """w: write, t: truncate, s: fsync, c: create, r: rename, u: unlink, m: mkdir, d: rmdir, o: said to the person."""
    inode: int
    offset: int
    data: bytes
    first: str
    second: str


class Loss(StrEnum):
    """What is left of what was not kept."""

    ALL = "all of it is lost"
    CONTENTS = "names are kept, contents are lost"
    SOME = "some of it is kept, in any order"


def read_calls(record: Path) -> list[Call]:
    """Read a record of the shim."""
    return list(_calls(record.read_bytes()))


def _calls(data: bytes) -> Iterator[Call]:
    at = 0
    while at < len(data):
        kind, inode, offset, length, first, second = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        names = data[at : at + first].decode(), data[at + first : at + first + second].decode()
        at += first + second
        yield Call(chr(kind), inode, offset, data[at : at + length] if kind in b"wo" else b"", *names)
        at += length if kind in b"wo" else 0


@dataclass
class File:
    """A file: what is surely on the disk, and what was written since."""

    kept: bytes = b""
    waiting: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        self.kept = _applied(self.kept, self.waiting)
        self.waiting = []


def _applied(content: bytes, calls: list[Call]) -> bytes:
    changed = bytearray(content)
    for call in calls:
        end = call.offset + len(call.data)
        if len(changed) < end:
            changed.extend(bytes(end - len(changed)))
        if call.kind == "w":
            changed[call.offset : end] = call.data
        else:
            del changed[call.offset :]
    return bytes(changed)


Names = dict[str, File | None]
"""The files by their paths; None for a folder."""


class Disk:
    """The files of a folder, as they are while calls are played, and as they are after a loss of power."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.names: Names = {}
        self.files: dict[int, File] = {}
        for path in sorted(root.rglob("*")):
            self.names[str(path)] = None if path.is_dir() else File(path.read_bytes())
            if not path.is_dir():
                self.files[path.stat().st_ino] = self.names[str(path)] or File()
        self.waiting: list[tuple[Call, File | None]] = []
        """Changes of names that are not kept yet."""

    def play(self, call: Call) -> None:
        match call.kind:
            case "w" | "t":
                self.files[call.inode].waiting.append(call)
            case "s":
                if call.inode in self.files:  # or it is a folder
                    self.files[call.inode].sync()
                for each in self.waiting:
                    _rename(self.names, *each)
                self.waiting = []
            case "c":
                self.files[call.inode] = File()
                self.waiting.append((call, self.files[call.inode]))
            case "r" | "u" | "m" | "d":
                self.waiting.append((call, None))

    def lose_power(self, loss: Loss, draw: random.Random) -> None:
        """Make the folder what is found on the disk after a loss of power."""
        names = dict(self.names)
        many = {Loss.ALL: 0, Loss.CONTENTS: len(self.waiting)}.get(loss, draw.randint(0, len(self.waiting)))
        for each in self.waiting[:many]:
            _rename(names, *each)
        shutil.rmtree(self.root)
        self.root.mkdir()
        for path, file in sorted(names.items()):
            if file is None:
                Path(path).mkdir(parents=True, exist_ok=True)
            else:
                left = [_in_part(call, draw) for call in file.waiting if loss is Loss.SOME and draw.random() < 0.5]
                Path(path).write_bytes(_applied(file.kept, left))


def _in_part(call: Call, draw: random.Random) -> Call:
    """Return a call of which perhaps only some sectors came to the disk."""
    sectors = len(call.data) // _SECTOR
    if call.kind == "t" or sectors < 2 or draw.random() < 0.5:
        return call
    return call._replace(data=call.data[: draw.randrange(1, sectors) * _SECTOR])


def _rename(names: Names, call: Call, file: File | None) -> None:
    match call.kind:
        case "c":
            names[call.first] = file
        case "m":
            names[call.first] = None
        case "u" | "d":
            names.pop(call.first, None)
        case "r":
            for path in [path for path in names if path == call.first or path.startswith(f"{call.first}/")]:
                names[call.second + path.removeprefix(call.first)] = names.pop(path)
