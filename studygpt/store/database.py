"""Connect to the database; every failure becomes a sentence for the person at the keyboard."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log, trunc
from pathlib import Path
from weakref import WeakMethod, finalize

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from studygpt import notices
from studygpt.errors import StudyError
from studygpt.store.journal import Journal, noting
from studygpt.store.open_file import OpenFile

_BUSY_MS = 30_000
_SYNCED, _NOT_SYNCED = "FULL", "NORMAL"
"""Whether a commit is on disk, or only with the system: SQLite's words."""
_DAMAGED = ("not a database", "malformed", "could not decode", "disk i/o", "no such column", "no such table")
"""Parts of SQLite's messages about damaged files."""
_UNREADABLE = ("SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_DATA")
"""SQLite's codes for errors of the disk by which a file may be damaged; by all others only a step was not done."""


def weakly(method: Callable[[], object]) -> Callable[[], object]:
    """Return a function that calls a method as long as its object is in use, and does not keep that in use itself."""
    known = WeakMethod(method)

    def call() -> object:
        found = known()
        return found() if found is not None else None

    return call


class Database:
    """A database, connected to when it is first used. `read` and `write` are transactions."""

    def __init__(self, place: str | Path, recovery_advice: Callable[[Path], str] | None = None) -> None:
        """Prepare a connection to `place`: an address such as sqlite:///file, or the path of an SQLite file.

        `recovery_advice` says, as a sentence, how to recover a damaged file.
        """
        self.url = _address(place)
        self._recovery_advice = recovery_advice
        self.engine = _engine(self.url)
        self.journal: Journal | None = None
        """Where acts are written down once more; None for a database of which that is not wanted."""
        self.when_replaced: Callable[[], object] = lambda: None
        """What is done when another program has put another file in the place of the open one."""
        self.before_transaction: Callable[[], object] = lambda: None
        """What is waited for before anything is read or written."""
        self.last_clock = 0
        """The clock of the last act in the log that this program knows of."""
        self._open_file = OpenFile(self.file)
        event.listen(self.engine, "connect", self._open_file.remember)
        # At the end of the program too: SQLite empties its write-ahead log when the last connection is closed.
        finalize(self, self.engine.dispose)

    @property
    def file(self) -> Path | None:
        """Return the SQLite file; None for a server or a database in memory."""
        name = self.url.database
        return Path(name) if self.url.get_backend_name() == "sqlite" and name and name != ":memory:" else None

    @property
    def where(self) -> str:
        """Return the place of the database, as messages name it."""
        if self.is_on_server:
            from studygpt.store import server  # only for those who have one

            return server.place(self.url)
        return str(self.file) if self.file else self.url.render_as_string()

    @property
    def is_on_server(self) -> bool:
        """Return whether a PostgreSQL server holds the database."""
        return self.url.get_backend_name() == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Begin a transaction that only reads."""
        self.before_transaction()
        self._follow_file()
        with self._guarded(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, in_journal: bool = False) -> Iterator[Connection]:
        """Begin a transaction that writes: committed at its end, rolled back on an error.

        What was written is on disk then. With `in_journal`, only the journal is: it has all that must not be lost.
        """
        self.before_transaction()
        self._follow_file()
        with self._guarded(), self.engine.connect() as connection:
            synced = not (in_journal and self.journal)
            connection = connection.execution_options(studygpt_writes=True, studygpt_synced=synced)
            connection, acts = noting(connection)
            with connection.begin() as transaction:
                yield connection
                if not transaction.is_active:  # rolled back: it was a trial
                    return
                lines = self.journal.lines(acts, connection) if self.journal else ""
                number = connection.info.get("number")
                try:
                    transaction.commit()
                except DBAPIError as error:
                    if number is None or not self._was_committed(number, error):
                        raise
        # Only what was committed, and before anybody is told that it is done.
        self.last_clock = max([self.last_clock, *(act.row["clock"] for act in acts)])
        if self.journal and acts:
            self.journal.append(lines, acts[-1].at)

    def _was_committed(self, number: str, error: DBAPIError) -> bool:
        """Return whether a transaction was stored though the connection was cut before the server could say so."""
        from studygpt.store import server

        stored = server.was_committed(self.engine, number) if server.is_cut(error) else False
        if stored is None:
            raise StudyError(
                f"{self.where}: the connection to the server was lost while this step was stored, so it may be stored "
                "or not; look before you do it again"
            )
        return stored

    def _follow_file(self) -> None:
        """Open the database anew if its file is another one than was opened, as in a folder that is synchronised.

        SQLite would go on writing into the file that is no longer there.
        """
        try:
            replaced = self._open_file.was_replaced()
        except OSError as error:
            raise StudyError(
                f"{self.where}: the database is gone; another program moved, deleted or is just replacing it. Put it "
                "back and try again, or `studygpt restore` goes back to a backup; the journal has what was done."
            ) from error
        if replaced:
            self.engine.dispose()
            self._open_file.delete_old_wal()
            notices.tell(f"{self.where} was replaced by another program, and is read anew")
            self.when_replaced()

    def use_wal(self) -> None:
        """Switch an SQLite file to write-ahead logging. The file remembers it, so only a new database needs this."""
        if self.url.get_backend_name() == "sqlite":
            with self._guarded(), self.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA journal_mode = WAL")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def failure(self, reason: str, code: str = "") -> StudyError:
        """Turn a message of the database, and its code, into an error that people can understand."""
        lowered = reason.lower()
        if code.startswith("SQLITE_IOERR_") and code not in _UNREADABLE:
            what = f"the disk did not take what was written ({reason.strip()}, {code})"
            return StudyError(f"{self.where}: {what}; it may be full or broken. Nothing of this step was kept.")
        if self.file is not None and any(words in lowered for words in _DAMAGED):
            what = f"{self.where}: this file is damaged or no StudyGPT database ({reason.strip()})."
            return StudyError(f"{what} {self._recovery_advice(self.file)}" if self._recovery_advice else what)
        return StudyError(_sentence(reason, self.where))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error) == self.is_on_server:
                raise  # of another database, which is in use at the same time
            if self.is_on_server:
                from studygpt.store import server

                raise server.failure(error, self.url) from error
            raise self.failure(str(error.orig), getattr(error.orig, "sqlite_errorname", "")) from error
        except sqlite3.Error as error:  # raised past SQLAlchemy, where rows are fetched without it
            raise self.failure(str(error), getattr(error, "sqlite_errorname", "")) from error
        except SQLAlchemyError as error:
            raise StudyError(f"{self.where}: the database answered with an error ({error})") from error


def _address(place: str | Path) -> URL:
    if isinstance(place, Path):
        # Not spelled as an address: a folder may be called `50%` or `what?`.
        url = URL.create("sqlite", database=str(place.expanduser()))
    else:
        try:
            url = make_url(place)
            if "@" in (url.host or ""):
                raise ArgumentError("a part of the password would be taken for the host, and be shown")
        except (ArgumentError, ValueError) as error:
            raise StudyError(
                "STUDYGPT_DATABASE_URL is no database address; it looks like sqlite:///file or "
                "postgresql://name:password@host/database, with %40 for an @ in the password"
            ) from error
    if url.drivername.partition("+")[0] in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(f"{url.database}: the folder of the database cannot be made ({error.strerror})") from error
    return url


def _engine(url: URL) -> Engine:
    scheme = url.drivername.partition("+")[0]
    if scheme not in ("sqlite", "postgresql"):
        raise StudyError(f"STUDYGPT_DATABASE_URL: StudyGPT keeps its database in SQLite or PostgreSQL, not {scheme!r}")
    if scheme == "postgresql":
        from studygpt.store import server

        return server.make_engine(url)
    try:
        engine = create_engine(url)
    except (NoSuchModuleError, ModuleNotFoundError, ArgumentError) as error:  # sqlite+other, or an unknown option
        raise StudyError(f"STUDYGPT_DATABASE_URL: this address cannot be used ({error})") from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # so that transactions begin where `_begin_sqlite` says, not at the first write
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
    # SQLite's own `lower` knows only A to Z, and notes are written in every language.
    connection.create_function("lower", 1, _lower, deterministic=True)
    try:
        connection.execute("SELECT power(1, 1), ln(1), trunc(1)")
    except sqlite3.OperationalError:  # an SQLite that was built without them
        for name, many, function in (("power", 2, pow), ("ln", 1, log), ("trunc", 1, trunc)):
            connection.create_function(name, many, _or_null(function), deterministic=True)


def _or_null(function: Callable[..., float]) -> Callable[..., float | None]:
    """Make a function return NULL where an argument is NULL, as SQL does."""
    return lambda *values: None if None in values else function(*values)


def _lower(value: str | float | bytes | None) -> str | float | bytes | None:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: two that first read and then write would otherwise refuse each other.
    options = connection.get_execution_options()
    writes = options.get("studygpt_writes", False)
    if writes:
        connection.exec_driver_sql(f"PRAGMA synchronous = {_SYNCED if options['studygpt_synced'] else _NOT_SYNCED}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sentence(reason: str, where: str) -> str:
    lowered = reason.lower()
    if "locked" in lowered:
        return (
            f"{where}: another program has been writing to the database for over {_BUSY_MS // 1000} seconds; try again"
        )
    if "readonly" in lowered or "read-only" in lowered:
        return f"{where}: the database cannot be written to; check the permissions of the file and its folder"
    if "full" in lowered:
        return f"{where}: the disk is full; nothing of this step was kept"
    if "unable to open" in lowered:
        return (
            f"{where}: the database cannot be opened; check that the folder exists and is yours, and the disk has room"
        )
    return f"{where}: the database answered with an error ({reason.strip()})"
