"""The form of the database: create it, upgrade it, or refuse a database that this program does not know."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from studygpt.errors import StudyError
from studygpt.store.constants import CURRENT
from studygpt.store.database import Database
from studygpt.store.tables import metadata


def _do_nothing(_database: Database) -> None:
    pass


def ensure_current(
    database: Database,
    *,
    before_creation: Callable[[Database], object] = _do_nothing,
    before_upgrade: Callable[[Database], object] = _do_nothing,
) -> None:
    """Bring a database to the form `CURRENT`.

    `before_creation` is called before tables are made in an empty database, `before_upgrade` before an older one is
    changed; what they raise stops it.
    """
    found = _find_form(database)
    if found == CURRENT:
        return
    if found is None:
        before_creation(database)
        _create(database)
    elif found > CURRENT or not found.isdigit():
        raise StudyError(
            f"{database.where}: this database was written by a newer StudyGPT (its form is {found}, this program knows "
            f"{CURRENT}); install the newer version. Nothing was changed."
        )
    else:
        before_upgrade(database)
        upgrade(database)


_ASK_FORM = text("SELECT version_num FROM alembic_version")
"""The table is named after the tool that once made it. Older programs look there, and so refuse a newer database."""


def _find_form(database: Database) -> str | None:
    """Return the form of the database; None where it has no tables yet. Another program's database is refused."""
    with database.read() as connection:
        try:
            return connection.execute(_ASK_FORM).scalar()
        except DBAPIError as error:
            connection.rollback()
            names = inspect(connection).get_table_names()
            if "alembic_version" in names:  # another program made them a moment ago
                connection.rollback()
                return connection.execute(_ASK_FORM).scalar()
            if names:
                raise StudyError(
                    f"{database.where}: this is a database of another program; nothing was changed. "
                    "Choose another place with STUDYGPT_HOME or STUDYGPT_DATABASE_URL."
                ) from error
            return None


def _create(database: Database) -> None:
    database.use_wal()
    with database.write() as connection:
        _make_schema(connection)
        if _stored_form(connection) is None:  # or another program was faster
            for statement in _schema(connection.engine.url.drivername):
                connection.exec_driver_sql(statement)
            connection.execute(_INSERT_FORM, {"form": CURRENT})


@cache
def _schema(driver: str) -> list[str]:
    """Return the statements that make all tables in an empty database of a driver, such as `postgresql+psycopg`.

    SQLAlchemy's own way asks first for each table whether it is there, which takes three times as long.
    """
    dialect = URL.create(driver).get_dialect()()
    tables = metadata.sorted_tables
    made: list[ExecutableDDLElement] = [
        *map(CreateTable, tables),
        *(CreateIndex(index) for table in tables for index in table.indexes),
    ]
    return [str(each.compile(dialect=dialect)) for each in made]


def upgrade(database: Database, to: str = CURRENT) -> None:
    """Upgrade a database, or an empty file, to the form `to`: all the way or not at all."""
    # Imported only to upgrade: nearly every start finds a database that is current.
    from studygpt.store.migrations import MIGRATIONS

    with database.write() as connection:
        _make_schema(connection)
        found = _stored_form(connection) or ""
        for form, migrate in MIGRATIONS.items():
            if found < form <= to:
                migrate(connection)
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(_INSERT_FORM, {"form": max(found, to)})


_INSERT_FORM = text("INSERT INTO alembic_version VALUES (:form)")


def _make_schema(connection: Connection) -> None:
    """Make the schema of the role, in which all that is made lies, if it is missing and the database is on a server."""
    if connection.dialect.name == "postgresql" and connection.execute(text("SELECT current_schema()")).scalar() is None:
        connection.execute(text("CREATE SCHEMA AUTHORIZATION CURRENT_USER"))


def _stored_form(connection: Connection) -> str | None:
    """Return the stored form of the database, or None; create the table that holds it if it is missing."""
    connection.execute(
        text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    return connection.execute(_ASK_FORM).scalar()
