"""Put acts back into the database that it has lost: from the journal, from the file before it, from a later backup.

Both are read into a staging database, which is merged like that of another device.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from studygpt import paths
from studygpt.backup.conflict_copies import left_copies
from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.store import journal_files
from studygpt.store.constants import CURRENT
from studygpt.store.journal import Row
from studygpt.store.journal_files import Act, Line
from studygpt.text import counted
from studygpt.transfer import tables
from studygpt.transfer.import_file import merge_staged, staging_folder
from studygpt.transfer.salvage import readable_rows
from studygpt.transfer.staging import Staging


class PutBack(NamedTuple):
    """How many acts were put back into the database."""

    from_journal: int
    from_damaged_file: int = 0
    """Those that only the database before had, or a damaged file still showed."""
    from_backup: int = 0
    """Those that only a later backup had."""

    def __str__(self) -> str:
        """What was put back, in words."""
        parts = [f"{counted(self.from_journal, 'act')} from the journal"] if self.from_journal else []
        parts += [f"{counted(self.from_damaged_file, 'act')} from the file as it was"] if self.from_damaged_file else []
        parts += [f"{counted(self.from_backup, 'act')} from a later backup"] if self.from_backup else []
        return " and ".join(parts) or "nothing"


def put_back_all(into: Path | None = None, before: Path | None = None, later: Path | None = None) -> PutBack:
    """Put back what a database lacks of the journal, of a copy of the database before it and of a later backup.

    It is the one in use, or another beside it.
    """
    context = StudyContext.open(into or paths.database(), system_clock())
    try:
        return PutBack(
            put_back_journal(context),
            _put_back(context, readable_rows(before)) if before else 0,
            _put_back(context, readable_rows(later)) if later else 0,
        )
    finally:
        context.database.close()


def put_back_and_tell(context: StudyContext, *, into_new: bool) -> str:
    """Put back what the database lacks of the journal; return a sentence that says so.

    Without `into_new`, a database in which nothing was ever done is left alone: a person may have begun anew. But what
    this device did under the name that the database gave it was done in this one, unless a sync program put an old copy
    in its place: then the other copy is there too, and is merged.
    """
    with context.database.read() as connection:
        is_new = not tables.has_acts(connection)
    if is_new and not into_new and not _has_own_acts(context):
        return "the journal holds acts of an earlier database; `studygpt doctor --fix` puts them into this one"
    if many := put_back_journal(context):
        return f"the database lacked {counted(many, 'act')} that the journal had; all are in it again"
    return "the journal holds an act that makes no sense and cannot be put back; `studygpt doctor` tells of it"


def _has_own_acts(context: StudyContext) -> bool:
    if left_copies():
        return False
    lines = journal_files.read(paths.journal(context.database.file))
    return any(isinstance(line, Line) and line.row.get("device") == context.device for line in lines)


def put_back_journal(context: StudyContext) -> int:
    """Put back what the database lacks of the journal; return how many acts."""
    entries = journal_files.read(paths.journal(context.database.file))
    return _put_back(context, (entry for entry in entries if isinstance(entry, Line)))


def _put_back(context: StudyContext, lines: Iterable[Line]) -> int:
    """Put back the acts among these lines that the database lacks and that make sense; return how many."""
    now = context.clock().at
    lines = [line for line in lines if line.form.isdigit() and line.form <= CURRENT]
    with context.database.read() as connection:
        lost = journal_files.without_stored(connection, {line.act for line in lines if line.act})
    for form in sorted({line.form for line in lines if line.act in lost}):
        with staging_folder() as folder:
            staged = folder / "staging.db"
            staging = Staging(staged, form)
            try:
                for name, rows in _needed((line for line in lines if line.form == form), lost, now).items():
                    staging.fill_with_sound(name, rows)
                staging.finish_with_sound()
            finally:
                staging.close()
            with context.database.write() as connection:
                merge_staged(context, connection, staged, None)
    with context.database.read() as connection:
        return len(lost) - len(journal_files.without_stored(connection, lost))


def _needed(lines: Iterable[Line], lost: Collection[Act], now: int) -> dict[str, list[Row]]:
    """Return the rows of the acts that are lost, with their cards and the sources of these, by table.

    A source may have had another number each time that it was written down, so here each gets a new one.
    """
    source_rows: dict[str, Row] = {}
    names: dict[object, str] = {}
    card_rows: dict[str, Row] = {}
    acts: dict[Act, Row] = {}
    for line in lines:
        if line.act is not None:
            if line.act in lost:
                acts[line.act] = line.row
        elif line.table == "sources":
            name = names[line.row.get("pk")] = str(line.row.get("name"))
            source_rows.setdefault(name, {**line.row, "pk": len(source_rows) + 1})
        elif line.table == "cards" and line.row.get("source") in names:
            source = source_rows[names[line.row["source"]]]
            card_rows[str(line.row.get("id"))] = {**line.row, "source": source["pk"]}
    log = [row for (table, _), row in acts.items() if table == "log"]
    named = {row.get("card") for row in log}
    return {
        "sources": [*source_rows.values()],
        # None has a note, so all are orphans until a sync finds them in their notes.
        "cards": [{**row, "note": None, "orphaned_at": now} for id_, row in card_rows.items() if id_ in named],
        "log": log,
        "trials": [row for (table, _), row in acts.items() if table == "trials"],
    }
