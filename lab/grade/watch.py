"""Watch a process that runs code of a person: what it reports, what it prints, and whether it must be ended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import selectors
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from lab.grade.limits import MOST_PROCESSES, descendants, kill_below
from lab.time_limit import WAITING

TICK = 0.025
AT_ITS_END = 0.002  # seconds between looks at a process that has nothing more to report
SETTLED = 0.25  # seconds without more of a traceback after which all of it has come
LATE = 10.0  # seconds after which a process that did not say that its time is up is ended all the same
MOST_PRINTED = 1 << 20  # bytes: then it is ended
MOST_RESULTS = 64 << 20
KEPT = 4_000  # bytes of what was printed, at its beginning

Message = list[Any]
"""A message of the process: its kind, then whatever JSON that kind holds."""


@dataclass
class Watched:
    """Everything that was seen of a process, from its beginning to its end."""

    messages: list[Message] = field(default_factory=list)
    printed: bytes = b""
    printed_bytes: int = 0
    trace: bytes = b""
    stopped_for: str = ""
    """Why the process was ended: "time" (it computed too long), "waiting", "printed", "processes", "results", or
    "forbidden"."""
    status: int = 0
    """The exit status, as `waitpid` returns it."""

    def messages_of(self, kind: str) -> list[Message]:
        return [message[1:] for message in self.messages if message[0] == kind]

    def lines_in(self, file: str) -> list[tuple[int, str]]:
        """The lines of one file that were running when the time was up, with their functions, the innermost last."""
        pattern = rb'File "' + re.escape(file.encode()) + rb'", line (\d+) in (.*)'
        return [(int(number), function.decode()) for number, function in re.findall(pattern, self.trace)][::-1]


def watch(pid: int, results: int, printed: int, trace: int, seconds: float) -> Watched:
    """Follow a process until it ends; end it when it breaks a limit. `seconds`: as for `report_time_up`."""
    return _Watch(pid, results, printed, trace, seconds).to_its_end()


class _Watch:
    def __init__(self, pid: int, results: int, printed: int, trace: int, seconds: float) -> None:
        self.pid, self.results, self.printed, self.trace, self.seconds = pid, results, printed, trace, seconds
        self.seen = Watched()
        self.rest = b""
        """The beginning of a message whose end has not come."""
        self.received = 0
        self.refused = False
        """Whether something forbidden was tried: then nothing that follows changes the verdict."""
        self.ended = False
        self.began = self.counted = time.monotonic()
        self.traced = 0.0

    def to_its_end(self) -> Watched:
        with selectors.DefaultSelector() as selector:
            for pipe in (self.results, self.printed, self.trace):
                os.set_blocking(pipe, False)
                selector.register(pipe, selectors.EVENT_READ)
            silent = False
            while not self.ended and not self.seen.stopped_for:
                for key, _ in selector.select(AT_ITS_END if silent else TICK):
                    if not self._read(key.fd):
                        selector.unregister(key.fd)
                        silent = silent or key.fd == self.results
                silent = silent or self._is_done()
                self._look_whether_it_ended(os.WNOHANG)
                if not self.ended:
                    self.seen.stopped_for = self._broken_limit()
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._look_whether_it_ended(0)
        kill_below(os.getpid())  # processes that it started
        for pipe in (self.results, self.printed, self.trace):
            while self._read(pipe):  # what came last
                pass
        if self._is_done() and self.seen.stopped_for in ("time", "waiting"):
            self.seen.stopped_for = ""  # everything was reported before the time was up
        return self.seen

    def _is_done(self) -> bool:
        """Whether the process has reported everything."""
        return bool(self.seen.messages) and self.seen.messages[-1][0] == "done"

    def _read(self, pipe: int) -> bool:
        """Take in what a pipe holds now; False where it holds nothing, or is closed."""
        try:
            content = os.read(pipe, 1 << 16)
        except OSError:
            return False
        seen = self.seen
        if pipe == self.results:
            self.received += len(content)
            *lines, self.rest = (self.rest + content).split(b"\n")
            messages = [message for message in map(_message, lines) if message]
            seen.messages += messages
            self.refused = self.refused or any(message[0] == "forbidden" for message in messages)
        elif pipe == self.printed:
            seen.printed_bytes += len(content)
            seen.printed += content[: max(0, KEPT - len(seen.printed))]
        else:
            seen.trace += content[:KEPT]
            self.traced = time.monotonic()
        return bool(content)

    def _look_whether_it_ended(self, options: int) -> None:
        try:
            found, self.seen.status, used = os.wait4(self.pid, options)
        except ChildProcessError:
            self.ended = True
            return
        self.ended = bool(found)
        if self.ended and not self.seen.stopped_for and self._was_ended_for_its_time(used):
            self.seen.stopped_for = "time"

    def _was_ended_for_its_time(self, used: resource.struct_rusage) -> bool:
        """Whether the kernel ended the process at the limit of `confine`, as its own timer was kept from reporting."""
        status = self.seen.status
        ended = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXCPU)
        return ended and used.ru_utime + used.ru_stime >= self.seconds

    def _broken_limit(self) -> str:
        if self.refused:
            return "forbidden"
        now = time.monotonic()
        if self.seen.trace and now - self.traced > SETTLED:
            return "waiting" if self.seen.trace.startswith(b"Timeout") else "time"
        if now - self.began > self.seconds * WAITING + LATE:
            return "waiting"
        if self.seen.printed_bytes > MOST_PRINTED:
            return "printed"
        if self.received > MOST_RESULTS:
            return "results"
        if now - self.counted > TICK:
            self.counted = now
            if len(descendants(os.getpid())) > MOST_PROCESSES:
                return "processes"
        return ""


def _message(line: bytes) -> Message:
    """A message that the runner wrote; nothing where a learner's file wrote something else there."""
    with contextlib.suppress(ValueError, RecursionError):
        message = json.loads(line)
        if isinstance(message, list) and message and isinstance(message[0], str):
            return message
    return []
