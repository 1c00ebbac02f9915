"""What is too long is told by the work that was done, not by the clock."""

from __future__ import annotations

import signal
import time

import pytest

from lab.time_limit import WAITING, TimeUp, at_most


def compute(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_code_below_its_limit_is_left_alone() -> None:
    with at_most(5.0):
        compute(0.2)


def test_code_above_its_limit_is_stopped() -> None:
    with pytest.raises(TimeUp), at_most(0.2):
        compute(60.0)


def test_code_that_sleeps_longer_than_its_limit_may_do_so() -> None:
    with at_most(0.25):
        time.sleep(0.5)


def test_code_that_sleeps_for_ever_is_stopped() -> None:
    began = time.monotonic()
    with pytest.raises(TimeUp), at_most(0.1):
        time.sleep(600)
    assert time.monotonic() - began >= 0.1 * WAITING


def test_code_that_catches_exceptions_is_stopped_too() -> None:
    def stubborn() -> None:
        while True:
            try:
                compute(60.0)
            except Exception:
                continue

    with pytest.raises(TimeUp), at_most(0.1):
        stubborn()


def test_nothing_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM)
    with at_most(0.1):
        pass
    assert (signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM)) == before
    compute(0.3)
