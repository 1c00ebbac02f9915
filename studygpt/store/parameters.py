"""The parameters of memory, kept beside the memories that follow from them: a backup holds both, or neither."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from studygpt.model import Act
from studygpt.schedule.recall import DECAY
from studygpt.store import log
from studygpt.store.tables import log as log_table, settings

KEY = "parameters"
SINCE = "parameters_since"
_MANY = 21


class Curve(NamedTuple):
    """How recall falls."""

    decay: float
    since: int
    """The id in the log after which these parameters hold: before, others predicted. 0: they always held."""

    @property
    def adopted_at(self) -> int | None:
        """In ms."""
        return log.time_of_id(self.since) if self.since else None


def curve(connection: Connection) -> Curve:
    fitted = read(connection)
    return Curve(-fitted[-1] if fitted else DECAY, _since(connection))


def _since(connection: Connection) -> int:
    stored = connection.execute(select(settings.c.value).where(settings.c.key == SINCE)).scalar()
    return int(stored) if stored else 0


def read(connection: Connection) -> tuple[float, ...] | None:
    """Those that were fitted to the person; None where the usual ones hold."""
    stored = connection.execute(select(settings.c.value).where(settings.c.key == KEY)).scalar()
    return accepted(json.loads(stored)) if stored else None


def accepted(stored: Any) -> tuple[float, ...] | None:
    """What was stored, where it is such parameters."""
    numbers = stored if isinstance(stored, list) else []
    sound = len(numbers) == _MANY and all(isinstance(each, float) and isfinite(each) for each in numbers)
    return tuple(numbers) if sound else None


def write(connection: Connection, parameters: tuple[float, ...] | None, now: int) -> None:
    """Let these hold from now (ms) on; None: the usual ones."""
    graded = (log_table.c.act == Act.GRADE.value, log_table.c.id > _since(connection))
    if parameters is not None:
        log.write_setting(connection, KEY, list(parameters))
        log.write_setting(connection, SINCE, log.id_boundary(connection, now))
    elif connection.execute(select(log_table.c.id).where(*graded).limit(1)).first():
        log.delete_settings(connection, [KEY])
        log.write_setting(connection, SINCE, log.id_boundary(connection, now))
    else:  # the others predicted nothing: it is as if they had never held
        log.delete_settings(connection, [KEY, SINCE])
