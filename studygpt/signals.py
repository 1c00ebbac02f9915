"""Let a hang-up of the terminal and a request to end stop the program in order, as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from studygpt.errors import Ended

HANG_UP = 1
"""The number of SIGHUP, a name that Windows lacks."""
_ONE_REQUEST_SECONDS = 1.0
"""When a terminal closes, the system and the shell may each send a signal: within this time they are one request."""


@contextmanager
def on_request_to_end(end: Callable[[int], None]) -> Iterator[None]:
    """Within the context, call `end` with the number of a signal that asks the program to end.

    A signal that is ignored already stays so: a program started with `nohup` outlives its terminal.
    """
    asked = float("-inf")

    def answer(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if time.monotonic() - asked > _ONE_REQUEST_SECONDS:
            asked = time.monotonic()
            end(number)

    before = {}
    if threading.current_thread() is threading.main_thread():  # no other thread may set a handler
        for number in signal.valid_signals() & {HANG_UP, signal.SIGTERM}:
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, answer)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def raise_ended(number: int) -> None:
    raise Ended(number)
