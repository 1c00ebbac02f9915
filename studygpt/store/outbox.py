"""Grades that wait to be stored on a server: they are in the journal, so nobody waits for the server's answer.

They are sent in the background in their order. Whatever else looks into the database waits for them first, so that it
always holds what was done before. If the server cannot be reached, they are sent again and again until it can; what is
left when the program ends is put back from the journal at the next start.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread, current_thread
from typing import TYPE_CHECKING

from studygpt import notices
from studygpt.errors import StudyError
from studygpt.model import LogRow
from studygpt.store import log
from studygpt.store.database import Database, weakly
from studygpt.store.journal import Entry
from studygpt.store.tables import log as log_table
from studygpt.text import counted

if TYPE_CHECKING:
    from sqlalchemy import Connection


_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0
_LAST_WAIT_S = 15.0
"""How long the end of the program waits for a server that may never answer."""

Store = Callable[["Connection"], object]
"""A function that stores one grade, and may be called again where it is not known whether it was stored."""


class Outbox:
    """The grades that are not stored yet, and the thread that stores them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._waiting: deque[Store] = deque()
        self._changed = Condition()
        self._failure: StudyError | None = None
        self._ends = False
        self._thread: Thread | None = None
        self._clock = 0
        database.before_transaction = weakly(self.flush)

    def put(self, rows: Sequence[LogRow], store: Callable[[Connection, list[LogRow]], object]) -> list[LogRow]:
        """Give rows of one instant their ids, write them to the journal, and have them stored; return them with ids."""
        # After all that this device did or saw, whatever its clock says: the last act is what an undo takes back.
        self._clock = max(log.first_clock(rows[0].at), self._clock + 1, self.database.last_clock + 1)
        given = log.with_new_ids(rows, self._clock)
        self._clock = given[-1].clock
        kept = self._journal(given)
        with self._changed:
            self._waiting.append(lambda connection: store(connection, given))
            if self._thread is None:
                self._thread = Thread(target=self._send_all, name="outbox", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        if not kept:  # then only the server can keep it
            self.flush()
        return given

    def _journal(self, rows: Sequence[LogRow]) -> bool:
        journal = self.database.journal
        if journal is None:
            return False
        entries = [Entry(log_table, log.values_of(row), row.at) for row in rows]
        return journal.append(journal.lines(entries), rows[0].at)

    def flush(self) -> None:
        """Wait until everything is stored; raise an error if the server cannot be reached."""
        if current_thread() is self._thread:
            return
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting or self._failure)
            if self._waiting:
                waits = "waits" if len(self._waiting) == 1 else "wait"
                raise StudyError(
                    f"{self._failure}. {counted(len(self._waiting), 'grade')} {waits} in the journal on this computer "
                    "until the server answers"
                )

    def close(self) -> None:
        """Send what waits, once more at most, and end."""
        with self._changed:
            self._ends = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_LAST_WAIT_S)
        if self._waiting:
            notices.tell(
                f"{counted(len(self._waiting), 'grade')} could not be sent to the server "
                f"({self._failure or 'it does not answer'}); the journal keeps them, and the next start sends them"
            )

    def _send_all(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ends)
                if not self._waiting:
                    return
                store = self._waiting[0]
            try:
                with self.database.write() as connection:
                    store(connection)
            except StudyError as error:
                with self._changed:
                    self._failure = error
                    self._changed.notify_all()
                    if self._ends:
                        return
                    notices.tell(
                        "The server cannot be reached. Go on: your grades are kept in the journal on this computer, "
                        "and are sent when it answers."
                    )
                    self._changed.wait_for(lambda: self._ends, pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            else:
                pause = _FIRST_PAUSE_S
                with self._changed:
                    self._failure = None
                    self._waiting.popleft()
                    self._changed.notify_all()
