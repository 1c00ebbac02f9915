"""Live through a case in a study of its own, and tell what became of the history of the learned card."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.adversary.cases import Case, Told
from benchmarks.rows import Row, read_rows
from studygpt.context import StudyContext
from studygpt.model import Moment, Rating
from studygpt.study import Study
from studygpt.sync import Summary


class Fate(StrEnum):
    """What becomes of the history of a learned card."""

    CARRIED = "carried at once"
    ASKED = "asked about"
    CARRIED_ELSEWHERE = "carried at once to a card elsewhere"
    ASKED_ELSEWHERE = "asked about at a card elsewhere"
    ASIDE = "set aside"
    WITHHELD = "left as it was until a person confirms that so much is gone"


@dataclass(frozen=True, slots=True)
class Lived:
    """A case, and what came of it."""

    case: Case
    fate: Fate
    asks: int
    """The questions that wait about any card of the vault, and if the last save was taken in; those that are decided
    together are one."""
    stands: str
    """The card that the history stands at, and why it is asked about."""


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1_800_000_000_000

    def __call__(self) -> Moment:
        return Moment(self.at, 0)

    def move(self, minutes: int) -> None:
        self.at += minutes * 60_000


class Vault:
    """A folder of notes. Each save has a time of its own, however fast they follow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.time = 1_700_000_000
        folder.mkdir()

    def save(self, texts: Mapping[str, str]) -> None:
        """Bring the folder into this state; notes that are the same are not touched."""
        self.time += 60
        for path in self.texts.keys() - texts.keys():
            (self.folder / path).unlink()
        for path, text in texts.items():
            if self.texts.get(path) != text:
                note = self.folder / path
                note.parent.mkdir(parents=True, exist_ok=True)
                note.write_text(text, encoding="utf-8")
                os.utime(note, (self.time, self.time))
        self.texts = dict(texts)


def make_empty(file: Path) -> None:
    """Make a database that holds nothing, to be copied: that takes a fraction of the time of making one."""
    StudyContext.open(file, HandClock()).database.close()


def live_through(case: Case, empty: Path) -> Lived:
    """Import the first state, learn all of its cards, and sync after each further save."""
    with TemporaryDirectory() as folder:
        file, vault, clock = Path(folder) / "studygpt.db", Vault(Path(folder) / "vault"), HandClock()
        shutil.copyfile(empty, file)
        study = Study(StudyContext.open(file, clock))
        vault.save(case.states[0])
        study.library.import_folder(vault.folder, "vault", ())
        for card in study.library.cards():
            study.review.grade(card, Rating.GOOD)
        learned = _first(case, case.learned, read_rows(file))
        for texts in case.states[1:]:
            clock.move(minutes=1)
            vault.save(texts)
            summary = study.library.sync_source(study.library.source("vault"))
        study.close()
        return _lived(case, learned.id, read_rows(file), summary)


def _first(case: Case, told: Told, rows: Sequence[Row]) -> Row:
    """Return the card that is named, the first where several read the same."""
    found = next((row for row in rows if told.is_card(row)), None)
    if found is None:
        raise AssertionError(f"{case.id}: no card of {told.note} reads {told.front!r}, {told.back!r}")
    return found


def _lived(case: Case, learned: str, rows: Sequence[Row], summary: Summary) -> Lived:
    if summary.stopped is None:
        _first(case, case.now, rows)
    holder = next(row for row in rows if row.id == learned)
    is_there = case.now.is_card(holder)
    if holder.orphaned:
        fate = Fate.ASIDE
    elif summary.stopped or holder.path not in case.states[-1]:
        fate = Fate.WITHHELD
    elif holder.doubt:
        fate = Fate.ASKED if is_there else Fate.ASKED_ELSEWHERE
    else:
        fate = Fate.CARRIED if is_there else Fate.CARRIED_ELSEWHERE
    asked = [row for row in rows if row.doubt and not row.orphaned]
    asks = sum(not row.common for row in asked) + len({row.common for row in asked if row.common})
    asks += bool(summary.warning)
    stands = "" if holder.orphaned else f"{holder.path}:{holder.line}  {holder.front} -> {holder.back}"
    return Lived(case, fate, asks, f"{stands}  ({holder.doubt})" if holder.doubt else stands)


# ---------------------------------------------------------------------- many

_EMPTY = "STUDYGPT_BENCHMARK_EMPTY"


def live_through_all(cases: Sequence[Case]) -> list[Lived]:
    """Live through cases on all cores, with the progress on stderr."""
    done: list[Lived] = []
    with TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.db"
        make_empty(empty)
        with Pool(os.cpu_count(), _settle_in, (folder, empty)) as pool:
            for lived in pool.imap(_live_through, cases, chunksize=4):
                done.append(lived)
                if len(done) % 20 == 0 or len(done) == len(cases):
                    print(f"\r{len(done)} of {len(cases)} cases ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return done


def _settle_in(home: str, empty: Path) -> None:
    """Give a process of the pool a home without a person's settings."""
    os.environ["STUDYGPT_HOME"] = home
    os.environ[_EMPTY] = str(empty)


def _live_through(case: Case) -> Lived:
    return live_through(case, Path(os.environ[_EMPTY]))
