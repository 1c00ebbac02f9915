"""A home on a disk that is really small: it fills while notes are imported, cards graded, copies made and put back."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.conftest import Vault
from tests.faults.machine import Ended, Machine
from tests.faults.places import note
from tests.faults.recovery import rows_or_none
from tests.faults.ruins import no_sentence
from tests.faults.scenarios import shown_before

SIZES_KB = (
    64, 128, 256, 384, 512, 640, 720, 800, 880, 960, 1_100, 1_300, 1_500, 1_700, 1_900, 2_200, 2_600, 3_000, 3_600,
    4_400,
)  # fmt: skip
GROWN = "size=200m"


class SmallDisk:
    """A file system of so many kilobytes, in memory; only root can make one."""

    def __init__(self, machine: Machine, folder: Path, kilobytes: int) -> None:
        self.machine, self.folder, self.kilobytes = machine, folder, kilobytes
        self.said: list[str] = []
        self.wrong: list[str] = []
        self.acknowledged = 0

    def __enter__(self) -> SmallDisk:
        self.folder.mkdir(exist_ok=True)
        options = f"size={self.kilobytes}k"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)], check=True)
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def grow(self) -> None:
        subprocess.run(["mount", "-o", f"remount,{GROWN}", str(self.folder)], check=True)

    @property
    def database(self) -> Path:
        return self.folder / "home" / "studygpt.db"

    def __call__(self, *words: str | Path, stdin: str = "") -> Ended:
        ended = self.machine(*words, stdin=stdin, environment={"STUDYGPT_HOME": str(self.folder / "home")}, patience=60)
        free = shutil.disk_usage(self.folder).free // 1024
        self.said.append(
            f"$ {' '.join(map(str, words))}  [{ended.code}] {free} kB free\n{ended.out[-700:]}{ended.err[-900:]}"
        )
        bad = no_sentence(ended)
        if bad:
            self.wrong.append(f"{' '.join(map(str, words[:1]))}: {bad}")
        return ended

    def grade(self, many: int, draw: random.Random) -> None:
        due = self("due", "--json", "--new", "99")
        self.said.pop()
        if due.code != 0:
            return
        cards = [card["id"] for card in json.loads(due.out)]
        for card in cards[:many]:
            if self("rate", card, draw.choice(("again", "good"))).code == 0:
                self.acknowledged += 1
            if self.said[-1].split("]")[0].endswith("[0"):
                self.said.pop()


def live_on(disk: SmallDisk, seed: int) -> list[str]:
    """Do all that writes until the disk is full and beyond; then give it room, and say what is wrong."""
    draw = random.Random(seed)
    machine = disk.machine
    vault = Vault(machine.place / "vault")
    vault.write("a.md", note(range(60)))
    disk("import", vault.path)
    disk.grade(8, draw)
    for number in range(6):
        disk("backup")
        disk.grade(6, draw)
        ended = disk("review", "--plain", "--new", "99", stdin="\n3\n\n1\n\n3\nq\n")
        disk.acknowledged += shown_before(ended)
        vault.write(f"more{number}.md", note(range(100 * (number + 1), 100 * (number + 1) + 60)))
        disk("sync")
    disk("restore", "--yes", "--with-acts")
    disk("doctor", "--fix")
    disk("restore", "--yes", "--with-acts")
    disk("export", "--json", disk.folder / "all.jsonl")
    disk.grade(3, draw)
    disk.grow()
    (disk.folder / "all.jsonl").unlink(missing_ok=True)
    if disk("due").code != 0:
        disk("doctor", "--fix")
        if disk("doctor").code != 0:
            disk("restore", "--yes")
    if disk("sync").code != 0 and disk.database.exists():
        disk.wrong.append("sync with room again fails")
    if disk("doctor").code != 0:
        disk.wrong.append("the doctor finds damage with room again")
    rows = rows_or_none(disk.database)
    if rows is None:
        disk.wrong.append("the database is not sound with room again")
        return disk.wrong
    with closing(sqlite3.connect(disk.database)) as connection:
        (undone,) = connection.execute("SELECT count(*) FROM log WHERE act = 'undo'").fetchone()
        (grades,) = connection.execute("SELECT count(*) FROM log WHERE act = 'grade'").fetchone()
    if grades - undone != disk.acknowledged:
        disk.wrong.append(f"{disk.acknowledged} grades acknowledged, {grades} less {undone} undone stored")
    home = disk.folder / "home"
    known = ("studygpt.db", "studygpt.db-wal", "studygpt.db-shm", "journal", "backups", "settings.toml")
    disk.wrong += [f"left behind: {each.name}" for each in home.iterdir() if each.name not in known]
    disk.wrong += [f"left behind: backups/{each.name}" for each in (home / "backups").glob("*") if each.suffix != ".db"]
    for copy in (home / "backups").glob("*.db"):
        if "damaged" not in copy.name and rows_or_none(copy) is None:
            disk.wrong.append(f"a backup is not sound: {copy.name}")
    return disk.wrong
