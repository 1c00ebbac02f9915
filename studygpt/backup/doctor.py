"""Look for damage in the database and the settings, and repair what can be repaired.

The checks run even if the database cannot be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studygpt import paths
from studygpt.backup import content_checks, copies
from studygpt.backup.conflict_copies import left_copies
from studygpt.backup.damage import find_damage, good_backups, only_indexes, recovery_advice
from studygpt.backup.open_database import bring_up_to_date, connect
from studygpt.backup.retention import list_backups
from studygpt.clock import system_clock
from studygpt.errors import StudyError
from studygpt.progress import Progress
from studygpt.schedule.memory import Scheduler
from studygpt.settings import Settings
from studygpt.store import journal_files, parameters, settings_file
from studygpt.store.constants import LAB, SHIPPED
from studygpt.store.journal_files import UnreadableLine
from studygpt.store.sources import move_command
from studygpt.text import counted

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Health(StrEnum):
    """The verdict on one check."""

    SOUND = "ok"
    NOTE = "note"
    """Worth knowing, but not damage."""
    DAMAGE = "damage"
    MENDED = "mended"


class Finding(NamedTuple):
    """The result of one check, as a sentence."""

    check: str
    verdict: Health
    sentence: str


class Doctor:
    """One examination of the database and the settings. With `fix`, each damage is repaired when it is found."""

    def __init__(
        self,
        progress: Progress | None = None,
        *,
        fix: bool = False,
        put_back: Callable[[], object] | None = None,
    ) -> None:
        """`put_back` puts back what the database lacks of the journal."""
        self.put_back = put_back
        self.database = connect(paths.database())
        self.progress = progress
        self.fix = fix
        self.kept: Path | None = None
        """The backup that was made before the first repair."""

    def examine(self) -> Iterator[Finding]:
        """Run all checks and yield their findings."""
        settings = None
        try:
            settings = settings_file.read()
            yield Finding("settings", Health.SOUND, "the settings can be read")
        except StudyError as error:
            yield Finding("settings", Health.DAMAGE, str(error))
        file = self.database.file
        if file is not None:
            if not file.exists():
                if list_backups(file) or journal_files.files(paths.journal(file)):
                    yield Finding("file", Health.DAMAGE, f"{file}: the database is gone. {_PUTS_BACK}")
                else:
                    yield Finding("file", Health.NOTE, f"{file}: there is no database yet")
                return
            found = self._check_file(file)
            yield found
            if found.verdict is Health.DAMAGE:
                return
        try:
            bring_up_to_date(self.database)
            yield self._check_journal()
            yield from self._check_rows(settings)
        except StudyError as error:
            yield Finding("database", Health.DAMAGE, str(error))
        except (ValueError, TypeError, KeyError) as error:  # a damaged value in a row
            sentence = f"{self.database.where}: a row makes no sense ({error})"
            yield Finding("database", Health.DAMAGE, f"{sentence}. {recovery_advice(file)}" if file else sentence)
        finally:
            self.database.close()
        if file is not None:
            newest = next(good_backups(file), None)
            told = f"the newest good backup is {newest.path}" if newest else "there is no backup yet: `studygpt backup`"
            yield Finding("backups", Health.SOUND if newest else Health.NOTE, told)
            for copy in left_copies():
                yield Finding("copies", Health.NOTE, f"{copy}: a sync program left it; `studygpt merge` takes it in")

    def _check_file(self, file: Path) -> Finding:
        wrong = find_damage(file, quick=False)
        if not wrong:
            return Finding("file", Health.SOUND, f"{file}: SQLite finds it sound")
        if only_indexes(wrong) and self.fix:
            self.kept = copies.copy_damaged_file(file)
            with self.database.write() as connection:
                connection.exec_driver_sql("REINDEX")
            self.database.close()
            if not find_damage(file, quick=False):
                return Finding("file", Health.MENDED, f"{file}: its indexes were damaged, and were made anew")
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        can = "`studygpt doctor --fix` makes its indexes anew." if only_indexes(wrong) else recovery_advice(file)
        return Finding("file", Health.DAMAGE, f"{file}: {wrong[0]}{more}. {can}")

    def _check_journal(self) -> Finding:
        folder = paths.journal(self.database.file)
        with self.database.read() as connection:
            lost = journal_files.missing(connection, folder)
        garbled = [entry for entry in journal_files.read(folder) if isinstance(entry, UnreadableLine)]
        if lost and self.fix and self.put_back is not None:
            self.kept = copies.back_up(self.database, "before-fix")
            self.put_back()
            with self.database.read() as connection:
                left = journal_files.missing(connection, folder)
            if not left:
                return Finding("journal", Health.MENDED, f"{counted(len(lost), 'act')} of the journal put back")
            told = f"{counted(len(left), 'act')} of {folder} make no sense and cannot be put back"
            return Finding("journal", Health.DAMAGE, f"{told}; the file is deleted after a week")
        if lost:
            told = f"{counted(len(lost), 'act')} of the journal {'is' if len(lost) == 1 else 'are'} not in the database"
            return Finding("journal", Health.DAMAGE, f"{told}; `studygpt doctor --fix` puts them back")
        if garbled:
            first = garbled[0]
            told = f"{first.file}:{first.number}: {counted(len(garbled), 'line')} of the journal cannot be read"
            return Finding("journal", Health.NOTE, f"{told}; a write was cut off there, before the act was done")
        return Finding("journal", Health.SOUND, "the database has every act of the journal")

    def _check_rows(self, settings: Settings | None) -> Iterator[Finding]:
        with self.database.read() as connection:
            dangling = content_checks.count_dangling_rows(connection)
            stored = parameters.read(connection)
        many = ", ".join(f"{number:,} in {where}" for where, number in dangling.items())
        yield self._judged(
            "links",
            sum(dangling.values()),
            f"rows name others that are not there ({many})",
            content_checks.delete_dangling_rows,
        )
        with self.database.read() as connection:
            bare = content_checks.cards_without_memory(connection)
            nowhere = content_checks.count_cards_without_note(connection)
            garbled = content_checks.cards_with_unreadable_lists(connection)
            orphans = content_checks.count_orphans(connection)
            folders = content_checks.source_folders(connection)
        yield self._judged(
            "cards", len(garbled), "cards cannot be read; sync reads their notes again",
            lambda connection: content_checks.clear_unreadable_lists(connection, garbled),
        )  # fmt: skip
        yield self._judged(
            "memories", len(bare), "cards have no memory, so no queue can hold them",
            lambda connection: content_checks.add_memories(connection, bare),
        )  # fmt: skip
        yield self._judged(
            "notes", nowhere, "cards have no note, and are not among the orphans",
            lambda connection: content_checks.make_orphans(connection, system_clock()().at),
        )  # fmt: skip
        yield from self._check_memories(settings, stored)
        if orphans:
            told = f"{orphans:,} cards lost their note: `studygpt orphans` lists them"
            yield Finding("orphans", Health.NOTE, told)
        for name, folder in folders:
            if not Path(folder).is_dir():
                moved = f"; if it was moved, `{move_command(name)}`" if name not in (SHIPPED, LAB) else ""
                yield Finding("sources", Health.NOTE, f"{name}: its folder {folder} is not there now{moved}")

    def _check_memories(self, settings: Settings | None, stored: tuple[float, ...] | None) -> Iterator[Finding]:
        if settings is None:
            yield Finding("states", Health.NOTE, "memories are held against the log once the settings can be read")
            return
        scheduler = Scheduler(settings, stored)
        with self.database.read() as connection:
            wrong = content_checks.cards_with_wrong_memory(connection, scheduler, self.progress)
            wrong += [card for card in content_checks.cards_with_wrong_marks(connection) if card not in wrong]
        rebuilt = 0

        def repair(connection: Connection) -> None:
            nonlocal rebuilt
            rebuilt = content_checks.rebuild_memories(connection, scheduler, wrong)

        found = self._judged("states", len(wrong), "memories are not what the log leads to", repair)
        if found.verdict is Health.MENDED and rebuilt < len(wrong):
            left = len(wrong) - rebuilt
            found = Finding("states", Health.DAMAGE, f"{left:,} memories stay: the log tells nothing of their cards")
        yield found

    def _judged(self, check: str, many: int, what: str, repair: Callable[[Connection], None]) -> Finding:
        """Return the finding of a check that found `many` wrong rows, which are repaired first if `fix` is set."""
        if not many:
            return Finding(check, Health.SOUND, _SOUND[check])
        if not self.fix:
            return Finding(check, Health.DAMAGE, f"{many:,} {what}; `studygpt doctor --fix` mends it")
        if self.kept is None:
            self.kept = copies.back_up(self.database, "before-fix")
        with self.database.write() as connection:
            repair(connection)
        return Finding(check, Health.MENDED, f"{many:,} {what}: mended")


_PUTS_BACK = "`studygpt restore` puts it back, from the newest good backup and the journal."
_SOUND = {
    "links": "every row that names another finds it",
    "cards": "every card can be read",
    "memories": "every card has a memory",
    "notes": "every card has its note, or is among the orphans",
    "states": "every memory is the one that the log leads to",
}
