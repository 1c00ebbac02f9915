"""The app at a real terminal: what was graded is kept whatever happens next."""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Callable

import pytest

from tests.commands.test_processes import Terminal
from tests.conftest import Cli, Program, Vault

NOTES = "#flashcards\n\n" + "\n\n".join(f"Which answer has number {at}?::Answer {at}" for at in range(4))


@pytest.fixture
def filled(program: Program, vault: Vault, take_in: Callable[[], None]) -> Program:
    vault.write("a.md", NOTES)
    take_in()
    return program


def test_a_grade_outlives_a_kill_right_after_it_and_the_session_goes_on_from_there(filled: Program) -> None:
    terminal = Terminal(filled.home, "review", columns=100)
    terminal.wait_for("0 done")
    terminal.type(" ")
    terminal.wait_for("Answer")
    terminal.type("4")
    terminal.wait_for("1 done")
    os.killpg(terminal.process.pid, signal.SIGKILL)
    terminal.end()
    (graded,) = filled("cards", "rated:1", "--json").objects
    assert (graded["state"], graded["reps"]) == ("review", 1)
    again = Terminal(filled.home, "review", columns=100)
    again.wait_for("3 new")
    again.type("u")
    again.wait_for("4 new")
    again.type("q")
    again.wait_for("Streak")
    again.type("q")
    assert again.end() == 0
    assert filled("cards", "rated:1", "--json").objects == []


def test_the_app_ends_when_its_terminal_has_gone_without_a_signal(filled: Program) -> None:
    terminal = Terminal(filled.home, "review", columns=100)
    terminal.wait_for("0 done")
    os.close(terminal.master)
    assert terminal.process.wait(60) == 129


def test_an_app_that_is_asked_to_end_keeps_its_grades_and_leaves_the_terminal_as_it_was(
    filled: Program, cli: Cli
) -> None:
    terminal = Terminal(filled.home, "review", columns=100)
    before = termios.tcgetattr(terminal.master)
    terminal.wait_for("0 done")
    assert termios.tcgetattr(terminal.master) != before
    terminal.type(" ")
    terminal.wait_for("Answer")
    terminal.type("4")
    terminal.wait_for("1 done")
    terminal.process.terminate()
    assert terminal.process.wait(60) == 143
    assert termios.tcgetattr(terminal.master) == before
    terminal.end()
    assert "\x1b[?1049l" in terminal.shown
    assert len(cli("cards", "rated:1", "--json").objects) == 1


def test_an_error_that_nobody_expected_is_a_sentence_and_a_file(filled: Program) -> None:
    code = """
import sys
from studygpt.tui.screens.review import ReviewScreen
def broken(self): raise RuntimeError("a defect")
ReviewScreen.action_hint = broken
from studygpt.cli import main
sys.exit(main(["review"]))
"""
    terminal = Terminal(filled.home, "-c", code, columns=100, module=False)
    terminal.wait_for("0 done")
    terminal.type("h")
    terminal.wait_for("crash.txt")
    assert terminal.end() == 3
    assert "every grade is kept" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert "a defect" in (filled.home / "crash.txt").read_text(encoding="utf-8")
