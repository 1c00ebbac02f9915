"""Get verdicts in a process that does not load torch: start the server, and start it again if it dies."""

from __future__ import annotations

import json
import os
import random
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

import lab
from lab.catalog import find
from lab.errors import LabError, UsageError
from lab.grade.verdict import Verdict, lost
from lab.report import Json

LONGEST_START = 300.0  # seconds: a server that takes longer to import torch hangs, however slow the machine is
LONGEST_CHECK = 430.0  # likewise for one check: the server itself gives up on a judge after 400
LARGEST = 1 << 20  # bytes of a learner's file


class Grader:
    """Checks files, one after another. The server is started at the first check, or by `warm`."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._rest = b""
        self._closed = threading.Event()

    def check(self, slug: str, file: Path, seed: int | None = None) -> Verdict:
        """Check a file. Inputs are drawn afresh at every check, unless a seed is given."""
        exercise = find(slug)
        file = file.absolute()
        request = {
            "exercise": exercise.slug,
            "file": str(file),
            "text": _read(file),
            "seed": random.randrange(2**30) if seed is None else seed,
        }
        with self._lock:
            self._warm()
            try:
                answer = self._ask(request, LONGEST_CHECK)
            except _Gone:
                reason = _reason(self._stop())
                if self._closed.is_set():
                    raise LabError("The check was stopped.") from None
                words = f"The process that checks was ended{reason}. The next check starts another."
                return lost(exercise.slug, str(file), words)
        if "error" in answer:
            raise (UsageError if answer["code"] == 2 else LabError)(answer["error"])
        return Verdict.from_json(answer)

    def warm(self) -> None:
        """Start the server, so that torch is loaded before it is needed."""
        with self._lock:
            self._warm()

    def close(self) -> None:
        """End the server at once, also while it starts or checks a file."""
        self._closed.set()
        server = self._server
        if server is not None:
            server.kill()
        with self._lock:
            self._stop()

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _warm(self) -> None:
        if self._closed.is_set():
            raise LabError("The lab was closed.")
        if self._server is not None and self._server.poll() is None:
            return
        self._stop()
        # One thread each, before any library is loaded: some start theirs when they are imported.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        house = str(Path(lab.__file__).parents[1])
        path = os.pathsep.join([house, *filter(None, [os.environ.get("PYTHONPATH")])])
        try:
            self._server = subprocess.Popen(
                # -P: a file in the current folder is not taken for a module of the lab.
                [sys.executable, "-P", "-m", "lab.grade.server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **threads, "PYTHONPATH": path},
            )
        except OSError as error:
            raise LabError(f"The process that checks cannot be started: {error.strerror}.") from None
        if self._closed.is_set():  # meanwhile
            self._server.kill()
        self._rest = b""
        try:
            self._ask({}, LONGEST_START)
        except _Gone:
            reason = _reason(self._stop())
            raise LabError(f"The lab cannot check files{reason}: make lab, or pip install 'studygpt[lab]'.") from None

    def _stop(self) -> bytes:
        """End the server; return what it wrote to standard error."""
        server, self._server = self._server, None
        if server is None:
            return b""
        server.kill()
        _, said = server.communicate()
        return said or b""

    def _ask(self, request: Json, seconds: float) -> Json:
        assert self._server is not None
        assert self._server.stdin is not None
        try:
            self._server.stdin.write(json.dumps(request).encode() + b"\n")
            self._server.stdin.flush()
        except OSError:
            raise _Gone from None
        answer: Json = json.loads(self._line(time.monotonic() + seconds))
        return answer

    def _line(self, until: float) -> bytes:
        assert self._server is not None
        assert self._server.stdout is not None
        pipe = self._server.stdout.fileno()
        while b"\n" not in self._rest:
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            content = os.read(pipe, 1 << 16) if ready else b""
            if not content:
                raise _Gone
            self._rest += content
        line, _, self._rest = self._rest.partition(b"\n")
        return line


class _Gone(Exception):
    """Raised when the server does not answer."""


def _reason(said: bytes) -> str:
    """The reason why a server ended: the last line that it wrote."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return f" ({lines[-1]})" if lines else ""


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(f"{file} is too large for an exercise: more than a megabyte.")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise LabError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise LabError(f"{file} is not text in UTF-8.") from None
