"""`studygpt fit`, held against learners whose memory is known."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path
from typing import Any

import pytest
from fsrs import Card as OracleCard, Rating as OracleRating, Scheduler as Oracle
from fsrs_rs_python import DEFAULT_PARAMETERS

from studygpt.model import Rating
from studygpt.schedule.fitting import fit_and_compare
from studygpt.schedule.recall import recall_after
from studygpt.store import card_histories, log as log_store
from studygpt.study import Study
from tests.commands.conftest import copy_place
from tests.conftest import Cli, HandClock, Program, Vault, living_in
from tests.learner import FORGETFUL, live
from tests.long_form import in_long_form

USUAL = tuple(DEFAULT_PARAMETERS)


def take_in_many(study: Study, vault: Vault) -> None:
    lines = "\n\n".join(f"What is number {number:03}?::The number {number}" for number in range(300))
    vault.write("a.md", f"#flashcards\n\n{lines}\n")
    study.library.import_folder(vault.path, None, ())


@pytest.fixture
def many(study: Study, vault: Vault) -> Study:
    take_in_many(study, vault)
    return study


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where somebody studied for a hundred days, who forgets sooner than most; made once, and copied by each test."""
    place = tmp_path_factory.mktemp("lived")
    with living_in(place) as clock:
        study = Study.open(clock)
        take_in_many(study, Vault(place / "vault"))
        assert live(study, 100, 8) > 1500
        study.close()
    return place


@pytest.fixture
def forgetful(lived: Path, home: Path, clock: HandClock, nothing_ships: Path) -> Iterator[Study]:
    """Somebody who studied for a hundred days, and forgets sooner than most."""
    copy_place(lived, home.parent)
    assert not nothing_ships.exists()
    study = Study.open(clock)
    yield study
    study.close()


def rows(home: Path, table: str = "memory") -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def figures(cli: Cli, *words: str) -> dict[str, Any]:
    (found,) = cli("fit", "--json", *words).objects
    return found


def test_with_few_reviews_it_says_how_many_there_are_and_how_many_it_takes(cli: Cli, many: Study, home: Path) -> None:
    reviews = live(many, 4, 20)
    assert reviews < 400
    before = rows(home)
    ran = cli("fit")
    assert ran.code == 1
    assert "Not yet" in ran.out
    assert f"{reviews} reviews" in ran.out
    assert "400" in ran.out
    assert cli("fit", "--json").code == 1
    assert rows(home) == before


def test_reviews_of_a_single_day_teach_nothing_however_many(cli: Cli, many: Study) -> None:
    assert live(many, 1, 300) > 400
    ran = cli("fit")
    assert (ran.code, ran.err) == (1, "")
    assert "Not yet" in ran.out
    assert "later day" in ran.out


@pytest.mark.usefixtures("forgetful")
def test_who_forgets_otherwise_gets_parameters_of_their_own(cli: Cli, home: Path) -> None:
    tried = figures(cli, "--dry-run")
    assert (tried["adopted"], tried["better"], tried["backup"]) == (False, True, None)
    assert tried["log_loss"] < tried["present_log_loss"] == tried["default_log_loss"]
    assert tried["median_interval"] < tried["present_median_interval"], "who forgets sooner is asked sooner"
    before = rows(home)
    ran = cli("fit")
    assert ran.code == 0
    for words in ("Adopted", "log loss", f"{tried['log_loss']:.4f}", f"{tried['default_log_loss']:.4f}", "shorter"):
        assert words in ran.out
    assert f"{tried['tried_on']:,}" in ran.out
    after = rows(home)
    assert after != before
    assert any("before-fit" in path.name for path in (home / "backups").iterdir())
    again = figures(cli)
    assert (again["adopted"], again["better"]) == (False, False), "the same log teaches the same"
    assert again["present_log_loss"] == pytest.approx(tried["log_loss"])
    assert rows(home) == after


@pytest.mark.usefixtures("forgetful")
def test_only_stability_and_difficulty_change_and_are_those_of_an_oracle(
    cli: Cli, home: Path, clock: HandClock
) -> None:
    """Usually every fourth card is looked at, in the long form each."""
    before = {row[0]: row for row in rows(home)}
    parameters = figures(cli)["parameters"]
    oracle = Oracle(parameters=parameters, enable_fuzzing=False, learning_steps=(), relearning_steps=())
    told = Study.open(clock)
    for card, *row in rows(home)[:: in_long_form(4, 1)]:
        stability, difficulty = row[6], row[7]
        assert (*row[:6], *row[8:]) == (*before[card][1:7], *before[card][9:]), "what is due when stays"
        with told.context.database.read() as connection:
            log_rows = log_store.rows_of(connection, card)
        if not log_rows:
            assert stability is None
            continue
        expected = OracleCard(card_id=1)
        for each in log_rows[:6]:
            when = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=each.study_day)
            expected, _ = oracle.review_card(expected, OracleRating(int(each.value)), when)
        scheduler = told.review.scheduler
        memory = scheduler.replay(card, log_rows[:6])
        assert memory.stability == pytest.approx(expected.stability, rel=1e-3)
        assert memory.difficulty == pytest.approx(expected.difficulty, rel=1e-3)
        if len(log_rows) <= 6:
            assert (stability, difficulty) == (memory.stability, memory.difficulty)
    told.close()


