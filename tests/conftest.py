"""Fixtures of all tests: a home and a workspace of their own, a clock that a test moves, ways to run the program."""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from studygpt import notices, paths
from studygpt.cli import main
from studygpt.model import Moment
from studygpt.store import database, journal
from studygpt.study import Study
from tests import compiled_statements
from tests.long_form import in_long_form

# The usual run draws the same examples every time, the long form fresh ones, so that a rare boundary is met some day.
# None is too slow: no test depends on luck or on how fast a machine is.
settings.register_profile("usual", deadline=None, max_examples=30, derandomize=True, database=None, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=1_000, database=None, print_blob=True)
settings.load_profile(in_long_form("usual", "long"))

compiled_statements.share()
pytest_plugins = ["tests.postgres"]

# Collecting the tests makes a million objects that stay: looking through them for garbage, while they are made and then
# every few tests, takes a tenth of the whole run; and looking as often as Python does, for what lives no longer than a
# statement, another fifteenth.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


DAY = timedelta(days=1)
NOON = "2026-05-04T12:00:00+00:00"
"""The instant at which the clock of each test begins, a Monday."""


# ---------------------------------------------------------------------- time


def moment_of(when: datetime) -> Moment:
    """Return the moment of a datetime with a zone."""
    offset = when.utcoffset()
    assert offset is not None, "a moment needs a zone"
    return Moment(round(when.timestamp() * 1000), int(offset.total_seconds()))


def moment_in(zone: str, text: str) -> Moment:
    """Return the moment of a text such as `2026-03-29 03:30`, on the clocks of a zone."""
    return moment_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


class HandClock:
    """A clock that stands still until a test moves it; commands see it too, through STUDYGPT_NOW."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.set(datetime.fromisoformat(NOON))

    def __call__(self) -> Moment:
        return moment_of(self.now)

    def set(self, when: datetime) -> None:
        self.now = when
        self._monkeypatch.setenv("STUDYGPT_NOW", when.isoformat())

    def move(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        self.set(self.now + timedelta(days=days, hours=hours, minutes=minutes))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    return HandClock(monkeypatch)


# ---------------------------------------------------------------------- places


@pytest.fixture(scope="session", autouse=True)
def _nobodys_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep a test that forgets to ask for a home away from the home of the person who runs it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        nowhere = tmp_path_factory.mktemp("nowhere")
        monkeypatch.setenv("STUDYGPT_HOME", str(nowhere / "home"))
        monkeypatch.setenv("STUDYGPT_WORKSPACE", str(nowhere / "workspace"))
        for name in ("STUDYGPT_DATABASE_URL", "STUDYGPT_NOW"):
            monkeypatch.delenv(name, raising=False)
        yield


SYNCED, NOT_SYNCED = database._SYNCED, database._NOT_SYNCED


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_synced() -> Iterator[None]:
    """Leave out what only a power cut would show; tests of those run the program as it is (`tests/faults`)."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(journal, "_sync", lambda _: None)
        for name in ("_SYNCED", "_NOT_SYNCED"):
            monkeypatch.setattr(database, name, "OFF")
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, with an empty workspace beside it."""
    monkeypatch.setenv("STUDYGPT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STUDYGPT_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "home"


@pytest.fixture
def workspace(home: Path) -> Path:
    return home.parent / "workspace"


@pytest.fixture
def nothing_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Hide the shipped decks, so that there are only the cards that a test writes."""
    monkeypatch.setattr(paths, "shipped_decks", lambda: tmp_path / "no-decks")
    return tmp_path / "no-decks"


@contextmanager
def living_in(place: Path, *, decks: bool = False) -> Iterator[HandClock]:
    """Meanwhile this process has its home and workspace in `place`, with or without the shipped decks."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("STUDYGPT_HOME", str(place / "home"))
        monkeypatch.setenv("STUDYGPT_WORKSPACE", str(place / "workspace"))
        if not decks:
            monkeypatch.setattr(paths, "shipped_decks", lambda: place / "no-decks")
        yield HandClock(monkeypatch)


@pytest.fixture(scope="session")
def _empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database is there and holds nothing: to copy it takes a third of the time of making one."""
    place = tmp_path_factory.mktemp("empty")
    with living_in(place) as clock:
        Study.open(clock).close()
    return place / "home"


