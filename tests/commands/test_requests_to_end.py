"""Commands that the system asks to end, or whose terminal has gone."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from studygpt.commands import run
from studygpt.errors import Ended
from studygpt.practice import lab_process
from studygpt.signals import on_request_to_end, raise_ended

Command = Callable[[Callable[[Namespace], int]], int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a function as a command."""

    def run_it(work: Callable[[Namespace], int]) -> int:
        module = SimpleNamespace(arguments=lambda _: None, run=work)
        monkeypatch.setattr(run, "module_of", lambda _: module)
        return run.run_command("fake", "a command of the tests", [])

    return run_it


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_command_that_is_asked_to_end_says_that_all_is_kept(
    command: Command, capsys: pytest.CaptureFixture[str], number: signal.Signals, code: int
) -> None:
    usual = signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL
    before = signal.signal(number, usual)  # whoever runs the tests may ignore it
    try:
        assert command(lambda _: _raise_signals(number, number)) == code
        assert signal.getsignal(number) is usual
    finally:
        signal.signal(number, before)
    assert capsys.readouterr().err == "\nstudygpt: stopped; everything done so far is kept\n"


def _raise_signals(*numbers: signal.Signals) -> int:
    try:
        for number in numbers:
            signal.raise_signal(number)
    except KeyboardInterrupt:
        if numbers[-1] is not signal.SIGINT:  # the shell's signal after the system's is the same request
            signal.raise_signal(numbers[-1])
        raise
    return 0


def test_a_command_under_nohup_outlives_its_terminal(command: Command) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert command(lambda _: _raise_signals(signal.SIGHUP)) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


class Gone(io.StringIO):
    """A terminal that has gone."""

    def write(self, _: str) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_command_whose_terminal_has_gone_ends_without_a_traceback(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Gone())
    monkeypatch.setattr(sys, "stderr", Gone())
    assert command(lambda _: sys.stdout.write("a card")) == 3


# ---------------------------------------------------------------------- the lab

LAB = """#!/bin/sh
trap 'echo saved > "$5"; exit 0' TERM
echo '{}'
[ "$4" = ask ] && read go && kill -TERM $PPID
while :; do sleep 0.01; done
"""


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a lab writes when it is asked to end; until then it trains for ever."""
    program = tmp_path / "lab"
    program.write_text(LAB, encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    return tmp_path / "saved"


def test_a_training_saves_and_ends_when_the_program_is_asked_to_end(saved: Path) -> None:
    with on_request_to_end(raise_ended), suppress(Ended):  # it may come while no event is waited for
        list(lab_process.events(["ask", str(saved)], ["go"]))
    assert saved.exists()


def test_a_training_saves_and_ends_when_its_progress_cannot_be_shown(saved: Path) -> None:
    events = lab_process.events(["train", str(saved)])
    assert next(events) == {}
    events.close()
    assert saved.exists()
