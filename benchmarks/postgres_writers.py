"""Have many devices grade the same cards on one PostgreSQL server at once, each a process of its own.

    python -m benchmarks.postgres_writers [DEVICES] [GRADES] [CARDS]        50 200 200 where none is given

It prints how many grades were acknowledged and stored, and how many memories are not what the log leads to. With
CUTS=SECONDS in the environment, the server ends all connections every so often meanwhile.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from time import monotonic

from sqlalchemy import func, select

from studygpt import paths
from studygpt.backup.content_checks import cards_with_wrong_memory
from studygpt.clock import system_clock
from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.schedule.memory import Scheduler
from studygpt.store.tables import log
from studygpt.study import Study
from tests.postgres import Cluster, database_of


def device(number: int, place: Path, grades: int, begin: Barrier) -> tuple[int, int]:
    """Grade cards at random; return how many grades were acknowledged, and how many ended in a sentence."""
    os.environ["STUDYGPT_HOME"] = str(place / f"home{number}")
    draw = random.Random(number)
    study = Study.open(system_clock())
    study.configure("leech_lapses", 0)  # or most cards would soon be suspended
    cards = study.library.cards()
    begin.wait()
    done = failed = 0
    while done < grades:
        at = draw.randrange(len(cards))
        try:
            # The card as this device saw it last: another may have graded it since.
            cards[at] = study.review.grade(cards[at], Rating(draw.choice((1, 3, 3, 3, 4)))).card
            done += 1
        except StudyError as error:
            failed += 1
            print(f"device {number}: {error}", file=sys.stderr)
    study.close()
    return done, failed


def measure(place: Path, devices: int, grades: int, cards: int, cut: object) -> bool:
    paths.shipped_decks = lambda: place / "no-decks"
    vault = place / "vault"
    vault.mkdir()
    questions = "\n\n".join(f"Which answer has number {at}?::Answer {at}" for at in range(cards))
    (vault / "note.md").write_text(f"#flashcards\n\n{questions}\n", encoding="utf-8")
    os.environ["STUDYGPT_HOME"] = str(place / "home")
    study = Study.open(system_clock())
    study.library.import_folder(vault, None, ())
    study.close()
    processes = get_context("fork")
    begin, told = processes.Barrier(devices + 1), processes.Queue()

    def run(number: int) -> None:
        told.put(device(number, place, grades, begin))

    running = [processes.Process(target=run, args=(number,)) for number in range(devices)]
    for process in running:
        process.start()
    begin.wait()
    began = monotonic()
    over = threading.Event()
    if every := float(os.environ.get("CUTS", 0)):
        threading.Thread(target=lambda: [cut() for _ in iter(lambda: over.wait(every), True)], daemon=True).start()
    results = [told.get() for _ in running]
    over.set()
    for process in running:
        process.join()
    seconds = monotonic() - began
    study = Study.open(system_clock())
    with study.context.database.read() as connection:
        stored = connection.execute(select(func.count()).where(log.c.act == "grade")).scalar_one()
        wrong = cards_with_wrong_memory(connection, Scheduler(study.context.settings, None), None)
    reps = sum(card.memory.reps for card in study.library.cards())
    study.close()
    acknowledged = sum(done for done, _ in results)
    print(
        f"{devices} devices, {cards} cards: {acknowledged} grades acknowledged, {stored} stored, {reps} in memories; "
        f"{len(wrong)} memories differ from their log; {sum(failed for _, failed in results)} ended in a sentence; "
        f"{seconds:.0f} s, {acknowledged / seconds:.0f} grades a second"
    )
    return acknowledged == stored and not wrong


def main() -> int:
    given = [int(word) for word in sys.argv[1:]]
    devices, grades, cards = (*given, *(50, 200, 200)[len(given) :])
    cluster = Cluster(Path(mkdtemp(prefix="studygpt-pg-", dir="/tmp")))
    try:
        cluster.start()
        with database_of(cluster, "template1") as served, TemporaryDirectory() as place:
            os.environ["STUDYGPT_DATABASE_URL"] = served.url()
            ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'anna'"
            return 0 if measure(Path(place), devices, grades, cards, lambda: served.execute(ends)) else 1
    finally:
        cluster.remove()


if __name__ == "__main__":
    sys.exit(main())
