"""Three devices in one process: what each does, and what the program acknowledged."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.merge_many.notes import Notes, changed, first_notes, text_of
from lab.grade.verdict import Verdict, VerdictKind
from studygpt.errors import StudyError
from studygpt.model import Card, Moment, Rating
from studygpt.progress import unwatched_steps
from studygpt.study import DEFAULTS, Fitting, Losses, Study, export_to, import_file, merge_left_copies, merge_other
from studygpt.transfer.import_file import merge_staged

MINUTE, DAY = 60_000, 86_400_000
BEGIN = 1_777_896_000_000  # 4 May 2026, noon
HOW = ("home", "file", "export", "import", "left copy", *["rows"] * 11)
"""The ways to merge; most leave out the copies and checks of files, which take twice as long as the merge itself."""
JUMPS = (0, 0, -3 * MINUTE, 20 * MINUTE, -DAY, 3 * DAY, -400 * DAY, 800 * DAY, -4000 * DAY, 3650 * DAY)
_CARDS = "select c.id from cards c join memory m on m.card = c.id where note is not null order by front, part, c.id"
Step = tuple[str, int, int, int]
"""An operation, the device that does it, and two numbers that choose on what."""


class Broken(Exception):
    """A promise that was not kept: its kind, and what was seen."""

    def __init__(self, kind: str, detail: object) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind


@dataclass
class Device:
    at: int
    place: Path
    start: str
    offset: int
    zone: int
    began: bool = False
    notes: Notes = field(default_factory=dict)
    past: list[Notes] = field(default_factory=list)
    """How its notes were before each edit."""
    acts: list[set[int]] = field(default_factory=list)
    """The rows of each of its acts that was not undone, in the order in which they were done."""
    mtime: int = 1_700_000_000
    _study: Study | None = None
    _look: sqlite3.Connection | None = None

    @property
    def name(self) -> str:
        return "ABC"[self.at]

    @property
    def home(self) -> Path:
        return self.place / "home"

    @property
    def file(self) -> Path:
        return self.home / "studygpt.db"

    @property
    def vault(self) -> Path:
        return self.place / "vault"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database beside the program."""
        if self._look is None:
            self._look = sqlite3.connect(self.file)
        return self._look.execute(query).fetchall()

    def close(self) -> None:
        if self._study is not None:
            self._study.close()
        if self._look is not None:
            self._look.close()
        self._study = self._look = None


