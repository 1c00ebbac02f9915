"""`studygpt stats`: what it says, lists and writes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import copy_place, done
from tests.conftest import Cli, HandClock, Vault, living_in

NOTE = """---
concepts: [{name}]
requires: [{needs}]
---
#flashcards/gpt

What does it hold?::What was put into it

How is it spelt?::As one hears it
"""


@pytest.fixture(scope="session")
def place_with_two_concepts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("concepts")
    vault = Vault(place / "vault")
    vault.write("a.md", NOTE.format(name="tokens", needs=""))
    vault.write("b.md", NOTE.format(name="byte pairs", needs="tokens"))
    with living_in(place) as clock:
        done("import", vault.path)
        first, second, *_ = (card["id"] for card in done("cards", "--json").objects)
        clock.move(days=-4)
        done("rate", first, "easy")
        done("rate", second, "again")
        clock.move(days=4)
        done("rate", first, "good")
    return place


@pytest.fixture
def graded(place_with_two_concepts: Path, cli: Cli, home: Path, clock: HandClock, nothing_ships: Path) -> list[str]:
    """Two concepts, one of which was begun; the ids of the cards."""
    copy_place(place_with_two_concepts, home.parent)
    assert clock
    assert not nothing_ships.exists()
    return [card["id"] for card in cli("cards", "--json").objects]


def told(cli: Cli, *words: str) -> dict[str, Any]:
    ran = cli("stats", *words, "--json")
    assert ran.code == 0, ran.err
    value = json.loads(ran.out)
    assert list(value) == ["concepts", "overall"]
    return dict(value)


def test_before_anything_is_there_it_says_what_to_do(cli: Cli, nothing_ships: Path) -> None:
    assert not nothing_ships.exists()
    ran = cli("stats")
    assert ran.code == 0
    assert "studygpt import FOLDER" in ran.out
    value = told(cli)
    assert value["concepts"] == []
    assert value["overall"]["cards"] == value["overall"]["reviews"] == 0
    assert value["overall"]["streak"] == {"days": 0, "today": False, "longest": 0}
    assert value["overall"]["calibration"]["log_loss"] is None
    assert cli("stats", "--csv").out == ""


def test_cards_that_nobody_began_have_no_figures_and_no_charts(cli: Cli) -> None:
    """The notes that ship, on the first day."""
    assert "None has been graded yet" in cli("stats").out
    value = told(cli)
    assert value["overall"]["cards"] == value["overall"]["new"] > 100
    assert value["overall"]["retrievability"] is None
    bpe = next(each for each in value["concepts"] if each["name"] == "bpe")
    assert bpe["requires"] == ["tokens"]
    assert bpe["mastery"] == 0
    assert bpe["exercises"][0] == {"slug": "bpe-train", "state": "not tried", "verdict": None, "mistakes": []}


@pytest.mark.usefixtures("graded")
def test_the_object_says_what_was_lived(cli: Cli) -> None:
    value = told(cli)
    tokens, pairs = value["concepts"]
    assert (tokens["name"], tokens["depth"], pairs["name"], pairs["depth"]) == ("tokens", 0, "byte pairs", 1)
    assert (tokens["cards"], tokens["known"], tokens["learning"], tokens["reviews"]) == (2, 1, 1, 3)
    assert (pairs["new"], pairs["true_retention"], pairs["requires"]) == (2, None, ["tokens"])
    assert "recall now" in tokens["mastery_means"]
    overall = value["overall"]
    assert overall["reviews"] == 3
    assert [day["reviews"] for day in overall["days"]] == [2, 1]
    assert overall["true_retention"]["all"] == {"reviews": 1, "passed": 1, "share": 1.0}
    assert overall["buttons"]["all"] == {"again": 1, "hard": 0, "good": 1, "easy": 1}
    assert len(overall["forecast"]) == 365
    assert overall["calibration"]["reviews"] == 1
    assert overall["calibration"]["enough"] is False


@pytest.mark.usefixtures("graded")
def test_of_one_concept_it_lists_the_cards_and_what_is_next(cli: Cli) -> None:
    value = told(cli, "byte", "pairs")
    (pairs,) = value["concepts"]
    assert len(pairs["card_list"]) == 2
    assert value["overall"]["reviews"] == 0
    out = cli("stats", "byte", "pairs").out
    assert "Builds on tokens." in out
    assert "2 new cards to begin" in out
    assert "As one hears it" not in out, "answers are not given away"


@pytest.mark.usefixtures("graded")
def test_rows_for_a_spreadsheet(cli: Cli, graded: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(cli("stats", "--csv").out)))
    assert [row["name"] for row in rows] == ["tokens", "byte pairs"]
    assert rows[1]["requires"] == "tokens"
    cards = list(csv.DictReader(io.StringIO(cli("stats", "tokens", "--csv").out)))
    assert [row["id"] for row in cards] == graded[:2]


@pytest.mark.usefixtures("graded")
def test_a_page_is_written_where_it_was_asked_for(cli: Cli, tmp_path: Path) -> None:
    ran = cli("stats", "--html", tmp_path / "page.html")
    assert ran.code == 0
    assert "page.html" in ran.out
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    for words in ("byte pairs", "Forecast", "True retention", "prefers-color-scheme: dark"):
        assert words in page
    assert json.loads(cli("stats", "--json", "--html", tmp_path / "again.html").out)["concepts"]
    refused = cli("stats", "--html", tmp_path / "no" / "page.html")
    assert refused.code == 3
    assert "No such file" in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.usefixtures("graded")
@pytest.mark.parametrize("columns", ["40", "60", "100", "200"])
def test_nothing_is_wider_than_the_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for words in ((), ("tokens",)):
        assert max(map(len, cli("stats", *words).out.splitlines())) <= int(columns)


@pytest.mark.usefixtures("graded")
def test_a_concept_that_there_is_not_is_wrong_usage(cli: Cli) -> None:
    ran = cli("stats", "tokns")
    assert ran.code == 2
    assert "did you mean 'tokens'?" in ran.err
    assert cli("stats", "--json", "--csv").code == 2


@pytest.mark.usefixtures("nothing_ships")
def test_a_name_may_be_odd(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    odd = "\"<b>\\e[31m 注意力 'x' =1+1\""
    vault.write("a.md", NOTE.format(name=odd, needs=""))
    cli("import", vault.path)
    out = cli("stats").out
    assert "\x1b" not in out
    assert "注意力" in out
    assert "\x1b" not in cli("stats", "--csv").out
    assert cli("stats", "--html", tmp_path / "page.html").code == 0
    assert "<b>" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_too_little_data_is_said_plainly(cli: Cli, graded: list[str]) -> None:
    assert graded
    assert "Too early to say: 1 review with a prediction so far" in " ".join(cli("stats").out.split())
