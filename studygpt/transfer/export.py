"""Write everything that a home holds into one file: JSON Lines, one object a line.

The first line says what made the file, each further line is a row of a table, and the last line counts the rows, so
that a file that was cut off is recognised (docs/commands.md, under JSON).
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from studygpt import __version__
from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.progress import NamedProgress
from studygpt.store import settings_file
from studygpt.store.constants import CURRENT
from studygpt.store.tables import metadata
from studygpt.text import harmless_json
from studygpt.transfer import lines
from studygpt.transfer.tables import exported_name, rows_of
from studygpt.whole_files import delete_parts, keep, part_of


class Output(Protocol):
    """Takes text."""

    def write(self, text: str, /) -> object: ...


def export(context: StudyContext, out: Output, progress: NamedProgress) -> None:
    """Write the lines of an export to `out`."""
    to_json = json.JSONEncoder(ensure_ascii=False).encode

    def encode(value: object) -> str:  # any value that the json module can write
        return harmless_json(to_json(value))

    head = {
        lines.PROGRAM: __version__,
        "layout": lines.LAYOUT,
        "form": CURRENT,
        "exported_at": datetime.fromtimestamp(context.clock().at / 1000, UTC).isoformat(),
        "settings": settings_file.read_changed(),
        "settings_file": settings_file.text(),
    }
    out.write(f"{encode(head)}\n")
    counts = {}
    with context.database.read() as connection:
        for table in metadata.sorted_tables:
            name = exported_name(table.name)
            counts[name] = 0
            for done, row in enumerate(rows_of(connection, table), 1):
                out.write(f"{encode({lines.TABLE: name, lines.ROW: row})}\n")
                counts[name] = done
                if done % 10_000 == 0:
                    progress(name, done, 0)
    out.write(f"{encode({lines.END: counts})}\n")


def export_to(context: StudyContext, file: Path, progress: NamedProgress) -> None:
    """Write an export to a file, all of it or nothing: a file of that name is replaced once the new one is whole.

    A device or a pipe (`/dev/stdout`) is written to, never replaced.
    """
    file = file.resolve()
    hidden = file.with_name(f".{file.name}")
    part = part_of(hidden)
    delete_parts(file.parent, hidden.name)
    try:
        if file.exists() and not file.is_file():
            with file.open("w", encoding="utf-8") as out:
                export(context, out, progress)
            return
        with part.open("w", encoding="utf-8") as out:
            export(context, out, progress)
            keep(out)
        part.replace(file)
    except OSError as error:
        raise StudyError(f"{file}: the export could not be written ({error.strerror})") from error
    finally:
        with suppress(OSError):
            part.unlink()
