"""The database in the form this program knows: made, brought up to date after a backup, or refused."""

from __future__ import annotations

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from studygpt.backup.copies import copy_aside
from studygpt.errors import StudyError
from studygpt.store.constants import CURRENT
from studygpt.store.database import Database
from studygpt.store.tables import metadata


def ensure_current(database: Database) -> None:
    """Alembic is imported only where there is something to migrate: it costs more than a whole command."""
    found = _version(database)
    if found == CURRENT:
        return
    if found is None:
        _refuse_emptied(database)
        _create(database)
    elif found > CURRENT or not found.isdigit():
        raise StudyError(
            f"{database.where}: this database was written by a newer StudyGPT (its form is {found}, this program knows "
            f"{CURRENT}); install the newer version. Nothing was changed."
        )
    else:
        copy_aside(database, f"before-{CURRENT}")
        upgrade(database)


_ASK_VERSION = text("SELECT version_num FROM alembic_version")


def _version(database: Database) -> str | None:
    with database.read() as connection:
        try:
            return connection.execute(_ASK_VERSION).scalar()
        except DBAPIError as error:
            connection.rollback()
            names = inspect(connection).get_table_names()
            if "alembic_version" in names:  # another program made them a moment ago
                connection.rollback()
                return connection.execute(_ASK_VERSION).scalar()
            if names:
                raise StudyError(
                    f"{database.where}: this is a database of another program; nothing was changed. "
                    "Choose another place with STUDYGPT_HOME or STUDYGPT_DATABASE_URL."
                ) from error
            return None


def _refuse_emptied(database: Database) -> None:
    """An empty file is a new one, unless there are copies of what it held."""
    file = database.file
    if file is not None and file.exists() and file.stat().st_size == 0:
        from studygpt.backup.retention import copies_of

        if copies_of(file):
            raise database.failure("the file is empty: not a database")


def _create(database: Database) -> None:
    database.use_wal()
    with database.write() as connection:
        metadata.create_all(connection)
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        if connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 0:
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": CURRENT})


def upgrade(database: Database, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "studygpt.store:migrations")
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
