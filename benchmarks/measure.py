"""Timing in pairs: what is judged and what it is judged against take turns, as machines change their speed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Clock = Callable[[], float]
WALL: Clock = time.perf_counter
PROCESSOR: Clock = time.process_time
"""Only what this process worked: others on the machine do not count."""


def seconds(work: Callable[[], object], clock: Clock = WALL) -> float:
    start = clock()
    work()
    return clock() - start


def command(words: Sequence[str], env: Mapping[str, str]) -> Callable[[], object]:
    """A whole process, its output thrown away."""
    return lambda: subprocess.run(words, env=dict(env), check=True, stdout=subprocess.DEVNULL)


def python(code: str, env: Mapping[str, str]) -> Callable[[], object]:
    return command([sys.executable, "-c", code], env)


def compare(
    one: Callable[[], object], other: Callable[[], object], rounds: int, clock: Clock = WALL
) -> tuple[float, float, float]:
    """Median seconds of each over several rounds, taken in turn, and the median of the ratios round by round."""
    one(), other()  # warm files and bytecode
    pairs = [(seconds(one, clock), seconds(other, clock)) for _ in range(rounds)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)


def report(what: str, ratio: float, bound: float, detail: str) -> bool:
    """A line for a person, and whether the bound holds."""
    held = ratio <= bound
    print(f"{'ok  ' if held else 'OVER'}  {what}: {ratio:.2f} x (bound {bound:g} x)  {detail}")
    return held
