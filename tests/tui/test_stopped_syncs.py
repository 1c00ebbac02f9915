"""A sync that stopped, as too much would be lost at once: a window asks if that was meant, and Home goes on asking."""

from __future__ import annotations

import asyncio
import shutil

import pytest

from studygpt.library import watch
from studygpt.model import Rating
from studygpt.study import Study
from studygpt.tui.screens.review import ReviewScreen
from tests.conftest import Vault
from tests.tui.driving import Driver, drive
from tests.tui.screens import SIZES, check_snapshot, running, screen_text, until

pytestmark = pytest.mark.usefixtures("nothing_ships")

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu".split()
ASKED = "12 of the 13 cards that you have learned in vault would lose their place at once: gpt.md (8), bpe.md (4)."
REST = "What stays as it is?::This one"
HOME = "vault  12 cards would lose their place: decide"


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_PAUSE", 0.1)


def note(*cards: str) -> str:
    return "#flashcards\n\n" + "\n\n".join(cards) + "\n"


def write_old(vault: Vault) -> None:
    old = [f"What does {word} do in the model?::It holds the {word * 2} weights" for word in WORDS]
    vault.write("gpt.md", note(*old[:8]))
    vault.write("bpe.md", note(*old[8:]))


def write_new(vault: Vault, at_end: int = 12) -> None:
    new = [f"{word[::-1]} {word[::-1]}?::{at} {word * 3}" for at, word in enumerate(WORDS)]
    vault.write("gpt.md", note(*new[:8]))
    vault.write("bpe.md", note(*new[8:at_end]))


@pytest.fixture
def stopped(study: Study, vault: Vault) -> Study:
    """A vault of thirteen learned cards, twelve of which were replaced since; it has not been read again."""
    write_old(vault)
    vault.write("rest.md", note(REST))
    study.library.import_folder(vault.path, None, ())
    for card in study.library.cards():
        study.review.grade(card, Rating.AGAIN)
    write_new(vault)
    return study


def state(study: Study) -> tuple[int, int, list[int]]:
    """How many cards are in doubt and how many set aside; how often each of those with a place was graded."""
    placed = study.library.cards("-is:orphan")
    return len(study.review.doubts.all()), len(study.orphans.all()), sorted({card.memory.reps for card in placed})


AS_IT_WAS = (0, 0, [1])


async def asks(app: Driver, *words: str) -> None:
    """Wait for the window, and for what it says on however many lines."""
    await app.until(lambda: app.where == "choose" and all(each in said(app) for each in words))


def said(app: Driver) -> str:
    """What stands in the window, on one line."""
    lines = (line.split("│") for line in app.text.splitlines())
    return " ".join(" ".join(parts[1] for parts in lines if len(parts) > 2).split())


async def goes_home(app: Driver) -> None:
    await app.press("escape")
    assert app.where == "home"


# ---------------------------------------------------------------------- what nobody meant


def test_no_key_of_the_review_decides_and_home_goes_on_asking(stopped: Study, vault: Vault) -> None:
    stopped.review.undo()  # the grade of the last card

    async def test(app: Driver) -> None:
        await asks(
            app, "12 of the 12 cards", "Was that meant?", "Keep 12 histories:", "Set 12 cards aside:", "Not now:"
        )
        assert "studygpt sync" not in app.text
        await app.press("1", "2", "3", "4", "space", "y", "n", "p")
        await asks(app, "12 of the 12 cards")
        await app.press("enter")
        assert app.where == "review"
        assert "Nothing was changed; Home goes on asking." in app.said
        assert state(app.study) == (0, 0, [0, 1])
        await app.press("space", "3")
        await app.until(lambda: ASKED in app.app.waiting_syncs["vault"].question)
        assert app.where == "review", "that one more card is learned is no reason to ask again"
        await goes_home(app)
        await app.sees(HOME)
        await app.press("j", "enter")
        await asks(app, ASKED)
        write_new(vault, at_end=10)
        vault.write("more.md", note("What is new?::This"))
        await asks(app, "Keep 8 histories:", "are asked about each; 4 others are set aside")
        write_old(vault)
        await app.until(lambda: app.where == "home" and "decide" not in app.text)

    drive(test, "stays")
    doubts, orphans, _ = state(stopped)
    assert (doubts, orphans, len(stopped.library.cards())) == (0, 0, 14)


