"""Import a file that `studygpt export` wrote: an empty home gets all of it, any other what is new."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TextIO

from sqlalchemy import Connection, select

from studygpt import paths
from studygpt.backup.copies import back_up
from studygpt.backup.retention import BEFORE_IMPORT
from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.files import open_text
from studygpt.progress import NamedProgress
from studygpt.schedule.memory import Scheduler
from studygpt.store import card_histories, learned, log, parameters, settings_file
from studygpt.store.constants import CURRENT
from studygpt.store.database import Database
from studygpt.store.tables import memory
from studygpt.transfer import lines, tables
from studygpt.transfer.learned_there import doubt_what_reads_otherwise
from studygpt.transfer.merge import Merge
from studygpt.transfer.one_object import NotJson, members
from studygpt.transfer.same_cards import give_one_id
from studygpt.transfer.staging import InvalidRow, Staging
from studygpt.whole_files import delete_parts, part_mark

_STALE_S = 86_400


class ImportedFile(NamedTuple):
    """The result of an import of everything."""

    cards: int
    """How many cards were not here before."""
    reviews: int
    """How many rows of the log were not here before."""
    merged: bool
    """Whether the home held something already."""
    kept: Path | None
    """The copy of the database as it was before."""


class _Head(NamedTuple):
    """The header of an export."""

    form: str
    """The form of the database that the export was written from."""
    settings_file: str | None
    in_lines: bool
    """Whether the export is JSON Lines; earlier versions of the program wrote one large object."""


def import_file(file: Path, progress: NamedProgress) -> ImportedFile:
    """Import an export. Nothing is changed here before all of it was read and found sound."""
    place = paths.database()
    existed = not isinstance(place, Path) or place.exists()
    context = StudyContext.open(place, system_clock())
    try:
        with staging_folder() as folder:
            staged = folder / "staging.db"
            settings = _stage(staged, file, progress)
            with context.database.read() as connection:
                empty = tables.is_empty(connection)
            kept = back_up(context.database, BEFORE_IMPORT) if existed else None
            if settings is not None and empty and settings_file.text() is None:
                settings_file.take(settings)
            with context.database.write() as connection:
                if not empty:
                    return merge_staged(context, connection, staged, kept)
                tables.replace_all(connection, staged)
                return ImportedFile(*tables.count(connection), merged=False, kept=kept)
    finally:
        context.database.close()


def merge_staged(context: StudyContext, connection: Connection, staged: Path, kept: Path | None) -> ImportedFile:
    """Add what a staging database holds to the learner's own; memories follow from both logs."""
    other = Database(staged)
    with other.write() as there:
        renamed = give_one_id(connection, there)
        fitted = parameters.take_later(connection, log.read_settings(there))
    now = context.clock().at
    merge = Merge(connection, staged, now)
    with other.read() as there:
        doubt_what_reads_otherwise(connection, there, merge.cards_with_new_log)
    other.close()
    learned.take_back(connection, log.rows_with(connection, merge.new_undos), now)
    decided = log.rows_of_all(connection, sorted(merge.cards_with_new_log))
    learned.follow(connection, [row for rows in decided.values() for row in rows], now)
    scheduler = Scheduler(context.settings, parameters.read(connection))
    if fitted:
        card_histories.write_strengths(connection, scheduler, card_histories.card_histories(connection))
    remembered = set(connection.execute(select(memory.c.card)).scalars())
    card_histories.rebuild(connection, scheduler, (merge.cards_with_new_log | renamed) & remembered)
    return ImportedFile(merge.gained["cards"], merge.gained["log"], merged=True, kept=kept)


