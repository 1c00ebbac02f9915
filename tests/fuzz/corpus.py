"""The inputs that are kept: for each target a file with one JSON string a line.

A string holds an input as UTF-8; a byte that is no UTF-8 is half of a surrogate pair in it, as in a file's name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent


def kept(target: str) -> list[bytes]:
    """Return the inputs that reach everything of a target that was reached so far."""
    return _read(HERE / "corpus" / f"{target}.jsonl")


def finds(target: str) -> list[bytes]:
    """Return the inputs that once broke something of a target."""
    return _read(HERE / "finds" / f"{target}.jsonl")


def keep(target: str, inputs: Iterable[bytes]) -> None:
    """Replace the corpus of a target; the shortest inputs come first."""
    _write(HERE / "corpus" / f"{target}.jsonl", sorted(set(inputs), key=lambda each: (len(each), each)))


def as_text(data: bytes) -> str:
    """Return an input as the text that a line of a corpus holds."""
    return data.decode("utf-8", "surrogateescape")


def _read(file: Path) -> list[bytes]:
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").split("\n")
    return [json.loads(line).encode("utf-8", "surrogateescape") for line in lines if line]


def _write(file: Path, inputs: Iterable[bytes]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{json.dumps(as_text(each))}\n" for each in inputs), encoding="utf-8")
