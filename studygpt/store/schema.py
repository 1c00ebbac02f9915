"""The form of the database: create it, upgrade it, or refuse a database that this program does not know."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

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
    changed; what they raise stops it. Alembic is imported only to upgrade: it costs more than a whole command.
    """
    found = _version(database)
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
