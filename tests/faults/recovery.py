"""Lives of a home, damage to it, and the ways back that the manual names; what was acknowledged is counted beside it.

Nothing here knows how a database is recovered: what must be there afterwards is what the home held before the damage,
act by act, and what each command that ended well did since.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from studygpt.study import Fitting, Study
from tests import learner
from tests.conftest import NOON, Vault, living_in
from tests.faults.damages import DAMAGES, JOURNALS
from tests.faults.held import Held, held_by
from tests.faults.kills import leftovers
from tests.faults.machine import Ended, Machine, killed_at
from tests.faults.places import Places, note
from tests.faults.ruins import no_sentence

Row = tuple[object, ...]
Rows = dict[tuple[str, int], Row]
"""Acts and attempts by table and id."""


class Moment(NamedTuple):
    """A saved place, and what had been acknowledged by then."""

    place: Path
    now: str
    rows: Rows
    held: Held
    """What is held after the next sync, when nothing goes wrong."""


@dataclass
class Life:
    """A home that is lived in by commands alone."""

    machine: Machine
    draw: random.Random
    now: datetime = field(default_factory=lambda: datetime.fromisoformat(NOON))
    reader: sqlite3.Connection | None = None

    def __call__(self, *words: str | Path, stdin: str = "", codes: tuple[int, ...] = (0,)) -> Ended:
        self.now += timedelta(seconds=30)
        ended = self.machine(*words, stdin=stdin, environment={"STUDYGPT_NOW": self.now.isoformat()})
        assert ended.code in codes, (words, ended)
        return ended

    @property
    def vault(self) -> Vault:
        return Vault(self.machine.place / "vault")

    def due(self) -> list[str]:
        return [str(card["id"]) for card in json.loads(self("due", "--json", "--new", "50").out)]

    def rate(self, many: int) -> None:
        cards = self.due()
        for card in self.draw.sample(cards, min(many, len(cards))):
            self("rate", card, self.draw.choice(("again", "hard", "good", "easy")))

    def review(self, many: int) -> None:
        keys = {"1": 3, "3": 5, "f": 2, "-": 2, "b": 1, "n": 1, "u": 1}
        typed = ""
        for _ in range(many):
            key = self.draw.choices(list(keys), list(keys.values()))[0]
            typed += f"\n{key}\n" if key in "13" else f"{key}\n"
        self("review", "--plain", "--new", "50", stdin=f"{typed}q\n")

    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    def keep_its_wal(self) -> None:
        """From now on the last to close the database is not the last: the write-ahead log stays."""
        self.reader = sqlite3.connect(self.machine.database, isolation_level=None)
        self.reader.execute("BEGIN")
        self.reader.execute("SELECT count(*) FROM log").fetchone()

    def end(self) -> None:
        if self.reader:
            self.reader.close()
        self.reader = None


Part = Callable[[Life], None]


def graded(life: Life) -> None:
    life.rate(4)


def reviewed(life: Life) -> None:
    life.review(9)


def backed_up(life: Life) -> None:
    life("backup")


def without_backups(life: Life) -> None:
    shutil.rmtree(life.machine.home / "backups", ignore_errors=True)


def undone(life: Life) -> None:
    life.rate(2)
    life("undo")
    life("undo")
    life.rate(1)


def fitted(life: Life) -> None:
    with living_in(life.machine.place):
        study = Study.open()
        Fitting(study.context).adopt(learner.FORGETFUL)
        study.close()


def fit_reset(life: Life) -> None:
    life("fit", "--reset")


def merged(life: Life) -> None:
    life("merge", life.machine.place / "other" / "home")


def moved(life: Life) -> None:
    life.vault.move("a.md", "deeper/moved.md")
    life("sync")


def folder_moved(life: Life) -> None:
    shutil.move(life.machine.place / "vault", life.machine.place / "vault-moved")
    life("sources", "move", "vault", life.machine.place / "vault-moved")
    (life.machine.place / "vault").symlink_to(life.machine.place / "vault-moved")


def edited(life: Life) -> None:
    life.vault.write("a.md", note(range(3, 40), " to be exact") + "\n" + note(range(60, 66)))
    life("sync", codes=(0, 1))


def orphaned(life: Life) -> None:
    life.vault.write("a.md", note(range(4, 40)))
    life("sync")


def added(life: Life) -> None:
    life("add", "What is added?", "A card of one's own")
    life("rate", life.due()[-1], "good")


def practised(life: Life) -> None:
    life("lab", "softmax", "--plain")
    life("lab", "softmax", "--hint")
    life("lab", "softmax", "--solution", "--yes")


def next_day(life: Life) -> None:
    life.days_pass(1)


def week(life: Life) -> None:
    life.days_pass(9)


LIVES: dict[str, tuple[Part, ...]] = {
    "before the first backup": (graded, reviewed, without_backups),
    "after a backup": (graded, backed_up, reviewed, graded),
    "over two days": (graded, backed_up, reviewed, next_day, reviewed, graded),
    "over two days without a backup": (graded, next_day, reviewed, graded, without_backups),
    "after a week": (graded, backed_up, week, reviewed, backed_up, graded),
    "an old backup only": (graded, backed_up, graded, week, graded, reviewed),
    "after an undo": (graded, backed_up, reviewed, undone),
    "after a fit": (graded, backed_up, fitted, graded, reviewed),
    "after a fit and its reset": (fitted, backed_up, graded, fit_reset, graded),
    "after a merge": (graded, merged, reviewed, graded),
    "after a merge, without a backup": (graded, merged, reviewed, without_backups),
    "after a move": (graded, backed_up, moved, graded, reviewed),
    "after a folder's move": (graded, backed_up, folder_moved, graded),
    "after an edit": (graded, reviewed, backed_up, edited, graded),
    "after an orphan": (graded, reviewed, backed_up, orphaned, graded),
    "after an addition": (graded, backed_up, added, reviewed),
    "after an exercise": (graded, backed_up, practised, graded),
    "after an exercise, without a backup": (practised, graded, without_backups),
}


class Lives:
    """The saved moments, each made when it is first asked for."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.machine = places.machine
        self._moments: dict[tuple[str, bool], Moment] = {}
        self._begun: dict[int, Path] = {}

    def begun(self, days: int = 20) -> Path:
        """A home with some days behind it that no journal tells, and beside it that of another device."""
        if days not in self._begun:
            machine = self.machine
            machine.put(self.places.new)
            other = machine.place / "other"
            other.mkdir()
            elsewhere = {"STUDYGPT_HOME": str(other / "home"), "STUDYGPT_WORKSPACE": str(other / "workspace")}
            Vault(other / "vault").write("b.md", note(range(200, 212)).replace("What", "Which"))
            assert machine("import", other / "vault", "--name", "theirs", environment=elsewhere).code == 0
            for card in json.loads(machine("due", "--json", environment=elsewhere).out)[:5]:
                assert machine("rate", card["id"], "good", environment=elsewhere).code == 0
            with living_in(machine.place) as clock:
                study = Study.open(clock)
                learner.live(study, days, 2)
                study.close()
            self._begun[days] = machine.save(f"recovery-begun-{days}")
        return self._begun[days]

    def moment(self, name: str, *, with_wal: bool) -> Moment:
        if (name, with_wal) not in self._moments:
            self.machine.put(self.begun())
            life = Life(self.machine, random.Random(name))
            parts = LIVES[name]
            for number, part in enumerate(parts):
                if with_wal and number == len(parts) - 2:
                    life.keep_its_wal()
                part(life)
            place = self.machine.save(f"recovery-{name}-{with_wal}")
            life.end()
            self.machine.put(place)
            rows = rows_of(self.machine.database)
            life("sync", codes=(0, 1))
            held = held_by(self.machine.database)
            self._moments[name, with_wal] = Moment(place, life.now.isoformat(), rows, held)
        return self._moments[name, with_wal]


