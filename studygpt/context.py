"""The state that all rooms of a study share: database, clock, settings, device and fitted parameters."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studygpt.backup.open_database import open_database
from studygpt.clock import Clock
from studygpt.errors import UsageError
from studygpt.model import Memory, Moment
from studygpt.schedule.days import study_day
from studygpt.schedule.due import due_at
from studygpt.schedule.recall import DECAY
from studygpt.settings import DESCRIPTIONS, Settings, SettingValue, describe
from studygpt.store import log, settings_file
from studygpt.store.database import Database
from studygpt.store.parameters import KEY, accepted


@dataclass
class StudyContext:
    """An open study."""

    database: Database
    clock: Clock
    settings: Settings
    device: str
    parameters: tuple[float, ...] | None = None
    """The parameters of memory that were fitted to this learner; None: the defaults."""

    @classmethod
    def open(cls, place: str | Path, clock: Clock) -> StudyContext:
        """Open the database at `place`, and make or upgrade it where that is needed."""
        database = open_database(place)
        with database.read() as connection:
            stored = log.read_settings(connection)
        if "device" not in stored:
            with database.write() as connection:
                log.ensure_device(connection, stored)
        if not stored.keys().isdisjoint(DESCRIPTIONS):
            _move_settings(database, stored)
        return cls(database, clock, settings_file.read(), str(stored["device"]), accepted(stored.get(KEY)))

    @property
    def decay(self) -> float:
        """Return the decay of the forgetting curve, fitted or default."""
        return -self.parameters[-1] if self.parameters else DECAY

    def change_setting(self, name: str, value: object) -> None:
        """Change a setting in the file and here."""
        settings_file.write({name: describe(name).accept(value)})
        self.settings = settings_file.read()

    def today(self, now: Moment | None = None) -> int:
        """Return the study day of a moment, by default of the present one."""
        return study_day(now or self.clock(), self.settings.day_starts_at)

    def due_at(self, memory: Memory, now: Moment) -> int | None:
        """When a card is due (ms UTC)."""
        return due_at(memory, now, self.settings.day_starts_at)


def _move_settings(database: Database, stored: Mapping[str, object]) -> None:
    """Move settings that an earlier version kept in the database into their file, which wins where it has them."""
    there = settings_file.read_changed()
    moved: dict[str, SettingValue] = {}
    for name in stored.keys() & DESCRIPTIONS.keys() - there.keys():
        with suppress(UsageError):  # what no longer makes sense is left behind
            moved[name] = DESCRIPTIONS[name].accept(stored[name])
    settings_file.write(moved)
    with database.write() as connection:
        log.delete_settings(connection, stored.keys() & DESCRIPTIONS.keys())
