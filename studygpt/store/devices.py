"""The name with which this device signs its rows of the log. It says whose an act is, so that nobody undoes another's.

A database may be copied to another computer or folder, or be a server for several: each place has a name of its own.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from studygpt.store.log import write_setting

_DEVICES, _OF_BEFORE = KEYS = "devices", "device"
"""The keys of the stored values that name devices; earlier versions knew of one."""


def known_name(stored: Mapping[str, Any], home: Path) -> str | None:
    """Return the name of the device that keeps its things in `home`; None where it is new to the database.

    `stored`: the values that the database holds.
    """
    return next((str(each["name"]) for each in _devices(stored) if _is_here(each, home)), None)


def name_device(connection: Connection, stored: Mapping[str, Any], home: Path) -> str:
    """Name the device and return its name: the one it had, if its home was moved or the database is old."""
    devices = _devices(stored)
    before = None if devices else stored.get(_OF_BEFORE)
    here = [each for each in devices if each["computer"] == _computer()]
    moved = next((each for each in here if not Path(each["home"]).exists()), None)
    if moved is not None:
        before = moved["name"]
        devices.remove(moved)
    name = str(before or secrets.token_hex(4))
    devices.append({"computer": _computer(), "home": str(home), "name": name})
    write_setting(connection, _DEVICES, devices)
    return name


def _devices(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(stored.get(_DEVICES, ()))


def _is_here(device: Mapping[str, Any], home: Path) -> bool:
    return bool(device["computer"] == _computer() and device["home"] == str(home))


def _computer() -> str:
    """Return what tells this computer from others, without its name."""
    return blake2b(socket.gethostname().encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
