"""The parameters of memory, kept beside the memories that follow from them: a backup holds both, or neither."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from sqlalchemy import Connection, select

from studygpt.store import log
from studygpt.store.tables import settings

KEY = "parameters"
_MANY = 21


def read(connection: Connection) -> tuple[float, ...] | None:
    """Those that were fitted to the person; None where the usual ones hold."""
    stored = connection.execute(select(settings.c.value).where(settings.c.key == KEY)).scalar()
    return accepted(json.loads(stored)) if stored else None


def accepted(stored: Any) -> tuple[float, ...] | None:
    """What was stored, where it is such parameters."""
    numbers = stored if isinstance(stored, list) else []
    sound = len(numbers) == _MANY and all(isinstance(each, float) and isfinite(each) for each in numbers)
    return tuple(numbers) if sound else None


def write(connection: Connection, parameters: tuple[float, ...] | None) -> None:
    if parameters is None:
        log.forget_settings(connection, [KEY])
    else:
        log.write_setting(connection, KEY, list(parameters))
