"""Whether the study is sound, and mending what can be mended. It needs no database that opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studygpt import paths
from studygpt.backup import checks, copies
from studygpt.backup.damage import damage, good_copies, only_indexes, way_back
from studygpt.backup.open_database import bring_up_to_date, connect
from studygpt.clock import system_clock
from studygpt.errors import StudyError
from studygpt.progress import Progress
from studygpt.schedule.memory import Scheduler
from studygpt.settings import Settings
from studygpt.store import parameters, settings_file

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Health(StrEnum):
    SOUND = "ok"
    NOTE = "note"
    """Worth knowing, and no damage."""
    DAMAGE = "damage"
    MENDED = "mended"


class Finding(NamedTuple):
    check: str
    verdict: Health
    sentence: str


class Doctor:
    def __init__(self, progress: Progress | None = None, *, fix: bool = False) -> None:
        self.database = connect(paths.database())
        self.progress = progress
        self.fix = fix
        self.kept: Path | None = None
        """The copy that was made before the first thing was mended."""

    def examine(self) -> Iterator[Finding]:
        """Each thing that was looked at, and how it is."""
        settings = None
        try:
            settings = settings_file.read()
            yield Finding("settings", Health.SOUND, "the settings can be read")
        except StudyError as error:
            yield Finding("settings", Health.DAMAGE, str(error))
        file = self.database.file
        if file is not None:
            if not file.exists():
                yield Finding("file", Health.NOTE, f"{file}: there is no database yet")
                return
            found = self._file(file)
            yield found
            if found.verdict is Health.DAMAGE:
                return
        try:
            bring_up_to_date(self.database)
            yield from self._inside(settings)
        except StudyError as error:
            yield Finding("database", Health.DAMAGE, str(error))
        except (ValueError, TypeError, KeyError) as error:  # bytes in the place of words and numbers
            sentence = f"{self.database.where}: a row makes no sense ({error})"
            yield Finding("database", Health.DAMAGE, f"{sentence}. {way_back(file)}" if file else sentence)
        finally:
            self.database.close()
        if file is not None:
            newest = next(good_copies(file), None)
            told = f"the newest good backup is {newest.path}" if newest else "there is no backup yet: `studygpt backup`"
            yield Finding("backups", Health.SOUND if newest else Health.NOTE, told)

    def _file(self, file: Path) -> Finding:
        wrong = damage(file, quick=False)
        if not wrong:
            return Finding("file", Health.SOUND, f"{file}: SQLite finds it sound")
        if only_indexes(wrong) and self.fix:
            self.kept = copies.keep_bytes(file)
            with self.database.write() as connection:
                connection.exec_driver_sql("REINDEX")
            self.database.close()
            if not damage(file, quick=False):
                return Finding("file", Health.MENDED, f"{file}: its indexes were damaged, and were made anew")
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        can = "`studygpt doctor --fix` makes its indexes anew." if only_indexes(wrong) else way_back(file)
        return Finding("file", Health.DAMAGE, f"{file}: {wrong[0]}{more}. {can}")

    def _inside(self, settings: Settings | None) -> Iterator[Finding]:
        with self.database.read() as connection:
            loose = checks.loose_ends(connection)
            stored = parameters.read(connection)
        many = ", ".join(f"{number:,} in {where}" for where, number in loose.items())
        yield self._judged(
            "links", sum(loose.values()), f"rows name others that are not there ({many})", checks.tie_loose_ends
        )
        with self.database.read() as connection:
            bare, nowhere = checks.cards_without_memory(connection), checks.cards_nowhere(connection)
            garbled, orphans = checks.unreadable(connection), checks.orphans(connection)
            folders = checks.folders(connection)
        yield self._judged(
            "cards", len(garbled), "cards cannot be read; sync reads their notes again",
            lambda connection: checks.read_again(connection, garbled),
        )  # fmt: skip
        yield self._judged(
            "memories", len(bare), "cards have no memory, so no queue can hold them",
            lambda connection: checks.give_memory(connection, bare),
        )  # fmt: skip
        yield self._judged(
            "notes", nowhere, "cards have no note, and are not among the orphans",
            lambda connection: checks.let_be_orphans(connection, system_clock()().at),
        )  # fmt: skip
        yield from self._states(settings, stored)
        if orphans:
            told = f"{orphans:,} cards lost their note: `studygpt orphans` lists them"
            yield Finding("orphans", Health.NOTE, told)
        for name, folder in folders:
            if not Path(folder).is_dir():
                yield Finding("sources", Health.NOTE, f"{name}: its folder {folder} is not there now")

    def _states(self, settings: Settings | None, stored: tuple[float, ...] | None) -> Iterator[Finding]:
        if settings is None:
            yield Finding("states", Health.NOTE, "memories are held against the log once the settings can be read")
            return
        scheduler = Scheduler(settings, stored)
        with self.database.read() as connection:
            wrong = checks.strangers(connection, scheduler, self.progress)
            wrong += [card for card in checks.wrongly_marked(connection) if card not in wrong]
        told = 0

        def mend(connection: Connection) -> None:
            nonlocal told
            told = checks.remember(connection, scheduler, wrong)

        found = self._judged("states", len(wrong), "memories are not what the log leads to", mend)
        if found.verdict is Health.MENDED and told < len(wrong):
            left = len(wrong) - told
            found = Finding("states", Health.DAMAGE, f"{left:,} memories stay: the log tells nothing of their cards")
        yield found

    def _judged(self, check: str, many: int, what: str, mend: Callable[[Connection], None]) -> Finding:
        """Sound where nothing was found; else mended, if that was wished."""
        if not many:
            return Finding(check, Health.SOUND, _SOUND[check])
        if not self.fix:
            return Finding(check, Health.DAMAGE, f"{many:,} {what}; `studygpt doctor --fix` mends it")
        if self.kept is None:
            self.kept = copies.copy_aside(self.database, "before-fix")
        with self.database.write() as connection:
            mend(connection)
        return Finding(check, Health.MENDED, f"{many:,} {what}: mended")


_SOUND = {
    "links": "every row that names another finds it",
    "cards": "every card can be read",
    "memories": "every card has a memory",
    "notes": "every card has its note, or is among the orphans",
    "states": "every memory is the one that the log leads to",
}
