"""Textual's driver of a terminal, which also notices that the terminal has gone.

A terminal can go without a word: the window or the connection ends, and no signal comes because the app was started
with `nohup`, or is not in the terminal's foreground. Textual would then read its empty input for ever.
"""

from __future__ import annotations

import asyncio
import errno
import os
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from studygpt.signals import HANG_UP
from studygpt.tui.host import ScreenHost

_LOOK_EVERY = 0.5
"""Seconds between looks at the terminal."""


class TerminalDriver(LinuxDriver):
    """Drives the terminal until it has gone, and ends the app then."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast(Any, _Output(cast(TextIO, self._file)))  # Textual declares the type of what it opens itself
        self._next_look: asyncio.TimerHandle | None = None

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._look()

    def stop_application_mode(self) -> None:
        if self._next_look is not None:
            self._next_look.cancel()
        super().stop_application_mode()

    def _look(self) -> None:
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            assert isinstance(self._app, ScreenHost), "only the app asks for this driver"
            self._app.end(HANG_UP)
        else:
            self._next_look = self._loop.call_later(_LOOK_EVERY, self._look)


class _Output:
    """The terminal's output. What is written after the terminal has gone is dropped.

    Textual's thread that writes would end with the first failure, and the app would wait for it for ever.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with self._dropping():
            self._stream.write(text)

    def flush(self) -> None:
        with self._dropping():
            self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    @contextmanager
    def _dropping(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno == errno.EIO:  # also for what Python writes when it exits
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
