"""A bound on how long a piece of code may run. It counts processor time, so that a busy machine changes nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

WAITING = 20
"""Code that sleeps or waits uses no processor time: it is stopped after this many times its limit on the clock."""


class TimeUp(BaseException):
    """The code used up its time. Not an `Exception`, so that code which catches those is stopped too."""


@contextmanager
def at_most(seconds: float, on_the_clock: float | None = None) -> Iterator[None]:
    """Raise `TimeUp` inside the block once this thread has computed for `seconds`. For the main thread only.

    `on_the_clock` bounds how long it may take in all, for code that waits; without it that is `WAITING` times as long.

    Only this thread is measured: torch's other threads compute at the same time, as many as there are cores.
    """
    until = time.thread_time() + seconds

    def look(_number: int, _frame: FrameType | None) -> None:
        if time.thread_time() >= until:
            raise TimeUp

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGPROF, look), signal.signal(signal.SIGALRM, stop)
    often = seconds / 20
    signal.setitimer(signal.ITIMER_PROF, often, often)
    signal.setitimer(signal.ITIMER_REAL, on_the_clock or seconds * WAITING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])
