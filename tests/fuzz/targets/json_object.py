"""The export of old versions, one large object, which is read in pieces: it gives what the json module gives."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studygpt.transfer.one_object import NotJson, members
from tests.fuzz.corpus import HERE

WORDS = ('{"', '": ', '": [', "], ", "1e5", "-0.5E-3", "NaN", "-Infinity", "true", "null", "\\ud83d\\ude00", "\\u0000")
LONGEST = 400
_EXPORT = HERE.parent / "fixtures" / "exports" / "one-object.json"


class Trickle(io.StringIO):
    """Gives a few letters at a time, whatever is asked for."""

    def __init__(self, text: str, size: int) -> None:
        super().__init__(text)
        self.size = size

    def read(self, _size: int | None = -1, /) -> str:
        return super().read(self.size)


def seeds() -> Iterator[bytes]:
    yield b'1{"a": 1, "b": [1, {"c": [2.5e3]}, "x"], "c": null}'
    yield b'3 {"studygpt" : "0.1", "form" : "0003", "cards" : [ ] , "log": [{"a": -1}]} '
    text = Path(_EXPORT).read_text(encoding="utf-8")
    yield b"9" + text.encode()[:300]


def whole(text: str, size: int) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, Iterator) else value for key, value in members(Trickle(text, size))}


def check(data: bytes) -> None:
    size, text = (data[0] % 16 + 1 if data else 1), data[1:].decode("utf-8", "replace")
    try:
        expected = json.loads(text)
    except (ValueError, RecursionError):
        expected = None
    try:
        found = whole(text, size)
    except NotJson as error:
        assert str(error)
        assert 1 <= error.line <= text.count("\n") + 1
        assert not isinstance(expected, dict), "json takes it"
    else:
        assert repr(found) == repr(expected), "nan is not equal to itself"
