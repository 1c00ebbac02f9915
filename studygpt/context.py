"""The state that the parts of the program share: database, clock, settings, device and fitted parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studygpt import paths
from studygpt.backup.open_database import bring_up_to_date, open_database
from studygpt.clock import Clock
from studygpt.errors import UsageError
from studygpt.model import Memory, Moment
from studygpt.schedule.days import study_day
from studygpt.schedule.due import due_at
from studygpt.schedule.recall import DECAY
from studygpt.settings import DESCRIPTIONS, Settings, SettingValue, describe
from studygpt.store import devices, log, settings_file
from studygpt.store.database import Database, weakly
from studygpt.store.journal import Journal
from studygpt.store.outbox import Outbox
from studygpt.store.parameters import KEY, accepted


@dataclass
class StudyContext:
    """An open database with its clock, settings and fitted parameters."""

    database: Database
    clock: Clock
    settings: Settings
    device: str
    """The name with which this device signs its acts."""
    parameters: tuple[float, ...] | None = None
    """The FSRS parameters fitted to this learner's reviews; None means the default parameters."""
    outbox: Outbox | None = None
    """The grades that wait to be stored, where the database is on a server and so each look into it takes long."""
    when_reopened: Callable[[], object] = lambda: None
    """What else is done when another program has put another database in the place of the open one."""

    @classmethod
    def open(cls, place: str | Path, clock: Clock) -> StudyContext:
        """Open the database at `place`, creating or upgrading it if needed."""
        database = open_database(place)
        with database.read() as connection:
            stored = log.read_settings(connection)
            if database.is_on_server:
                database.last_clock = log.last_clock(connection)
        device = _begin_journal(database, stored)
        if not stored.keys().isdisjoint(DESCRIPTIONS):
            _move_settings(database, stored)
        context = cls(database, clock, settings_file.read(), device, accepted(stored.get(KEY)))
        database.when_replaced = weakly(context.reopen)  # or the two would keep each other in use
        if database.is_on_server:
            context.outbox = Outbox(database)
        return context

    def close(self) -> None:
        """Send what waits to be stored, and close the database."""
        if self.outbox is not None:
            self.outbox.close()
        self.database.close()

    def reopen(self) -> None:
        """Take in that another program put another database in the place of this one."""
        bring_up_to_date(self.database)
        with self.database.read() as connection:
            stored = log.read_settings(connection)
        self.device = _begin_journal(self.database, stored)
        self.parameters = accepted(stored.get(KEY))
        self.when_reopened()

    @property
    def decay(self) -> float:
        """Return the decay of the forgetting curve, fitted or default."""
        return -self.parameters[-1] if self.parameters else DECAY

    def change_setting(self, name: str, value: object) -> None:
        """Change a setting in the settings file and in this context."""
        settings_file.write({name: describe(name).accept(value)})
        self.settings = settings_file.read()

    def today(self, now: Moment | None = None) -> int:
        """Return the study day of `now`, by default that of the present moment."""
        return study_day(now or self.clock(), self.settings.day_starts_at)

    def due_at(self, memory: Memory, now: Moment) -> int | None:
        """Return the instant (ms UTC) from which a card with this memory is due; None for a new card."""
        return due_at(memory, now, self.settings.day_starts_at)


def _begin_journal(database: Database, stored: Mapping[str, object]) -> str:
    """Give the database the journal of this device, and return the device's name there."""
    home = (database.file.parent if database.file else paths.home()).resolve()
    device = devices.known_name(stored, home)
    if device is None:
        home.mkdir(parents=True, exist_ok=True)  # a home that is not there has moved, and its name with it
        with database.write() as connection:
            device = devices.name_device(connection, log.read_settings(connection), home)
    database.journal = Journal(paths.journal(database.file), device, with_cards=database.file is not None)
    return device


def _move_settings(database: Database, stored: Mapping[str, object]) -> None:
    """Move settings that an earlier version kept in the database to the settings file; values in the file win."""
    there = settings_file.read_changed()
    moved: dict[str, SettingValue] = {}
    for name in stored.keys() & DESCRIPTIONS.keys() - there.keys():
        with suppress(UsageError):  # values that are no longer valid are dropped
            moved[name] = DESCRIPTIONS[name].accept(stored[name])
    settings_file.write(moved)
    with database.write() as connection:
        log.delete_settings(connection, stored.keys() & DESCRIPTIONS.keys())
