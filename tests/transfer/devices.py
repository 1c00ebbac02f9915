"""Two homes over one vault, whose logs are merged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studygpt.study import Study
from tests.conftest import Cli, HandClock, Vault


class Devices:
    """Two homes over one vault; a study is opened on one of them at a time."""

    def __init__(self, vault: Vault, clock: HandClock, cli: Cli, monkeypatch: pytest.MonkeyPatch, homes: Path) -> None:
        self.vault, self.clock, self.cli, self.monkeypatch = vault, clock, cli, monkeypatch
        self.homes = [homes / "one", homes / "other"]

    def on(self, device: int, act: Callable[[Study], object]) -> None:
        """Do something on a device, an hour after what was done last."""
        self.clock.move(hours=1)
        self.monkeypatch.setenv("STUDYGPT_HOME", str(self.homes[device]))
        study = Study.open(self.clock)
        act(study)
        study.close()

    def merge(self, source: int, into: int) -> None:
        self.monkeypatch.setenv("STUDYGPT_HOME", str(self.homes[into]))
        ran = self.cli("merge", self.homes[source])
        assert ran.code == 0, ran.err
        self.sound(into)

    def sound(self, device: int) -> None:
        """Have the doctor look at a device."""
        self.monkeypatch.setenv("STUDYGPT_HOME", str(self.homes[device]))
        ran = self.cli("doctor")
        assert ran.code == 0, ran.out
