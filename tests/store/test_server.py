"""A server between the study and its rows: many writers, connections that are cut, and sentences for all that fails."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import ascii_letters
from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, func, insert, select

from studygpt.backup.doctor import Doctor, Health
from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.store import server
from studygpt.store.database import Database
from studygpt.store.tables import log, settings
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Cli, HandClock, Vault
from tests.postgres import ServedDatabase


@pytest.fixture
def study(
    served: ServedDatabase,
    home: Path,
    clock: HandClock,
    vault: Vault,
    nothing_ships: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Study]:
    """A study of two cards on a server."""
    assert not home.exists()
    assert not nothing_ships.exists()
    monkeypatch.setenv("STUDYGPT_DATABASE_URL", served.url())
    vault.write("a.md", TWO_CARDS)
    opened = Study.open(clock)
    opened.library.import_folder(vault.path, None, ())
    yield opened
    opened.close()


def grades(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).where(log.c.act == "grade")).scalar_one())


def sound() -> bool:
    return all(found.verdict in (Health.SOUND, Health.NOTE) for found in Doctor(fix=False).examine())


def test_a_network_that_is_gone_is_noticed_within_a_minute(study: Study) -> None:
    with study.context.database.read() as connection:
        driver: Any = connection.connection.driver_connection
    told = driver.info.get_parameters()
    silent = [int(told[f"keepalives_{name}"]) for name in ("idle", "interval", "count")]
    assert silent[0] + silent[1] * silent[2] < 60
    assert int(told["tcp_user_timeout"]) < 60_000


# ---------------------------------------------------------------------- many writers


def test_devices_that_grade_the_same_cards_at_once_lose_nothing_and_every_memory_is_as_its_log_says(
    study: Study, clock: HandClock
) -> None:
    devices = [Study.open(clock) for _ in range(4)]
    ready = threading.Barrier(len(devices))

    def grade(device: Study) -> None:
        ready.wait()
        for at in range(8):
            device.review.grade(device.library.cards()[at % 2], Rating(1 + at % 4))

    threads = [threading.Thread(target=grade, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for device in devices:
        device.close()
    assert grades(study.context.database) == 32
    assert sum(card.memory.reps for card in study.library.cards()) == 32
    assert sound()


# ---------------------------------------------------------------------- connections that are cut

CONNECTED = "FROM pg_stat_activity WHERE usename = 'anna' AND datname = current_database()"


def cut(served: ServedDatabase) -> None:
    """Have the server end all connections, and wait until it has."""
    served.execute(f"SELECT pg_terminate_backend(pid) {CONNECTED}")
    with served.connect() as connection:
        while connection.exec_driver_sql(f"SELECT count(*) {CONNECTED}").scalar():
            pass


def test_a_connection_that_was_cut_between_two_acts_is_made_anew_without_a_word(
    study: Study, served: ServedDatabase
) -> None:
    (card,) = study.library.cards("softmax")
    for rating in (Rating.GOOD, Rating.GOOD):
        cut(served)
        card = study.review.grade(card, rating).card
    cut(served)
    assert study.library.cards("softmax") == [card]
    assert grades(study.context.database) == 2


def test_one_that_is_cut_in_the_middle_of_an_act_leaves_nothing_and_the_next_goes_on(
    study: Study, served: ServedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card,) = study.library.cards("softmax")
    write = "studygpt.store.log.write_memory"
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(write, lambda *_, **__: cut(served))
        with pytest.raises(StudyError, match="connection to the server was lost; nothing of this step was stored"):
            study.review.grade(card, Rating.GOOD)
    assert grades(study.context.database) == 0
    study.review.grade(card, Rating.GOOD)
    assert grades(study.context.database) == 1
    assert sound()


@contextmanager
def at_commit(before: Callable[[], object], after: Callable[[], object]) -> Iterator[None]:
    """Do something just before the next COMMIT is sent, and just before its answer is heard."""
    execute, leave = psycopg.Cursor.execute, psycopg.Pipeline.__exit__
    with pytest.MonkeyPatch.context() as monkeypatch:
        sent: list[psycopg.Connection[Any]] = []

        def send(cursor: psycopg.Cursor[Any], query: str, *more: Any, **options: Any) -> Any:
            if query == "COMMIT":
                before()
                sent.append(cursor.connection)
            return execute(cursor, query, *more, **options)

        def hear(pipeline: psycopg.Pipeline, *error: Any) -> None:
            leave(pipeline, *error)
            if sent:
                monkeypatch.undo()
                after()
                sent[0].execute("SELECT 1")  # it is noticed as it would have been by waiting

        monkeypatch.setattr(psycopg.Pipeline, "__exit__", hear)
        monkeypatch.setattr(psycopg.Cursor, "execute", send)
        yield


def nothing() -> None:
    pass


def test_a_grade_is_not_doubled_where_the_answer_to_its_commit_is_lost(study: Study, served: ServedDatabase) -> None:
    (card,) = study.library.cards("softmax")
    with at_commit(nothing, lambda: cut(served)):
        assert study.review.grade(card, Rating.GOOD).card.memory.reps == 1
    assert grades(study.context.database) == 1


def test_a_grade_whose_commit_does_not_arrive_is_told_and_can_be_given_again(
    study: Study, served: ServedDatabase
) -> None:
    (card,) = study.library.cards("softmax")
    with (
        at_commit(lambda: cut(served), nothing),
        pytest.raises(StudyError, match="nothing of this step was stored"),
    ):
        study.review.grade(card, Rating.GOOD)
    assert grades(study.context.database) == 0
    study.review.grade(card, Rating.GOOD)
    assert grades(study.context.database) == 1


def test_where_nobody_can_say_whether_a_grade_was_stored_that_is_what_is_said(
    study: Study, served: ServedDatabase
) -> None:
    (card,) = study.library.cards("softmax")

    def lose_the_server() -> None:
        served.execute(f"REVOKE CONNECT ON DATABASE {served.name} FROM PUBLIC")
        cut(served)

    try:
        with at_commit(nothing, lose_the_server), pytest.raises(StudyError, match="look before you do it again"):
            study.review.grade(card, Rating.GOOD)
    finally:
        served.execute(f"GRANT CONNECT ON DATABASE {served.name} TO PUBLIC")
    assert grades(study.context.database) == 1, "it was"


# ---------------------------------------------------------------------- sentences


def say(cli: Cli, url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command says of a database that it cannot use: one line, without the password."""
    monkeypatch.setenv("STUDYGPT_DATABASE_URL", url)
    ran = cli("due")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert "s3cret" not in ran.err
    return ran.err


