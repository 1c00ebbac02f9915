"""Fork a process that runs code of a person, with pipes through which it is watched. Loads no torch."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from lab.grade.limits import die_with_parent

JsonValue = str | int | list[str]
Report = Callable[..., None]
"""A function that writes a message: its kind, then any number of values."""


@dataclass(frozen=True)
class Pipes:
    results: int  # one JSON line a message
    printed: int  # what the code prints
    trace: int  # the lines that were running when the time was up


def in_fork(run: Callable[[Pipes], NoReturn]) -> tuple[int, tuple[int, int, int]]:
    """Start `run` in a separate process; return its id, and the ends of its pipes to read from."""
    ends = [os.pipe() for _ in range(3)]
    pid = os.fork()
    if pid == 0:
        run(Pipes(*(write for _, write in ends)))
    for _, write in ends:
        os.close(write)
    results, printed, trace = (read for read, _ in ends)
    return pid, (results, printed, trace)


def only_these(pipes: Pipes) -> tuple[int, int]:
    """Send standard output and error to the watcher, and close all other files but two, which get high numbers."""
    die_with_parent()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(pipes.printed, 1)
    os.dup2(pipes.printed, 2)
    results, trace = os.dup2(pipes.results, 201, inheritable=False), os.dup2(pipes.trace, 202, inheritable=False)
    os.closerange(3, 201)
    os.closerange(203, 4096)
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    return results, trace


def reporter(results: int) -> Report:
    """Return a function that writes messages to a pipe, even if the code that runs here replaces library functions."""
    write, dump = os.write, json.dumps

    def report(kind: str, *content: JsonValue) -> None:
        line = dump([kind, *content]).encode() + b"\n"
        while line:
            line = line[write(results, line) :]

    return report
