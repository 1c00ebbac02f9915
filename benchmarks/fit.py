"""Measure a fit against the engine's bare call, and rebuilding all memories from a million rows of the log."""

from __future__ import annotations

import gc
import os
import random
import sqlite3
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview

from benchmarks.measure import PROCESSOR, WALL, compare, report, seconds
from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.review.fitting import Fitting, NoFit
from studygpt.schedule.recall import recall_after
from studygpt.store import card_histories

REVIEWS = 20_000
CARDS, ROWS = 100_000, 1_000_000
_LEARNER = (*DEFAULT_PARAMETERS[:7], 0.03, 1.2, *DEFAULT_PARAMETERS[9:20], 0.3)
"""A learner who forgets differently from most."""


def fill(context: StudyContext, cards: int, rows: int) -> None:
    """Write cards, and a log of `rows` grades by a learner with a known memory."""
    assert context.database.file is not None
    draw = random.Random(7)
    memory = FSRS(list(_LEARNER))
    first = context.today() - 700
    each = rows // cards
    with sqlite3.connect(context.database.file) as connection:
        connection.execute("INSERT INTO sources VALUES (77, 'bench', '/nowhere', 1, '[]', '[]', 'x')")
        connection.executemany(
            "INSERT INTO cards VALUES (?, 77, NULL, 'a.md', 'a', 1, 1, 'separators', 'basic', NULL, ?, '', 'front', "
            "'back', '[]', '[]', '[]', '[]', '[]', '[]', 'bench', NULL, NULL)",
            ((f"card{number:08}", f"text {number}") for number in range(cards)),
        )
        connection.executemany(
            "INSERT INTO memory (card, source, position) VALUES (?, 77, ?)",
            ((f"card{number:08}", number) for number in range(cards)),
        )
        log = sorted(
            row for number in range(cards) for row in _lived(f"card{number:08}", number, first, each, memory, draw)
        )
        connection.executemany(_ROW, log)
    connection.close()


_ROW = "INSERT INTO log VALUES (?1, 'bench', ?2, ?3, 0, ?4, 5000, 'grade', ?5, ?6, ?7, NULL, ?1)"


def _lived(
    card: str, number: int, first: int, reviews: int, memory: FSRS, draw: random.Random
) -> list[tuple[object, ...]]:
    day, state, gap = first + number % 300, None, 0
    rows: list[tuple[object, ...]] = []
    for at in range(reviews):
        recall = recall_after(gap, state.stability, -_LEARNER[-1]) if state else 0.6
        rating = (3 if draw.random() < 0.8 else 4) if draw.random() < recall else 1
        after = memory.next_states(state, 0.9, gap)
        next_state = {1: after.again, 3: after.good, 4: after.easy}[rating]
        ms = day * 86_400_000 + 43_200_000 + number * 7 % 3_600_000
        gap_next = max(1, round(next_state.interval * draw.uniform(0.6, 1.4))) if at % 4 else draw.choice((0, 1, 2))
        due = (day + gap_next) * 86_400_000 + 14_400_000
        rows.append(((ms << 20) + number * 11 + at, card, ms, day, str(rating), "review" if at else "new", due))
        day, state, gap = day + gap_next, next_state.memory, gap_next
    return rows


def _study(folder: Path, cards: int, rows: int) -> StudyContext:
    context = StudyContext.open(folder / f"{rows}.db", system_clock())
    fill(context, cards, rows)
    return context


def _bare(context: StudyContext) -> list[FSRSItem]:
    """Make the engine's input beforehand, as the fit is compared with the engine's call alone."""
    items = []
    with context.database.read() as connection:
        for lessons in card_histories.histories(connection)[0]:
            reviews = [FSRSReview(rating, elapsed) for rating, elapsed, _ in lessons]
            items += [FSRSItem(reviews[: at + 1]) for at, (_, elapsed, _) in enumerate(lessons) if at and elapsed]
    return items


def run() -> bool:
    gc.set_threshold(50_000)  # as `studygpt` itself does
    with TemporaryDirectory() as folder:
        os.environ["STUDYGPT_HOME"] = folder
        context = _study(Path(folder), REVIEWS // 10, REVIEWS)
        items, engine = _bare(context), FSRS(list(DEFAULT_PARAMETERS))
        fitting = Fitting(context)
        assert not isinstance(fitting.fit_and_compare(), NoFit)
        held = True
        for clock, of in ((WALL, "wall"), (PROCESSOR, "processor")):
            ours, bare, ratio = compare(fitting.fit_and_compare, lambda: engine.compute_parameters(items), 15, clock)
            what = f"fit of {REVIEWS:,} reviews, read and judged / the bare call of the engine, {of} time"
            held = report(what, ratio, 2, f"{ours * 1000:.0f} ms / {bare * 1000:.0f} ms") and held
        context.database.close()
        context = _study(Path(folder), CARDS, ROWS)
        for clock, of in ((WALL, "wall"), (PROCESSOR, "processor")):
            took = median(seconds(lambda: Fitting(context).adopt(_LEARNER), clock) for _ in range(3))
            what = f"rebuild from {ROWS:,} rows, backup included / 10 s, {of} time"
            held = report(what, took / 10, 1, f"{took:.1f} s") and held
        context.database.close()
        return held


if __name__ == "__main__":
    sys.exit(not run())
