"""Store the fitted parameters of memory, beside the memories that follow from them: a backup holds both or neither."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import NamedTuple

from sqlalchemy import Connection, select

from studygpt.model import Act
from studygpt.schedule.recall import DECAY
from studygpt.store import log
from studygpt.store.tables import log as log_table, settings

KEY = "parameters"
SINCE, CHOSEN = "parameters_since", "parameters_chosen"
"""Keys of the clocks of the log: after which the parameters predict, and when they were chosen."""
_MANY = 21


class RecallCurve(NamedTuple):
    """The forgetting curve in use."""

    decay: float
    since: int
    """The clock of the log after which the curve's parameters are in use; 0 if they always were."""

    @property
    def adopted_at(self) -> int | None:
        """Return the instant (ms) since when the parameters are in use; None if they always were."""
        return log.time_of(self.since) if self.since else None


def curve(connection: Connection) -> RecallCurve:
    """Return the forgetting curve in use."""
    fitted = read(connection)
    return RecallCurve(-fitted[-1] if fitted else DECAY, _since(connection))


def _since(connection: Connection) -> int:
    stored = connection.execute(select(settings.c.value).where(settings.c.key == SINCE)).scalar()
    return int(stored) if stored else 0


def read(connection: Connection) -> tuple[float, ...] | None:
    """Return the parameters that were fitted to the learner; None where the defaults are in use."""
    stored = connection.execute(select(settings.c.value).where(settings.c.key == KEY)).scalar()
    return accepted(json.loads(stored)) if stored else None


def accepted(stored: object) -> tuple[float, ...] | None:
    """Return a stored value if it is a sound list of parameters, else None."""
    numbers = stored if isinstance(stored, list) else []
    sound = len(numbers) == _MANY and all(isinstance(each, float) and isfinite(each) for each in numbers)
    return tuple(numbers) if sound else None


def write(connection: Connection, parameters: tuple[float, ...] | None, now: int) -> None:
    """Store parameters that are in use from now (ms) on; None for the defaults."""
    log.write_setting(connection, CHOSEN, log.boundary(connection, now))
    graded = (log_table.c.act == Act.GRADE.value, log_table.c.clock > _since(connection))
    if parameters is not None:
        log.write_setting(connection, KEY, list(parameters))
        log.write_setting(connection, SINCE, log.boundary(connection, now))
    elif connection.execute(select(log_table.c.id).where(*graded).limit(1)).first():
        log.delete_settings(connection, [KEY])
        log.write_setting(connection, SINCE, log.boundary(connection, now))
    else:  # the fitted ones predicted nothing, so it is as if they had never been in use
        log.delete_settings(connection, [KEY, SINCE])


def take_later(connection: Connection, theirs: Mapping[str, object]) -> bool:
    """Take the parameters among another device's stored values if they were chosen after those here."""
    ours = log.read_settings(connection)
    if _chosen(theirs) <= _chosen(ours):
        return False
    log.delete_settings(connection, _KEYS)
    for key in theirs.keys() & _KEYS:
        log.write_setting(connection, key, theirs[key])
    return True


_KEYS = frozenset((KEY, SINCE, CHOSEN))


def _chosen(stored: Mapping[str, object]) -> tuple[int, str]:
    """Return when parameters were chosen; of two that were chosen at one time, the same device's come first."""
    return int(str(stored.get(CHOSEN, stored.get(SINCE, 0)))), json.dumps(stored.get(KEY))
