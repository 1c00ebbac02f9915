"""PostgreSQL: a schema for each role, one writer of it at a time, connections that are cut, sentences for failures.

Imported only where the database is on a server.
"""

from __future__ import annotations

import logging
import select
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExecutionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from studygpt.errors import StudyError

# Any: psycopg's own connections and cursors. SQLAlchemy types both so, and the driver is not there for everybody.
_WAIT_S = 30
_TRIES = 3
# A network that is gone says nothing: without these, a program that waits for an answer waits for hours.
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 50_000,
}
_IDLE_S = 30
"""After how many seconds without use a connection is tried before it is trusted."""

# A device that vanished in the middle of a transaction must not keep its lock for hours: the server asks whether it is
# still there. An older program kept its tables in `public`; they are used where they are this role's own.
_PREPARE = f"""
SELECT set_config('lock_timeout', '{_WAIT_S}s', false),
  set_config('tcp_keepalives_idle', '20', false), set_config('tcp_keepalives_interval', '10', false),
  set_config('tcp_keepalives_count', '3', false),
  set_config('search_path', CASE WHEN to_regclass(quote_ident(current_user) || '.alembic_version') IS NULL AND 2 = (
      SELECT count(*) FROM pg_tables
      WHERE schemaname = 'public' AND tablename IN ('alembic_version', 'memory') AND tableowner = current_user
    ) THEN 'public' ELSE quote_ident(current_user) END, false),
  (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = current_user), current_user
"""
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# Writers of one schema take turns, as in SQLite: what one read stays true until it has written. READ COMMITTED, as each
# statement must see what was committed while this waited for the lock.
_WRITE = (
    "BEGIN ISOLATION LEVEL READ COMMITTED",
    "SELECT pg_advisory_xact_lock(hashtextextended('studygpt ' || current_setting('search_path'), 0))",
)
_WRITES = ("INSERT", "UPDATE", "DELETE")
_FEW = 100
"""How many rows at most are put off until something must be waited for."""
_NUMBER = "SELECT pg_current_xact_id()::text"
_STATUS = "SELECT pg_xact_status(%s::text::xid8)"


def make_engine(url: URL) -> Engine:
    """Make an engine whose connections find their schema, notice that they were cut, and begin without a wait."""
    try:
        engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",  # so that transactions begin as `_begun` says
            use_native_hstore=False,  # asking about it would be another round trip
            connect_args={name: value for name, value in _PATIENCE.items() if name not in url.query},
        )
    except ModuleNotFoundError as error:
        raise StudyError(
            f"the database {place(url)} needs a driver; install it with: pip install 'studygpt[postgres]'"
        ) from error
    logging.getLogger("psycopg").addHandler(logging.NullHandler())  # or it would write on the screen
    event.listen(engine, "connect", _find_schema)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _refuse_cut)
    event.listen(engine, "do_execute", _execute)
    event.listen(engine, "do_executemany", _execute_many)
    event.listen(engine, "commit", _send_last)
    event.listen(engine, "rollback", _drop)
    return engine


def place(url: URL) -> str:
    """Return an address without what may be a secret."""
    return URL.create(
        "postgresql", url.username, host=url.host, port=url.port, database=url.database
    ).render_as_string()


# ---------------------------------------------------------------------- connections


def _find_schema(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.autocommit = True
    connection.adapters.register_dumper(str, _text_dumper())
    *_, owner, role = connection.execute(_PREPARE).fetchone()
    if owner not in (None, role):
        connection.close()
        raise StudyError(
            f"the schema {role} belongs to {owner}, who could read all that is kept there; nothing was changed. "
            f'Its owner gives it away with: ALTER SCHEMA "{role}" OWNER TO "{role}"'
        )


@cache
def _text_dumper() -> type[Any]:
    """Return how texts are sent. PostgreSQL refuses the letter 0, which in one note would stop a whole vault."""
    from psycopg.types.string import StrDumperUnknown

    class TextDumper(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))

    return TextDumper


