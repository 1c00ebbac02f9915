"""The screen of how far one has come."""

from __future__ import annotations

import pytest

from studygpt.tui.screens.stats import StatsScreen
from tests.tui.driving import Driver, drive

pytestmark = pytest.mark.usefixtures("filled")


async def opened(driver: Driver) -> StatsScreen:
    """From the review, with which the driver begins, over Home."""
    await driver.press("escape")
    await driver.sees("progress  how far")
    await driver.press("P")
    await driver.sees("All cards", "Cards: ")
    screen = driver.app.screen
    assert isinstance(screen, StatsScreen)
    return screen


def test_it_tells_of_all_cards_and_of_the_concept_under_the_cursor() -> None:
    async def look(driver: Driver) -> None:
        await opened(driver)
        assert "Cards: 7" in driver.text
        await driver.press("j")
        await driver.sees("Mastery", "Cards: 4")
        await driver.press("j")
        await driver.sees("Cards: 3")
        await driver.press("g")
        await driver.sees("Cards: 7")

    drive(look)


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (140, 45)])
def test_space_goes_into_the_figures_and_escape_out_of_them_and_back(size: tuple[int, int]) -> None:
    async def look(driver: Driver) -> None:
        screen = await opened(driver)
        await driver.press("space")
        assert screen.inside is not None
        await driver.press("j", "j", "k")
        assert screen.inside.scroll_offset.y == 1
        await driver.press("G")
        await driver.sees("Hour of the day")
        await driver.press("g")
        assert screen.inside.scroll_offset.y == 0
        await driver.press("escape")
        assert screen.inside is None
        await driver.sees("All cards")
        await driver.press("escape")
        assert driver.where == "home"

    drive(look, size=size)


def test_the_cards_of_a_concept_are_a_key_away() -> None:
    async def look(driver: Driver) -> None:
        await opened(driver)
        await driver.press("j", "slash")
        await driver.sees('concept:"attention"', "4 cards")
        await driver.press("escape", "escape")
        await driver.sees("All cards")

    drive(look)


def test_it_follows_the_terminal_as_it_is_resized() -> None:
    async def look(driver: Driver) -> None:
        await opened(driver)
        await driver.press("j")
        for width, height in ((140, 45), (60, 18), (40, 10), (100, 30)):
            await driver.pilot.resize_terminal(width, height)
            await driver.until(lambda width=width: max(map(len, driver.text.splitlines())) <= width)
        await driver.sees("Mastery", "attention")

    drive(look)


def test_from_home_the_line_in_the_list_leads_there_too() -> None:
    async def look(driver: Driver) -> None:
        await driver.press("escape")
        await driver.sees("how far you have come")
        await driver.press("j", "j", "j", "enter")
        await driver.sees("All cards")

    drive(look)
