"""Time two things in turns and compare them, as machines change their speed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Clock = Callable[[], float]
WALL: Clock = time.perf_counter
PROCESSOR: Clock = time.process_time
"""Only the time this process computes, without others on the machine."""


def seconds(work: Callable[[], object], clock: Clock = WALL) -> float:
    start = clock()
    work()
    return clock() - start


def command(words: Sequence[str], env: Mapping[str, str]) -> Callable[[], object]:
    """Return a function that runs a process and discards its output."""
    return lambda: subprocess.run(words, env=dict(env), check=True, stdout=subprocess.DEVNULL)


def python(code: str, env: Mapping[str, str]) -> Callable[[], object]:
    return command([sys.executable, "-c", code], env)


def compare(
    one: Callable[[], object], other: Callable[[], object], rounds: int, clock: Clock = WALL
) -> tuple[float, float, float]:
    """Run both in turn; return the median seconds of each, and the median of the ratios of the rounds."""
    one(), other()  # warm files and bytecode
    pairs = [(seconds(one, clock), seconds(other, clock)) for _ in range(rounds)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)


def report(what: str, ratio: float, bound: float, detail: str) -> bool:
    """Print a line; return True if the bound holds."""
    held = ratio <= bound
    print(f"{'ok  ' if held else 'OVER'}  {what}: {ratio:.2f} x (bound {bound:g} x)  {detail}")
    return held
