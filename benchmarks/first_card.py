"""Measure the time to the first card, and from a key to the next card, in a real terminal over 100,000 cards."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.cold_start import CARDS, fill
from benchmarks.measure import report

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("the first frame")
Bare().run()
"""
_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=]*[A-Za-z]|[()][A-Z0-9]|[=>]|\][^\x07]*\x07|P[^\x1b]*\x1b\\)")
ROUNDS = 10
KEYS = 120


class Screen:
    """A program in a terminal of its own, 80 by 24."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=dict(env), start_new_session=True
        )
        os.close(slave)
        self.seen = b""

    def until(self, wanted: re.Pattern[bytes], seconds: float = 20) -> float:
        """Return the seconds from the start until the screen shows `wanted`."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            ready, _, _ = select.select([self.master], [], [], 0.5)
            if ready:
                try:
                    self.seen += os.read(self.master, 65536)
                except OSError:
                    break
                if wanted.search(_ESCAPES.sub(b"", self.seen)):
                    return time.perf_counter() - self.began
        raise SystemExit(f"{wanted.pattern!r} never came; the last was {self.seen[-2000:]!r}")

    def press(self, key: str) -> None:
        self.seen = b""
        os.write(self.master, key.encode())

    def quiet(self, seconds: float = 0.03) -> float:
        """Wait until nothing has come for a while; return when the last byte came."""
        last = time.perf_counter()
        while True:
            ready, _, _ = select.select([self.master], [], [], seconds)
            if not ready:
                return last
            self.seen += os.read(self.master, 65536)
            last = time.perf_counter()

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


def at_terminal(folder: str | Path) -> dict[str, str]:
    """Return the environment of a program in such a terminal, with a home of its own."""
    return {
        **os.environ,
        "STUDYGPT_HOME": f"{folder}/home",
        "STUDYGPT_WORKSPACE": f"{folder}/work",
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LINES": "24",
    }


def first_frame(command: Sequence[str], env: Mapping[str, str], wanted: re.Pattern[bytes]) -> float:
    screen = Screen(command, env)
    try:
        return screen.until(wanted)
    finally:
        screen.end()


def run() -> bool:
    with TemporaryDirectory() as folder:
        env = at_terminal(folder)
        fill(Path(folder), env)
        review = [str(Path(sys.executable).with_name("studygpt")), "review"]
        bare = [sys.executable, "-c", BARE]
        card, frame = re.compile(rb"space shows the answer"), re.compile(rb"the first frame")
        first_frame(review, env, card)
        first_frame(bare, env, frame)
        pairs = [(first_frame(review, env, card), first_frame(bare, env, frame)) for _ in range(ROUNDS)]
        ours, theirs = median(a for a, _ in pairs), median(b for _, b in pairs)
        what = f"first card of {CARDS:,} / first frame of a bare Textual app"
        held = report(what, median(a / b for a, b in pairs), 2.2, f"{ours * 1000:.0f} ms / {theirs * 1000:.0f} ms")
        return _keys(review, env) and held


def _keys(review: Sequence[str], env: Mapping[str, str]) -> bool:
    """Measure from a key to the last byte it paints: the answer, and after a grade the next card."""
    screen = Screen(review, env)
    took = []
    try:
        screen.until(re.compile(rb"done"))
        time.sleep(1.5)
        screen.quiet()
        for number in range(KEYS):
            screen.press(" " if number % 2 == 0 else "4")
            pressed = time.perf_counter()
            ready, _, _ = select.select([screen.master], [], [], 5)
            assert ready, "nothing was painted"
            took.append(screen.quiet() - pressed)
    finally:
        screen.end()
    p95 = quantiles(took, n=20)[-1] * 1000
    return report(
        "key to next card painted, p95 / 20 ms", p95 / 20, 1, f"p95 {p95:.1f} ms, median {median(took) * 1000:.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(not run())
