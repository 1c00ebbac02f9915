"""Measure importing a vault against reading its files, and a sync without changes against walking its folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import compare, report, seconds
from benchmarks.vault import write_vault
from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.study import Study

NOTES, MEGABYTES, CARDS = 4_000, 12, 6_000


def read_all(vault: Path) -> int:
    """Find the notes of a vault, open and decode each; return how many letters they have."""
    return sum(len(path.read_text(encoding="utf-8")) for path in vault.rglob("*.md"))


def walk_with_stat(vault: Path) -> int:
    return sum(os.stat(os.path.join(folder, name)).st_size for folder, _, names in os.walk(vault) for name in names)  # noqa: PTH116, PTH118


def import_into(home: Path, vault: Path) -> Study:
    study = Study(StudyContext.open(home / "studygpt.db", system_clock()))
    summary = study.library.import_folder(vault, None, ())
    assert summary.new == CARDS, summary
    return study


def run() -> bool:
    with TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        write_vault(vault, notes=NOTES, megabytes=MEGABYTES, cards=CARDS)
        read_all(vault)
        import_into(Path(folder) / "warm", vault)
        rounds = []
        for number in range(5):
            reading = min(seconds(lambda: read_all(vault)) for _ in range(3))
            took = seconds(lambda n=number: import_into(Path(folder) / f"home{n}", vault))  # type: ignore[misc]
            rounds.append((took, reading))
        took, reading = median(a for a, _ in rounds), median(b for _, b in rounds)
        what = f"cold import of {NOTES:,} notes, {MEGABYTES} MB, {CARDS:,} cards / merely reading it"
        held = report(what, median(a / b for a, b in rounds), 10, f"{took:.2f} s / {reading * 1000:.0f} ms")
        held = report("  the same in seconds / 3 s", took / 3, 1, f"{took:.2f} s") and held
        study = import_into(Path(folder) / "sync", vault)
        source = study.library.source("vault")
        synced, walked, ratio = compare(
            lambda: study.library.sync_source(study.library.source(source.name)), lambda: walk_with_stat(vault), 15
        )
        what = "sync of the unchanged vault / a bare walk with stat"
        return report(what, ratio, 3, f"{synced * 1000:.0f} ms / {walked * 1000:.0f} ms") and held


if __name__ == "__main__":
    sys.exit(not run())
