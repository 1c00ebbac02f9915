"""The learner's settings: a page is read or refused at a line of it, and a change of one setting leaves the others.

The first letter chooses the setting that is changed, the rest of the first line is the value as one would type it, and
below stands the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from studygpt import paths
from studygpt.errors import StudyError, UsageError
from studygpt.settings import DESCRIPTIONS, shown
from studygpt.store import settings_file, settings_writer

WORDS = (
    *DESCRIPTIONS,
    *(" = ", "[", "]", "[[", '"', "'", '"""', "\n", "# ", ".", "{", "}", ",", "true", "none", "default", "yes"),
    *("0.9", "1e3", "inf", "nan", "0x1F", "1_000", "2024-01-01", "\\u0000", "\\U0001F600", "\x7f", "\u2028", "gpt=5"),
)
LONGEST = 400
_NAMES = tuple(DESCRIPTIONS)
_folder = TemporaryDirectory(prefix="studygpt-fuzz-")


def seeds() -> Iterator[bytes]:
    whole = settings_writer.new({"new_per_day": 5, "new_per_deck": {"gpt": 3}, "learning_steps": (1, 5)})
    for at, name in enumerate(_NAMES):
        value = shown(DESCRIPTIONS[name].default)
        yield f"{chr(48 + at)}{value}\nnew_per_day = 7 # mine\n\n[new_per_deck]\ngpt = 3\n".encode()
        yield f"{chr(48 + at)}default\n{name} = 1\n".encode()
    yield b"21\n" + whole.encode()[:LONGEST]
    yield b"2gpt=5\nnew_per_deck.gpt = 3\nnew_per_deck.bpe = 4\n[keys]\nbury = 'v'\n"


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace").replace("\r", "\n")
    first, _, page = text.partition("\n")
    description = DESCRIPTIONS[_NAMES[ord(first[:1] or "0") % len(_NAMES)]]
    with patch.object(paths, "home", lambda: Path(_folder.name)):
        settings_file.place().write_text(page, encoding="utf-8")
        before = read(page)
        try:
            value = description.parse(first[1:])
        except UsageError as error:
            assert str(error)
            return
        assert description.parse(shown(value)) == value or description.name == "keys"
        if before is None:
            return
        settings_file.write({description.name: value})
        after = settings_file.read_changed()
        wanted = before | {description.name: value}
        assert without_defaults(after) == without_defaults(wanted)


def read(page: str) -> dict[str, object] | None:
    try:
        found: dict[str, object] = {**settings_file.read_changed()}
    except StudyError as error:
        place = re.match(rf"{re.escape(str(settings_file.place()))}:(?:(\d+):)? \S", str(error))
        assert place, error
        assert int(place[1] or 1) <= page.count("\n") + 1
        return None
    settings_file.read()
    return found


def without_defaults(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value != DESCRIPTIONS[name].default}
