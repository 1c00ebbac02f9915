"""The lab as a process of its own: the app starts it, reads its JSON lines and never imports it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from studygpt.errors import StudyError

NEEDED = ("torch", "numpy", "tiktoken", "regex", "safetensors")


class LabStopped(StudyError):
    """The lab said what was wrong, in its own sentence, and ended with its own exit code."""

    def __init__(self, code: int) -> None:
        super().__init__("")
        self.exit_code = code


def missing() -> list[str]:
    """What the lab needs and this installation lacks. Looked for, not imported."""
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
) -> Iterator[dict[str, Any]]:
    """What `python -m lab` reports, line by line; `lines` is what it reads before it begins.

    `started` is handed the process: whoever wants may end it.

    Ctrl-C reaches the lab too, which saves and ends by itself; so here it is only waited for.
    """
    # -P: a file of the folder where somebody stands is not taken for a module of the lab's.
    command = [sys.executable, "-P", "-m", "lab", *words]
    env = {**os.environ, "LAB_NAME": "studygpt lab", "PYTHONUNBUFFERED": "1"}
    given = None if lines is None else subprocess.PIPE
    with subprocess.Popen(
        command, stdin=given, stdout=subprocess.PIPE, env=env, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        if started is not None:
            started(process)
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.writelines(f"{line}\n" for line in lines or ())
                process.stdin.close()
        reported = iter(process.stdout)
        while True:
            try:
                line = next(reported, None)
            except KeyboardInterrupt:
                continue
            if line is None:
                break
            yield json.loads(line)
        while True:
            try:
                code = process.wait()
                break
            except KeyboardInterrupt:
                continue
    if code:
        raise LabStopped(code)


def pass_through(words: Sequence[str]) -> int:
    """Let the lab speak for itself: its help."""
    env = {**os.environ, "LAB_NAME": "studygpt lab"}
    return subprocess.run([sys.executable, "-P", "-m", "lab", *words], env=env, check=False).returncode
