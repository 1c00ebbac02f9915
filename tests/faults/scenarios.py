"""What is done while things go wrong: each act that writes, and what is held before and after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from tests.faults.app import App, cards_in
from tests.faults.held import Held, held_by
from tests.faults.machine import COUNTED, Ended, Fault, Machine
from tests.faults.places import Places, due

_SHOWN = re.compile(r"^-- \d+ cards? left", re.MULTILINE)


@dataclass
class Scenario:
    """An act, or several in a row, and what may be held when it is broken off."""

    name: str
    place: Path
    """Where it begins, as it was saved."""
    words: tuple[str | Path, ...]
    inputs: tuple[str, ...] = ("",)
    """What is typed for the first act, the first two, and so on; only the last of them is broken off."""
    acknowledged: Callable[[Ended], int] = lambda ended: int(bool(ended.out.strip()))
    """How many acts were acknowledged: usually, what is said at all is said afterwards."""
    again: bool = True
    """Whether the command may be given again and leads to the same."""
    again_when_done: bool = True
    """The same of one that was done as a whole, but could not say so any more."""
    whole: tuple[str, ...] = ()
    """Files that are there as a whole or not at all."""
    states: list[Held] = field(default_factory=list)
    """What is held after no act, one, two ..., when nothing goes wrong."""
    damage: list[str] = field(default_factory=list)
    """What the doctor says then: the old databases were made up, and not all their memories follow from their logs."""
    in_app: bool = False
    """Whether it is done in the app; what is typed is for the plain review, which leads to the same."""
    calls: int = 0
    """How many calls it makes that change files or say something."""

    @property
    def typed(self) -> str:
        return self.inputs[-1]


def shown_before(ended: Ended) -> int:
    """How many cards of a plain review were left behind: the next one was shown."""
    return max(0, len(_SHOWN.findall(ended.out)) - 1)


def left_behind(ended: Ended) -> int:
    """How many cards the app left behind: the next one was shown."""
    return max(0, len(cards_in(ended.out)) - 1)


def gone_back(ended: Ended) -> int:
    """Whether a restore said that it was done; what would change it says before."""
    return int("The database is what it was" in ended.out)


_THREE = tuple("\n3\n" * acts for acts in (1, 2, 3))
_BACK = ("\n3\n", "\n3\nu\n", "\n3\nu\n\n1\n")
_REVIEW = ("review", "--plain")
_RESTORE = ("restore", "--yes")


def _scenarios(places: Places) -> dict[str, Callable[[str], Scenario]]:
    """Return how each scenario is made, by its name."""
    machine, at = places.machine, places.machine.place

    def rated(name: str, place: Path) -> Scenario:
        machine.put(place)
        return Scenario(name, place, ("rate", due(machine)[0], "again"), again=False)

    return {
        "first rate": lambda name: rated(name, places.new),
        "rate": lambda name: rated(name, places.fitted),
        "undo": lambda name: Scenario(name, places.fitted, ("undo",), again=False),
        "review": lambda name: Scenario(name, places.studied, _REVIEW, _THREE, shown_before, again=False),
        "review with undo": lambda name: Scenario(name, places.studied, _REVIEW, _BACK, shown_before, again=False),
        "app": lambda name: Scenario(name, places.new, _REVIEW, _THREE, left_behind, again=False, in_app=True),
        "import": lambda name: Scenario(name, places.notes, ("import", at / "vault")),
        "sync": lambda name: Scenario(name, places.changed, ("sync",)),
        "fit": lambda name: Scenario(name, places.long_studied, ("fit",), again=False),
        "fit --reset": lambda name: Scenario(name, places.fitted, ("fit", "--reset")),
        "backup": lambda name: Scenario(name, places.fitted, ("backup",)),
        "restore": lambda name: Scenario(name, places.backed_up, _RESTORE, acknowledged=gone_back),
        "restore of a damaged one": lambda name: Scenario(
            name,
            places.damaged,
            _RESTORE,
            acknowledged=gone_back,
            again_when_done=False,  # then the database is sound, and who restores it goes back on purpose
        ),
        "merge": lambda name: Scenario(name, places.with_other, ("merge", at / "other")),
        "import of an export": lambda name: Scenario(name, places.empty_with_export, ("import", at / "all.jsonl")),
        "import of an export, added": lambda name: Scenario(name, places.with_other, ("import", at / "all.jsonl")),
        "export": lambda name: Scenario(
            name, places.fitted, ("export", "--json", at / "all.jsonl"), whole=("all.jsonl",)
        ),
        "config": lambda name: Scenario(
            name, places.fitted, ("config", "new_per_day", "7"), whole=("home/settings.toml",)
        ),
        **{
            f"upgrade of {form}": lambda name, form=form: Scenario(name, places.of_form(form), ("due",))  # type: ignore[misc]
            for form in ("0001", "0003", "0006")
        },
    }


def names(places: Places) -> list[str]:
    """Return the names of all scenarios."""
    return list(_scenarios(places))


def scenario(places: Places, name: str) -> Scenario:
    """Make a scenario, and find out what is held after each of its acts."""
    if name not in places.scenarios:
        places.scenarios[name] = _told(places, _scenarios(places)[name](name))
    return cast(Scenario, places.scenarios[name])


def _told(places: Places, made: Scenario) -> Scenario:
    machine = places.machine
    machine.put(made.place)
    if made.place == places.__dict__.get("damaged"):
        made.states.append(())
    else:
        made.states.append(held_by(machine.database))
    for typed in made.inputs:
        machine.put(made.place)
        ended = machine(*made.words, stdin=typed, fault=COUNTED)
        assert ended.code == 0, (made.name, ended)
        made.states.append(held_by(machine.database))
        made.calls = ended.calls
    if made.in_app:
        made.calls = perform(machine, made, COUNTED).calls
    made.damage.extend(damage(machine))
    return made


def perform(machine: Machine, scenario: Scenario, fault: Fault) -> Ended:
    """Do what is to be broken off, in its place."""
    machine.put(scenario.place)
    if scenario.in_app:
        return App(machine, fault).grade(len(scenario.inputs))
    return machine(*scenario.words, stdin=scenario.typed, fault=fault)


def damage(machine: Machine) -> list[str]:
    """Return what the doctor calls damage."""
    return [line for line in machine("doctor").out.splitlines() if line.startswith("damage")]