@pytest.fixture
def study(home: Path, clock: HandClock, nothing_ships: Path, _empty_home: Path) -> Iterator[Study]:
    """A study in an empty home, without the shipped decks, at the time of `clock`."""
    assert not home.exists()
    assert not nothing_ships.exists()
    shutil.copytree(_empty_home, home)
    opened = Study.open(clock)
    yield opened
    opened.close()
    notices.take()


# ---------------------------------------------------------------------- notes

TWO_CARDS = """#flashcards

What does softmax return?::Probabilities that add up to one

What does attention weigh?::The values
"""


class Vault:
    """A folder of notes. Each change gets a modification time of its own, however fast the tests are."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._time = 1_700_000_000
        path.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, text: str | bytes) -> Path:
        note = self.path / name
        note.parent.mkdir(parents=True, exist_ok=True)
        before = int(note.stat().st_mtime) if note.exists() else 0
        note.write_bytes(text if isinstance(text, bytes) else text.encode())
        self._time = max(self._time, before) + 1
        os.utime(note, (self._time, self._time))
        return note

    def move(self, old: str, new: str) -> None:
        (self.path / new).parent.mkdir(parents=True, exist_ok=True)
        (self.path / old).rename(self.path / new)

    def delete(self, name: str) -> None:
        (self.path / name).unlink()

    def settings(self, **values: object) -> None:
        """Write the vault's settings of the plugin Obsidian Spaced Repetition."""
        self.write(".obsidian/plugins/obsidian-spaced-repetition/data.json", json.dumps({"settings": values}))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


# ---------------------------------------------------------------------- the program


@dataclass(frozen=True)
class Ran:
    """The exit code and output of a command."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON list on stdout, which must have nothing else."""
        value = json.loads(self.out)
        assert isinstance(value, list), value
        return value


Cli = Callable[..., Ran]


@pytest.fixture
def cli(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command in this process: `cli("cards", "is:new", stdin="")`."""
    monkeypatch.chdir(home.parent)
    monkeypatch.setenv("COLUMNS", "100")  # not the width of the terminal that runs the tests

    def run(*words: str | Path, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main([str(word) for word in words])
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return run


def plain_environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a program that a test starts: UTF-8, with every warning an error."""
    unwanted = ("STUDYGPT_", "PYTHON", "LC_", "COV_", "COLUMNS", "TZ", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONWARNINGS": "error",
        "PYTHONDONTWRITEBYTECODE": "1",
        "STUDYGPT_HOME": str(home),
        "STUDYGPT_WORKSPACE": str(home.parent / "workspace"),
        "STUDYGPT_NOW": NOON,
        **more,
    }


def checkout_environment(home: Path, **more: str) -> dict[str, str]:
    """Return `plain_environment`, with the package beside these tests as `studygpt`, whatever is installed."""
    return plain_environment(home, PYTHONPATH=str(Path(__file__).resolve().parent.parent), **more)


@dataclass
class Program:
    """`python -m studygpt` as a process of its own, in a home of its own."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(
        self,
        *words: str | Path,
        stdin: str | bytes = "",
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdout: int = subprocess.PIPE,
    ) -> Ran:
        return self.python("-m", "studygpt", *words, stdin=stdin, environment=environment, cwd=cwd, stdout=stdout)

    def python(
        self,
        *words: str | Path,
        stdin: str | bytes = "",
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdout: int = subprocess.PIPE,
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env={**checkout_environment(self.home), **self.environment, **(environment or {})},
            cwd=cwd,
            check=False,
        )
        return Ran(done.returncode, (done.stdout or b"").decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture
def program(home: Path) -> Program:
    return Program(home)


@pytest.fixture(scope="session")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped decks in its database, for tests that only read it or copy it."""
    place = tmp_path_factory.mktemp("used") / "home"
    ran = Program(place)("due", "--json")
    assert ran.code == 0, ran.err
    return place
