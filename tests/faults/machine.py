"""A machine on which things go wrong: commands run in a place of their own, and are killed, starved or recorded."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple

from tests.conftest import NOON, checkout_environment

HERE = Path(__file__).parent
WHY_NOT = next(
    (why for why, missing in (
        ("only Linux lets a library stand before the C library", sys.platform != "linux"),
        ("there is no C compiler, with which the shim before the C library is built", shutil.which("cc") is None),
    ) if missing),
    None,
)  # fmt: skip
"""Why these tests cannot run here; None where they can."""
IN_MEMORY = next((folder for folder in ("/dev/shm",) if os.access(folder, os.W_OK)), None)
"""A folder in memory, where there is one: what is killed there is killed sooner, as nothing waits for a disk."""

WRITE, CREATE, MAKE_FOLDER, TRUNCATE, SYNC, RENAME, REMOVE, SAY = (1 << bit for bit in range(8))
ALL = (1 << 8) - 1
_ONLY_COUNT, _STOP, _FAIL, _FAIL_ONCE = range(4)


class Fault(NamedTuple):
    """What goes wrong at which call, of those that are counted."""

    mode: int = _ONLY_COUNT
    counted: int = ALL
    at: int = 0
    error: int = 0
    torn: bool = False
    """Whether half of a write is done before."""
    record: Path | None = None
    """Where the calls are recorded."""


COUNTED = Fault()


def killed_at(call: int, *, torn: bool = False, counted: int = ALL) -> Fault:
    """Killed before this call, or in the midst of it."""
    return Fault(_STOP, counted, call, torn=torn)


def full_from(call: int, *, torn: bool = False) -> Fault:
    """The disk is full from this call on: nothing grows, nothing new is made."""
    return Fault(_FAIL, WRITE | CREATE | MAKE_FOLDER, call, errno.ENOSPC, torn)


def broken_at(call: int, *, once: bool = False) -> Fault:
    """The disk answers with an error, at this call or from it on."""
    return Fault(_FAIL_ONCE if once else _FAIL, ALL & ~SAY, call, errno.EIO)


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    """Its exit code; the negative number of the signal that killed it."""
    stopped: bool
    """Whether it came to the call at which it was to be killed."""
    calls: int
    """How many calls were counted."""
    out: str
    err: str


@dataclass
class Machine:
    """The server with its shim, and the folder in which commands find home, workspace and vault."""

    place: Path
    scratch: Path
    server: subprocess.Popen[str]
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def switched_on(cls, folder: Path) -> Machine:
        shim = folder / "shim.so"
        compile_it = ["cc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(HERE / "shim.c"), "-ldl", "-lpthread"]
        subprocess.run(compile_it, check=True)
        place, scratch = folder / "place", folder / "scratch"
        place.mkdir(exist_ok=True)
        scratch.mkdir(exist_ok=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE.parent.parent,
            env={**checkout_environment(place / "home"), "LD_PRELOAD": str(shim), "OMP_NUM_THREADS": "1"},
        )
        environment = {
            "STUDYGPT_HOME": str(place / "home"),
            "STUDYGPT_WORKSPACE": str(place / "workspace"),
            "STUDYGPT_NOW": NOON,
        }
        machine = cls(place, scratch, server, environment)
        machine._answer()
        return machine

    def switch_off(self) -> None:
        assert self.server.stdin
        assert self.server.stdout
        self.server.stdin.close()
        self.server.wait()
        self.server.stdout.close()

    @property
    def home(self) -> Path:
        return self.place / "home"

    @property
    def database(self) -> Path:
        return self.home / "studygpt.db"

    def put(self, saved: Path) -> None:
        """Make the place what was saved."""
        shutil.rmtree(self.place)
        shutil.copytree(saved, self.place, symlinks=True)

    def empty(self) -> None:
        """Clear the place."""
        shutil.rmtree(self.place)
        self.place.mkdir()

    def save(self, name: str) -> Path:
        """Keep the place as it is, to be put back."""
        saved = self.scratch / "saved" / name
        shutil.copytree(self.place, saved, symlinks=True, dirs_exist_ok=True)
        return saved

    def __call__(
        self,
        *words: str | Path,
        stdin: str = "",
        fault: Fault | None = None,
        environment: Mapping[str, str] | None = None,
        ordinary: bool = False,
        patience: float | None = None,
    ) -> Ended:
        """Run a command to its end. `ordinary`: without the privileges of root. After so many seconds it is killed."""
        running = self.start(*words, stdin=stdin, fault=fault, environment=environment, ordinary=ordinary)
        impatient = Timer(patience, os.kill, (running.process, signal.SIGKILL)) if patience else None
        if impatient:
            impatient.start()
        try:
            return self.wait(running)
        finally:
            if impatient:
                impatient.cancel()

    def start(
        self,
        *words: str | Path,
        stdin: str = "",
        fault: Fault | None = None,
        environment: Mapping[str, str] | None = None,
        ordinary: bool = False,
        terminal: str | None = None,
    ) -> Running:
        self._started += 1
        files = [self.scratch / f"{self._started % 64}.{name}" for name in ("in", "out", "err")]
        if terminal is None:
            for path, text in zip(files, (stdin, "", ""), strict=True):  # one that is killed at once opens none of them
                path.write_text(text, encoding="utf-8")
        new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        streams = [(str(path), flags) for path, flags in zip(files, (os.O_RDONLY, new, new), strict=True)]
        request = {
            "words": [str(word) for word in words],
            "place": str(self.place),
            "environment": {**self.environment, **(environment or {})},
            "streams": [(terminal, os.O_RDWR)] * 3 if terminal else streams,
            "terminal": terminal is not None,
            "ordinary": ordinary,
            "fault": fault and self._armed(fault, terminal=terminal is not None),
        }
        return Running(self._ask(request), None if terminal else files[1], None if terminal else files[2])

    _started = 0

    def _armed(self, fault: Fault, *, terminal: bool) -> list[Any]:
        fault = replace_counted(fault) if terminal else fault
        numbers = (fault.mode, fault.counted, fault.at, fault.error, int(fault.torn))
        return [str(self.place), *numbers, str(fault.record or "")]

    def wait(self, running: Running) -> Ended:
        found = self._ask({"wait": running.process})
        out, err = (path.read_text(encoding="utf-8") if path else "" for path in (running.out, running.err))
        return Ended(found["code"], found["stopped"], found["calls"], out, err)

    def _ask(self, request: dict[str, Any]) -> Any:
        assert self.server.stdin
        self.server.stdin.write(f"{json.dumps(request)}\n")
        self.server.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self.server.stdout
        line = self.server.stdout.readline()
        assert line, "the server has ended"
        return json.loads(line)


def replace_counted(fault: Fault) -> Fault:
    """In a terminal, what is said is a picture, and no sign that anything was done."""
    return fault._replace(counted=fault.counted & ~SAY)


class Running(NamedTuple):
    """A command that runs."""

    process: int
    out: Path | None
    err: Path | None