@pytest.mark.usefixtures("forgetful")
def test_everything_that_schedules_and_tells_recall_follows(cli: Cli, clock: HandClock) -> None:
    parameters = figures(cli)["parameters"]
    study = Study.open(clock)
    card = next(card for card in study.library.cards("-is:new") if card.memory.last_day != study.context.today())
    memory, today = card.memory, study.context.today()
    (listed,) = (each for each in cli("cards", "-is:new", "--json").objects if each["id"] == card.id)
    expected = recall_after(today - (memory.last_day or 0), memory.stability or 0, -parameters[20])
    assert listed["retrievability"] == pytest.approx(expected)
    assert study.info(card).recall == pytest.approx(expected)
    within = {each["id"] for each in cli("cards", f"prop:retrievability>{expected - 1e-6}", "--json").objects}
    beyond = {each["id"] for each in cli("cards", f"prop:retrievability>{expected + 1e-6}", "--json").objects}
    assert card.id in within - beyond
    assert cli("rate", str(card.id), "good").code == 0
    rated = study.library.card(str(card.id)).memory
    ours = Oracle(parameters=parameters, enable_fuzzing=False, learning_steps=(), relearning_steps=())
    usual = Oracle(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    for oracle, same in ((ours, True), (usual, False)):
        recall = recall_after(today - (memory.last_day or 0), memory.stability or 0, -oracle.parameters[20])
        stability = oracle._next_recall_stability(
            difficulty=memory.difficulty, stability=memory.stability, retrievability=recall, rating=OracleRating.Good
        )
        assert (rated.stability == pytest.approx(stability, rel=1e-3)) is same
    study.close()
    assert cli("doctor").code == 0


@pytest.mark.usefixtures("forgetful")
def test_reset_brings_back_what_was(cli: Cli, home: Path) -> None:
    def stored() -> list[Any]:
        """All stored values, but for when parameters were chosen last, which a merge asks for."""
        return [row for row in rows(home, "settings") if row[0] != "parameters_chosen"]

    before = rows(home), stored()
    assert cli("fit").code == 0
    assert rows(home) != before[0]
    assert cli("fit", "--reset").code == 0
    assert (rows(home), stored()) == before
    assert "already" in cli("fit", "--reset").out
    assert cli("doctor").code == 0


@pytest.mark.usefixtures("forgetful")
def test_the_schedule_is_judged_by_what_the_present_parameters_predicted(cli: Cli, clock: HandClock) -> None:
    def calibration() -> Any:
        return json.loads(cli("stats", "--json").out)["overall"]["calibration"]

    before = calibration()
    assert (before["enough"], before["since"]) == (True, None)
    day = clock().at // 86_400_000
    parameters = figures(cli)["parameters"]
    assert calibration()["reviews"] == 0, "nothing of what was lived was predicted by them"
    assert f"since {_date(day)}" in " ".join(cli("stats").out.split())
    study = Study.open(clock)
    clock.move(days=3)
    predicted, cards = [], study.library.cards("is:due -is:learning")[:7]
    for number, card in enumerate(cards):
        gone = study.context.today() - (card.memory.last_day or 0)
        chance = recall_after(gone, card.memory.stability or 0, -parameters[20])
        predicted.append((chance, number % 3 > 0))
        study.review.grade(card, Rating.GOOD if number % 3 else Rating.AGAIN)
    after = calibration()
    assert (after["reviews"], after["since"]) == (7, _date(day))
    assert after["predicted"] == pytest.approx(sum(chance for chance, _ in predicted) / 7, abs=1e-5)
    lost = -sum(log(chance if came else 1 - chance) for chance, came in predicted) / 7
    assert after["log_loss"] == pytest.approx(lost, abs=1e-5)
    cli("fit", "--reset")
    assert calibration()["reviews"] == 0, "nor did the usual ones predict what came last"
    study.close()


def _date(day: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()


@pytest.mark.usefixtures("forgetful")
def test_the_cards_of_a_concept_are_told_the_same_recall_everywhere(cli: Cli, vault: Vault, clock: HandClock) -> None:
    note = (vault.path / "a.md").read_text(encoding="utf-8")
    vault.write("a.md", f"---\nconcepts: [numbers]\n---\n{note}")
    cli("sync")
    figures(cli)
    study = Study.open(clock)
    listed = min(cli("cards", "-is:new", "--json").objects, key=lambda each: each["retrievability"])
    card = study.library.card(listed["id"])
    assert study.info(card).recall == pytest.approx(listed["retrievability"])
    *_, line = (line for line in cli("stats", "numbers").out.splitlines() if str(card.id) in line)
    assert f" {study.info(card).recall:.0%} " in line
    study.close()


def test_an_undone_review_teaches_nothing(cli: Cli, forgetful: Study) -> None:
    before = figures(cli, "--dry-run")
    card = forgetful.library.cards("is:due")[0]
    forgetful.review.grade(card, Rating.AGAIN)
    assert figures(cli, "--dry-run") != before
    forgetful.review.undo()
    assert figures(cli, "--dry-run") == before


def test_an_app_that_is_open_meanwhile_grades_by_the_new_parameters(cli: Cli, forgetful: Study) -> None:
    card = forgetful.library.cards("is:due")[0]
    previewed = forgetful.review.outcomes(card)[Rating.GOOD]
    figures(cli)
    graded = forgetful.review.grade(card, Rating.GOOD, 0, previewed)
    assert graded.outcome != previewed
    assert cli("doctor").code == 0


def test_the_losses_are_those_that_the_definition_gives(forgetful: Study) -> None:
    with forgetful.context.database.read() as connection:
        histories, _ = card_histories.histories(connection)
    tried = fit_and_compare(histories, FORGETFUL, 0.9)
    for parameters, loss in ((USUAL, tried.default_loss), (FORGETFUL, tried.present_loss), (tried.fitted, tried.loss)):
        oracle = Oracle(parameters=parameters, enable_fuzzing=False, learning_steps=(), relearning_steps=())
        lost = []
        for lessons in histories:
            stability = difficulty = None
            for rating, elapsed, day in lessons:
                if stability is None or difficulty is None:
                    stability = oracle._initial_stability(rating=OracleRating(rating))
                    difficulty = oracle._initial_difficulty(rating=OracleRating(rating), clamp=True)
                    continue
                recall = recall_after(elapsed, stability, -parameters[20])
                if elapsed and day >= tried.since:
                    lost.append(-log(recall if rating > 1 else 1 - recall))
                if elapsed:
                    stability = oracle._next_stability(
                        difficulty=difficulty, stability=stability, retrievability=recall, rating=OracleRating(rating)
                    )
                else:
                    stability = oracle._short_term_stability(stability=stability, rating=OracleRating(rating))
                difficulty = oracle._next_difficulty(difficulty=difficulty, rating=OracleRating(rating))
        assert len(lost) == tried.later
        assert sum(lost) / len(lost) == pytest.approx(loss, rel=1e-3)
    assert tried.present_loss < tried.default_loss, "their own parameters tell them best"


def test_who_remembers_like_most_keeps_the_usual_ones_or_gets_hardly_others(cli: Cli, many: Study, home: Path) -> None:
    live(many, 60, 8, parameters=USUAL)
    before = rows(home)
    tried = figures(cli)
    if not tried["better"]:
        assert rows(home) == before
        assert tried["parameters"] == list(USUAL)
    assert abs(tried["log_loss"] - tried["default_log_loss"]) < 0.02


KILLED = """
import os, pathlib, signal, sys
from studygpt import paths
from studygpt.cli import main
from studygpt.store import card_histories
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests themselves run in the background
paths.shipped_decks = lambda: pathlib.Path("/nothing/ships")
really = card_histories.in_batches
def killed(found):
    for number, some in enumerate(really(found)):
        yield some
        os.kill(os.getpid(), signal.SIGINT if sys.argv[1] == "ctrl-c" else signal.SIGKILL)
card_histories.in_batches, card_histories._CARDS = killed, 20
sys.exit(main(["fit"]))
"""


@pytest.mark.parametrize("how", ["ctrl-c", "kill"])
def test_stopped_in_the_middle_it_leaves_all_as_it_was(
    forgetful: Study, program: Program, home: Path, how: str, cli: Cli
) -> None:
    forgetful.close()
    before = rows(home), rows(home, "settings")
    ran = program.python("-c", KILLED, how)
    assert ran.code == (130 if how == "ctrl-c" else -signal.SIGKILL), ran.err
    assert (rows(home), rows(home, "settings")) == before
    if how == "ctrl-c":
        assert "nothing was changed" in ran.err
    assert cli("doctor").code == 0
    assert figures(cli)["adopted"]


@pytest.mark.usefixtures("forgetful")
def test_parameters_go_with_the_backup(cli: Cli, home: Path) -> None:
    cli("backup")
    before = rows(home), rows(home, "settings")
    assert cli("fit").code == 0
    after = rows(home), rows(home, "settings")
    copy = next(path for path in (home / "backups").iterdir() if "manual" in path.name)
    assert cli("restore", copy.name, "--yes").code == 0
    assert (rows(home), rows(home, "settings")) == before
    assert figures(cli, "--dry-run")["better"]
    assert before != after
