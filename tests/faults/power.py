"""Lose the power at one call of an act, and say what is wrong afterwards."""

from __future__ import annotations

import random
import sqlite3
from copy import deepcopy

from tests.faults.disk import Disk, Loss, read_calls
from tests.faults.held import held_by
from tests.faults.kills import wrong_files
from tests.faults.machine import ALL, Ended, Fault, Machine
from tests.faults.scenarios import Scenario, damage


class Recorded:
    """An act that was recorded call by call."""

    def __init__(self, machine: Machine, scenario: Scenario) -> None:
        self.machine, self.scenario = machine, scenario
        record = machine.scratch / "record"
        machine.put(scenario.place)
        self.before = Disk(machine.place)
        ended = machine(*scenario.words, stdin=scenario.typed, fault=Fault(counted=ALL, record=record))
        assert ended.code == 0, ended
        self.calls = read_calls(record)
        self.allowed = scenario.states
        if scenario.damage:  # the doctor has something to mend at the beginning, so all is compared after that
            self.allowed = []
            for done in (False, True):
                machine.put(scenario.place)
                if done:
                    machine(*scenario.words)
                machine("doctor", "--fix")
                self.allowed.append(held_by(machine.database))

    def lose_power(self, after: int, loss: Loss, seed: int = 0) -> int:
        """Lose the power after so many calls; return how many acts were acknowledged before."""
        disk = deepcopy(self.before)
        for call in self.calls[:after]:
            disk.play(call)
        disk.lose_power(loss, random.Random(seed))
        said = b"".join(call.data for call in self.calls[:after] if call.kind == "o").decode()
        return self.scenario.acknowledged(Ended(-9, True, after, said, ""))

    def wrongs_after(self, after: int, loss: Loss, seed: int = 0) -> list[str]:
        """Lose the power after so many calls, have the doctor mend what it can, and say what is wrong then."""
        acknowledged = self.lose_power(after, loss, seed)
        wrong = []
        begun_damaged = self.scenario.states[0] == ()
        mended = self.machine("doctor", "--fix")
        if mended.code != 0 and not begun_damaged and not self.scenario.damage:
            wrong.append(f"doctor --fix: {mended.code} {mended.out[-300:]} {mended.err[-300:]}")
        found = [] if begun_damaged else damage(self.machine)
        if found != self.scenario.damage and not mended.code == 0 == len(found):
            wrong.append(f"doctor: {' / '.join(found)}")
        try:
            held = held_by(self.machine.database)
        except (sqlite3.Error, AssertionError) as error:
            return wrong if begun_damaged else [*wrong, f"the database is damaged: {error}"]
        if held not in self.allowed:
            wrong.append("what is held is nothing that it ever was")
        elif held not in self.allowed[acknowledged:]:
            lost = acknowledged - self.allowed.index(held)
            wrong.append(f"{LOST}{lost} of {acknowledged}")
        return wrong + wrong_files(self.machine, self.scenario)


LOST = "acknowledged acts were lost: "
"""How a complaint about lost acts begins."""
