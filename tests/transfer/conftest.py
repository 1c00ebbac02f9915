"""What the tests of two devices share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli, HandClock, Vault
from tests.transfer.devices import Devices


@pytest.fixture
def two_homes(
    home: Path,
    nothing_ships: Path,
    tmp_path: Path,
    vault: Vault,
    clock: HandClock,
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
) -> Devices:
    """Two homes in which nothing is yet, and one vault."""
    assert not home.exists()
    assert not nothing_ships.exists()
    return Devices(vault, clock, cli, monkeypatch, tmp_path)