def _note_use(_connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.info["used"] = monotonic()


def _refuse_cut(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Have the pool connect anew where a connection was cut while nobody used it."""
    if "used" not in entry.info:  # it was made just now
        return
    try:
        # The server says nothing unasked but goodbye.
        cut = bool(select.select([connection.pgconn.socket], [], [], 0)[0])
        if not cut and monotonic() - entry.info["used"] > _IDLE_S:
            connection.execute("SELECT 1")
    except Exception as error:  # whatever it is, a new connection will show whether it lasts
        raise DisconnectionError from error
    if cut:
        raise DisconnectionError


# ---------------------------------------------------------------------- transactions


_put_off: WeakKeyDictionary[Any, list[tuple[str, Any]]] = WeakKeyDictionary()
"""For each connection, the writes of its transaction that need no answer and are not sent yet."""


def _execute(cursor: Any, statement: str, parameters: Any, context: ExecutionContext) -> bool:
    """Run a statement, with what was put off before it; a write that gives no rows is put off itself."""
    if statement.startswith(_WRITES) and "RETURNING" not in statement:
        _put_off.setdefault(cursor.connection, []).append((statement, parameters))
        return True
    held = hasattr(cursor, "name")  # a cursor that the server holds must be asked for by itself
    _together(cursor.connection, context, None if held else lambda: cursor.execute(statement, parameters))
    return not held


def _execute_many(cursor: Any, statement: str, parameters: Any, context: ExecutionContext) -> bool:
    if len(parameters) <= _FEW:
        _put_off.setdefault(cursor.connection, []).extend((statement, each) for each in parameters)
        return True
    _together(cursor.connection, context, None)
    return False


def _together(connection: Any, context: ExecutionContext, last: Callable[[], object] | None) -> None:
    """Send, and wait for once: what begins a transaction, unless one has begun, what was put off, and `last`."""
    later = _put_off.pop(connection, ())
    begins = not connection.pgconn.transaction_status
    if not (begins or later):
        if last is not None:
            last()
        return
    writes = begins and context.execution_options.get("studygpt_writes", False)
    number = None
    try:
        with connection.pipeline():
            if begins:
                for words in _WRITE if writes else (_READ,):
                    connection.execute(words)
            if writes:
                number = connection.execute(_NUMBER)
            for statement, parameters in later:
                connection.execute(statement, parameters)
            if last is not None:
                last()
    finally:
        if connection.pgconn.pipeline_status:  # it was cut in the middle of an answer, and does not know it yet
            connection.close()
    if number is not None:
        context.root_connection.info["number"] = number.fetchone()[0]


def _send_last(connection: Connection) -> None:
    """Commit together with what was put off."""
    if not connection.invalidated and connection.connection.driver_connection in _put_off:
        try:
            connection.exec_driver_sql("COMMIT")
        except DBAPIError:
            connection.invalidate()  # which rolls back, whatever its state
            raise


def _drop(connection: Connection) -> None:
    """Forget what was put off in a transaction that is rolled back."""
    if not connection.invalidated:
        _put_off.pop(connection.connection.driver_connection, None)


def was_committed(engine: Engine, number: str) -> bool | None:
    """Return whether the transaction with this number was committed; None if the server cannot be asked.

    It waits for the lock that the transaction held, as the server may be at it still.
    """
    for _ in range(_TRIES):
        with suppress(DBAPIError), engine.connect().execution_options(studygpt_writes=True) as connection:
            return bool(connection.exec_driver_sql(_STATUS, (number,)).scalar() == "committed")
    return None


# ---------------------------------------------------------------------- failures


def is_cut(error: DBAPIError) -> bool:
    """Return whether the connection broke, so that nobody knows what became of what was sent last."""
    state = getattr(error.orig, "sqlstate", None)
    lost = isinstance(error, OperationalError) and (state is None or state.startswith(("57P", "08")))
    return error.connection_invalidated or lost


def failure(error: DBAPIError, url: URL) -> StudyError:
    """Turn an error of the server into a sentence. It never shows the password."""
    where, state, reason = place(url), getattr(error.orig, "sqlstate", None), str(error.orig)
    role, database = url.username or "you", url.database or url.username
    for states, words, sentence in _SENTENCES:
        if state in states or (state is None and any(each in reason for each in words)):
            return StudyError(f"{where}: {sentence.format(role=role, database=database)}")
    if is_cut(error):
        return StudyError(f"{where}: the connection to the server was lost; nothing of this step was stored. Try again")
    return StudyError(f"{where}: the database answered with an error ({' '.join(reason.split())})")


_SENTENCES = (
    (
        ("28P01", "28000"),
        ("password authentication failed", "no password supplied", "no pg_hba.conf entry", 'role "'),
        "the server does not let {role} in; check the name and the password in STUDYGPT_DATABASE_URL or in ~/.pgpass",
    ),
    (
        ("3D000",),
        ('" does not exist',),
        "the server has no database {database}; whoever keeps it makes one with: createdb {database}",
    ),
    (
        (),
        (
            "Connection refused",
            "No such file or directory",
            "translate host name",
            "resolve host",
            "timeout expired",
            "timed out",
            "No route to host",
            "unreachable",
        ),
        "no server answers there; check the address in STUDYGPT_DATABASE_URL, and that the server runs",
    ),
    (("53300",), ("too many connections", "connection slots"), "the server has no connection left; try again later"),
    (("53100",), (), "the disk of the server is full; nothing of this step was kept"),
    (("25006",), (), "the database cannot be written to: the server lets nobody write at present"),
    (
        ("55P03",),
        (),
        f"another device has been writing to the database for over {_WAIT_S} seconds; try again",
    ),
    (
        ("42501",),
        (),
        "{role} may not make a schema or write there; the database's owner allows it with: "
        "GRANT CREATE ON DATABASE {database} TO {role}",
    ),
)
"""For each kind of failure: its SQL states, words where the server gave none, and what to say."""
