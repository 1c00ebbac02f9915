"""The app without a terminal: keys go in, and what stands on the screen comes out as text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from studygpt.review.options import QueueOptions
from studygpt.review.session_state import Bounds
from studygpt.study import Study
from studygpt.tui.app import StudyApp
from tests.tui.screens import until, work_done


class Driver:
    def __init__(self, app: StudyApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def study(self) -> Study:
        assert self.app.study is not None, "the app has opened its study"
        return self.app.study

    @property
    def text(self) -> str:
        """What stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def where(self) -> str:
        """The name of the screen that is shown."""
        return str(getattr(self.app.screen, "NAME", type(self.app.screen).__name__))

    @property
    def said(self) -> str:
        """What was said in passing, and can still be seen."""
        return " ".join(note.message for note in self.app._notifications)

    async def press(self, *keys: str) -> None:
        """Press keys, and let each have its effect."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, words: str) -> None:
        for letter in words:
            await self.pilot.press({" ": "space"}.get(letter, letter))
        await self.settle()

    async def settle(self) -> None:
        await work_done(self.pilot)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what must come."""
        await until(self.pilot, holds)

    async def sees(self, *words: str) -> None:
        """Wait until all of these stand on the screen."""
        await self.until(lambda: all(each in self.text for each in words))


def drive(
    test: Callable[[Driver], Awaitable[None]], query: str = "", size: tuple[int, int] = (80, 24), cram: bool = False
) -> None:
    """Run a test on an app that has opened the study of the test's home."""

    async def run() -> None:
        app = StudyApp(QueueOptions(query, cram=cram), Bounds())
        try:
            async with app.run_test(size=size) as pilot:
                driver = Driver(app, pilot)
                await driver.until(lambda: app.watcher is not None)
                await driver.settle()
                await test(driver)
        finally:
            app.close_study()

    asyncio.run(run())
