"""A database that is replaced while a person is in the midst of a card, at the plain review or in the app."""

from __future__ import annotations

import fcntl
import os
import pty
import random
import re
import select
import shutil
import signal
import sqlite3
import struct
import termios
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.faults import replaced
from tests.faults.app import is_over
from tests.faults.machine import Machine
from tests.faults.recovery import Life, Lives, Rows, rows_of, rows_or_none, told_by

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_PATIENCE_S = 20
Way = Callable[[Path, Path], None]


class Sitting:
    """A review at a terminal: what is typed, and what was seen."""

    def __init__(self, machine: Machine, now: str, *, plain: bool) -> None:
        self.machine, self.plain = machine, plain
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", "STUDYGPT_NOW": now}
        words = ("review", "--new", "40", *(("--plain",) if plain else ()))
        self.running = machine.start(*words, environment=environment, terminal=os.ttyname(self.slave))
        self.shown = ""
        self.seen = 0
        """How much of it had been seen when something was typed last."""

    def type(self, keys: str) -> None:
        self.seen = len(self.shown)
        os.write(self.master, keys.encode())

    def until(self, pattern: str, seconds: float = _PATIENCE_S) -> re.Match[str] | None:
        """Read on until something stands there that was not there before the last key."""
        ends = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.shown[self.seen :])
            if found or time.monotonic() > ends:
                return found
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    data = os.read(self.master, 65_536)
                except OSError:
                    return None
                self.shown += _ESCAPES.sub("", data.decode("utf-8", "replace"))
            elif self.over:
                return None

    @property
    def over(self) -> bool:
        return is_over(self.running.process)

    def question(self) -> str | None:
        found = self.until(r"number (\d{3})\?")
        return found[1] if found else None

    def answer(self) -> bool:
        self.type("\r" if self.plain else " ")
        return self.until(r"Good \d" if self.plain else r"space Good") is not None

    def grade(self, key: str) -> str | None:
        """Grade, and return the next card; None where none is shown."""
        self.type(f"{key}\r" if self.plain else key)
        return self.question()

    def quit(self) -> int:
        for _ in range(8):
            if self.over:
                break
            self.type("q\r" if self.plain else "q")
            self.until("nothing that is ever said", 0.6)
        os.close(self.slave)
        if not self.over:
            os.kill(self.running.process, signal.SIGKILL)
        code = self.machine.wait(self.running).code
        os.close(self.master)
        return code


def vacuumed_in_place(file: Path, _other: Path) -> None:
    """Another program rewrites the whole database, soundly."""
    with closing(sqlite3.connect(file, timeout=1)) as connection:
        connection.execute("VACUUM")


def renamed_away_and_back(file: Path, other: Path) -> None:
    """For a moment there is none, then the other one."""
    file.rename(file.with_name("studygpt.db.moved"))
    shutil.copy(other, file)


def swapped_twice(file: Path, other: Path) -> None:
    """The other one comes, and goes again for the first one."""
    kept = file.with_name("kept.tmp")
    shutil.copy(file, kept)
    replaced.rename_over(file, other)
    kept.replace(file)


def emptied(file: Path, _other: Path) -> None:
    os.truncate(file, 0)


