"""Measure the sync of edits that touch many learned cards at once, against the import of the same vault.

A word is replaced in the answers of all 50,000 cards, or in their questions; or in 200 of 6,000, half of them in
questions, which stand together in eight notes or are scattered over most. Notes hold 25 cards and nothing else, so the
import, which the sync is held against, has no prose to read. Times are the processor's, as others may use the machine.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Set
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.measure import PROCESSOR, report, seconds
from benchmarks.rows import learn_all, read_rows
from benchmarks.vault import Writer
from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.study import Study

MANY, FEW, CHANGED = 50_000, 6_000, 200
ALL_BOUND, FEW_BOUND = 1.5, 0.3
_A_NOTE = 25
_OLD, _NEW = "signal", "pulse"


class Figures(NamedTuple):
    """What came of an edit, and what it cost."""

    importing: float
    """Seconds."""
    syncing: float
    at_once: int
    """Cards that kept their history."""
    asked: int
    """Cards of which a person is asked."""
    questions: int
    """How often: cards with a change in common are one question."""
    gone: int
    peak_import: float
    """Megabytes, at the end of the import."""
    peak: float


def write_vault(folder: Path, cards: int, in_questions: Set[int], in_answers: Set[int]) -> None:
    """Write the vault, with the new word in the questions and answers of these cards and the old one in all others."""
    writer = Writer(1)
    folder.mkdir(exist_ok=True)
    for first in range(0, cards, _A_NOTE):
        lines = ["#flashcards", f"# {writer.words(2, 4)}"]
        for card in range(first, min(first + _A_NOTE, cards)):
            asks, tells = (_NEW if card in some else _OLD for some in (in_questions, in_answers))
            question = f"{writer.words(2, 5).capitalize()} {asks} {writer.words(1, 3)} {card}"
            lines.append(f"{question}?::{writer.words(1, 5)} {tells} {writer.words(1, 5)}")
        note = folder / f"note {first // _A_NOTE:05}.md"
        text = "\n\n".join(lines) + "\n"
        if not note.exists() or note.read_text(encoding="utf-8") != text:
            note.write_text(text, encoding="utf-8")


def measure(cards: int, in_questions: Set[int], in_answers: Set[int]) -> Figures:
    """Import the vault, learn all of its cards, edit it and sync."""
    with TemporaryDirectory() as folder:
        os.environ["STUDYGPT_HOME"] = folder
        vault, file = Path(folder) / "vault", Path(folder) / "studygpt.db"
        write_vault(vault, cards, frozenset(), frozenset())
        study = Study(StudyContext.open(file, system_clock()))
        importing = seconds(lambda: study.library.import_folder(vault, "vault", ()), PROCESSOR)
        peak_import = _peak_megabytes()
        learned = learn_all(file)
        assert learned == cards, f"{learned} cards were read of {cards} that were written"
        write_vault(vault, cards, in_questions, in_answers)
        syncing = seconds(lambda: study.library.sync_source(study.library.source("vault")), PROCESSOR)
        peak = _peak_megabytes()
        study.close()
        rows = [row for row in read_rows(file) if row.reps]
    here = [row for row in rows if not row.orphaned]
    doubts = [row.common for row in here if row.doubt]
    questions = doubts.count("") + len(set(doubts) - {""})
    at_once, gone = len(here) - len(doubts), len(rows) - len(here)
    return Figures(importing, syncing, at_once, len(doubts), questions, gone, peak_import, peak)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


# ---------------------------------------------------------------------- the edits


def edits() -> dict[str, tuple[int, Set[int], Set[int]]]:
    """Return each edit: how many cards there are, and in whose questions and answers the word is replaced."""
    everyone, nobody = frozenset(range(MANY)), frozenset[int]()
    together, scattered = range(CHANGED), Random(1).sample(range(FEW), CHANGED)
    return {
        "answers": (MANY, nobody, everyone),
        "questions": (MANY, everyone, nobody),
        "together": (FEW, frozenset(together[::2]), frozenset(together[1::2])),
        "scattered": (FEW, frozenset(scattered[::2]), frozenset(scattered[1::2])),
    }


def _in_a_process(edit: str) -> Figures:
    """Measure in a process of its own, whose peak of memory is that of this edit."""
    command = [sys.executable, "-m", "benchmarks.mass_edits", edit]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Figures(*json.loads(done.stdout))


def run() -> bool:
    print("\nMany cards at once")
    held = []
    for edit, what, bound in (
        ("answers", f"a word replaced in the answers of {MANY:,} cards / their import", ALL_BOUND),
        ("questions", f"a word replaced in the questions of {MANY:,} cards / their import", ALL_BOUND),
        ("together", f"a word replaced in {CHANGED} of {FEW:,} cards, in 8 notes / their import", FEW_BOUND),
        ("scattered", f"a word replaced in {CHANGED} of {FEW:,} cards, scattered / their import", FEW_BOUND),
    ):
        took = _in_a_process(edit)
        detail = f"{took.syncing:.2f} s / {took.importing:.2f} s of processor time"
        held.append(report(what, took.syncing / took.importing, bound, detail))
        kept = f"{took.at_once:,} kept at once, {took.asked:,} asked about in {took.questions:,} questions"
        print(f"{'OVER' if took.gone else 'ok  '}    {kept}, {took.gone:,} set aside (bar 0)")
        held.append(took.gone == 0)
        print(f"        peak memory {took.peak:.0f} MB; of the import {took.peak_import:.0f} MB")
    return all(held)


if __name__ == "__main__":
    print(json.dumps(measure(*edits()[sys.argv[1]])) if len(sys.argv) > 1 else run())