def _stage(staged: Path, file: Path, progress: NamedProgress) -> str | None:
    """Read the file into a staging database; return the text of its settings file."""
    in_lines = False
    try:
        head = _read_head(file)
        in_lines = head.in_lines
        with open_text(file) as opened:
            staging = Staging(staged, head.form)
            missing = set(staging.tables)
            try:
                for name, rows in lines.read_tables(opened) if in_lines else _read_members(opened):
                    if name in staging.tables:
                        missing.discard(name)
                        staging.fill(name, _counted(name, rows, progress))
                    elif in_lines:
                        raise StudyError(f"{file}: there is no table {name!r} in an export; nothing was changed")
                if missing:
                    raise StudyError(f"{file}: this export is not whole: it lacks {', '.join(sorted(missing))}")
                staging.finish()
            finally:
                staging.close()
        return head.settings_file
    except NotJson as error:
        raise StudyError(
            f"{file}:{error.line}: this is no whole export ({error}); export it again. Nothing was changed."
        ) from error
    except InvalidRow as error:
        raise StudyError(
            f"{_place(file, error, in_lines=in_lines)} {error}, so this is no sound export of StudyGPT; nothing was "
            "changed"
        ) from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{file}: this is no UTF-8 text, so no export of StudyGPT; nothing was changed") from error
    except OSError as error:
        raise StudyError(f"{file}: it cannot be read ({error.strerror})") from error


def _place(file: Path, error: InvalidRow, *, in_lines: bool) -> str:
    """Name the wrong row of the file, as the subject of a sentence."""
    if error.number is None:
        return f"{file}: a row of {error.table!r}"
    return (
        f"{file}:{error.number}: this row of {error.table!r}"
        if in_lines
        else (f"{file}: entry {error.number} of {error.table!r}")
    )


def _read_head(file: Path) -> _Head:
    with open_text(file) as opened:
        found = lines.read_head(opened)
    in_lines = found is not None
    if found is None:
        found = _find_members(file, (lines.PROGRAM, "form", "settings_file"))
    form, settings = found.get("form"), found.get("settings_file")
    if lines.PROGRAM not in found or not isinstance(form, str) or not form.isdigit():
        raise StudyError(f"{file}: this JSON is no export of StudyGPT (`studygpt export --json FILE` makes one)")
    if form > CURRENT:
        raise StudyError(
            f"{file}: this export was made by a newer StudyGPT ({found[lines.PROGRAM]}, form {form}; this program "
            f"knows {CURRENT}); install the newer version"
        )
    if form not in _known_forms():
        raise StudyError(f"{file}: there is no form {form!r} of exports; export it again")
    return _Head(form, settings if isinstance(settings, str) else None, in_lines)


def _find_members(file: Path, names: Collection[str]) -> lines.Head:
    """Find members of one large object, wherever they stand in it: programs reorder keys."""
    found: lines.Head = {}
    with open_text(file) as opened:
        for name, value in members(opened):
            if name in names and not isinstance(value, Iterator):
                found[name] = value
            if len(found) == len(names):
                break
    return found


def _read_members(file: TextIO) -> Iterator[tuple[str, Iterator[tuple[int, Any]]]]:
    """Yield the lists in one large object as `lines.read_tables` yields tables, each row with its place in the list."""
    for name, value in members(file):
        if isinstance(value, Iterator):
            yield name, enumerate(value, 1)


def _known_forms() -> set[str]:
    return {f"{number:04}" for number in range(1, int(CURRENT) + 1)}


def _counted(name: str, rows: Iterator[tuple[int, Any]], progress: NamedProgress) -> Iterator[tuple[int, Any]]:
    for done, row in enumerate(rows, 1):
        if done % 10_000 == 0:
            progress(name, done, 0)
        yield row


@contextmanager
def staging_folder() -> Iterator[Path]:
    """Make a folder in the home, where there is room for a database, and clear what killed imports left there."""
    home = paths.home()
    home.mkdir(parents=True, exist_ok=True)
    for old in home.glob(".import-*"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _STALE_S:
                shutil.rmtree(old)
    delete_parts(home)
    with TemporaryDirectory(prefix=".import-", suffix=part_mark(), dir=home, ignore_cleanup_errors=True) as folder:
        try:
            yield Path(folder)
        except sqlite3.Error as error:
            what = f"a database beside the present one could not be written ({error}); is the disk full or broken?"
            raise StudyError(f"{folder}: {what} Nothing was changed.") from error
