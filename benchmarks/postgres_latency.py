"""Measure how long each act of a review waits for a PostgreSQL server that is far away, and for how many round trips.

    python -m benchmarks.postgres_latency [MILLISECONDS]        200 where none is given

A proxy holds back what passes, half the time in each direction, and counts round trips: how often the program sent
something after it had heard an answer.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory, mkdtemp
from time import monotonic, sleep

from studygpt import paths
from studygpt.clock import system_clock
from studygpt.model import Rating
from studygpt.study import QueueOptions, ReviewSession, Study
from tests.postgres import Cluster, database_of

_SOCKET = ".s.PGSQL.5432"
CARDS = 12


class SlowProxy:
    """A socket before that of a server. What passes it arrives later, in its order."""

    def __init__(self, place: Path, server: Path, seconds_each_way: float) -> None:
        self.server, self.wait = server / _SOCKET, seconds_each_way
        self.trips = 0
        self._answered = True
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(place / _SOCKET))
        self._door.listen()
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        while True:
            program, _ = self._door.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.server))
            for source, target, asks in ((program, server, True), (server, program, False)):
                late: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
                threading.Thread(target=self._hear, args=(source, late, asks), daemon=True).start()
                threading.Thread(target=self._tell, args=(target, late), daemon=True).start()

    def _hear(self, source: socket.socket, late: SimpleQueue[tuple[float, bytes]], asks: bool) -> None:
        some = b"?"
        while some:
            some = b""
            with suppress(OSError):
                some = source.recv(65_536)
            if some and asks:
                self.trips += self._answered
            self._answered = not asks
            late.put((monotonic() + self.wait, some))

    def _tell(self, target: socket.socket, late: SimpleQueue[tuple[float, bytes]]) -> None:
        some = b"?"
        while some:
            due, some = late.get()
            sleep(max(0.0, due - monotonic()))
            with suppress(OSError):
                target.sendall(some) if some else target.shutdown(socket.SHUT_WR)


def told(proxy: SlowProxy, what: str, act: Callable[[], object]) -> float:
    """Do something, and print how long it took and for how many round trips it waited."""
    trips, began = proxy.trips, monotonic()
    act()
    seconds = monotonic() - began
    print(f"  {what:<44} {proxy.trips - trips:>3} round trips {seconds * 1000:>7.0f} ms")
    return seconds


def measure(place: Path, proxy: SlowProxy) -> None:
    paths.shipped_decks = lambda: place / "no-decks"
    vault = place / "vault"
    vault.mkdir()
    questions = "\n\n".join(f"Which answer has number {at}?::Answer {at}" for at in range(CARDS))
    (vault / "note.md").write_text(f"#flashcards\n\n{questions}\n", encoding="utf-8")
    study: list[Study] = []
    session: list[ReviewSession] = []
    told(proxy, "a new database", lambda: Study.open(system_clock()).close())
    told(proxy, "to open the study", lambda: study.append(Study.open(system_clock())))
    told(proxy, f"to import a note of {CARDS} cards", lambda: study[0].library.import_folder(vault, None, ()))
    told(proxy, "to begin a session", lambda: session.append(ReviewSession(study[0].review, QueueOptions())))
    told(proxy, "its first card", lambda: (session[0].card, session[0].changed, session[0].progress))
    for at in range(CARDS // 2):
        told(proxy, f"card {at + 1}: answer and intervals", lambda: (session[0].reveal(), session[0].outcomes()))
        stored = told(proxy, "  its grade, stored", lambda: session[0].grade(Rating.GOOD))
        next_card = told(proxy, "  the next card", lambda: (session[0].card, session[0].changed, session[0].progress))
        print(f"  {'  key to card':<60} {(stored + next_card) * 1000:>7.0f} ms")
    told(proxy, "undo", lambda: session[0].undo())
    study[0].close()


def main() -> int:
    milliseconds = float(sys.argv[1]) if sys.argv[1:] else 200.0
    cluster = Cluster(Path(mkdtemp(prefix="studygpt-pg-", dir="/tmp")))
    try:
        cluster.start()
        with (
            database_of(cluster, "template1") as served,
            TemporaryDirectory() as place,
            TemporaryDirectory(dir="/tmp") as door,
        ):
            os.environ["STUDYGPT_DATABASE_URL"] = served.url().replace(str(cluster.place).replace("/", "%2F"), door)
            os.environ["STUDYGPT_HOME"] = str(Path(place) / "home")
            print(f"A server {milliseconds:.0f} ms away:")
            measure(Path(place), SlowProxy(Path(door), cluster.place, milliseconds / 2000))
    finally:
        cluster.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
