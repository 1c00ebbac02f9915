"""Run the lab in a separate process and read the JSON lines that it prints. The lab itself is never imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec

from studygpt.errors import Ended, StudyError
from studygpt.model import Json

NEEDED = ("torch", "numpy", "tiktoken", "regex", "safetensors")


class LabStopped(StudyError):
    """The lab ended with an error code. The lab has already printed the reason."""

    def __init__(self, code: int) -> None:
        super().__init__("")
        self.exit_code = code


def missing() -> list[str]:
    """Return the packages that the lab needs and that are not installed, without importing any of them."""
    return [name for name in NEEDED if find_spec(name) is None]


def require() -> None:
    lacking = missing()
    if lacking:
        raise StudyError(
            f"the lab needs {', '.join(lacking)}, which this installation lacks: torch is about 200 MB for a CPU "
            "and several GB with CUDA. In a checkout, `make lab` installs it; elsewhere, "
            "`pip install 'studygpt[lab]'`. Everything but the lab works without."
        )


def events(
    words: Sequence[str],
    lines: Sequence[str] | None = None,
    started: Callable[[subprocess.Popen[str]], None] | None = None,
) -> Iterator[Json]:
    """Run `python -m lab` and yield the events that it prints; `lines` are written to its standard input first.

    `started` is called with the process, so that the caller can end it. Ctrl-C reaches the lab as well, which saves its
    work and ends by itself; this function ignores Ctrl-C and waits for the lab to end. When the system asks
    this program to end, or nobody wants further events, this function asks the lab to end.
    """
    # -P: a file in the current folder must not be taken for a module of the lab.
    command = [sys.executable, "-P", "-m", "lab", *words]
    env = {**os.environ, "LAB_NAME": "studygpt lab", "PYTHONUNBUFFERED": "1"}
    given = None if lines is None else subprocess.PIPE
    with subprocess.Popen(
        command, stdin=given, stdout=subprocess.PIPE, env=env, text=True, encoding="utf-8"
    ) as process:
        try:
            if started is not None:
                started(process)
            if process.stdin is not None:
                with suppress(BrokenPipeError):
                    process.stdin.writelines(f"{line}\n" for line in lines or ())
                    process.stdin.close()
            assert process.stdout is not None
            reported = iter(process.stdout)
            while True:
                try:
                    line = next(reported, None)
                except KeyboardInterrupt as stop:
                    _pass_on(stop, process)
                    continue
                if line is None:
                    break
                yield json.loads(line)
            while True:
                try:
                    code = process.wait()
                    break
                except KeyboardInterrupt as stop:
                    _pass_on(stop, process)
        except BaseException:  # also when nobody wants further events: the lab would go on, and be waited for
            process.terminate()
            raise
    if code:
        raise LabStopped(code)


def _pass_on(stop: KeyboardInterrupt, process: subprocess.Popen[str]) -> None:
    """Ask the lab to end, unless the terminal's Ctrl-C has done so already."""
    if isinstance(stop, Ended):
        process.terminate()


def pass_through(words: Sequence[str]) -> int:
    """Run the lab with its output unchanged, as for its help text; return its exit code."""
    env = {**os.environ, "LAB_NAME": "studygpt lab"}
    return subprocess.run([sys.executable, "-P", "-m", "lab", *words], env=env, check=False).returncode
