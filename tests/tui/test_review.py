"""What the review shows of a card, and what it begins with before the study is open."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from studygpt import paths
from studygpt.model import Rating
from studygpt.review.options import QueueOptions
from studygpt.settings import Settings
from studygpt.store import settings_file
from studygpt.store.first_card import first_card
from studygpt.study import Study
from studygpt.tui.app import StudyApp
from tests.conftest import HandClock, Vault
from tests.tui.screens import press, running, screen_text, until

pytestmark = pytest.mark.usefixtures("nothing_ships")


def test_the_answer_of_a_long_card_is_in_sight_when_it_is_revealed(study: Study, vault: Vault) -> None:
    lines = "  \n".join(f"line {at} of a long passage" for at in range(40))
    vault.write("a.md", f"#flashcards\n\n{lines}\n?\nThe end of it\n")
    vault.write("b.md", f"{lines}  \nand {{{{c1::the hidden word}}}} last\n")
    study.library.import_folder(vault.path, None, ())

    async def test() -> None:
        for path, answer in (("a.md", "The end of it"), ("b.md", "⟦the hidden word⟧")):
            async with running(choice=QueueOptions(f"path:{path}")) as (app, pilot):
                assert "line 0" in screen_text(app)
                await press(pilot, ["space"])
                assert answer in screen_text(app)

    asyncio.run(test())


def test_cramming_says_nothing_of_intervals_that_will_not_be(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat?::That\n")
    study.library.import_folder(vault.path, None, ())

    async def test() -> None:
        async with running(choice=QueueOptions(cram=True)) as (app, pilot):
            await press(pilot, ["space"])
            assert "1 Again   2 Hard   3 Good   4 Easy" in screen_text(app)

    asyncio.run(test())


def test_the_first_card_is_one_that_the_day_has_room_for(study: Study, vault: Vault, clock: HandClock) -> None:
    vault.write("a.md", "#flashcards\n\nOne?::1\n\nTwo?::2\n\nThe {{c1::query}} meets the {{c2::key}}.\n")
    study.library.import_folder(vault.path, None, ())
    file = paths.home() / "studygpt.db"
    one = first_card(file, clock(), Settings())
    assert one == replace(study.review.due()[0], concepts=())
    study.review.grade(study.review.due()[0], Rating.EASY)
    two = first_card(file, clock(), Settings())
    assert (two and two.front) == "Two?"
    assert first_card(file, clock(), Settings(new_per_day=1)) is None, "the day has begun its new cards"
    study.review.suspend(study.review.due()[0])
    hole = first_card(file, clock(), Settings())
    assert (hole and hole.front) == "The [...] meets the key."
    study.review.grade(study.review.due()[0], Rating.EASY)
    assert first_card(file, clock(), Settings()) is None, "its sibling waits for another day"
    clock.move(days=60)
    due = first_card(file, clock(), Settings())
    assert due is not None
    assert due.id in {card.id for card in study.review.due()}
    assert first_card(file.with_name("none.db"), clock(), Settings()) is None


def test_the_line_of_keys_says_what_they_do_now(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is asked?::This\n")
    study.library.import_folder(vault.path, None, ())

    def keys(app: StudyApp) -> str:
        return screen_text(app).splitlines()[-1]

    async def run() -> None:
        async with running(choice=QueueOptions()) as (app, pilot):
            assert "s show" in keys(app)
            assert "s shows the answer" in screen_text(app)
            await press(pilot, ["s"])
            assert "s Good" in keys(app)
            await press(pilot, ["u"])
            assert "s Good" in keys(app), "nothing was done that could be taken back"
            await press(pilot, ["4"])
            assert not {"s", "e", "o", "i"} & set(keys(app).split()), "no card is left to do it to"
            assert {"u", "m", "q"} <= set(keys(app).split())
            await press(pilot, ["u"])
            assert "s show" in keys(app)

    settings_file.write({"keys": {"reveal": "s"}})
    study.close()
    asyncio.run(run())


def test_what_is_said_in_passing_takes_one_line_and_goes_with_the_next_key(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is asked?::This\n\nWhat is asked then?::That\n")
    study.library.import_folder(vault.path, None, ())
    study.close()

    async def run() -> None:
        async with running((60, 18), QueueOptions(), notifications=True) as (app, pilot):
            await press(pilot, ["f", "b"])
            await until(pilot, lambda: "Buried until tomorrow; u takes it back." in screen_text(app))
            lines = screen_text(app).splitlines()
            (said,) = [line for line in lines if "Buried until tomorrow; u takes it back." in line]
            assert lines.index(said) == len(lines) - 2, "over the line of the grades, never over the card"
            assert "Flagged" not in screen_text(app), "one at a time"
            await press(pilot, ["u"])
            await until(pilot, lambda: "Taken back: bury." in screen_text(app))
            await press(pilot, ["space"])
            await until(pilot, lambda: "Taken back" not in screen_text(app))

    asyncio.run(run())
