"""Measure what a person waits for with 60,000 cards due, 100,000 in all and 1,000,000 reviews in the log.

`python -m benchmarks.large FOLDER` keeps the home in a folder, or takes the one that is there.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.first_card import BARE, at_terminal, first_frame
from benchmarks.measure import PROCESSOR, report, seconds
from benchmarks.studied_home import fill

CARDS, REVIEWS = 100_000, 1_000_000
MEMORY = {"cards": 100, "due": 150, "backup": 100, "doctor": 200}
"""The most megabytes that a command may take."""


def run(folder: Path | None = None) -> bool:
    with TemporaryDirectory() as temporary:
        base = folder or Path(temporary)
        env = at_terminal(base)
        os.environ.update(env)
        file = base / "home" / "studygpt.db"
        if not file.exists():
            study = fill(base, CARDS, REVIEWS)
            study.configure("reviews_per_day", 99_999)
            study.close()
        program = [str(Path(sys.executable).with_name("studygpt"))]
        held = [_first_card(program, env)]
        took = {}
        for words in (["due"], ["due", "--json"], ["cards"], ["cards", "--json"], ["backup"], ["doctor"]):
            took[words[0]], peak = _measured([*program, *words])
            most = MEMORY[words[0]]
            detail = f"{peak:.0f} MB; {took[words[0]]:.1f} s of processor time"
            held.append(report(f"peak memory of `{' '.join(words)}` / {most} MB", peak / most, 1, detail))
        copied = seconds(lambda: _copy_and_check(file, base / "copy.db"), PROCESSOR)
        detail = f"{took['backup']:.1f} s / {copied:.1f} s of processor time"
        held.append(report("`backup` / sqlite3's own copy, checked", took["backup"] / copied, 3, detail))
        return all(held)


def _first_card(program: list[str], env: dict[str, str]) -> bool:
    """Compare in turn: the first card with the first frame of a bare app. The first of each warms files up."""
    card, frame = re.compile(rb"space shows the answer"), re.compile(rb"the first frame")
    bare = [sys.executable, "-c", BARE]
    pairs = [(first_frame([*program, "review"], env, card), first_frame(bare, env, frame)) for _ in range(4)]
    (ours, theirs), *_ = sorted(pairs[1:])
    return report("first card / first frame of a bare Textual app", ours / theirs, 3, f"{ours:.2f} s / {theirs:.2f} s")


def _measured(command: list[str]) -> tuple[float, float]:
    """Return the processor seconds and the peak megabytes of a command."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def _copy_and_check(file: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA quick_check").fetchall()
    copy.unlink()


if __name__ == "__main__":
    sys.exit(not run(Path(sys.argv[1]) if sys.argv[1:] else None))
