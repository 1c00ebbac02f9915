"""The app at a terminal, where a person grades until it is killed."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable

from tests.faults.machine import Ended, Fault, Machine

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_ASKED = re.compile(r"number (\d{3})\?")
_INTERVALS = re.compile(r"3 Good \d")
_PATIENCE_S = 30


class App:
    """`studygpt review` on the whole screen. A person shows each answer and grades it; what they see is kept."""

    def __init__(self, machine: Machine, fault: Fault | None) -> None:
        self.machine = machine
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        terminal = os.ttyname(slave)
        self.running = machine.start("review", fault=fault, environment=environment, terminal=terminal)
        self.slave = slave
        self.shown = ""

    @property
    def cards(self) -> list[str]:
        return cards_in(self.shown)

    def grade(self, many: int) -> Ended:
        """Grade so many cards and quit, unless the app is killed before; the output is what was seen."""
        try:
            for number in range(many):
                if not self._until(lambda at=number: len(self.cards) > at):
                    break
                os.write(self.master, b" ")
                # A grade counts from when its intervals are shown: before that, the study is still being opened.
                if not self._until(lambda at=number: len(_INTERVALS.findall(self.shown)) > at):
                    break
                os.write(self.master, b"3")
            else:
                self._until(lambda: len(self.cards) > many)
                for _ in range(2 * _PATIENCE_S):
                    self._until(lambda: False, 0.5)
                    if is_over(self.running.process):
                        break
                    os.write(self.master, b"q")  # the review, then Home
        finally:
            os.close(self.slave)
        if not is_over(self.running.process):  # then it is killed here, at whatever it waits for
            os.kill(self.running.process, signal.SIGKILL)
        ended = self.machine.wait(self.running)
        os.close(self.master)
        return ended._replace(out=self.shown)

    def _until(self, holds: Callable[[], bool], seconds: float = _PATIENCE_S) -> bool:
        """Read what is shown until something holds; return False if the app is gone or the time is over."""
        ends = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > ends or is_over(self.running.process):
                return False
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    self.shown += _ESCAPES.sub("", os.read(self.master, 65_536).decode("utf-8", "replace"))
                except OSError:  # nobody holds the terminal any more
                    return False
        return True


def cards_in(shown: str) -> list[str]:
    """Return the cards that were shown, each once."""
    return list(dict.fromkeys(_ASKED.findall(shown)))


def is_over(process: int) -> bool:
    """Whether a process was stopped or has ended."""
    with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as stat:  # noqa: PTH123 - no file
        return stat.read().rpartition(")")[2].split()[0] in "TZ"
