"""What every capability of a study shares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studygpt.clock import Clock
from studygpt.model import Memory, Moment, State
from studygpt.schedule.days import day_start, study_day
from studygpt.settings import Settings, settings_from
from studygpt.store import log
from studygpt.store.database import Database
from studygpt.store.schema import ensure_current


@dataclass
class Core:
    database: Database
    clock: Clock
    settings: Settings
    device: str

    @classmethod
    def open(cls, place: str | Path, clock: Clock) -> Core:
        database = Database(place)
        ensure_current(database)
        with database.read() as connection:
            stored = log.read_settings(connection)
        if "device" not in stored:
            with database.write() as connection:
                log.device(connection, stored)
        return cls(database, clock, settings_from(stored), str(stored["device"]))

    def change_setting(self, name: str, value: object) -> None:
        with self.database.write() as connection:
            log.write_setting(connection, name, value)
            self.settings = settings_from(log.read_settings(connection))

    def today(self, now: Moment | None = None) -> int:
        return study_day(now or self.clock(), self.settings.day_starts_at)

    def due_at(self, memory: Memory, now: Moment) -> int | None:
        """When a card is due, in ms UTC: a step at its minute, a review when its study day begins where one is now."""
        if memory.state is State.REVIEW and memory.due_day is not None:
            return day_start(memory.due_day, now.utc_offset, self.settings.day_starts_at)
        return memory.due_at
