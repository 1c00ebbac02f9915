"""Watching the process that runs a learner's file: what it says, what it prints, and whether it must be ended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from lab.grade.limits import MOST_PROCESSES, descendants, kill_below

TICK = 0.025
MOST_PRINTED = 1 << 20  # bytes: then it is ended
MOST_RESULTS = 64 << 20
KEPT = 4_000  # bytes of what was printed, at its beginning


@dataclass
class Watched:
    messages: list[list[Any]] = field(default_factory=list)
    printed: bytes = b""
    bytes_printed: int = 0
    trace: bytes = b""
    stop: str = ""  # why it was ended: "time", "printed", "processes", "results"
    status: int = 0  # as `waitpid` tells it

    def of(self, kind: str) -> list[list[Any]]:
        return [message[1:] for message in self.messages if message and message[0] == kind]

    def lines_in(self, file: str) -> list[tuple[int, str]]:
        """The lines of one file that were running, the innermost last."""
        pattern = rb'File "' + re.escape(file.encode()) + rb'", line (\d+) in (.*)'
        return [(int(number), function.decode()) for number, function in re.findall(pattern, self.trace)][::-1]


def watch(pid: int, results: int, printed: int, trace: int, seconds: float) -> Watched:
    seen, rest, received = Watched(), b"", 0
    began = counted = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for pipe in (results, printed, trace):
            os.set_blocking(pipe, False)
            selector.register(pipe, selectors.EVENT_READ)
        open_pipes = {results, printed, trace}
        while open_pipes and not seen.stop:
            ready = selector.select(TICK)
            for key, _ in ready:
                content = _read(key.fd)
                if not content:
                    selector.unregister(key.fd)
                    open_pipes.discard(key.fd)
                elif key.fd == results:
                    received += len(content)
                    *lines, rest = (rest + content).split(b"\n")
                    seen.messages += [message for message in map(_message, lines) if message]
                elif key.fd == printed:
                    seen.bytes_printed += len(content)
                    seen.printed += content[: max(0, KEPT - len(seen.printed))]
                else:
                    seen.trace += content[:KEPT]
            if results not in open_pipes or (seen.messages and seen.messages[-1][0] == "done"):
                break  # a thread or a process of the learner may hold the others open
            now = time.monotonic()
            if now - began > seconds:
                seen.stop = "time"
            elif seen.bytes_printed > MOST_PRINTED:
                seen.stop = "printed"
            elif received > MOST_RESULTS:
                seen.stop = "results"
            elif now - counted > TICK:
                counted = now
                if len(descendants(os.getpid())) > MOST_PROCESSES:
                    seen.stop = "processes"
    ended, seen.status = (0, 0) if seen.stop else _wait(pid, 0.5)
    if not ended:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, seen.status = os.waitpid(pid, 0)
    kill_below(os.getpid())  # what it started
    for pipe in (printed, trace):
        content = _read(pipe)  # what came last
        if pipe == printed:
            seen.bytes_printed += len(content)
            seen.printed += content[: max(0, KEPT - len(seen.printed))]
    return seen


def _wait(pid: int, seconds: float) -> tuple[int, int]:
    """Its own end, if it comes soon."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            found, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return pid, 0
        if found:
            return found, status
        time.sleep(0.001)
    return 0, 0


def _read(pipe: int) -> bytes:
    try:
        return os.read(pipe, 1 << 16)
    except (BlockingIOError, OSError):
        return b""


def _message(line: bytes) -> list[Any]:
    """Only what the subject writes is read; a learner's file that writes there itself says nothing."""
    with contextlib.suppress(ValueError, RecursionError):
        message = json.loads(line)
        if isinstance(message, list) and message and isinstance(message[0], str):
            return message
    return []
