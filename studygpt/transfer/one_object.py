"""Read a JSON object that is too large for the memory member by member: exports of old versions.

Pure: the functions take a file that is open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

_CHUNK = 1 << 20
_LARGEST = 1 << 26
"""The most letters that a single value may have."""
_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = "0123456789+-.eE"
_decode = json.JSONDecoder().raw_decode


class NotJson(ValueError):
    """Raised for a file that is not JSON in the form of an export; the message says why."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def members(file: TextIO) -> Iterator[tuple[str, Any]]:
    """Yield each key with its value. A list is an iterator over its elements, to be read before the next key.

    A value is Any because JSON can hold anything.
    """
    text = _Text(file)
    text.expect("{", "it begins with no `{`")
    if text.peek() == "}":
        text.expect("}", "")
    else:
        while True:
            key = text.value()
            if not isinstance(key, str):
                raise text.wrong("a key is no string")
            text.expect(":", "a `:` is missing")
            if text.peek() == "[":
                elements = _elements(text)
                yield key, elements
                for _ in elements:  # skip those that the caller did not read
                    pass
            else:
                yield key, text.value()
            if text.peek() == "}":
                text.expect("}", "")
                break
            text.expect(",", "it breaks off, or a `,` is missing")
    if text.peek():
        raise text.wrong("something stands behind its end")


def _elements(text: _Text) -> Iterator[Any]:
    text.expect("[", "")
    if text.peek() == "]":
        text.expect("]", "")
        return
    while True:
        yield text.value()
        if text.peek() == "]":
            text.expect("]", "")
            return
        text.expect(",", "it breaks off, or a `,` is missing")


class _Text:
    """The text of the file, of which only the part that is needed is in memory."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.held = ""
        self.at = 0
        self.lines = 1
        """The line of the file in which `held` begins."""
        self.ended = False

    def wrong(self, what: str) -> NotJson:
        return NotJson(self.lines + self.held.count("\n", 0, self.at), what)

    def peek(self) -> str:
        """Return the next letter that is not blank; an empty string at the end of the file."""
        while True:
            found = _BLANK.match(self.held, self.at)
            assert found is not None, "nothing matches too"
            self.at = found.end()
            if self.at < len(self.held):
                return self.held[self.at]
            if not self._more():
                return ""

    def expect(self, letter: str, otherwise: str) -> None:
        if self.peek() != letter:
            raise self.wrong(otherwise)
        self.at += 1

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                found, end = _decode(self.held, self.at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self.held) - 16
                if cut and len(self.held) - self.at < _LARGEST and self._more():
                    continue
                self.at = min(error.pos, len(self.held))
                what = "it breaks off" if self.ended and cut else error.msg[:1].lower() + error.msg[1:]
                raise self.wrong(what) from error
            except (RecursionError, ValueError) as error:
                raise self.wrong("a value is nested too deep, or a number too long") from error
            if not self.held[end : end + 3].strip(_NUMBER) and end + 3 > len(self.held) and self._more():
                continue  # a number may continue in the next piece
            self.at = end
            return found

    def _more(self) -> bool:
        if self.ended:
            return False
        left = self.held[self.at :]
        self.lines += self.held.count("\n", 0, self.at)
        read = self.file.read(max(_CHUNK, len(left)))
        self.ended = not read
        self.held, self.at = left + read, 0
        return bool(read)
