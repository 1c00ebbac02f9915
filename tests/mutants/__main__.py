"""`make mutants`: put faults into numbers and comparisons, one at a time, and see whether the tests notice.

    python -m tests.mutants                      fifty faults, the same ones at every run
    python -m tests.mutants --seed 7 --each 20   other ones
    python -m tests.mutants --room studygpt/stats
    python -m tests.mutants --only schedule/days one file's, all of them

A fault that survives is printed; one that changes nothing that anybody could notice stands in `equivalent.toml`, with
the reason. Exit code 1 when another one survived, 2 when the tests fail without a fault too.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.mutants.mutate import Fault, faults_in

ROOT = Path(__file__).resolve().parents[2]
TESTS = {
    "studygpt/schedule": ["tests/schedule", "tests/review", "tests/sync/test_imported_histories.py"],
    "studygpt/stats": ["tests/stats", "tests/commands/test_stats.py", "tests/tui/test_stats.py"],
    "studygpt/backup": ["tests/backup", "tests/commands/test_backup.py", "tests/commands/test_damage.py"],
    "studygpt/store": ["tests/store", "tests/review", "tests/stats", "tests/library", "tests/commands/test_listings.py",
                       "tests/commands/test_fit.py", "tests/sync", "tests/transfer", "tests/practice"],
    "studygpt/practice": ["tests/practice", "tests/commands/test_lab.py", "tests/tui/test_practice.py"],
}  # fmt: skip
"""Each room with the tests that should notice its faults, the quickest first."""


class Placed(NamedTuple):
    """A fault, and the file that it is in."""

    file: str
    fault: Fault
    tests: list[str]

    @property
    def name(self) -> str:
        return f"{self.file}:{self.fault.line}: {self.fault.old} -> {self.fault.new}"


def candidates(room: str) -> list[Placed]:
    found = []
    for file in sorted((ROOT / room).rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if "migrations" in name:  # what is written for old databases stays as it is
            continue
        found += [Placed(name, fault, TESTS[room]) for fault in faults_in(file.read_text(encoding="utf-8"))]
    return found


def chosen(words: argparse.Namespace) -> Iterator[Placed]:
    if words.only:
        for room in TESTS:
            yield from (each for each in candidates(room) if words.only in each.file)
        return
    for room in words.room or TESTS:
        found = candidates(room)
        yield from random.Random(words.seed).sample(found, min(words.each, len(found)))


def copy_of_the_tree(target: Path) -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def failure(tree: Path, tests: list[str]) -> str:
    """Run the tests until one fails; return the end of what they said then, or nothing if all pass."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout[-2_000:] or f"pytest ended with {done.returncode}"


def is_caught(tree: Path, placed: Placed) -> bool:
    """Whether a test fails with the fault in place."""
    file = tree / placed.file
    text = file.read_text(encoding="utf-8")
    file.write_text(placed.fault.applied_to(text), encoding="utf-8")
    try:
        return bool(failure(tree, placed.tests))
    finally:
        file.write_text(text, encoding="utf-8")


def equivalent() -> dict[str, str]:
    """Faults that nobody could notice, each with the reason; by `key`, as lines move."""
    return dict(tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8")))


def key(placed: Placed) -> str:
    """Return the text that identifies a fault: its file, and its line as the fault leaves it."""
    faulty = placed.fault.applied_to((ROOT / placed.file).read_text(encoding="utf-8"))
    return f"{placed.file}: {faulty.splitlines()[placed.fault.line - 1].strip()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--each", type=int, default=10, help="how many faults each room gets")
    parser.add_argument("--room", action="append", help="only this room's, such as studygpt/stats; repeatable")
    parser.add_argument("--only", default="", help="part of a file's name: all of its faults instead")
    words = parser.parse_args()
    known, tried, survived, sound = equivalent(), 0, [], set[str]()
    with tempfile.TemporaryDirectory(prefix="studygpt-mutants-") as folder:
        tree = Path(folder) / "tree"
        copy_of_the_tree(tree)
        for placed in chosen(words):
            if key(placed) in known:
                print(f"equal     {placed.name}", flush=True)
                continue
            tests = " ".join(placed.tests)
            if tests not in sound and (said := failure(tree, placed.tests)):
                print(f"{said}\nThese tests fail without a fault too, so they prove nothing: {tests}")
                return 2
            sound.add(tests)
            tried += 1
            caught = is_caught(tree, placed)
            print(f"{'caught' if caught else 'SURVIVED':<9} {placed.name}", flush=True)
            if not caught:
                survived.append(key(placed))
    print(f"{tried} faults, {tried - len(survived)} caught")
    for each in survived:
        print(f"survived: {each}")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
