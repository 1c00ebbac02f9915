"""Places in which things go wrong: a home, a vault and what else an act needs. Each is made when first asked for."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from studygpt.study import Fitting, Study
from tests import learner
from tests.conftest import Vault, living_in
from tests.faults.machine import Ended, Machine

CARDS = 40
OLD = Path(__file__).parent.parent / "fixtures" / "databases"


class Places:
    """The saved places of a machine."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.scenarios: dict[str, object] = {}

    @cached_property
    def notes(self) -> Path:
        """A vault, and no home yet."""
        self._begin(None)
        self._vault().write("a.md", note())
        return self._saved("notes")

    @cached_property
    def new(self) -> Path:
        """A home that took in the vault."""
        self._begin(self.notes)
        succeed(self.machine, "import", self._vault().path)
        return self._saved("new")

    @cached_property
    def studied(self) -> Path:
        """The same after two months."""
        self._begin(self.new)
        with self._study() as study:
            learner.live(study, 60, 4)
        return self._saved("studied")

    @cached_property
    def long_studied(self) -> Path:
        """A home with reviews enough to fit the schedule to."""
        self._begin(None)
        self._vault().write("a.md", note(range(150)))
        succeed(self.machine, "import", self._vault().path)
        with self._study() as study:
            learner.live(study, 60, 8)
        return self._saved("long-studied")

    @cached_property
    def fitted(self) -> Path:
        """A home whose schedule was fitted, with two grades since."""
        self._begin(self.studied)
        with self._study() as study:
            Fitting(study.context).adopt(learner.FORGETFUL)
        rate(self.machine, 2)
        return self._saved("fitted")

    @cached_property
    def changed(self) -> Path:
        """A home whose notes were changed, removed and written since."""
        self._begin(self.studied)
        self._vault().write("a.md", note(range(5, CARDS), " (in words)"))
        self._vault().write("b.md", note(range(CARDS, CARDS + 30)))
        return self._saved("changed")

    @cached_property
    def backed_up(self) -> Path:
        """A home with a backup, and grades since."""
        self._begin(self.studied)
        succeed(self.machine, "backup")
        rate(self.machine, 3)
        return self._saved("backed-up")

    @cached_property
    def damaged(self) -> Path:
        """A home whose database was cut off, with a backup."""
        self._begin(self.backed_up)
        database = self.machine.database
        database.write_bytes(database.read_bytes()[:60_000])
        return self._saved("damaged")

    @cached_property
    def empty_with_export(self) -> Path:
        """No home yet, and an export beside it."""
        self._begin(self.with_other)
        shutil.rmtree(self.machine.home)
        return self._saved("empty-with-export")

    @cached_property
    def with_other(self) -> Path:
        """A home with four grades; beside it the home of another device, and an export of that."""
        self._begin(self.fitted)
        succeed(self.machine, "export", "--json", self.machine.place / "all.jsonl")
        other = self.machine.place / "other"
        shutil.move(self.machine.home, other)
        with closing(sqlite3.connect(other / "studygpt.db")) as connection:
            (told,) = connection.execute("SELECT value FROM settings WHERE key = 'devices'").fetchone()
            devices = [{**each, "home": str(other), "name": "theother"} for each in json.loads(told)]
            connection.execute("UPDATE settings SET value = ? WHERE key = 'devices'", (json.dumps(devices),))
            connection.commit()
        shutil.copytree(self.new / "home", self.machine.home)
        rate(self.machine, 4)
        return self._saved("with-other")

    def of_form(self, form: str) -> Path:
        """A home with the database of an earlier program."""
        self._begin(None)
        self.machine.home.mkdir()
        with closing(sqlite3.connect(self.machine.database)) as connection:
            connection.executescript((OLD / f"{form}.sql").read_text(encoding="utf-8"))
            connection.execute("PRAGMA journal_mode = WAL")
        return self._saved(form)

    # ------------------------------------------------------------------ how they are made

    def _begin(self, before: Path | None) -> None:
        if before is not None:
            self.machine.put(before)
        else:
            shutil.rmtree(self.machine.place)
            self.machine.place.mkdir()

    def _vault(self) -> Vault:
        return Vault(self.machine.place / "vault")

    @contextmanager
    def _study(self) -> Iterator[Study]:
        with living_in(self.machine.place) as clock:
            study = Study.open(clock)
            try:
                yield study
            finally:
                study.close()

    def _saved(self, name: str) -> Path:
        return self.machine.save(name)


def note(cards: range = range(CARDS), more: str = "") -> str:
    """Return a note with these cards."""
    lines = (f"What is number {number:03}?::The number {number}{more} and some more words" for number in cards)
    return "#flashcards\n\n" + "\n\n".join(lines) + "\n"


def succeed(machine: Machine, *words: str | Path) -> Ended:
    ended = machine(*words)
    assert ended.code == 0, (words, ended)
    return ended


def due(machine: Machine) -> list[str]:
    """Return the ids of the cards that are due, in their order."""
    return [str(card["id"]) for card in json.loads(succeed(machine, "due", "--json").out)]


def rate(machine: Machine, many: int) -> None:
    """Grade the first cards that are due."""
    for card in due(machine)[:many]:
        succeed(machine, "rate", card, "good")