def cut(file: Path, _other: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


WAYS: tuple[Way, ...] = (*replaced.WAYS, vacuumed_in_place, renamed_away_and_back, swapped_twice, emptied, cut)
_COMING = (
    replaced.rename_over, replaced.rename_over_all, replaced.rename_over_with_wal, replaced.copy_in_place,
    renamed_away_and_back,
)  # fmt: skip
"""Ways after which the database that came is there as a whole."""
_KNOWN = (
    "studygpt.db", "studygpt.db-wal", "studygpt.db-shm", "journal", "backups", "settings.toml", "studygpt.db.moved"
)  # fmt: skip
OTHERS = ("twin", "older", "foreign")
MOMENTS = ("question", "answer", "graded")


class Desk:
    """The places: a home with a backup and grades since, and the databases that may replace its own."""

    def __init__(self, lives: Lives) -> None:
        self.machine = lives.machine
        self.machine.put(lives.begun(10))
        life = Life(self.machine, random.Random(1))
        life.rate(3)
        life("backup")
        life.rate(3)
        self.now = life.now.isoformat()
        place = self.machine.place
        candidates = place / "candidates"
        candidates.mkdir()
        # The same study on another device, which graded cards since, and has some in its write-ahead log.
        twin_home = candidates / "twin-home"
        shutil.copytree(self.machine.home, twin_home)
        reader = sqlite3.connect(twin_home / "studygpt.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM log").fetchone()
        elsewhere = {"STUDYGPT_HOME": str(twin_home), "STUDYGPT_NOW": self.now}
        for number in (37, 38, 39):
            ended = self.machine("rate", self._id(number), "easy", environment=elsewhere)
            assert ended.code == 0, ended
        for more in ("", "-wal"):
            name = f"studygpt.db{more}"
            if (twin_home / name).exists():
                shutil.copy(twin_home / name, candidates / f"twin.db{more}")
        reader.close()
        shutil.copy(sorted((self.machine.home / "backups").glob("*manual.db"))[-1], candidates / "older.db")
        shutil.copy(place / "other" / "home" / "studygpt.db", candidates / "foreign.db")
        # With the log in it, as a sync program takes it when nothing has it open.
        with closing(sqlite3.connect(twin_home / "studygpt.db")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(twin_home / "studygpt.db", candidates / "whole-twin.db")
        shutil.rmtree(twin_home)
        self.place = self.machine.save("recovery-desk")

    def _id(self, number: int) -> str:
        with closing(sqlite3.connect(self.machine.database)) as connection:
            front = f"What is number {number:03}?"
            return str(connection.execute("SELECT id FROM cards WHERE front = ?", (front,)).fetchone()[0])

    def try_it(self, way: Way, other: str, moment: str, *, plain: bool, seed: int = 1) -> tuple[list[str], str]:
        """Sit down, grade, have the database replaced, and grade on; say what is wrong then, and what was seen."""
        machine = self.machine
        machine.put(self.place)
        candidates = machine.place / "candidates"
        draw = random.Random(f"{seed}{way.__name__}{other}{moment}{plain}")
        replacing = candidates / f"{other}.db"
        if other == "twin" and way is not replaced.rename_over_with_wal:
            replacing = candidates / "whole-twin.db"
        before = rows_of(machine.database)
        told = told_by(machine.home)
        comes = rows_or_none(replacing) or {}
        sitting = Sitting(machine, self.now, plain=plain)
        wrong: list[str] = []
        acknowledged: list[tuple[str, str]] = []
        at_replacing = 0
        card = sitting.question()
        if card is None:
            sitting.quit()
            return ["no card came"], sitting.shown
        for number in range(6):
            if number == 3 and moment == "question":
                way(machine.database, replacing)
                at_replacing = len(acknowledged)
            if not sitting.answer():
                break
            if number == 3 and moment == "answer":
                way(machine.database, replacing)
                at_replacing = len(acknowledged)
            if number == 3 and moment == "graded":
                at_replacing = len(acknowledged)
            key = draw.choice("134")
            after = sitting.grade(key)
            if after is None:
                break
            acknowledged.append((card, key))
            card = after
            if number == 2 and moment == "graded":
                way(machine.database, replacing)
        seen = sitting.shown
        code = sitting.quit()
        after_quit = machine("due", environment={"STUDYGPT_NOW": self.now})
        looked = machine("doctor", environment={"STUDYGPT_NOW": self.now})
        fixed = ""
        if looked.code != 0:
            for words in (("doctor", "--fix"), ("restore", "--yes")):
                ended = machine(*words, environment={"STUDYGPT_NOW": self.now})
                fixed += f"$ {' '.join(words)} [{ended.code}]\n{ended.out}{ended.err}"
                last = machine("doctor", environment={"STUDYGPT_NOW": self.now})
                if last.code == 0:
                    break
            else:
                wrong.append("the doctor finds damage after --fix and restore")
        story = (
            f"acknowledged {acknowledged}, {at_replacing} before; exit code {code}\n...{seen[-2500:]}\n=== after\n"
            f"{sitting.shown[len(seen) :][-1500:]}\n$ due [{after_quit.code}] {after_quit.out[-300:]}{after_quit.err}\n"
            f"$ doctor [{looked.code}] {looked.out}{looked.err}\n{fixed}"
        )
        crashes = ("Traceback", "did not expect")
        if any(each in text for text in (sitting.shown, after_quit.err, looked.err, fixed) for each in crashes):
            wrong.append("a crash")
        if len(acknowledged) < 6:
            wrong.append(f"the sitting ended after {len(acknowledged)} grades (exit code {code})")
        rows = rows_or_none(machine.database)
        if rows is None:
            wrong.append("no sound database afterwards")
            return wrong, story
        gone = {key for key in before if key in told and key not in rows}
        if gone:
            wrong.append(f"{len(gone)} acts of the journal, done before the sitting, are lost")
        if way in _COMING:
            lost = set(comes) - set(rows)
            if lost:
                wrong.append(f"{len(lost)} acts of the database that came are lost")
        wrong += self._counted(acknowledged, rows, set(before) | set(comes))
        wrong += [f"left behind: {each.name}" for each in machine.home.iterdir() if each.name not in _KNOWN]
        return wrong, story

    def _counted(self, acknowledged: list[tuple[str, str]], rows: Rows, known: set[tuple[str, int]]) -> list[str]:
        fronts: dict[str, str] = {}
        for file in (self.place / "home" / "studygpt.db", self.machine.database):
            with closing(sqlite3.connect(file)) as connection:
                for card, front in connection.execute("SELECT id, front FROM cards"):
                    found = re.search(r"number (\d{3})\?", front)
                    fronts[card] = found[1] if found else front
        new = Counter(
            (fronts.get(str(row[2]), str(row[2])), str(row[5]))
            for key, row in rows.items()
            if key not in known and row[4] == "grade"
        )
        was = Counter(acknowledged)
        wrong = []
        if was - new:
            wrong.append(f"acknowledged and not stored: {dict(was - new)}")
        if (new - was).total() > (1 if len(acknowledged) < 6 else 0):
            wrong.append(f"stored and not given: {dict(new - was)}")
        return wrong
