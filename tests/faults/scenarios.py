"""What is done while things go wrong: each act that writes, in a place that is made for it."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from studygpt.study import Fitting, Study
from tests import learner
from tests.conftest import Vault, living_in
from tests.faults.held import Held, held_by
from tests.faults.machine import Ended, Machine

CARDS = 40
_SHOWN = re.compile(r"^-- \d+ cards? left", re.MULTILINE)


@dataclass(frozen=True)
class Scenario:
    """An act, or several in a row, and what may be held when it is broken off."""

    name: str
    words: tuple[str, ...]
    place: Path
    """Where it begins, as it was saved."""
    inputs: tuple[str, ...] = ("",)
    """What is typed for the first act, the first two, and so on; only the last of them is broken off."""
    acknowledged: Callable[[Ended], int] = lambda ended: int(bool(ended.out.strip()))
    """How many acts were acknowledged."""
    again: bool = True
    """Whether the command may be given again and leads to the same."""
    whole: tuple[str, ...] = ()
    """Files that are there as a whole or not at all."""
    states: list[Held] = field(default_factory=list)
    """What is held after no act, one, two ..., when nothing goes wrong."""
    damage: list[str] = field(default_factory=list)
    """What the doctor says then: the old databases were made up, and not all their memories follow from their logs."""

    @property
    def typed(self) -> str:
        return self.inputs[-1]


def tell_states(machine: Machine, scenario: Scenario) -> None:
    """Find out what is held after each act."""
    machine.put(scenario.place)
    scenario.states.append(held_by(machine.database))
    for typed in scenario.inputs:
        machine.put(scenario.place)
        ended = machine(*scenario.words, stdin=typed)
        assert ended.code == 0, (scenario.name, ended)
        scenario.states.append(held_by(machine.database))


def shown_before(ended: Ended) -> int:
    """How many cards of a plain review were left behind: the next one was shown."""
    return max(0, len(_SHOWN.findall(ended.out)) - 1)


def note(cards: range = range(CARDS), more: str = "") -> str:
    lines = (f"What is number {number:03}?::The number {number}{more} and some more words" for number in cards)
    return "#flashcards\n\n" + "\n\n".join(lines) + "\n"


def make_places(machine: Machine) -> dict[str, Path]:
    """Make the places in which scenarios begin."""
    vault = Vault(machine.place / "vault")
    vault.write("a.md", note())
    made = {"notes": machine.save("notes")}
    succeed(machine, "import", vault.path)
    made["new"] = machine.save("new")
    with living_in(machine.place) as clock:
        study = Study.open(clock)
        learner.live(study, 60, 4)
        study.close()
    made["studied"] = machine.save("studied")
    vault.write("a.md", note(range(5, CARDS), " (in words)"))
    vault.write("b.md", note(range(CARDS, CARDS + 30)))
    made["changed"] = machine.save("changed")
    machine.put(made["studied"])
    succeed(machine, "backup")
    (copy,) = (machine.home / "backups").glob("*manual.db")
    rate(machine, 3)
    made["backed up"] = machine.save("backed up")
    (machine.home / "studygpt.db").write_bytes((machine.home / "studygpt.db").read_bytes()[:60_000])
    made["damaged"] = machine.save("damaged")
    copy.unlink()
    machine.put(made["studied"])
    with living_in(machine.place) as clock:
        study = Study.open(clock)
        Fitting(study.context).adopt(learner.FORGETFUL)
        study.close()
    rate(machine, 2)
    made["fitted"] = machine.save("fitted")
    succeed(machine, "export", "--json", machine.place / "all.jsonl")
    shutil.copytree(machine.home, machine.place / "other")
    shutil.rmtree(machine.home)
    with closing(sqlite3.connect(machine.place / "other" / "studygpt.db")) as connection:
        (old,) = connection.execute("SELECT value FROM settings WHERE key = 'devices'").fetchone()
        told = [{**each, "home": str(machine.place / "other")} for each in json.loads(old)]
        connection.execute("UPDATE settings SET value = ? WHERE key = 'devices'", (json.dumps(told),))
        connection.commit()
    made["empty, with an export"] = machine.save("empty")
    shutil.copytree(made["new"] / "home", machine.home)
    rate(machine, 4)
    made["with another home"] = machine.save("other")
    shutil.rmtree(machine.place)
    Vault(machine.place / "vault").write("a.md", note(range(150)))
    succeed(machine, "import", vault.path)
    with living_in(machine.place) as clock:
        study = Study.open(clock)
        learner.live(study, 60, 8)
        study.close()
    made["long studied"] = machine.save("long studied")
    for form in ("0001", "0003", "0006"):
        shutil.rmtree(machine.place)
        machine.home.mkdir(parents=True)
        script = Path(__file__).parent.parent / "fixtures" / "databases" / f"{form}.sql"
        with closing(sqlite3.connect(machine.database)) as connection:
            connection.executescript(script.read_text(encoding="utf-8"))
            connection.execute("PRAGMA journal_mode = WAL")
        made[form] = machine.save(form)
    return made


def succeed(machine: Machine, *words: str | Path) -> Ended:
    ended = machine(*words)
    assert ended.code == 0, (words, ended)
    return ended


def rate(machine: Machine, many: int) -> None:
    """Grade the first cards that are due."""
    for card in json.loads(succeed(machine, "due", "--json").out)[:many]:
        succeed(machine, "rate", card["id"], "good")


def first_due(machine: Machine, place: Path) -> str:
    machine.put(place)
    return str(json.loads(succeed(machine, "due", "--json").out)[0]["id"])


def all_scenarios(machine: Machine) -> list[Scenario]:
    """Return every scenario, with what is held after its acts."""
    made = make_places(machine)
    three = tuple("\n3\n" * acts for acts in (1, 2, 3))
    back = ("\n3\n", "\n3\nu\n", "\n3\nu\n\n1\n")
    card = first_due(machine, made["studied"])
    card_of_new = first_due(machine, made["new"])
    export, other = str(machine.place / "all.jsonl"), str(machine.place / "other")
    vault = str(machine.place / "vault")
    scenarios = [
        Scenario("first rate", ("rate", card_of_new, "good"), made["new"], again=False),
        Scenario("rate", ("rate", card, "again"), made["fitted"], again=False),
        Scenario("undo", ("undo",), made["fitted"], again=False),
        Scenario("review", ("review", "--plain"), made["studied"], three, shown_before, again=False),
        Scenario("review and undo", ("review", "--plain"), made["studied"], back, shown_before, again=False),
        Scenario("import", ("import", vault), made["notes"]),
        Scenario("sync", ("sync",), made["changed"]),
        Scenario("fit", ("fit",), made["long studied"], again=False),
        Scenario("fit --reset", ("fit", "--reset"), made["fitted"]),
        Scenario("backup", ("backup",), made["fitted"]),
        Scenario("restore", ("restore", "--yes"), made["backed up"]),
        Scenario("restore of a damaged one", ("restore", "--yes"), made["damaged"]),
        Scenario("merge", ("merge", other), made["with another home"]),
        Scenario("import of an export", ("import", export), made["empty, with an export"]),
        Scenario("import of an export into another home", ("import", export), made["with another home"]),
        Scenario("export", ("export", "--json", export), made["fitted"], whole=("all.jsonl",)),
        Scenario("config", ("config", "new_per_day", "7"), made["fitted"], whole=("home/settings.toml",)),
        *(Scenario(f"upgrade of {form}", ("due",), made[form]) for form in ("0001", "0003", "0006")),
    ]
    for scenario in scenarios:
        if scenario.name == "restore of a damaged one":
            machine.put(made["backed up"])
            succeed(machine, *scenario.words)
            scenario.states.extend([(), held_by(machine.database)])
        else:
            tell_states(machine, scenario)
        looked = machine("doctor").out.splitlines()
        scenario.damage.extend(line for line in looked if line.startswith("damage"))
    return scenarios