def test_when_more_would_be_lost_it_is_asked_again_but_not_while_somebody_writes(stopped: Study, vault: Vault) -> None:
    async def test(app: Driver) -> None:
        await asks(app, ASKED)
        await app.press("escape", "comma", "enter")
        vault.write("rest.md", note("Prose."))
        await app.until(lambda: "13 of the 13" in app.app.waiting_syncs["vault"].question)
        await app.press("1")
        assert app.where == "settings", "words are being written"
        await app.press("escape")
        await asks(app, "13 of the 13 cards")
        await app.press("escape", "escape")
        await app.until(lambda: app.where == "review")

    drive(test, "source:vault")
    assert state(stopped) == AS_IT_WAS


# ---------------------------------------------------------------------- what somebody decides


def test_histories_that_are_kept_wait_with_the_new_cards(stopped: Study) -> None:
    async def test(app: Driver) -> None:
        await asks(app, ASKED)
        await app.press("up", "up", "enter")
        await app.until(lambda: "12 cards wait with new ones: you will be asked." in app.said)
        await goes_home(app)
        await app.sees("12 cards changed: still the same?")
        assert HOME not in app.text

    drive(test, "source:vault")
    assert state(stopped) == (12, 0, [1])


def test_cards_that_are_set_aside_come_back_when_their_text_does(stopped: Study, vault: Vault) -> None:
    async def test(app: Driver) -> None:
        await asks(app, ASKED)
        await app.press("k", "enter")
        await app.until(lambda: "12 cards set aside." in app.said)
        assert state(app.study) == (0, 12, [0, 1])
        await goes_home(app)
        await app.until(lambda: "decide" not in app.text)
        write_old(vault)
        await app.until(lambda: state(app.study)[2] == [1])

    drive(test, "source:vault")
    assert state(stopped) == (0, 12, [1]), "now the new cards are set aside"


def test_notes_that_are_gone_are_asked_about_too(study: Study, vault: Vault) -> None:
    for at, word in enumerate(WORDS[:4]):
        vault.write(f"{at}.md", note(f"What is {word}?::A letter"))
    study.library.import_folder(vault.path, None, ())
    for at in range(3):
        vault.delete(f"{at}.md")

    async def test(app: Driver) -> None:
        await asks(app, "3 notes with 3 cards vanished at once from vault", "Set 3 cards aside: they come back when")
        await app.press("escape")
        await goes_home(app)
        await app.sees("vault  3 notes with 3 cards vanished at once: decide")
        assert len(app.study.library.cards()) == 4
        await app.press("j", "enter", "k", "enter")
        await app.until(lambda: "3 cards set aside." in app.said and "vanished" not in app.text)

    drive(test, "source:vault")
    assert len(study.orphans.all()) == 3


def test_what_cannot_be_done_is_told_and_still_asked(stopped: Study, vault: Vault) -> None:
    async def test(app: Driver) -> None:
        await asks(app, ASKED)
        shutil.rmtree(vault.path)
        await app.press("k", "enter")
        await app.until(lambda: "is not there" in app.said)
        await goes_home(app)
        await app.sees(HOME)

    drive(test, "source:vault")
    assert state(stopped) == AS_IT_WAS


@pytest.mark.usefixtures("stopped")
def test_news_that_come_while_the_app_ends_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[int] = []

    def news(screen: ReviewScreen) -> None:
        parts.append(len(screen.children))
        screen.host.renew_screens()

    monkeypatch.setattr(ReviewScreen, "on_unmount", news, raising=False)

    async def test(app: Driver) -> None:
        await asks(app, ASKED)
        await app.press("escape")
        assert app.where == "review"

    drive(test, "stays")
    assert parts == [0]


# ---------------------------------------------------------------------- how it looks


@pytest.mark.usefixtures("stopped")
def test_the_window_and_home_look_as_they_did() -> None:
    async def look() -> None:
        async with running(SIZES["80x24"]) as (app, pilot):
            await until(pilot, lambda: "Was that meant?" in screen_text(app))
            for size in ("80x24", "60x18"):
                await pilot.resize_terminal(*SIZES[size])
                await check_snapshot(pilot, f"stopped-sync-{size}")
            await pilot.press("escape")
            await check_snapshot(pilot, "home-stopped-sync-60x18")

    asyncio.run(look())
