"""Places with a past: made once, and copied by each test."""

from __future__ import annotations

import io
import shutil
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

from studygpt.cli import main
from tests.conftest import Ran


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