class World:
    """The devices, and a model of what they must hold: every row that an act wrote, and which were taken back."""

    def __init__(self, config: dict[str, Any], root: Path, templates: Path, tell: Callable[[str], object]) -> None:
        self.config, self.root, self.templates, self.tell = config, root, templates, tell
        self.true = BEGIN
        self.devices = [
            Device(at, root / "ABC"[at], config["starts"][at], JUMPS[config["jumps"][at]], config["zones"][at])
            for at in range(3)
        ]
        self.newest: dict[str, Any] = dict(first_notes(config["vault"]))
        self.log: dict[int, tuple[Any, ...]] = {}
        self.trials: dict[int, tuple[Any, ...]] = {}
        self.undone: set[int] = set()
        self.tagged: dict[int, tuple[str, bool]] = {}
        self.snapshots: list[Path] = []
        self.counts: Counter[str] = Counter()

    # ------------------------------------------------------------------ a device lives

    def now(self, device: Device) -> Moment:
        return Moment(self.true + device.offset, device.zone * 3600)

    def live(self, device: Device) -> None:
        os.environ["STUDYGPT_HOME"] = str(device.home)
        os.environ["STUDYGPT_WORKSPACE"] = str(device.place / "workspace")
        os.environ["STUDYGPT_NOW"] = datetime.fromtimestamp(self.now(device).at / 1000, UTC).isoformat()

    def study(self, device: Device) -> Study:
        self.live(device)
        if device._study is None:
            device._study = Study.open(lambda: self.now(device))
        return device._study

    def begin(self, device: Device) -> None:
        """Give a device its home: an empty one, one that read the vault, or a copy of another device's."""
        device.began = True
        device.vault.mkdir(parents=True)
        givers = [each for each in self.devices if each.began and each is not device]
        if device.start == "copied" and givers:
            givers[-1].close()
            shutil.copytree(givers[-1].home, device.home)
        else:
            kind = "bare" if device.start == "own" else f"vault{self.config['vault']}"
            shutil.copytree(self.templates / kind, device.home)
        self.tell(f"{device.name} begins: {device.start}")
        self.pull(device)
        if device.start == "own":
            self.study(device).library.import_folder(device.vault, "vault", ())
        self.move_source(device)

    def move_source(self, device: Device) -> None:
        """Tell a source that came from elsewhere where its notes are on this device."""
        if any(path != str(device.vault) for (path,) in device.rows("select path from sources where name = 'vault'")):
            self.study(device).library.move("vault", device.vault, even_if_missing=True)

    def pull(self, device: Device) -> None:
        """Bring the newest version of each note, as a synchronised folder does."""
        self.write(device, {name: note for name, note in self.newest.items() if note is not None})

    def write(self, device: Device, notes: Notes) -> None:
        for name in notes.keys() | device.notes.keys():
            if notes.get(name) == device.notes.get(name):
                continue
            path = device.vault / name
            if name not in notes:
                path.unlink()
                continue
            path.write_text(text_of(notes[name]))
            device.mtime += 1
            os.utime(path, (device.mtime, device.mtime))
        device.notes = dict(notes)

    # ------------------------------------------------------------------ acts

    def harvest(self, device: Device) -> dict[int, tuple[Any, ...]]:
        """Take into the model what was added to the log of a device, and return it."""
        new = {row[0]: row for row in device.rows("select * from log") if row[0] not in self.log}
        self.log.update(new)
        for row in device.rows("select * from trials"):
            self.trials.setdefault(row[0], row)
        return new

    def act(self, device: Device, name: str, does: Callable[[Study], object]) -> dict[int, tuple[Any, ...]]:
        """Do an act; what it adds to the log is acknowledged, and one that was refused adds nothing."""
        refused = None
        try:
            does(self.study(device))
        except StudyError as error:
            refused = error
        new = self.harvest(device)
        self.counts["refused" if refused else name] += 1
        rows = [(row[0], row[2], row[7], row[8]) for row in new.values()]
        self.tell(f"{device.name} {self.now(device)}: {name} {refused or ''} {rows}")
        if refused and new:
            raise Broken("refused act has rows", (name, refused, new))
        if new and name not in ("undo", "sync", "import"):
            device.acts.append(set(new))
        return new

    def on_card(self, device: Device, name: str, number: int, does: Callable[[Study, Card], object]) -> set[int]:
        """Do an act on one of the cards that a note holds; a card in doubt is not graded, as the manual says."""
        study = self.study(device)
        ids = [row[0] for row in device.rows(_CARDS)]
        doubted = study.review.doubts.ids() if name == "grade" else set()
        ids = [each for each in ids if each not in doubted]
        if not ids:
            return set()
        card = study.library.cards_by_id([ids[number % len(ids)]])[0]
        return set(self.act(device, name, lambda study: does(study, card)))

    def do_grade(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, "grade", a, lambda study, card: study.review.grade(card, Rating(b % 4 + 1), 1000 + b))

    def do_suspend(self, device: Device, a: int, _b: int) -> None:
        self.on_card(device, "suspend", a, lambda study, card: study.review.suspend(card))

    def do_unsuspend(self, device: Device, a: int, _b: int) -> None:
        self.on_card(device, "unsuspend", a, lambda study, card: study.review.unsuspend(card))

    def do_bury(self, device: Device, a: int, _b: int) -> None:
        self.on_card(device, "bury", a, lambda study, card: study.review.bury(card))

    def do_flag(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, "flag", a, lambda study, card: study.review.flag(card, flag=b % 3))

    def do_tag(self, device: Device, a: int, b: int) -> None:
        tag, on = f"t{b % 3}", b % 5 > 1
        for row in self.on_card(device, "tag", a, lambda study, card: study.review.tag(card, tag=tag, on=on)):
            self.tagged[row] = tag, on

    def do_reset(self, device: Device, a: int, _b: int) -> None:
        self.on_card(device, "reset", a, lambda study, card: study.review.reset(card))

    def do_due(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, "due", a, lambda study, card: study.review.set_due(card, day=study.context.today() + b))

    def do_undo(self, device: Device, _a: int, _b: int) -> None:
        new = self.act(device, "undo", lambda study: study.review.undo())
        taken = {int(row[8]) for row in new.values() if row[7] == "undo"}
        if taken and (not device.acts or not taken <= device.acts[-1]):
            raise Broken("undo of another act", (device.name, taken, device.acts[-3:]))
        if not taken and device.acts:
            raise Broken("undo refused", (device.name, device.acts[-3:]))
        if taken & self.undone:
            raise Broken("undone twice", taken & self.undone)
        self.undone |= taken
        if taken and not device.acts[-1] - self.undone:
            device.acts.pop()

    def do_fit(self, device: Device, a: int, b: int) -> None:
        chosen = None if b % 4 == 0 else tuple(value * (1 + (a % 5 - 2) / 50) for value in DEFAULTS)
        self.act(device, "fit", lambda study: Fitting(study.context).adopt(chosen))

    def do_lab(self, device: Device, a: int, b: int) -> None:
        def practise(study: Study) -> None:
            exercise = study.practice.find(("softmax", "attention")[a % 2])
            match b % 5:
                case 0:
                    study.practice.begin(exercise)
                case 1:
                    study.practice.hint(exercise)
                case 2:
                    study.practice.solution(exercise)
                case _:
                    kind = VerdictKind.PASS if b % 2 else VerdictKind.FAIL
                    study.practice.record_verdict(exercise, Verdict(exercise.slug, "x.py", kind=kind))

        self.act(device, "lab", practise)

    def do_drop(self, device: Device, _a: int, _b: int) -> None:
        """Drop orphans for good; their log is kept."""
        orphans = [each.card for each in self.study(device).orphans.all()]
        if orphans:
            self.act(device, "drop", lambda study: study.orphans.drop(orphans))

    def do_remove(self, device: Device, a: int, _b: int) -> None:
        """Remove the source with its cards, and perhaps take its notes in anew."""
        if device.rows("select 1 from sources where name = 'vault'"):
            self.act(device, "remove", lambda study: study.library.remove("vault"))
            if a % 2:
                self.act(device, "import", lambda study: study.library.import_folder(device.vault, "vault", ()))

    def do_decide(self, device: Device, a: int, b: int) -> None:
        doubted = self.study(device).review.doubts.all()
        if doubted:
            cards = [doubted[a % len(doubted)].card]
            self.act(
                device,
                "decide",
                lambda study: (
                    study.review.doubts.another(cards)
                    if b % 3 == 2
                    else study.review.doubts.same(cards, show_again=b % 3 == 1)
                ),
            )

    # ------------------------------------------------------------------ notes and clocks

    def do_edit(self, device: Device, a: int, b: int) -> None:
        self.edit(device, changed(device.notes, a + 7 * b, a, b))

    def do_back(self, device: Device, a: int, _b: int) -> None:
        """Go back to how the notes were before an edit, as with a branch."""
        if device.past:
            self.edit(device, device.past[-1 - a % len(device.past)])

    def edit(self, device: Device, notes: Notes) -> None:
        before = device.notes
        device.past.append(before)
        self.write(device, notes)
        for name in before.keys() | device.notes.keys():
            if before.get(name) != device.notes.get(name):
                self.newest[name] = device.notes.get(name)
                self.tell(f"{device.name}: {name}: {before.get(name)} -> {device.notes.get(name)}")
        self.counts["edit"] += 1

    def do_sync(self, device: Device, _a: int, b: int) -> None:
        if b % 3 == 0:
            self.pull(device)
        losses = Losses.ACCEPT if b % 4 == 1 else Losses.LET_GO

        def sync(study: Study) -> None:
            for source in study.library.sources():
                if source.name == "vault":
                    study.library.sync_source(source, losses=losses)

        self.act(device, "sync", sync)

    def do_jump(self, device: Device, a: int, b: int) -> None:
        device.offset = JUMPS[a % len(JUMPS)] + b * MINUTE
        self.tell(f"{device.name}: the clock jumps to {self.now(device)}")

    # ------------------------------------------------------------------ merges

    def do_snapshot(self, device: Device, _a: int, _b: int) -> None:
        self.snapshots.append(self.root / f"snapshot{len(self.snapshots)}.db")
        self.copy(device, self.snapshots[-1])

    def copy(self, device: Device, target: Path) -> None:
        """Copy a database as it is, whatever of it is still in SQLite's write-ahead log."""
        device.rows("select 1")
        assert device._look is not None
        with closing(sqlite3.connect(target)) as copy:
            device._look.backup(copy)

    def do_merge(self, device: Device, a: int, b: int) -> None:
        if a % 8 == 7 and self.snapshots:
            self.merge(device, self.snapshots[b % len(self.snapshots)], "old copy")
            return
        other = self.devices[(device.at + 1 + a % 2) % 3]
        if other.began:
            self.merge_device(device, other, b)

    def merge_device(self, device: Device, other: Device, form: int) -> None:
        """Merge another device's home, database, export, or a copy that a sync program left; it stays as it is."""
        self.study(other)  # opening it may write, as it names itself
        ((before,),) = other.rows("pragma data_version")
        how = HOW[form % len(HOW)]
        target = {
            "home": other.home,
            "file": other.file,
            "left copy": self.left_copy(device, form),
            "rows": self.root / "staged.db",
        }.get(how, self.root / "all.jsonl")
        if how in ("export", "import"):
            export_to(self.study(other).context, target, unwatched_steps)
        elif how in ("left copy", "rows"):
            self.copy(other, target)
        self.merge(device, target, how)
        if other.rows("pragma data_version") != [(before,)]:
            raise Broken("merge changed the other", (device.name, other.name, how))

    def left_copy(self, device: Device, form: int) -> Path:
        names = "studygpt (conflicted copy).db", "studygpt.sync-conflict-20260504-120000-ABCDEFG.db", "studygpt 2.db"
        return device.home / names[form % 3]

    def merge(self, device: Device, target: Path, how: str) -> None:
        self.tell(f"{device.name} merges {target.relative_to(self.root)} ({how})")
        self.counts[f"merge: {how}"] += 1
        if not self.config["app"] and device._study is not None:
            device._study.close()
            device._study = None
        self.live(device)
        if how == "left copy":
            if not list(merge_left_copies(unwatched_steps)):
                raise Broken("left copy not found", target.name)
        elif how == "rows":
            self.merge_rows(device, target)
        elif how == "import":
            import_file(target, unwatched_steps)
        else:
            merge_other(target, unwatched_steps)
        self.move_source(device)
        strange = [row for row in device.rows("select * from log") if row[0] not in self.log]
        if strange:
            raise Broken("merge invented rows", strange)

    def merge_rows(self, device: Device, target: Path) -> None:
        """Do what a merge does to the rows, without its copies and checks of files."""
        context = self.study(device).context
        with context.database.write() as connection:
            merge_staged(context, connection, target, None)
        target.unlink()

    def step(self, step: Step) -> None:
        operation, at, a, b = step
        self.true += ((a * 37 + b * 101) % 1900 + 1) * MINUTE
        device = self.devices[at]
        if not device.began:
            self.begin(device)
        getattr(self, f"do_{operation}")(device, a, b)
