"""Killed at some of the calls that write; `make faults` tries all of them, and random moments."""

from __future__ import annotations

import pytest

from tests.faults import kills
from tests.faults.machine import killed_at
from tests.faults.places import Places
from tests.faults.scenarios import scenario

POINTS = {
    "rate": 3,
    "review with undo": 3,
    "app": 1,
    "sync": 1,
    "fit --reset": 1,
    "restore": 1,
    "import of an export, added": 1,
    "upgrade of 0006": 1,
}
"""At how many calls each act is broken off here."""


@pytest.mark.parametrize("name", POINTS)
def test_what_is_killed_loses_nothing_doubles_nothing_and_leaves_nothing_behind(places: Places, name: str) -> None:
    act, many = scenario(places, name), POINTS[name]
    for number in range(many):
        call = 1 + (2 * number + 1) * act.calls // (2 * many)
        fault = killed_at(call, torn=bool(number % 2))
        assert kills.broken_off(places.machine, act, fault) == [], f"{name}, killed at call {call} of {act.calls}"
