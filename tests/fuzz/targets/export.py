"""Whole exports with some values changed: refused in a sentence with nothing changed here, or sound and worked with.

Each line of an input is a change: the number of a row of a sound export, a column of it, and its new value as JSON. A
column that is `-` takes the row out, one that is `+` doubles it, and a value that is no JSON is written as it stands.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from studygpt import paths
from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.progress import unwatched_steps
from studygpt.study import Doctor, Health, Study
from studygpt.transfer.export import export
from studygpt.transfer.import_file import import_file
from tests.fuzz.homes import NOW, small_study

_folder = TemporaryDirectory(prefix="studygpt-fuzz-")
_PLACE = Path(_folder.name)


def _sound_export() -> list[str]:
    study = small_study(_PLACE)
    out = io.StringIO()
    export(study.context, out, unwatched_steps)
    study.close()
    return out.getvalue().splitlines()


_LINES = _sound_export()
_ENTRIES = [json.loads(line) for line in _LINES[1:-1]]
_COLUMNS = sorted({column for entry in _ENTRIES for column in entry["row"]})
WORDS = (
    *_COLUMNS,
    *("-1", "0", "1e308", "1e-320", "NaN", "Infinity", "9223372036854775807", "9223372036854775808", "true", "null"),
    *('""', '"[]"', '"[1]"', '"\\u0000"', '"\\ud800"', '"grade"', '"undo"', '"import"', '"bury"', '"decide"', '"new"'),
    *('"review"', '"../a"', '"orphan"', '"open"', '"cloze"', "2932896", "253402300799999", "4611686018427387904"),
)
LONGEST = 200


def seeds() -> Iterator[bytes]:
    yield b""
    for at, entry in enumerate(_ENTRIES):
        for column, value in entry["row"].items():
            if (at + len(column)) % 5 == 0:
                yield f"{at} {column} {json.dumps(value)}".encode()
    yield b"0 -"
    yield b"5 +\n6 line_start -1"


def changed(text: str) -> str:
    rows = [[entry["table"], dict(entry["row"]), 1] for entry in _ENTRIES]
    for line in text.split("\n"):
        number, _, rest = line.partition(" ")
        column, _, value = rest.partition(" ")
        row = rows[int(number) % len(rows) if number.isascii() and number.isdigit() and len(number) < 9 else 0]
        if not column:
            continue
        if column in "+-":
            row[2] = "-+".find(column) * 2
        elif value:
            try:
                row[1][column] = json.loads(value)
            except (ValueError, RecursionError):
                row[1][column] = value
        else:
            row[1].pop(column, None)
    written = [(table, row) for table, row, times in rows for _ in range(times)]
    counts = {**dict.fromkeys(json.loads(_LINES[-1])["end"], 0), **Counter(table for table, _ in written)}
    body = [json.dumps({"table": table, "row": row}) for table, row in written]
    return "\n".join([_LINES[0], *body, json.dumps({"end": counts})]) + "\n"


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    file, home = _PLACE / "changed.jsonl", _PLACE / "other"
    file.write_text(changed(text), encoding="utf-8")
    shutil.rmtree(home, ignore_errors=True)
    places = {"STUDYGPT_HOME": str(home), "STUDYGPT_WORKSPACE": str(_PLACE / "work")}
    with patch.dict(os.environ, places):
        try:
            import_file(file, unwatched_steps)
        except StudyError as error:
            assert str(error).startswith(f"{file}:"), error
            assert not list(home.glob(".import-*"))
            return
        study = Study(StudyContext.open(paths.database(), lambda: NOW))
        try:
            use(study)
        finally:
            study.close()
        wrong = [finding for finding in Doctor().examine() if finding.verdict is Health.DAMAGE]
        assert {finding.check for finding in wrong} <= {"states"}, "an edited log leads to other memories"


def use(study: Study) -> None:
    """Do with a study what a person does first."""
    for card in study.library.cards():
        study.info(card)
    study.library.cards("is:orphan or is:suggested or is:unsure or prop:retrievability<0.9")
    study.overview()
    study.stats.all()
    export(study.context, io.StringIO(), unwatched_steps)
