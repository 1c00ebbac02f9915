"""Places with a past: made once, and copied by each test."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from studygpt.cli import main
from tests.conftest import TWO_CARDS, Cli, HandClock, Ran, Vault, living_in


def done(*words: str | Path) -> Ran:
    """Run a command that succeeds in this process, where a test's own `cli` is not there yet."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    assert code == 0, (words, err.getvalue())
    return Ran(code, out.getvalue(), err.getvalue())


def copy_place(made: Path, place: Path) -> None:
    """Copy a home and the folders of notes beside it, so that the home's sources are the copied folders."""
    shutil.copytree(made, place, dirs_exist_ok=True)
    with closing(sqlite3.connect(place / "home" / "studygpt.db")) as connection:
        connection.execute("UPDATE sources SET path = replace(path, ?, ?)", (str(made), str(place)))
        connection.commit()


@pytest.fixture(scope="session")
def place_of_two_cards(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A home at noon and its vault, which has two cards in a note of that name."""

    @cache
    def made(note: str) -> Path:
        place = tmp_path_factory.mktemp("two-cards")
        with living_in(place):
            Vault(place / "vault").write(note, TWO_CARDS)
            done("import", place / "vault")
        return place

    return made


LEARNED = """#flashcards

What does the model return?::Logits

Where does the model keep its weights?::In memory

How does the model learn?::By gradients

Which town is the capital of France?::Paris
"""
CHANGED = LEARNED.replace("model", "network").replace("France?::Paris", "Italy?::Rome")


@pytest.fixture(scope="session")
def _place_in_doubt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A home and its vault with cards in doubt, and the time there."""
    place = tmp_path_factory.mktemp("in-doubt")
    vault = Vault(place / "vault")
    with living_in(place) as clock:
        vault.write("a.md", LEARNED)
        done("import", vault.path)
        for card in done("cards", "--json").objects:
            done("rate", card["id"], "good")
            clock.move(minutes=30)
            done("rate", card["id"], "good")
        clock.move(days=10)
        vault.write("a.md", CHANGED)
        done("sync")
        return place, clock.now


@pytest.fixture
def in_doubt(
    cli: Cli, home: Path, clock: HandClock, nothing_ships: Path, _place_in_doubt: tuple[Path, datetime]
) -> list[dict[str, Any]]:
    """Four learned cards that may be others now, three of them by the same change; due on the next day."""
    assert not nothing_ships.exists()
    place, now = _place_in_doubt
    copy_place(place, home.parent)
    clock.set(now)
    return cli("inbox", "--unsure", "--json").objects
