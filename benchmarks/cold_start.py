"""Measure how long a command takes to start, and how much it loads, against importing one library."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import command, compare, python, report
from benchmarks.vault import write_vault

STUDYGPT = [str(Path(sys.executable).with_name("studygpt"))]
CARDS = 100_000


def run() -> bool:
    with TemporaryDirectory() as folder:
        env = {**os.environ, "STUDYGPT_HOME": f"{folder}/home", "STUDYGPT_WORKSPACE": f"{folder}/work"}
        fill(Path(folder), env)
        for words in (
            ["--version"],
            ["--help"],
            ["due", "--json"],
            ["cards", "is:due", "--json"],
            ["preview", "decks"],
        ):
            print(f"      studygpt {' '.join(words)}: {_modules(words, env)} modules")
        version, argparse, ratio = compare(command([*STUDYGPT, "--version"], env), python("import argparse", env), 15)
        held = report(
            "`--version` / import argparse", ratio, 1.5, f"{version * 1000:.0f} ms / {argparse * 1000:.0f} ms"
        )
        due, sqlalchemy, ratio = compare(
            command([*STUDYGPT, "due", "--json"], env), python("import sqlalchemy", env), 11
        )
        what = f"`due --json` over {CARDS:,} cards / import sqlalchemy"
        return report(what, ratio, 1.4, f"{due * 1000:.0f} ms / {sqlalchemy * 1000:.0f} ms") and held


def _modules(words: list[str], env: Mapping[str, str]) -> int:
    code = f"import sys; from studygpt.cli import main; main({words!r}); print(len(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], env=dict(env), capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1])


def fill(folder: Path, env: Mapping[str, str]) -> None:
    """Make a home with 100,000 cards, most of them learned, some due today."""
    write_vault(folder / "vault", notes=4_000, megabytes=14, cards=CARDS)
    subprocess.run([*STUDYGPT, "import", str(folder / "vault")], env=dict(env), check=True, capture_output=True)
    code = """
from sqlalchemy import text
from studygpt.study import Study
study = Study.open()
with study.context.database.write() as connection:
    connection.execute(text(
        "UPDATE memory SET state = 'review', stability = 3 + position % 300, difficulty = 5, reps = 4, "
        "last_day = :today - position % 300, due_day = :today - 2 + position % 300, due_at = 0 "
        "WHERE position % 5 > 0"), {"today": study.context.today()})
"""
    subprocess.run([sys.executable, "-c", code], env=dict(env), check=True)


if __name__ == "__main__":
    sys.exit(not run())
