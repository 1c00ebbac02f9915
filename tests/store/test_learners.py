"""Several learners on one server: each has a schema of their own, and nothing of another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.store.database import Database
from studygpt.store.tables import metadata
from studygpt.store.upgrade import ensure_current
from studygpt.study import Study
from tests.conftest import TWO_CARDS, HandClock, Vault
from tests.postgres import ServedDatabase

ATTEMPTS = (
    "SELECT count(*) FROM {}",
    "INSERT INTO {} DEFAULT VALUES",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "BEGIN; LOCK TABLE {}",
    "DROP TABLE {}",
    "ALTER TABLE {} ADD COLUMN more TEXT",
    "COPY {} TO STDOUT",
    "CREATE RULE spy AS ON SELECT TO {} DO ALSO NOTHING",
)


@pytest.fixture
def two(
    served: ServedDatabase,
    home: Path,
    clock: HandClock,
    vault: Vault,
    nothing_ships: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[dict[str, Study]]:
    """Two learners who study the same notes."""
    vault.write("a.md", TWO_CARDS)
    studies = {}
    for learner in ("anna", "bert"):
        monkeypatch.setenv("STUDYGPT_HOME", str(home.parent / learner))
        monkeypatch.setenv("STUDYGPT_DATABASE_URL", served.url(learner))
        studies[learner] = Study.open(clock)
        studies[learner].library.import_folder(vault.path, None, ())
    assert not nothing_ships.exists()
    yield studies
    for study in studies.values():
        study.close()


def test_they_study_the_same_notes_without_seeing_each_other(two: dict[str, Study]) -> None:
    anna, bert = two["anna"], two["bert"]
    (card,) = anna.library.cards("softmax")
    anna.review.grade(card, Rating.GOOD)
    assert [each.memory.reps for each in anna.library.cards("softmax")] == [1]
    assert bert.library.cards("softmax") == [card], "not graded here"
    assert [len(study.stats.all().overall.days) for study in (anna, bert)] == [1, 0]
    with pytest.raises(StudyError, match="nothing to undo"):
        bert.review.undo()


def test_a_role_can_do_nothing_in_the_tables_of_another(two: dict[str, Study], served: ServedDatabase) -> None:
    with served.connect("bert") as bert:
        for table in (*metadata.tables, "alembic_version"):
            for attempt in ATTEMPTS:
                with pytest.raises(DBAPIError) as refusal:
                    bert.exec_driver_sql(attempt.format(f"anna.{table}"))
                bert.rollback()
                assert refusal.value.orig.sqlstate == "42501", (attempt, table)
        with pytest.raises(DBAPIError, match="permission denied for schema anna"):
            bert.exec_driver_sql("CREATE TABLE anna.trap (a int)")
        with pytest.raises(DBAPIError, match="permission denied to set role"):
            bert.exec_driver_sql("SET ROLE anna")
    with served.connect("anna") as anna:
        assert anna.exec_driver_sql("SELECT count(*) FROM anna.cards").scalar() == 2
    assert two["anna"].library.cards("softmax")


def test_tables_of_an_older_program_in_the_common_schema_are_opened_by_their_owner_alone(
    empty_database: ServedDatabase,
) -> None:
    empty_database.execute("GRANT ALL ON SCHEMA public TO anna, bert")
    with empty_database.connect("anna") as anna:
        anna.exec_driver_sql("CREATE TABLE public.alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        anna.exec_driver_sql("CREATE TABLE public.memory (card TEXT)")
        anna.exec_driver_sql("INSERT INTO public.alembic_version VALUES ('9999')")
        anna.exec_driver_sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO bert")
    database = Database(empty_database.url("anna"))
    with pytest.raises(StudyError, match="newer StudyGPT"):
        ensure_current(database)
    database.close()
    database = Database(empty_database.url("bert"))
    ensure_current(database)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT current_schema()").scalar() == "bert"
    database.close()


def test_the_tables_of_an_older_program_go_on_where_they_are(empty_database: ServedDatabase) -> None:
    empty_database.execute("GRANT ALL ON SCHEMA public TO anna")
    database = Database(empty_database.url())
    ensure_current(database)
    database.close()
    with empty_database.connect("anna") as anna:
        for table in (*metadata.tables, "alembic_version"):
            anna.exec_driver_sql(f"ALTER TABLE anna.{table} SET SCHEMA public")
        anna.exec_driver_sql("DROP SCHEMA anna")
    database = Database(empty_database.url())
    ensure_current(database)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT current_schema()").scalar() == "public"
    database.close()
    with empty_database.connect("anna") as anna:
        assert anna.exec_driver_sql("SELECT to_regnamespace('anna')").scalar() is None


def refused(database: ServedDatabase, learner: str) -> str:
    opened = Database(database.url(learner))
    with pytest.raises(StudyError) as refusal:
        ensure_current(opened)
    opened.close()
    return str(refusal.value)


def test_a_role_that_may_make_no_schema_is_told_who_allows_it(empty_database: ServedDatabase) -> None:
    empty_database.execute(f"REVOKE CREATE ON DATABASE {empty_database.name} FROM bert")
    sentence = refused(empty_database, "bert")
    assert f"GRANT CREATE ON DATABASE {empty_database.name} TO bert" in sentence
    assert "\n" not in sentence


def test_a_schema_that_another_role_laid_out_is_not_used(empty_database: ServedDatabase) -> None:
    with empty_database.connect("bert") as bert:
        bert.exec_driver_sql("CREATE SCHEMA anna")
        bert.exec_driver_sql("GRANT ALL ON SCHEMA anna TO anna")
    assert "belongs to bert" in refused(empty_database, "anna")


def test_a_schema_with_tables_of_another_program_is_refused(empty_database: ServedDatabase) -> None:
    with empty_database.connect("anna") as anna:
        anna.exec_driver_sql("CREATE SCHEMA AUTHORIZATION anna")
        anna.exec_driver_sql("CREATE TABLE anna.bookmarks (url TEXT)")
    assert "another program" in refused(empty_database, "anna")
