"""Stop a run with Ctrl-C, or when its terminal closes: the first signal waits for the end of the step, the next not."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType
from typing import Any

# A terminal, the app and torchrun may each pass on the same Ctrl-C: signals within this time are one request.
ONE_REQUEST_SECONDS = 1.0


class Interrupt:
    """Handle SIGINT, SIGTERM and SIGHUP inside `with`: the first signal only sets `requested`."""

    def __init__(self) -> None:
        self.requested = False
        self._asked = 0.0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupt:
        if threading.current_thread() is threading.main_thread():  # no other thread may set a handler
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
                    self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.requested and now - self._asked > ONE_REQUEST_SECONDS:
            raise KeyboardInterrupt
        if not self.requested:
            self.requested, self._asked = True, now
