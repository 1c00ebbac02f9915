"""Everything in one JSON file, and such a file taken in: into an empty home as it is, else as what is not here yet."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TextIO

from sqlalchemy import select

from studygpt import __version__, paths
from studygpt.backup.copies import copy_aside
from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.progress import NamedProgress
from studygpt.schedule.memory import Scheduler
from studygpt.store import replay, settings_file
from studygpt.store.constants import CURRENT
from studygpt.store.tables import memory, metadata
from studygpt.transfer import tables
from studygpt.transfer.json_stream import NotJson, members
from studygpt.transfer.staging import InvalidRow, Staging

_HEAD = "studygpt"
_STALE_S = 86_400


class TakenIn(NamedTuple):
    """What became of a file."""

    cards: int
    reviews: int
    """Cards and rows of the log that were not here before."""
    merged: bool
    """Whether there was something here already."""
    kept: Path | None
    """The copy of what was here."""


def export(context: StudyContext, out: TextIO, progress: NamedProgress) -> None:
    """One object: what made it, the settings, and each table as a list of objects, a row a line."""
    text = settings_file.text()
    head = {
        _HEAD: __version__,
        "form": CURRENT,
        "exported_at": datetime.fromtimestamp(context.clock().at / 1000, UTC).isoformat(),
        "settings": settings_file.read_changed(),
        "settings_file": text,
    }
    encode = json.JSONEncoder(ensure_ascii=False).encode
    out.write("{\n" + ",\n".join(f"{encode(key)}: {encode(value)}" for key, value in head.items()))
    with context.database.read() as connection:
        for table in metadata.sorted_tables:
            name = tables.member_of(table.name)
            out.write(f",\n{encode(name)}: [")
            done = 0
            for done, row in enumerate(tables.rows_of(connection, table), 1):
                out.write(f"{',' if done > 1 else ''}\n{encode(row)}")
                if done % 10_000 == 0:
                    progress(name, done, 0)
            out.write("\n]" if done else "]")
    out.write("\n}\n")


def export_to(context: StudyContext, file: Path, progress: NamedProgress) -> None:
    """All of it or nothing: a file of that name is replaced when the new one is whole."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            export(context, out, progress)
        part.replace(file)
    except OSError as error:
        raise StudyError(f"{file}: the export could not be written ({error.strerror})") from error
    finally:
        with suppress(OSError):
            part.unlink()


def take_in(file: Path, progress: NamedProgress) -> TakenIn:
    """Read an export. Nothing changes here before all of it was read and found sound."""
    place = paths.database()
    existed = not isinstance(place, Path) or place.exists()
    context = StudyContext.open(place, system_clock())
    try:
        with _scratch_folder() as folder:
            scratch = folder / "scratch.db"
            text = _read_into(scratch, file, progress)
            with context.database.read() as connection:
                empty = tables.is_empty(connection)
            kept = copy_aside(context.database, "before-import") if existed else None
            if text is not None and empty and settings_file.text() is None:
                settings_file.take(text)
            with context.database.write() as connection:
                if not empty:
                    return _merge(context, connection, scratch, kept)
                tables.replace_all(connection, scratch)
                return TakenIn(*tables.count(connection), merged=False, kept=kept)
    finally:
        context.database.close()


def _merge(context: StudyContext, connection: Any, scratch: Path, kept: Path | None) -> TakenIn:
    found = tables.Merged(connection, scratch)
    scheduler = Scheduler(context.settings, context.parameters)
    remembered = set(connection.execute(select(memory.c.card)).scalars())
    replay.rebuild(connection, scheduler, found.touched & remembered)
    return TakenIn(found.gained["cards"], found.gained["log"], merged=True, kept=kept)


def _read_into(scratch: Path, file: Path, progress: NamedProgress) -> str | None:
    """Read the file into a database of its own; the text of its settings."""
    try:
        head = _head(file)
        with file.open(encoding="utf-8-sig") as opened:
            made = Staging(scratch, head["form"])
            missing = set(made.members)
            try:
                for name, value in members(opened):
                    if name in missing and isinstance(value, Iterator):
                        missing.discard(name)
                        made.fill(name, _counted(name, value, progress))
                if missing:
                    raise StudyError(f"{file}: this export is not whole: it lacks {', '.join(sorted(missing))}")
                made.finish()
            finally:
                made.close()
        text = head.get("settings_file")
        return text if isinstance(text, str) else None
    except NotJson as error:
        raise StudyError(
            f"{file}:{error.line}: this is no whole JSON file ({error}); export it again. Nothing was changed."
        ) from error
    except InvalidRow as error:
        raise StudyError(f"{file}: {error}, so this is no sound export of StudyGPT; nothing was changed") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{file}: this is no UTF-8 text, so no export of StudyGPT; nothing was changed") from error
    except OSError as error:
        raise StudyError(f"{file}: it cannot be read ({error.strerror})") from error


def _head(file: Path) -> dict[str, Any]:
    """What an export says of itself; wherever that stands, as programs reorder keys."""
    found: dict[str, Any] = {}
    with file.open(encoding="utf-8-sig") as opened:
        for name, value in members(opened):
            if name in (_HEAD, "form", "settings_file") and not isinstance(value, Iterator):
                found[name] = value
            if len(found) == 3:
                break
    form = found.get("form")
    if _HEAD not in found or not isinstance(form, str) or not form.isdigit():
        raise StudyError(f"{file}: this JSON is no export of StudyGPT (`studygpt export --json FILE` makes one)")
    if form > CURRENT:
        raise StudyError(
            f"{file}: this export was made by a newer StudyGPT ({found[_HEAD]}, form {form}; this program knows "
            f"{CURRENT}); install the newer version"
        )
    if form not in _known_forms():
        raise StudyError(f"{file}: there is no form {form!r} of exports; export it again")
    return found


def _known_forms() -> set[str]:
    return {f"{number:04}" for number in range(1, int(CURRENT) + 1)}


def _counted(name: str, rows: Iterator[Any], progress: NamedProgress) -> Iterator[Any]:
    for done, row in enumerate(rows, 1):
        if done % 10_000 == 0:
            progress(name, done, 0)
        yield row


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """A folder in the home, which has the room that a database needs; what a killed import left there is cleared."""
    home = paths.home()
    home.mkdir(parents=True, exist_ok=True)
    for old in home.glob(".import-*"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _STALE_S:
                shutil.rmtree(old)
    with TemporaryDirectory(prefix=".import-", dir=home) as folder:
        yield Path(folder)
