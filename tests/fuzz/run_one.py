"""Fuzz one target with atheris: `python -m tests.fuzz.run_one TARGET FOLDER OPTION...`, where atheris is installed.

What breaks is noted, each place once, and the run goes on; the options are libFuzzer's.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import sys
import time
import traceback
from pathlib import Path

import atheris

from tests.fuzz import targets

_SLOW_S = 2.0
"""Seconds of processor time from which an input is slow; atheris alone makes everything several times as slow."""
_ROOT = Path(__file__).parents[2]


class Run:
    """The executions of one target in this process, and what they found."""

    def __init__(self, target: targets.Target, folder: Path) -> None:
        self.target = target
        self.folder = folder
        self.executions = 0
        self.slowest = 0.0
        self.known = {file.name for file in folder.glob("found-*")}
        self.written = time.monotonic()

    def execute(self, data: bytes) -> None:
        self.executions += 1
        if time.monotonic() - self.written > 1:
            self.write()
        before = time.thread_time()
        try:
            self.target.check(data)
        except Exception as error:
            self.note(error, data)
        seconds = time.thread_time() - before
        if seconds > self.slowest:
            self.slowest = seconds
            (self.folder / "slowest").write_bytes(data)
            if seconds > _SLOW_S:
                (self.folder / f"slow-{hashlib.sha1(data).hexdigest()[:8]}").write_bytes(data)

    def note(self, error: Exception, data: bytes) -> None:
        """Write the input down unless the same error was met at the same place."""
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
        ours = [place for frame, place in zip(frames, places, strict=True) if str(_ROOT) in frame.filename]
        signature = hashlib.sha1(f"{type(error).__name__} {ours[-1:]}".encode()).hexdigest()[:8]
        if f"found-{signature}" not in self.known:
            self.known.add(f"found-{signature}")
            (self.folder / f"found-{signature}").write_bytes(data)
            report = "".join(traceback.format_exception(error))
            (self.folder / f"report-{signature}").write_text(report, encoding="utf-8", errors="replace")

    def write(self) -> None:
        self.written = time.monotonic()
        numbers = {"executions": self.executions, "slowest": round(self.slowest, 3)}
        (self.folder / "now.json").write_text(json.dumps(numbers), encoding="utf-8")


def main() -> None:
    name, place, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["studygpt", "markdown_it", "mdit_py_plugins"]):
        target = targets.load(name)
    folder = Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(target, folder)
    # A merge starts this program again, in a shell, by the first word.
    again = shlex.join([sys.executable, "-m", "tests.fuzz.run_one", name, place])
    atheris.Setup([again, *options], run.execute)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
