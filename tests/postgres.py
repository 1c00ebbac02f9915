"""A PostgreSQL server for the tests: made when the first test asks for it, shared by all processes, gone at the end.

It needs the programs of Debian's package `postgresql`; without them the tests that ask for it are skipped, saying so.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, Engine, create_engine

from studygpt.store.database import Database
from studygpt.store.tables import metadata
from studygpt.store.upgrade import ensure_current
from tests.long_form import LONG

PLACE = "STUDYGPT_TESTS_CLUSTER"
"""The environment variable by which the process that began the run tells all others where the server's folder is."""
LEARNERS = ("anna", "bert")
"""The roles that may make a schema in each database. Each has its name for a password."""
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB "
    "-c max_connections=150 -c autovacuum=off -c unix_socket_directories="
)
_RIGHTS = "local all postgres trust\nlocal all all scram-sha-256\n"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[PLACE] = tempfile.mkdtemp(prefix="studygpt-pg-", dir="/tmp")  # a socket's path must be short


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and (place := os.environ.pop(PLACE, None)):
        Cluster(Path(place)).remove()


class Cluster:
    """A server in a folder of its own, reached by a socket there."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._data = place / "data"

    def start(self) -> None:
        """Make and start it, unless another process did."""
        with (self.place / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._data.exists():
                return
            self._data.mkdir()
            if os.getuid() == 0:
                self.place.chmod(0o755)
                for folder in (self.place, self._data):
                    shutil.chown(folder, **_server_account())
            self._run(
                "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"
            )
            (self._data / "pg_hba.conf").write_text(_RIGHTS)
            log = self.place / "log"
            self._run("pg_ctl", "--wait", f"--log={log}", f"--options={_OPTIONS}{self.place}", "start")
            learners = (f"CREATE ROLE {name} LOGIN PASSWORD '{name}'" for name in LEARNERS)
            self.execute(*learners, "CREATE DATABASE made", f"GRANT CREATE ON DATABASE made TO {LEARNERS[0]}")
            made = Database(self.url("made", LEARNERS[0], LEARNERS[0]).render_as_string(hide_password=False))
            ensure_current(made)
            made.close()

    def remove(self) -> None:
        """Stop it, and delete its folder."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(self.place, ignore_errors=True)

    def url(self, database: str, role: str = "postgres", password: str | None = None) -> URL:
        """Return the address of a database for a role, by default the one that may do everything."""
        return URL.create("postgresql+psycopg", role, password, database=database, query={"host": str(self.place)})

    @cached_property
    def _engine(self) -> Engine:
        return create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def execute(self, *statements: str) -> None:
        """Run statements as the role that may do everything, each in a transaction of its own."""
        with self._engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def close(self) -> None:
        """Close this process's connections to it."""
        self._engine.dispose()

    def _run(self, program: str, *options: str) -> None:
        found = _program(program)
        assert found is not None, program
        words = [str(found), f"--pgdata={self._data}", *options]
        account = {**_server_account(), "extra_groups": []} if os.getuid() == 0 else {}
        done = subprocess.run(words, cwd=self.place, capture_output=True, text=True, check=False, **account)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"


def _server_account() -> dict[str, str]:
    """Return the account that the server runs as where the tests run as root, which PostgreSQL refuses."""
    known = {each.pw_name for each in pwd.getpwall()}
    return {"user": "postgres", "group": "postgres"} if "postgres" in known else {"user": "nobody", "group": "nogroup"}


def _program(name: str) -> Path | None:
    """Return a program of the server; Debian keeps those of each version apart."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name))
    found = shutil.which(name, path=os.pathsep.join([*map(str, reversed(places)), os.environ.get("PATH", "")]))
    return Path(found) if found else None


class ServedDatabase:
    """A database on the server, in which the learners may make their schemas."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.name = cluster, name

    def url(self, learner: str = LEARNERS[0]) -> str:
        """Return the address for a learner, with the password in it."""
        return self.cluster.url(self.name, learner, learner).render_as_string(hide_password=False)

    @contextmanager
    def connect(self, role: str = "postgres") -> Iterator[Connection]:
        """Connect as a role, by default the one that may do everything; each statement is a transaction of its own."""
        engine = create_engine(self.cluster.url(self.name, role, role), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def execute(self, statements: str) -> None:
        """Run statements as the role that may do everything."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statements)

    @cached_property
    def _engine(self) -> Engine:
        return create_engine(self.cluster.url(self.name), isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if not find_spec("psycopg"):
        pytest.skip("PostgreSQL's driver is missing: pip install 'studygpt[postgres]'")
    if not _program("initdb"):
        pytest.skip("PostgreSQL is missing: apt-get install postgresql")
    made = Cluster(Path(os.environ[PLACE]))
    made.start()
    yield made
    made.close()


_numbers = count()


@contextmanager
def database_of(cluster: Cluster, template: str) -> Iterator[ServedDatabase]:
    """Meanwhile the server has a database made of a template: `template1` is empty, in `made` a learner has tables."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    rights = f"GRANT CREATE ON DATABASE {name} TO {', '.join(LEARNERS)}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template}", rights)
    made = ServedDatabase(cluster, name)
    yield made
    made.close()
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database(cluster: Cluster) -> Iterator[ServedDatabase]:
    """A database of the test's own on the server, in which nothing is."""
    with database_of(cluster, "template1") as made:
        yield made


@pytest.fixture(scope="session")
def _made(cluster: Cluster) -> Iterator[ServedDatabase]:
    with database_of(cluster, "made") as made:
        yield made


@pytest.fixture
def served(_made: ServedDatabase) -> ServedDatabase:
    """A database on the server in which the first learner has tables, and nothing in them; emptied in a few ms."""
    _made.execute(_EMPTY)
    return _made


_EMPTY = ";".join(
    [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid != pg_backend_pid()",
        *(f"DROP SCHEMA IF EXISTS {name} CASCADE" for name in LEARNERS[1:]),
        f"SET search_path = {LEARNERS[0]}",
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        *(f"ALTER SEQUENCE {name}_pk_seq RESTART" for name, table in metadata.tables.items() if "pk" in table.columns),
    ]
)


# ---------------------------------------------------------------------- tests that run on both


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    mark = metafunc.definition.get_closest_marker
    both = mark("both_databases")
    if both and not mark("sqlite_only") and (LONG or not both.kwargs.get("long")):
        metafunc.parametrize("_database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a test that is marked so keep its study on the server."""
    if getattr(request, "param", "sqlite") == "postgresql":
        monkeypatch.setenv("STUDYGPT_DATABASE_URL", request.getfixturevalue("served").url())
