"""A screen as text, and snapshots of it.

`STUDYGPT_SNAPSHOTS=write pytest tests/tui` writes them anew: look at each one that changed before you keep it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.strip import Strip
from textual.worker import WorkerCancelled

from studygpt.review.options import QueueOptions
from studygpt.review.session_state import Bounds
from studygpt.tui.app import StudyApp

SIZES = {"80x24": (80, 24), "60x18": (60, 18), "140x45": (140, 45)}
SNAPSHOTS = Path(__file__).parent / "snapshots"
_PATIENCE = 3_000
"""Looks at the screen, a fiftieth of a second apart: a minute, which is far more than any machine needs."""


def screen_text(app: StudyApp) -> str:
    """What stands on the screen, line by line."""
    return text_of(app.screen._compositor.render_strips())


def text_of(strips: Sequence[Strip]) -> str:
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def running(
    size: tuple[int, int] = (80, 24),
    choice: QueueOptions | None = None,
    bounds: Bounds | None = None,
    *,
    notifications: bool = False,
) -> AsyncIterator[tuple[StudyApp, Pilot[None]]]:
    """The app with its study open and its notes read. `notifications`: what is said in passing is shown too."""
    app = StudyApp(choice, bounds or Bounds())
    try:
        async with app.run_test(size=size, notifications=notifications) as pilot:
            await until(pilot, lambda: app.watcher is not None and settled(app))
            yield app, pilot
    finally:
        app.close_study()


def settled(app: StudyApp) -> bool:
    """Whether the first screen shows what the study holds."""
    screen: Any = app.screen_stack[0]
    return getattr(screen, "overview", None) is not None or (screen.has_study and hasattr(screen, "session"))


async def until(pilot: Pilot[None], held: Any) -> None:
    """Wait for what happens in a thread. An error that ended the app is raised at once, not waited for."""
    app: Any = pilot.app
    for _ in range(_PATIENCE):
        if held():
            await pilot.pause()
            return
        if app._exception is not None or app.failure is not None:
            raise AssertionError("the app ended with an error") from app._exception or app.failure
        await pilot.pause(0.02)
    raise AssertionError(f"waited in vain; workers: {list(app.workers)}; on the screen:\n{screen_text(app)}")


async def press(pilot: Pilot[None], keys: Sequence[str]) -> None:
    """Keys one after the other, each done before the next."""
    for key in keys:
        await pilot.press(key)
        await work_done(pilot)


async def work_done(pilot: Pilot[None]) -> None:
    """Wait for what runs in threads, but not for the opening of the study, which reads all notes.

    Work that newer work of its kind overtook is cancelled, which is as good an end as any.
    """
    for worker in list(pilot.app.workers):
        if worker.name != "study":
            with suppress(WorkerCancelled):
                await worker.wait()
    await pilot.pause()


async def check_snapshot(pilot: Pilot[Any], name: str, words: Callable[[], str] | None = None) -> None:
    """Wait until the screen looks as its snapshot; timers and threads may still change it. `words`: what it says."""
    said = words or (lambda: screen_text(pilot.app))  # type: ignore[arg-type]
    at = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("STUDYGPT_SNAPSHOTS") == "write":
        await pilot.pause(0.5)
        SNAPSHOTS.mkdir(exist_ok=True)
        at.write_text(said(), encoding="utf-8")
    assert at.exists(), f"there is no snapshot {name}; STUDYGPT_SNAPSHOTS=write makes it"
    expected = at.read_text(encoding="utf-8")
    for _ in range(_PATIENCE // 5):
        if said() == expected:
            return
        await pilot.pause(0.02)
    assert said() == expected, f"{name} looks otherwise now:\n{said()}"
