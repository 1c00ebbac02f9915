"""Places with a past: made once, and copied by each test."""

from __future__ import annotations

import io
import shutil
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from studygpt.cli import main
from tests.conftest import Cli, HandClock, Ran, Vault


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


LEARNED = """#flashcards

What does the model return?::Logits

Where does the model keep its weights?::In memory

How does the model learn?::By gradients

Which town is the capital of France?::Paris
"""
CHANGED = LEARNED.replace("model", "network").replace("France?::Paris", "Italy?::Rome")


@pytest.fixture
def in_doubt(cli: Cli, clock: HandClock, vault: Vault, nothing_ships: Path) -> list[dict[str, Any]]:
    """Four learned cards that may be others now, three of them by the same change; due on the next day."""
    assert not nothing_ships.exists()
    vault.write("a.md", LEARNED)
    cli("import", vault.path)
    for card in cli("cards", "--json").objects:
        cli("rate", card["id"], "good")
        clock.move(minutes=30)
        cli("rate", card["id"], "good")
    clock.move(days=10)
    vault.write("a.md", CHANGED)
    assert cli("sync").code == 0
    return cli("inbox", "--unsure", "--json").objects