def test_a_wrong_password_is_told_and_not_shown(
    served: ServedDatabase, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = served.url()
    for wrong in (url.replace(":anna@", ":s3cret@"), url.replace(":anna@", "@") + "&password=s3cret"):
        assert "does not let anna in" in say(cli, wrong, monkeypatch)


def test_a_role_that_is_not_there_is_told(served: ServedDatabase, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "does not let nobody in" in say(cli, served.url().replace("anna:anna", "nobody:s3cret"), monkeypatch)


def test_a_database_that_is_not_there_is_told(
    served: ServedDatabase, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = served.url().replace(served.name, "nowhere")
    assert "createdb nowhere" in say(cli, url, monkeypatch)


@pytest.mark.parametrize(
    "address",
    ["postgresql://anna:s3cret@127.0.0.1:1/study", "postgresql://anna:s3cret@/study?host=/nowhere"],
)
@pytest.mark.usefixtures("cluster")
def test_a_server_that_does_not_answer_is_told(address: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no server answers there" in say(cli, address, monkeypatch)


def test_a_password_that_would_be_taken_for_a_host_is_not_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "%40" in say(cli, "postgresql://anna:p@s3cret@host/study", monkeypatch)


def test_a_database_that_nobody_may_write_to_is_told(study: Study, served: ServedDatabase) -> None:
    (card,) = study.library.cards("softmax")
    served.execute(f"ALTER DATABASE {served.name} SET default_transaction_read_only = on")
    try:
        cut(served)
        with pytest.raises(StudyError, match="lets nobody write at present"):
            study.review.grade(card, Rating.GOOD)
    finally:
        served.execute(f"ALTER DATABASE {served.name} RESET default_transaction_read_only")


def test_a_device_that_holds_the_lock_too_long_is_told(
    study: Study, served: ServedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card,) = study.library.cards("softmax")
    monkeypatch.setattr(server, "_PREPARE", server._PREPARE.replace("'30s'", "'10ms'"))
    study.context.database.close()
    holder = Database(served.url())
    with holder.write() as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(StudyError, match="another device has been writing"):
            study.review.grade(card, Rating.GOOD)
    holder.close()
    study.review.grade(card, Rating.GOOD)


# ---------------------------------------------------------------------- round trips


def test_a_transaction_begins_in_the_round_trip_of_its_first_statement(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def watch(cursor: psycopg.Cursor[tuple[object, ...]], query: str, *more: object, **options: object) -> object:
        sent.append(f"{query[:6]} {cursor.connection.pgconn.pipeline_status}")
        return execute(cursor, query, *more, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", watch)
    with study.context.database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
        connection.exec_driver_sql("SELECT 2")
    assert sent == ["BEGIN  1", "SELECT 1", "SELECT 0"], "in the pipeline, or waited for by itself"


def test_writes_that_give_no_rows_wait_for_what_comes_after_them(study: Study) -> None:
    database = study.context.database
    with database.write() as connection:
        connection.execute(insert(settings).values(key="first", value="1"))
        assert connection.execute(select(settings.c.value).where(settings.c.key == "first")).scalar() == "1"
        connection.execute(delete(settings).where(settings.c.key == "first"))
    with pytest.raises(RuntimeError), database.write() as connection:
        connection.execute(insert(settings).values(key="second", value="1"))
        raise RuntimeError
    with pytest.raises(StudyError, match="duplicate key"), database.write() as connection:
        for _ in range(2):
            connection.execute(insert(settings).values(key="third", value="1"))
    with database.write() as connection:
        keys = set(connection.execute(select(settings.c.key)).scalars())
    assert not keys & {"first", "second", "third"}


def test_sources_can_be_added_after_everything_was_imported_from_a_file(
    study: Study, cli: Cli, tmp_path: Path, empty_database: ServedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.library.sources()
    assert cli("export", "--json", tmp_path / "all.jsonl").code == 0
    monkeypatch.setenv("STUDYGPT_DATABASE_URL", empty_database.url())
    assert cli("import", tmp_path / "all.jsonl").code == 0
    other = Vault(tmp_path / "other")
    other.write("b.md", TWO_CARDS)
    ran = cli("import", other.path)
    assert (ran.code, ran.err) == (0, "")


def test_two_homes_on_one_computer_are_two_devices(
    study: Study, clock: HandClock, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [study.context.device]
    for name in ("other", home.name, "other"):
        monkeypatch.setenv("STUDYGPT_HOME", str(home.parent / name))
        opened = Study.open(clock)
        names.append(opened.context.device)
        opened.close()
    assert names[0] == names[2] != names[1] == names[3]


LONG = "".join(random.Random(1).choices(ascii_letters, k=9_000))


@pytest.mark.parametrize(
    "text",
    [
        "What is\0 this?::An answer\n",
        f"What is this?::An answer ^{LONG}\n",
        f"# {LONG}\n\nWhat is this?::An answer #{LONG}\n",
        f"---\nconcepts: [{LONG}]\n---\nWhat is this?::An answer\n",
        f'---\ntitle: "{LONG}"\n---\nWhat is this?::An answer\n',
        '---\nconcepts: ["a\\0b"]\n---\nWhat is this?::An answer\n',
    ],
    ids=["letter 0", "long id", "long heading", "long concept", "long title", "letter 0 in a concept"],
)
def test_what_a_server_cannot_hold_in_one_note_costs_no_other_note(study: Study, vault: Vault, text: str) -> None:
    front, between, rest = text.rpartition("---\n")
    vault.write("b.md", f"{front}{between}#flashcards\n\n{rest}")
    vault.write("c.md", "#flashcards\n\nWhich is the last?::This one\n")
    summary = study.library.sync_source(study.library.source("vault"))
    assert (summary.new, summary.problems) == (2, [])
    assert study.library.cards("last")
    assert study.library.cards("this")
