"""Home: what it says, and where its keys lead."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from studygpt.errors import StudyError
from studygpt.review.options import QueueOptions
from studygpt.review.session_state import Bounds
from studygpt.store import settings_file
from studygpt.store.sources import change_source
from studygpt.store.suggestions import finish_question
from studygpt.study import Study
from studygpt.tui.actions import ACTIONS, actions_of, keys_of
from studygpt.tui.app import StudyApp
from tests.commands.test_processes import Terminal
from tests.conftest import Cli, HandClock, Vault
from tests.long_form import in_long_form
from tests.tui.screens import press, running, screen_text, until

pytestmark = pytest.mark.usefixtures("filled")
Doing = Callable[[StudyApp, Pilot[None]], Awaitable[None]]


def at_home(do: Doing, choice: QueueOptions | None = None, size: tuple[int, int] = (80, 24)) -> None:
    async def run() -> None:
        async with running(choice=choice, size=size) as (app, pilot):
            await do(app, pilot)

    asyncio.run(run())


def name_of(app: StudyApp) -> str:
    return type(app.screen).__name__


def test_enter_begins_the_review_and_q_comes_back_and_then_leaves() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        await press(pilot, ["enter"])
        assert name_of(app) == "ReviewScreen"
        assert "1 learning" in screen_text(app)
        await press(pilot, ["space", "4", "q"])
        assert name_of(app) == "HomeScreen"
        await until(pilot, lambda: "1 done" in screen_text(app))
        assert "1 day, today too" in screen_text(app)
        await press(pilot, ["q"])
        assert app._exit

    at_home(do)


def test_from_a_review_that_was_asked_for_q_leads_to_home() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        assert name_of(app) == "ReviewScreen"
        await press(pilot, ["escape"])
        assert name_of(app) == "HomeScreen"
        await until(pilot, lambda: "flashcards/text" in screen_text(app))
        await press(pilot, ["escape"])
        assert app._exit

    at_home(do, QueueOptions())


def test_a_deck_or_a_concept_can_be_reviewed_alone_by_key_and_by_mouse() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        await press(pilot, ["G", "space"])
        screen: Any = app.screen
        assert screen.options.query == 'concept:"tokens"'
        await press(pilot, ["q"])
        await until(pilot, lambda: "flashcards/gpt" in screen_text(app))
        line = next(y for y, text in enumerate(screen_text(app).splitlines()) if "flashcards/gpt" in text)
        await pilot.click(offset=(8, line))
        await pilot.pause()
        screen = app.screen
        assert screen.options.query == 'deck:"flashcards/gpt" source:"vault"'

    at_home(do)


def test_an_undo_at_home_takes_the_last_grade_back() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        await press(pilot, ["enter", "space", "4", "q"])
        await until(pilot, lambda: "1 done" in screen_text(app))
        await press(pilot, ["u"])
        await until(pilot, lambda: "1 done" not in screen_text(app))
        assert "Today   1 due · 1 learning" in screen_text(app)

    at_home(do)


def test_home_follows_the_terminal_as_it_is_resized() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        for width, height in ((140, 45), (60, 18), (30, 8), (80, 24)):
            await pilot.resize_terminal(width, height)
            await until(pilot, lambda width=width: all(len(line) <= width for line in screen_text(app).splitlines()))
        await until(pilot, lambda: "Wed ·" in screen_text(app))
        assert "flashcards/gpt" in screen_text(app)

    at_home(do)


def test_a_setting_changed_on_the_screen_holds_at_once_and_is_kept() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        await press(pilot, ["comma", "enter", *"7x", "enter"])
        assert "a whole number" in screen_text(app), "refused, and still being written"
        await press(pilot, ["backspace", "enter"])
        assert "* new_per_day        7" in screen_text(app)
        await press(pilot, ["j", "j", "j", "j", "space"])
        assert "* bury_siblings      no" in screen_text(app)
        assert app.study is not None
        assert app.study.context.settings.new_per_day == 7
        await press(pilot, ["G", "k", "enter"])
        assert name_of(app) == "ChoiceDialog"
        await press(pilot, ["j", "enter"])
        assert app.theme == "textual-light"

    at_home(do)
    held = settings_file.read_changed()
    assert held == {"new_per_day": 7, "bury_siblings": False, "theme": "textual-light"}


def test_a_theme_chosen_in_the_palette_is_kept() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        app.theme = "nord"
        await pilot.pause()

    at_home(do)
    assert settings_file.read().theme == "nord"


def test_keys_can_be_changed_and_count_everywhere_at_once() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        await press(pilot, ["comma", "G", "enter", *"settings=F5", "enter"])
        assert "settings=F5" in screen_text(app), screen_text(app)
        await press(pilot, ["escape", "comma"])
        assert name_of(app) == "HomeScreen"
        await press(pilot, ["f5"])
        assert name_of(app) == "SettingsScreen"

    settings_file.write({"keys": {"start": "s"}})
    at_home(do)

    async def start(app: StudyApp, pilot: Pilot[None]) -> None:
        await press(pilot, ["s"])
        assert name_of(app) == "ReviewScreen"

    settings_file.write({"keys": {"start": "s"}})
    at_home(start)


def test_wrong_keys_in_the_file_are_told_before_anything_is_shown() -> None:
    settings_file.write({"keys": {"dance": "d"}})
    with pytest.raises(StudyError, match=r"settings\.toml:\d+: keys: there is no action 'dance'"):
        StudyApp(None, Bounds())


def test_a_key_means_one_thing_on_a_screen() -> None:
    for screen in {screen for action in ACTIONS for screen in action.screens}:
        keys = [key for action in actions_of(screen) for key in keys_of(action, {}).split(",")]
        assert len(keys) == len(set(keys)), screen


def test_without_a_terminal_studygpt_alone_prints_its_help(cli: Cli) -> None:
    ran = cli()
    assert ran.code == 0
    assert "studygpt review" in ran.out


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_in_a_terminal_studygpt_alone_opens_home(home: Path) -> None:
    terminal = Terminal(home, columns=80)
    terminal.wait_for("flashcards/gpt")
    terminal.type("q")
    assert terminal.end() == 0


def test_home_leads_to_the_questions_that_the_notes_leave_open() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        assert "your notes leave 2 questions open" in screen_text(app)
        await press(pilot, ["j", "j", "enter"])
        assert name_of(app) == "QuestionsScreen"
        assert app.study is not None
        with app.study.context.database.write() as connection:
            for asked in app.study.inbox.questions():
                finish_question(connection, asked.id)
        await press(pilot, ["q"])
        await until(pilot, lambda: "questions open" not in screen_text(app))

    at_home(do)


NAMES = ['say "hi"', "x: y", "-not", '"', "a * b", "back\\", "(a or b)"]


@pytest.mark.parametrize("name", NAMES[: in_long_form(3, None)])
def test_a_deck_and_a_concept_of_any_name_can_be_started(name: str, vault: Vault) -> None:
    vault.write(f"{name}/deck.md", "---\nconcepts: ['" + name + "']\n---\nWhat is asked here?\n?\nThis\n")

    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        for way in (["G"], ["g", "j", "j", "j", "j"]):
            await until(pilot, lambda: "Concepts" in screen_text(app))
            await press(pilot, way)
            home: Any = app.screen
            while name not in home.rows[home.choices.highlighted].content.plain:
                await press(pilot, ["k"] if way == ["G"] else ["j"])
            await press(pilot, ["enter"])
            assert "What is asked here?" in screen_text(app)
            await press(pilot, ["q"])

    settings_file.write({"new_per_day": 50})
    with closing(Study.open()) as study:
        source = study.library.source("vault")
        with study.context.database.write() as connection:
            change_source(connection, source.pk, opt_in=(name,))
        study.library.sync_source(study.library.source("vault"))
        assert [card.deck for card in study.library.cards("asked")] == [name]
    at_home(do, size=(80, 40))


def test_a_backlog_is_offered_to_be_spread_over_days_and_one_undo_takes_that_back(clock: HandClock) -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        assert "spread  6 reviews wait" in screen_text(app)
        await press(pilot, ["w", "ctrl+u", *"many", "enter"])
        await until(pilot, lambda: "is no number of days" in " ".join(n.message for n in app._notifications))
        await press(pilot, ["w"])
        assert "6 makes it about 1 a" in screen_text(app)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "spread  6" not in screen_text(app))
        assert app.study is not None
        assert app.study.review.waiting().reviews == 1
        await press(pilot, ["u"])
        await until(pilot, lambda: "spread  6 reviews wait" in screen_text(app))

    settings_file.write({"reviews_per_day": 2})
    clock.move(days=100)
    at_home(do)


def test_without_a_backlog_nothing_is_offered_and_nothing_is_spread() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        assert "spread" not in screen_text(app)
        await press(pilot, ["w"])
        assert name_of(app) == "HomeScreen"

    at_home(do)


def test_windows_and_lists_have_the_keys_that_a_person_chose() -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        await press(pilot, ["f1", "q"])
        assert name_of(app) == "HelpScreen", "q is no key now"
        await press(pilot, ["z"])
        assert name_of(app) == "HomeScreen"
        await press(pilot, ["comma", "G", "r", "enter"])
        assert name_of(app) == "ChoiceDialog"
        await press(pilot, ["s", "s", "r", "c"])
        assert app.theme == "textual-light", "down twice, up, chosen"
        await press(pilot, ["enter", "z"])
        assert name_of(app) == "SettingsScreen"
        await press(pilot, ["enter", "escape", "z", "enter"])
        assert name_of(app) == "ReviewScreen"
        await press(pilot, ["v"])
        assert name_of(app) == "InfoScreen"
        await press(pilot, ["v", "v", "f1"])
        await press(pilot, ["c"])
        assert name_of(app) == "ReviewScreen"
        await press(pilot, ["d", *"zqs"])
        assert "zqs" in screen_text(app), "letters are letters where something is written"
        await press(pilot, ["escape"])
        assert name_of(app) == "ReviewScreen"

    settings_file.write({"keys": {"back": "z", "down": "s", "up": "r", "choose": "c", "help": "f1", "info": "v"}})
    at_home(do)


def test_a_count_that_a_later_one_overtook_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async def do(app: StudyApp, pilot: Pilot[None]) -> None:
        screen: Any = app.screen
        count, newer_is_shown, older_is_done = screen.study.overview, threading.Event(), threading.Event()
        older, newer = count()._replace(done=97), count()._replace(done=98)

        def slow() -> Any:
            monkeypatch.setattr(screen.study, "overview", lambda: newer)
            app.call_from_thread(screen.renew)
            newer_is_shown.wait(30)
            app.call_later(older_is_done.set)
            return older

        monkeypatch.setattr(screen.study, "overview", slow)
        screen.renew()
        await until(pilot, lambda: "98 done" in screen_text(app))
        newer_is_shown.set()
        await until(pilot, older_is_done.is_set)
        await press(pilot, ["down"])
        assert "98 done" in screen_text(app)

    at_home(do)
