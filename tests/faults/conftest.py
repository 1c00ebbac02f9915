"""The machine on which things go wrong, started once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.machine import IN_MEMORY, WHY_NOT, Machine
from tests.faults.places import Places


@pytest.fixture(scope="session")
def places() -> Iterator[Places]:
    """Places on a machine."""
    if WHY_NOT:
        pytest.skip(WHY_NOT)
    with tempfile.TemporaryDirectory(prefix="studygpt-faults-", dir=IN_MEMORY) as folder:
        machine = Machine.switched_on(Path(folder))
        yield Places(machine)
        machine.switch_off()


@pytest.fixture
def machine(places: Places) -> Machine:
    return places.machine