def rows_of(database: Path) -> Rows:
    """Return all acts and attempts of a database."""
    with closing(sqlite3.connect(database)) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        return {
            (table, row[0]): tuple(row)
            for table, columns in (
                ("log", "id, device, card, at, act, value, state_before, clock"),
                ("trials", "id, device, exercise, at, deed, verdict, clock"),
            )
            for row in connection.execute(f"SELECT {columns} FROM {table}")
        }


def told_by(home: Path) -> set[tuple[str, int]]:
    """Return the acts and attempts that the journal tells, as far as its lines are JSON."""
    found: set[tuple[str, int]] = set()
    if (home / "journal").is_dir():
        for day in (home / "journal").glob("*.jsonl"):
            for line in day.read_bytes().splitlines():
                try:
                    told = json.loads(line)
                    if told["table"] in ("log", "trials"):
                        found.add((told["table"], told["row"]["id"]))
                except (ValueError, TypeError, KeyError):
                    continue
    return found


def sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with a database of ours; looks at a copy."""
    if not database.is_file() or not database.stat().st_size:
        return False
    looked_at = database.parent.parent / "looked-at"
    shutil.rmtree(looked_at, ignore_errors=True)
    looked_at.mkdir()
    for more in ("", "-wal"):
        each = database.with_name(f"{database.name}{more}")
        if each.exists():
            shutil.copy(each, looked_at / each.name)
    try:
        with closing(sqlite3.connect(looked_at / database.name)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return False
            connection.execute("SELECT count(*) FROM log").fetchone()
            return True
    except sqlite3.Error:
        return False
    finally:
        shutil.rmtree(looked_at, ignore_errors=True)


# ---------------------------------------------------------------------- cases

BETWEEN: tuple[tuple[str, ...], ...] = (
    ("sync",), ("import", "VAULT"), ("fit",), ("fit", "--reset"), ("merge",), ("merge", "OTHER"), ("orphans",),
    ("config",), ("config", "new_per_day", "7"), ("review", "--plain"), ("rate", "CARD", "good"), ("undo",),
    ("backup",), ("backup", "--list"), ("export", "--json", "EXPORT"), ("doctor",), ("doctor", "--fix"), ("stats",),
    ("lab", "softmax", "--hint"), ("sources",), ("inbox",), ("add", "What else?", "Nothing else"), ("due",),
    ("restore",), ("cards",), ("orphans", "drop", "--all", "--yes"), ("import", "EXPORTED"),
)  # fmt: skip
"""What a person may do before they do what they were told."""

WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "restore": (("restore", "--yes"),),
    "restore the oldest": (("restore", "--yes", "OLDEST"),),
    "restore --with-acts": (("restore", "--yes", "--with-acts"),),
    "restore, asked": (("restore",),),
    "doctor --fix": (("doctor", "--fix"),),
    "doctor --fix, restore": (("doctor", "--fix"), ("restore", "--yes")),
    "restore twice": (("restore", "--yes"), ("restore", "--yes", "--with-acts")),
    "restore, doctor --fix": (("restore", "--yes"), ("doctor", "--fix")),
    "review": (("review", "--plain"),),
}
_GRADED = re.compile(r"^(\d+) cards? graded", re.MULTILINE)
_SAID_LOST = re.compile(
    r"no journal|journal cannot be read|is not in the journal|The database is new|line of the journal"
)


@dataclass
class Case:
    """One case: a life, a damage, a state of the journal, what is done before the way back, and the way back."""

    number: int
    life: str
    with_wal: bool
    damage: str
    journal: str
    between: tuple[tuple[str, ...], ...]
    way: str
    kill: int
    """At which call the way back is killed first; 0: it is not."""
    ordinary: bool
    """Whether the journal's folder may not be written to."""

    @classmethod
    def drawn(cls, seed: int, number: int) -> Case:
        draw = random.Random(f"{seed}-{number}")
        names = list(DAMAGES)
        return cls(
            number,
            draw.choice(list(LIVES)),
            draw.random() < 0.4,
            names[(number - 1) % len(names)],
            draw.choice(list(JOURNALS)) if draw.random() < 0.4 else "whole",
            tuple(draw.choice(BETWEEN) for _ in range(draw.choice((0, 0, 1, 2)))),
            draw.choices(list(WAYS), (6, 2, 2, 1, 1, 3, 2, 2, 2))[0],
            draw.randrange(1, 90) if draw.random() < 0.25 else 0,
            draw.random() < 0.06,
        )

    def __str__(self) -> str:
        parts = [self.life, "with its wal" if self.with_wal else "closed", self.damage, f"journal: {self.journal}"]
        parts += [" ".join(words) for words in self.between]
        parts.append(self.way + (f", killed at {self.kill}" if self.kill else ""))
        return f"{self.number}: " + "; ".join(parts) + ("; read-only journal" if self.ordinary else "")


