"""A server to be ill-treated, and all that happens to it."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import psycopg

from tests import postgres
from tests.faults.away import proxy
from tests.postgres import Cluster

LEARNER, PASSWORD = "anna", "gruene-Wiese-7"
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=on -c full_page_writes=off -c shared_buffers=16MB "
    "-c max_connections=25 -c superuser_reserved_connections=5 -c autovacuum=off -c unix_socket_directories="
)
"""As in `tests.postgres`, but what was committed outlives a server that is killed."""


class Server(Cluster):
    """The server behind its door."""

    def __init__(self) -> None:
        super().__init__(Path(mkdtemp(prefix="studygpt-pg-", dir="/tmp")))
        postgres._OPTIONS = _OPTIONS
        self.start()
        self.socket = self.place / ".s.PGSQL.5432"
        context = multiprocessing.get_context("fork")
        self.orders, theirs = context.Pipe()
        self.door = context.Process(target=proxy.serve, args=(self.socket, theirs), daemon=True)
        self.door.start()
        theirs.close()
        self.port = self.orders.recv()
        self.sql(f"ALTER ROLE {LEARNER} PASSWORD '{PASSWORD}'")

    def remove(self) -> None:
        self.close()
        self.door.terminate()
        self.door.join()
        super().remove()

    def sql(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Run statements as the role that may do everything; return the rows of the last one."""
        rows: list[Any] = []
        with self.connect(database) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.place), user="postgres", dbname=database, autocommit=True)

    def address(self, database: str) -> str:
        return f"postgresql://{LEARNER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def tell(self, mode: str, number: int = 0) -> None:
        """Tell the door what to do."""
        self.orders.send((mode, number))
        self.orders.recv()

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", f"--mode={mode}", "stop")

    def go_on(self) -> None:
        self._run("pg_ctl", "--wait", f"--log={self.place / 'log'}", f"--options={_OPTIONS}{self.place}", "start")

    def signal(self, number: int) -> None:
        """Send a signal to the server and all its processes."""
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)


ENDS = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{LEARNER}'"
Back = Callable[[], object]
"""What ends a fault."""


class Scene(NamedTuple):
    """Where a fault happens."""

    server: Server
    draw: random.Random
    database: str


def _nothing() -> None:
    pass


def _role(server: Server, change: str, back: str) -> Back:
    server.sql(f"ALTER ROLE {LEARNER} {change}", ENDS)
    return lambda: server.sql(f"ALTER ROLE {LEARNER} {back}", ENDS)


def _terminate(at: Scene) -> Back:
    for _ in range(at.draw.randint(1, 12)):
        at.server.sql(ENDS)
        time.sleep(at.draw.random() * 0.1)
    return _nothing


def _cancel(at: Scene) -> Back:
    for _ in range(at.draw.randint(5, 40)):
        at.server.sql(ENDS.replace("terminate", "cancel"))
        time.sleep(at.draw.random() * 0.02)
    return _nothing


def _stopped(mode: str) -> Callable[[Scene], Back]:
    def stop(at: Scene) -> Back:
        at.server.stop(mode)
        return at.server.go_on

    return stop


def _restarted(at: Scene) -> Back:
    for _ in range(at.draw.randint(1, 3)):
        at.server.stop("immediate")
        at.server.go_on()
        time.sleep(at.draw.random() * 0.3)
    return _nothing


def _frozen(at: Scene) -> Back:
    at.server.signal(signal.SIGSTOP)
    return lambda: at.server.signal(signal.SIGCONT)


def _door(mode: str) -> Callable[[Scene], Back]:
    def tell(at: Scene) -> Back:
        at.server.tell(mode, at.draw.randrange(4_000))

        def back() -> None:
            at.server.tell("pass")
            if mode == "deaf":
                at.server.tell("cut")

        return back

    return tell


def _full(at: Scene) -> Back:
    taken = ExitStack()
    at.server.sql(ENDS)
    with suppress(psycopg.OperationalError):
        for number in range(40):
            connection = psycopg.connect(host=str(at.server.place), user="bert", password="bert", dbname="postgres")
            taken.callback(connection.close)
            if number % 8 == 0:
                at.server.sql(ENDS)
    at.server.sql(ENDS)
    return taken.close


def _no_rights(at: Scene) -> Back:
    if at.draw.random() < 0.5:
        at.server.sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {LEARNER} FROM {LEARNER}", database=at.database)
        return lambda: at.server.sql(f"GRANT ALL ON ALL TABLES IN SCHEMA {LEARNER} TO {LEARNER}", database=at.database)
    at.server.sql(f"REVOKE ALL ON SCHEMA {LEARNER} FROM {LEARNER}", database=at.database)
    return lambda: at.server.sql(f"GRANT ALL ON SCHEMA {LEARNER} TO {LEARNER}", database=at.database)


def _locked(at: Scene) -> Back:
    connection = at.server.connect(at.database)
    connection.autocommit = False
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [LEARNER]
        ).fetchall()
    ]
    some = at.draw.sample(tables, at.draw.randint(1, len(tables)))
    mode = at.draw.choice(["ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE"])
    with suppress(psycopg.errors.DeadlockDetected):  # then the learner was there first
        connection.execute(f"LOCK TABLE {', '.join(f'{LEARNER}.{name}' for name in some)} IN {mode} MODE")
    return connection.close


def _setting(name: str, value: str) -> Callable[[Scene], Back]:
    return lambda at: _role(at.server, f"SET {name} = '{value}'", f"RESET {name}")


def _no_database(at: Scene) -> Back:
    at.server.sql(f"ALTER DATABASE {at.database} ALLOW_CONNECTIONS false", ENDS)
    return lambda: at.server.sql(f"ALTER DATABASE {at.database} ALLOW_CONNECTIONS true")


FAULTS: dict[str, Callable[[Scene], Back]] = {
    "connections ended": _terminate,
    "statements cancelled": _cancel,
    "server killed": _stopped("immediate"),
    "server stopped": _stopped("fast"),
    "server restarted": _restarted,
    "server frozen": _frozen,
    "network: refused": _door("refuse"),
    "network: stalled": _door("stall"),
    "network: answers lost": _door("deaf"),
    "network: cut at commit": _door("cut at commit"),
    "network: cut after commit": _door("cut answer of commit"),
    "network: cut in an answer": _door("cut in answer"),
    "no connection left": _full,
    "rights taken": _no_rights,
    "login taken": lambda at: _role(at.server, "NOLOGIN", "LOGIN"),
    "password changed": lambda at: _role(at.server, "PASSWORD 'another'", f"PASSWORD '{PASSWORD}'"),
    "statement timeout": _setting("statement_timeout", "2ms"),
    "lock timeout": _setting("lock_timeout", "1ms"),
    "idle sessions end": _setting("idle_session_timeout", "30ms"),
    "idle transactions end": _setting("idle_in_transaction_session_timeout", "1ms"),
    "read only": _setting("default_transaction_read_only", "on"),
    "tables locked": _locked,
    "database closed": _no_database,
}
