"""Break an act off at one call or one moment, and say what was lost, doubled, damaged or left behind."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import time
from pathlib import Path

from tests.faults.held import held_by
from tests.faults.machine import Ended, Fault, Machine
from tests.faults.scenarios import Scenario, damage, perform

LEFTOVERS = ("*.part", "*.part-*", ".import-*", "*-journal", "settings.toml.*", ".*.part")
"""What only a step that is half done may leave."""


def wrongs_after(machine: Machine, scenario: Scenario, ended: Ended, *, told: bool = False) -> list[str]:
    """Say in a few words what is wrong after an act was broken off; nothing, where every promise was kept.

    `told`: it was not killed, but met an error; it says so in a sentence.
    """
    wrong = []
    if "Traceback" in ended.err or "did not expect" in ended.err:
        wrong.append(f"a traceback or an unexpected error: {ended.err[-300:]}")
    if told and ended.code not in (0, 3):
        wrong.append(f"exit code {ended.code}")
    if told and ended.code == 3 and (not ended.err.startswith("studygpt: ") or ended.err.count("\n") > 2):
        wrong.append(f"no sentence: {ended.err}")
    acts = scenario.acknowledged(ended)
    acts = max(acts, len(scenario.inputs)) if ended.code == 0 else acts
    allowed = scenario.states[acts : acts + 2] if ended.code != 0 else scenario.states[-1:]
    if "Nothing of this step was kept" not in ended.out:  # or a review went on after an undo that was refused
        wrong += _held(machine, allowed, f"after {acts} acknowledged acts", scenario)
    wrong += wrong_files(machine, scenario)
    if scenario.again and (scenario.again_when_done or not _is_done(machine, scenario)):
        again = machine(*scenario.words, stdin=scenario.typed)
        if again.code != 0:
            wrong.append(f"again: {again.code} {again.err[-300:]}")
        wrong += _held(machine, scenario.states[-1:], "after it was done again", scenario)
    found = damage(machine)
    if found != scenario.damage:
        wrong.append(f"doctor: {' / '.join(found)}")
    wrong += [f"left behind: {_anonymous(path)}" for path in leftovers(machine)]
    return wrong


def _is_done(machine: Machine, scenario: Scenario) -> bool:
    try:
        return held_by(machine.database) == scenario.states[-1]
    except (sqlite3.Error, AssertionError):
        return False


def _held(machine: Machine, allowed: list[object], when: str, scenario: Scenario) -> list[str]:
    try:
        held = held_by(machine.database)
    except (sqlite3.Error, AssertionError) as error:
        if () in allowed:  # it was damaged from the beginning
            return []
        return [f"{when} the database is damaged: {error}"]
    if held in allowed or (() in allowed and not held):
        return []
    known = [at for at, state in enumerate(scenario.states) if state == held]
    what = f"is what it was after {known} acts" if known else "is nothing that it ever was"
    return [f"{when} what is held {what}"]


def wrong_files(machine: Machine, scenario: Scenario) -> list[str]:
    """Say which files are there in part, of those that must be whole or absent."""
    wrong = []
    for copy in machine.home.glob("backups/*.db"):
        if "damaged" not in copy.name:
            try:
                held_by(copy)
            except (sqlite3.Error, AssertionError) as error:
                wrong.append(f"the backup {_anonymous(copy)} is damaged: {error}")
    for name in scenario.whole:
        file = machine.place / name
        if file.exists() and not _is_whole(file):
            wrong.append(f"{name} is there in part")
    return wrong


def _is_whole(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    return '"end"' in text.rpartition("\n{")[2] if file.suffix == ".jsonl" else "new_per_day = 7" in text


def leftovers(machine: Machine) -> list[Path]:
    """Return the files that only a step that is half done may leave."""
    found = {path for pattern in LEFTOVERS for path in machine.place.rglob(pattern)}
    return sorted(path for path in found if path.parent not in found)


def _anonymous(path: Path) -> str:
    """Return the name of a file without what differs from run to run."""
    return re.sub(r"\d+", "0", re.sub(r"\.import-.*", ".import-*", path.name))


def broken_off(machine: Machine, scenario: Scenario, fault: Fault, *, told: bool = False) -> list[str]:
    """Break an act off by a fault, and say what is wrong then."""
    return wrongs_after(machine, scenario, perform(machine, scenario, fault), told=told)


def killed_some_time(machine: Machine, scenario: Scenario, draw: random.Random, longest: float) -> list[str]:
    """Kill an act from outside at a moment drawn by chance, and say what is wrong then."""
    machine.put(scenario.place)
    assert not scenario.in_app, "there, somebody has to type"
    running = machine.start(*scenario.words, stdin=scenario.typed)
    time.sleep(draw.random() * longest)
    os.kill(running.process, signal.SIGKILL)  # if it has ended, nobody has asked for it yet
    return wrongs_after(machine, scenario, machine.wait(running))
