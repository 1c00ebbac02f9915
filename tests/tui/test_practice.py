"""The screen of an exercise: saves are noticed, verdicts told, and nothing is lost or shown unasked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lab import catalog
from lab.grade.verdict import Verdict
from studygpt.practice import exercise_files, lab_process as lab_process
from studygpt.review.session_state import Bounds
from studygpt.tui.app import StudyApp
from studygpt.tui.content.practice import path_line
from studygpt.tui.screens import practice as practice_screen
from tests.long_form import in_long_form
from tests.practice.practising import AXIS, PASSED, WRONG, FakeGrader, actions
from tests.tui.driving import Driver
from tests.tui.screens import SIZES, check_snapshot

Test = Callable[[Driver], Awaitable[None]]


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> FakeGrader:
    """What the app asks for verdicts; each test says which."""
    fake = FakeGrader(WRONG)
    monkeypatch.setattr("lab.grade.client.Grader", lambda: fake)
    monkeypatch.setattr(lab_process, "require", lambda: None)
    monkeypatch.setattr(practice_screen, "LOOK_EVERY", 0.05)
    return fake


@asynccontextmanager
async def practising(slug: str, size: tuple[int, int]) -> AsyncIterator[Driver]:
    app = StudyApp(None, Bounds(), slug)
    try:
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.until(lambda: app.watcher is not None and getattr(app.screen, "steps", None))
            await driver.settle()
            yield driver
    finally:
        app.close_study()


def practise(test: Test, size: tuple[int, int] = (80, 24), slug: str = "softmax") -> None:
    async def run() -> None:
        async with practising(slug, size) as driver:
            await test(driver)

    asyncio.run(run())


def file() -> Path:
    return exercise_files.file_of(catalog.find("softmax"))


pytestmark = pytest.mark.usefixtures("home", "clock", "nothing_ships", "grader")


# ---------------------------------------------------------------------- saves


def test_the_file_is_laid_out_and_every_save_is_checked(grader: FakeGrader) -> None:
    grader.verdicts = [WRONG, PASSED]

    async def test(app: Driver) -> None:
        assert file().read_text(encoding="utf-8") == catalog.find("softmax").starting_file
        assert not grader.asked
        file().write_text("# one\n", encoding="utf-8")
        await app.sees("✗ Not yet", "This does not hold", "0.2689*")
        file().write_text("# two\n", encoding="utf-8")
        await app.sees("✓ Passed", "Each row adds up to 1", "comes back in")
        assert "done" in app.text.splitlines()[0]
        assert len(grader.asked) == 2

    practise(test)


def test_a_save_that_replaces_the_file_is_seen_too(grader: FakeGrader) -> None:
    async def test(app: Driver) -> None:
        beside = file().with_suffix(".tmp")
        beside.write_text("# new\n", encoding="utf-8")
        beside.replace(file())
        await app.until(lambda: len(grader.asked) == 1)

    practise(test)


def test_a_save_without_a_change_and_reading_are_no_saves(grader: FakeGrader) -> None:
    async def test(app: Driver) -> None:
        file().touch()
        file().read_bytes()
        await app.pilot.pause(0.3)
        assert not grader.asked
        await app.press("space")
        assert len(grader.asked) == 1

    practise(test)


def test_a_file_that_is_gone_is_told_and_r_lays_out_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_screen, "GONE", 0.1)

    async def test(app: Driver) -> None:
        file().unlink()
        await app.sees("is gone. R lays out")
        await app.press("R", "enter")
        assert file().exists()

    practise(test, (140, 45))


def test_it_is_said_when_no_save_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_screen, "QUIET", 0.1)

    async def test(app: Driver) -> None:
        await app.sees("No save has arrived")

    practise(test)


# ---------------------------------------------------------------------- hints, solution, again


def test_hints_come_one_by_one_and_stay_after_success(grader: FakeGrader) -> None:
    grader.verdicts = [PASSED]

    async def test(app: Driver) -> None:
        await app.press("h")
        assert "Hint 1 of 3" in app.text
        assert "Hint 2 of 3" not in app.text
        await app.press("space")
        await app.sees("✓ Passed", "counts as Hard")
        await app.press("h")
        assert "Hint 2 of 3" in app.text
        await app.press("h", "h")
        assert "last hint" in app.said

    practise(test, (140, 45))


def test_a_hint_is_seen_beneath_a_long_verdict(grader: FakeGrader) -> None:
    grader.verdicts = [replace(PASSED, proved=tuple(f"Property {number}" for number in range(40)))]

    async def test(app: Driver) -> None:
        await app.press("space", "h")
        assert "Hint 1 of 3" in app.text

    practise(test)


def test_the_solution_asks_first() -> None:
    async def test(app: Driver) -> None:
        await app.press("S")
        assert "Show the solution?" in app.text
        await app.press("enter")  # what is marked first is no
        assert "The reference, as it stands" not in app.text
        assert "solution" not in actions(app.study, "softmax")
        await app.press("S", "down", "enter")
        assert "The reference, as it stands" in app.text
        assert "comes back in" in app.said

    practise(test, (140, 45))


def test_after_a_pass_the_solution_is_shown_at_once(grader: FakeGrader) -> None:
    grader.verdicts = [PASSED]

    async def test(app: Driver) -> None:
        await app.press("space", "S")
        assert "The reference, as it stands" in app.text

    practise(test, (140, 45))


def test_starting_again_keeps_the_file_and_brings_it_back() -> None:
    async def test(app: Driver) -> None:
        file().write_text("# mine\n", encoding="utf-8")
        await app.sees("✗ Not yet")
        await app.press("R", "enter")
        assert file().read_text(encoding="utf-8") == catalog.find("softmax").starting_file
        assert "✗ Not yet" not in app.text
        await app.press("R", "down", "enter")
        assert file().read_text(encoding="utf-8") == "# mine\n"

    practise(test)


def test_what_is_no_part_of_the_gpt_is_not_trained() -> None:
    async def test(app: Driver) -> None:
        await app.press("t")
        assert "no part of a GPT" in app.said
        assert app.where == "practice"

    practise(test)


# ---------------------------------------------------------------------- about


def test_next_and_the_path(grader: FakeGrader) -> None:
    grader.verdicts = [PASSED]

    async def test(app: Driver) -> None:
        await app.press("space", "n")
        assert "[● cross-entropy]" in app.text
        assert "Passed" not in app.text
        await app.press("x")
        assert app.where == "exercises"
        assert "1 of 14 done" in app.text
        await app.press("q")
        assert app.where == "practice"

    practise(test)


def test_a_verdict_for_another_exercise_is_not_shown_here() -> None:
    async def test(app: Driver) -> None:
        await app.pilot.press("space")
        await app.press("n")
        assert "softmax runs along" not in app.text

    practise(test)


def test_a_resize_shows_the_same_verdict() -> None:
    async def test(app: Driver) -> None:
        await app.press("space")
        for size in ((140, 45), (60, 18), (30, 8), (80, 24)):
            await app.pilot.resize_terminal(*size)
            await app.settle()
        assert "✗ Not yet" in app.text

    practise(test)


@pytest.mark.parametrize("width", [20, 58, 78, 138, 500])
def test_the_path_line_fits_and_holds_this_exercise(width: int) -> None:
    async def test(app: Driver) -> None:
        stops = app.study.practice.path()
        for stop in stops:
            line = path_line(stops, stop.exercise, width)
            assert f" {stop.exercise.slug}]" in line
            assert len(line) <= max(width, len(stop.exercise.slug) + 10)

    practise(test)


# ---------------------------------------------------------------------- how it looks

LOOKS: dict[str, tuple[tuple[str, ...], Verdict | None]] = {
    "practice": ((), None),
    "practice-wrong": (("space",), AXIS),
    "practice-hint": (("space", "h"), AXIS),
    "practice-passed": (("space",), PASSED),
    "lab": (("space", "x"), AXIS),
}


HINTED = "practice-hint"
"""Where it is scrolled to depends on the size at which the hint came."""


@pytest.mark.parametrize(
    ("name", "first"),
    [(name, size) for name in LOOKS for size in (SIZES if name == HINTED else in_long_form(["140x45"], SIZES))],
)
def test_it_looks_as_it_did(name: str, first: str, grader: FakeGrader, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the size at which the app began, and when its window has got another size. The long form begins at each."""
    keys, verdict = LOOKS[name]
    # As many rows for the file's name everywhere, wherever the tests run.
    monkeypatch.setattr(practice_screen.PracticeScreen, "file", "~/studygpt/lab/softmax.py")
    if verdict is not None:
        grader.verdicts = [verdict]

    async def test(app: Driver) -> None:
        await app.press(*keys)
        others = () if name == HINTED else [other for other in SIZES if other != first]
        for size in (first, *others):
            await app.pilot.resize_terminal(*SIZES[size])
            await check_snapshot(app.pilot, f"{name}-{size}")

    practise(test, SIZES[first])
