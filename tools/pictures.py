"""Take the pictures of the README: the real app, in a home of its own, at a fixed moment."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable

SIZE = (84, 24)
_NOW = "2026-05-04T12:00:00+00:00"


def pictures() -> dict[str, str]:
    """Return the SVG of each picture by name: an answer in the review, and Home after a few cards."""
    with tempfile.TemporaryDirectory() as folder:
        before = {name: os.environ.get(name) for name in ("STUDYGPT_HOME", "STUDYGPT_WORKSPACE", "STUDYGPT_NOW")}
        os.environ.update(STUDYGPT_HOME=folder, STUDYGPT_WORKSPACE=folder, STUDYGPT_NOW=_NOW)
        try:
            return asyncio.run(_take())
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


async def _take() -> dict[str, str]:
    # Only when pictures are taken: the pages need no app.
    from studygpt.review.options import QueueOptions
    from studygpt.review.session_state import Bounds
    from studygpt.tui.app import StudyApp
    from studygpt.tui.screens.home import HomeScreen
    from studygpt.tui.screens.review import ReviewScreen

    app, taken = StudyApp(QueueOptions("deck:attention"), Bounds()), {}
    async with app.run_test(size=SIZE) as pilot:

        async def wait(held: Callable[[], bool]) -> None:
            while not held():
                await pilot.pause(0.05)

        await wait(lambda: app.watcher is not None)
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        while screen.shown is not None and "frac" not in screen.shown.back:
            await pilot.press("space", "4")
        await pilot.press("space")
        taken["review"] = app.export_screenshot(title="studygpt review")
        await pilot.press("3", "q")
        await wait(lambda: isinstance(app.screen, HomeScreen) and app.screen.overview is not None)
        await pilot.pause(0.2)
        taken["home"] = app.export_screenshot(title="studygpt")
    app.close_study()
    return taken
