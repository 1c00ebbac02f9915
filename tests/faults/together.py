"""Several programs at once on one home: two reviews, and beside them grades, syncs, figures and backups."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from tests.conftest import NOON, Vault
from tests.faults.machine import Ended, Machine, Running
from tests.faults.places import due, note
from tests.faults.scenarios import damage

_GRADED = re.compile(r"^(\d+) cards? graded", re.MULTILINE)


class Together:
    """Programs at work on one home, and what they acknowledged."""

    def __init__(self, machine: Machine, place: Path) -> None:
        self.machine = machine
        machine.put(place)
        self.vault = Vault(machine.place / "vault")
        self.changes = 0
        self.acknowledged = 0
        self.found: Counter[str] = Counter()
        self.before = grades_in(self.machine.database)

    def round(self, grades: int) -> None:
        """Two reviews of so many grades at once, while all else is done once or twice."""
        now = datetime.fromisoformat(NOON) + timedelta(hours=6 * self.changes)  # so that there is always something due
        at = {"STUDYGPT_NOW": now.isoformat()}
        reviews = [
            self.machine.start("review", "--plain", "--new", "99", stdin="\n1\n" * grades, environment=at)
            for _ in range(2)
        ]
        cards = due(self.machine)
        self.changes += 1
        self.vault.write("b.md", note(range(100, 110), f" as of {self.changes}"))
        others: list[tuple[str, Running]] = []
        for words in (
            ("sync",), ("stats",), *(("rate", card, "again") for card in cards[-2:]), ("backup",), ("due",), ("sync",)
        ):  # fmt: skip
            others.append((words[0], self.machine.start(*words, environment=at)))
            self._count(words[0])
        for running in reviews:
            self._end("review", self.machine.wait(running))
        for name, running in others:
            self._end(name, self.machine.wait(running))
        for copy in sorted((self.machine.home / "backups").glob("*.db"))[:-3]:
            copy.unlink()

    def for_seconds(self, seconds: float) -> Counter[str]:
        """Go on for so long; count what was done and what was wrong."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.round(12)
        return self.looked_at()

    def looked_at(self) -> Counter[str]:
        """Count what was done, and say what is wrong at the end."""
        stored = grades_in(self.machine.database) - self.before
        self.found[f"grades acknowledged: {self.acknowledged}; stored: {stored}"] += 1
        for each in damage(self.machine):
            self.found[f"wrong: doctor: {each}"] += 1
        if stored != self.acknowledged:
            self.found["wrong: grades were lost or doubled"] += 1
        return self.found

    def _count(self, what: str) -> None:
        self.found[f"done: {what}"] += 1

    def _end(self, what: str, ended: Ended) -> None:
        if ended.code != 0 or ended.err:
            self.found[f"wrong: {what}: exit code {ended.code}: {ended.err[:200]}"] += 1
        if what == "review":
            self._count("review")
            graded = _GRADED.search(ended.out)
            self.acknowledged += int(graded[1]) if graded else 0
        elif what == "rate":
            self.acknowledged += ended.code == 0


def grades_in(database: Path) -> int:
    """Return how many grades the log of a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM log WHERE act = 'grade'").fetchone()[0])