class Trial:
    """A case while it is tried."""

    def __init__(self, lives: Lives, case: Case, seed: int) -> None:
        self.lives, self.case = lives, case
        self.machine = lives.machine
        self.moment = lives.moment(case.life, with_wal=case.with_wal)
        self.draw = random.Random(f"damage-{seed}-{case.number}")
        self.now = datetime.fromisoformat(self.moment.now)
        self.wrong: list[str] = []
        self.said: list[str] = []
        self.new_grades = 0
        self.new_acts = False
        self.lost = 0
        """How many acts nothing told of any more, which was said."""
        self.forgotten = False
        """Whether acts were left out on purpose."""

    def run(self, *words: str, stdin: str = "", kill: int = 0, ordinary: bool = False) -> Ended:
        self.now += timedelta(seconds=20)
        ended = self.machine(
            *(self._word(word) for word in words),
            stdin=stdin,
            environment={"STUDYGPT_NOW": self.now.isoformat()},
            fault=killed_at(kill) if kill else None,
            ordinary=ordinary,
            patience=60,
        )
        self.said.append(f"$ {' '.join(words)}  [{ended.code}]\n{ended.out[-1500:]}{ended.err[-1500:]}")
        if not kill:
            bad = no_sentence(ended)
            if bad:
                self.wrong.append(f"{' '.join(words)}: {bad}")
        return ended

    def _word(self, word: str) -> str:
        at = self.machine.place
        if word == "CARD":
            return self._card()
        if word == "OLDEST":
            copies = sorted(each for each in (self.machine.home / "backups").glob("*.db") if "damaged" not in each.name)
            return str(copies[0]) if copies else "2026"
        return {
            "VAULT": str(at / "vault"),
            "OTHER": str(at / "other" / "home"),
            "EXPORT": str(at / "export.jsonl"),
            "EXPORTED": str(at / "vault"),
        }.get(word, word)

    def _card(self) -> str:
        cards = [row[2] for (table, _), row in self.moment.rows.items() if table == "log" and row[4] == "grade"]
        return str(self.draw.choice(cards))

    def try_it(self) -> list[str]:
        case, machine = self.case, self.machine
        machine.put(self.moment.place)
        JOURNALS[case.journal](machine.home, self.draw)
        told = told_by(machine.home)
        DAMAGES[case.damage](machine.database, self.draw)
        self.is_sound = sound(machine.database)
        self.ruined = machine.database.read_bytes() if machine.database.exists() else b""
        backups = self._in_backups()
        if case.ordinary and (machine.home / "journal").is_dir():
            (machine.home / "journal").chmod(0o555)
            for day in (machine.home / "journal").iterdir():
                day.chmod(0o444)
        for words in case.between:
            self._do(words)
        for words in WAYS[case.way]:
            if case.kill and words == WAYS[case.way][-1]:
                self._do(words, kill=case.kill)
            self._do(words)
        if case.ordinary and (machine.home / "journal").is_dir():
            (machine.home / "journal").chmod(0o755)
            for day in (machine.home / "journal").iterdir():
                day.chmod(0o644)
        self._recover()
        self._look(told, backups)
        return self.wrong

    def _do(self, words: tuple[str, ...], kill: int = 0) -> None:
        typed = {"review": "\n3\n\n1\nq\n", "restore": "" if "--yes" in words else "y\n"}.get(words[0], "")
        ended = self.run(*words, stdin=typed, kill=kill, ordinary=self.case.ordinary)
        if words[0] == "rate" and ended.code == 0:
            self.new_grades += 1
        if words[0] == "review":
            graded = _GRADED.search(ended.out)
            self.new_grades += int(graded[1]) if graded else 0
        if words[0] in ("merge", "undo", "lab", "inbox", "add", "orphans", "import", "fit", "sync") and ended.code == 0:
            self.new_acts = True
        if words[0] == "restore" and "is left out" in ended.out and not kill:
            if not self.is_sound and ("doctor", "--fix") not in (*self.case.between, *WAYS[self.case.way]):
                self.wrong.append("restore leaves acts out, and the database was not sound")
            self.forgotten = True

    def _recover(self) -> None:
        """Do what the manual and the program say until the program has nothing to say."""
        for _ in range(3):
            looked = self.run("doctor")
            if looked.code == 0:
                return
            words = ("doctor", "--fix") if "doctor --fix" in looked.out + looked.err else ("restore", "--yes")
            if words[0] == "restore" and "studygpt restore" not in looked.out + looked.err:
                words = ("doctor", "--fix")
            self._do(words)
        if self.run("doctor").code != 0:
            self.run("doctor", "--fix")
            if self.run("doctor").code != 0:
                self.wrong.append("the doctor finds damage after all that it named was done")

    def _in_backups(self) -> set[tuple[str, int]]:
        """Return what the newest sound backup holds."""
        copies = sorted((self.machine.home / "backups").glob("*.db"), key=lambda each: each.stat().st_mtime_ns)
        for copy in reversed(copies):
            rows = rows_or_none(copy)
            if rows is not None:
                return set(rows)
        return set()

    def _look(self, told: set[tuple[str, int]], backups: set[tuple[str, int]]) -> None:
        machine, rows = self.machine, self.moment.rows
        said = "\n".join(self.said)
        if not machine.database.exists():
            self.wrong.append("no database after the way back")
            return
        synced = self.run("sync", "--let-go")
        if synced.code != 0:
            self.wrong.append(f"sync after it: exit code {synced.code} {synced.err[-200:]}")
        now = rows_or_none(machine.database)
        if now is None:
            self.wrong.append("damaged after the way back")
            return
        missing, more = set(rows) - set(now), set(now) - set(rows)
        if missing and not self.forgotten:
            must = missing & (told | backups)
            if must:
                self.wrong.append(f"{len(must)} acts are lost that the journal or a backup tells")
            rest = len(missing - must)
            if rest and not _SAID_LOST.search(said):
                self.wrong.append(f"{rest} acts are lost, and it is not said")
            self.lost += rest
        for key in set(rows) & set(now):
            if rows[key] != now[key]:
                self.wrong.append(f"an act is another one: {rows[key]} {now[key]}")
        theirs = rows_or_none(machine.place / "other" / "home" / "studygpt.db") or {}
        more -= set(theirs)
        grades = [now[each] for each in more if now[each][4] == "grade"]
        known = {(row[2], row[3], row[4], row[5]) for row in rows.values()}
        doubled = [row for row in grades if (row[2], row[3], row[4], row[5]) in known]
        if doubled:
            self.wrong.append(f"{len(doubled)} grades are there twice")
        if len(grades) < self.new_grades and not self.forgotten:
            self.wrong.append(f"of {self.new_grades} grades since the damage {len(grades)} are there")
        if len(grades) > self.new_grades and not self.case.kill:
            self.wrong.append(f"{len(grades) - self.new_grades} grades that nobody gave: {grades}")
        others = [now[each] for each in more if now[each][4] != "grade"]
        if others and not self.new_acts and not self.new_grades:
            self.wrong.append(f"acts that nobody did: {others}")
        self._compare(missing, more)
        self.wrong += [f"left behind: {re.sub(r'[0-9]+', '0', each.name)}" for each in leftovers(machine)]
        kept = [each.read_bytes() for each in (machine.home / "backups").glob("*damaged*.db")]
        if kept and self.ruined not in kept and not self.case.between and not self.case.with_wal:
            self.wrong.append("no kept file is what the damaged one was")
        self._go_on()

    def _compare(self, missing: set[tuple[str, int]], more: set[tuple[str, int]]) -> None:
        if missing or more or self.new_acts or self.new_grades or self.forgotten:
            return
        try:
            held = held_by(self.machine.database)
        except sqlite3.Error as error:
            self.wrong.append(f"not all can be read after the way back: {error}")
            return
        names = ("acts", "memories", "sources", "notes", "parameters")
        new = held[4] != self.moment.held[4]
        for name, was, now in zip(names, self.moment.held, held, strict=True):
            assert isinstance(was, tuple)
            assert isinstance(now, tuple)
            if name == "memories" and new:  # without the fitted parameters, they follow the usual ones
                was, now = ([(*r[:9], *r[12:]) for r in each] for each in (was, now))
            if name == "sources" and "move" in self.case.life:
                continue  # where a folder is now is told again: by `sources move`, or by the next sync
            if name != "parameters" and Counter(was) != Counter(now):
                gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
                told = f"{list(gone)[:2]} {list(come)[:2]}"
                self.wrong.append(f"{name} differ: {len(gone)} gone, {len(come)} come: {told}")

    def _go_on(self) -> None:
        before = rows_of(self.machine.database)
        cards = self.run("due", "--json")
        try:
            card = json.loads(cards.out)[0]["id"]
        except (ValueError, IndexError):
            return
        if self.run("rate", card, "good").code != 0:
            self.wrong.append("no grade is taken after the way back")
        elif len(rows_of(self.machine.database)) != len(before) + 1:
            self.wrong.append("a grade after the way back is not one more")
        again = self.run("restore", "--yes", "--with-acts")
        if (again.code != 0 and "no good backup" not in again.err) or set(before) - set(rows_of(self.machine.database)):
            gone = set(before) - set(rows_of(self.machine.database))
            self.wrong.append(f"restore --with-acts afterwards: exit code {again.code}, {len(gone)} acts less")
        looked = self.run("doctor")
        if looked.code != 0:
            self.wrong.append(f"doctor at the end: {[line for line in looked.out.splitlines() if line[:2] != 'ok']}")


def rows_or_none(database: Path) -> Rows | None:
    """Return the acts of a database; None where it is not sound or of another form."""
    if not sound(database):
        return None
    try:
        return rows_of(database)
    except sqlite3.Error:
        return None
