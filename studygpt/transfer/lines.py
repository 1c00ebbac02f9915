"""Read an export in JSON Lines. Pure: the functions take a file that is open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, TextIO

from studygpt.transfer.one_object import NotJson

PROGRAM = "studygpt"
"""The key under which an export says which version made it."""
LAYOUT = "lines"
TABLE, ROW, END = "table", "row", "end"
"""The keys of a line that holds a row, and of the last line."""
_LARGEST_HEAD = 1 << 20
_LARGEST = 1 << 26
"""The most letters that a line may have."""

Head = dict[str, Any]
"""The header of an export. Its values are Any because anyone may have written the file."""


def read_head(file: TextIO) -> Head | None:
    """Return the first line of an export in lines; None where the file has another layout."""
    try:
        head = json.loads(file.readline(_LARGEST_HEAD))
    except (ValueError, RecursionError):
        return None
    return head if isinstance(head, dict) and PROGRAM in head and head.get("layout") == LAYOUT else None


def read_tables(file: TextIO) -> Iterator[tuple[str, Iterator[tuple[int, Any]]]]:
    """Yield the name of each table with its rows, each row with its line in the file.

    A table whose rows are not next to each other comes several times, an empty one without rows. The file is whole once
    the iterator has come to its end.
    """
    counts: Counter[str] = Counter()
    for table, entries in groupby(_rows(file, counts), key=itemgetter(0)):
        yield table, ((line, row) for _, line, row in entries)
    for table in [table for table, rows in counts.items() if not rows]:
        yield table, iter(())


def _rows(file: TextIO, counts: Counter[str]) -> Iterator[tuple[str, int, Any]]:
    """Yield the table, line number and row of each line; refuse a file whose last line counts other numbers of rows."""
    line, expected = 1, None
    file.readline()  # the head
    for line, text in enumerate(iter(lambda: file.readline(_LARGEST), ""), 2):
        if not text.strip():
            continue
        if expected is not None:
            raise NotJson(line, "something stands behind its end")
        entry = _parsed(text, line)
        if type(entry) is dict and entry.keys() == {TABLE, ROW} and type(entry[TABLE]) is str:
            counts[entry[TABLE]] += 1
            yield entry[TABLE], line, entry[ROW]
        elif type(entry) is dict and entry.keys() == {END} and type(entry[END]) is dict:
            expected = entry[END]
        else:
            raise NotJson(line, "this line is no row of a table")
    if expected is None:
        raise NotJson(line, "it breaks off: its last line, which counts the rows, is missing")
    for table in {**expected, **counts}:
        if expected.get(table) != counts[table]:
            raise NotJson(line, f"it holds {counts[table]:,} rows of {table!r} and says {expected.get(table)!r}")
        counts[table] += 0  # so that an empty table is listed too


def _parsed(text: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = not text.endswith("\n")
        raise NotJson(line, "it breaks off" if cut else error.msg[:1].lower() + error.msg[1:]) from error
    except (RecursionError, ValueError) as error:
        raise NotJson(line, "a value is nested too deep, or a number too long") from error
