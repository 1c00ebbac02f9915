"""How each screen looks, at three sizes and in three kinds of colours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from threading import Event

import pytest
from rich.color import ColorType
from rich.style import Style
from textual.events import Key
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES

from studygpt.review.options import QueueOptions
from studygpt.review.session_state import Bounds, Phase
from studygpt.settings import THEMES
from studygpt.store import settings_file
from studygpt.study import Study
from studygpt.tui import screens
from studygpt.tui.actions import actions_of, keys_of
from studygpt.tui.app import StudyApp
from studygpt.tui.base.study_screen import StudyScreen
from studygpt.tui.host import SCREENS
from studygpt.tui.screens.review import ReviewScreen
from studygpt.tui.widgets.card_view import STYLES, CardView
from tests.conftest import HandClock
from tests.long_form import in_long_form
from tests.tui.screens import SIZES, check_snapshot, press, running, screen_text, text_of, until

LOOKS: dict[str, tuple[QueueOptions | None, tuple[str, ...]]] = {
    "home": (None, ()),
    "review-question": (QueueOptions(), ()),
    "review-answer": (QueueOptions(), ("space",)),
    "review-end": (QueueOptions(), ("space", "4") * 20),
    "info": (QueueOptions(), ("i",)),
    "help": (QueueOptions(), ("question_mark",)),
    "note": (QueueOptions(), ("o",)),
    "browse": (None, ("slash", "enter", "j")),
    "inbox": (None, ("I",)),
    "questions": (None, ("Q", "j")),
    "stats": (None, ("P",)),
    "stats-concept": (None, ("P", "j", "enter")),
    "settings": (None, ("comma", "j")),
}


def shown(
    name: str,
    size: str = "80x24",
    themes: Sequence[str] = ("",),
    snapshot: str = "",
    usual: Callable[[str], str] = str,
) -> dict[str, list[Strip]]:
    """A screen after its keys, in each of the themes as they are chosen one by one.

    First it must look as its snapshot, after `usual` has put back what is meant to differ.
    """
    choice, keys = LOOKS[name]

    async def look() -> dict[str, list[Strip]]:
        strips = {}
        async with running(SIZES[size], choice) as (app, pilot):
            await press(pilot, keys)
            await check_snapshot(pilot, snapshot or f"{name}-{size}", lambda: usual(words_on(app)))
            for theme in themes:
                app.theme = theme or app.theme
                await pilot.pause()
                await pilot.pause()
                strips[theme] = app.screen._compositor.render_strips()
        return strips

    return asyncio.run(look())


def words_on(app: StudyApp) -> str:
    return words_of(app.screen._compositor.render_strips())


def words_of(strips: Sequence[Strip]) -> str:
    """As text; where the settings lie is another folder each time."""
    return re.sub(r"^ Settings  .*", " Settings  the file", text_of(strips))


def pieces_of(strips: Sequence[Strip]) -> list[tuple[str, Style]]:
    return [(piece.text, piece.style or Style()) for strip in strips for piece in strip]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("first", in_long_form(["140x45"], SIZES))
@pytest.mark.parametrize("name", LOOKS)
def test_a_screen_looks_as_it_did(name: str, first: str) -> None:
    """At the size at which the app began, and when its window has got another size. The long form begins at each."""
    choice, keys = LOOKS[name]

    async def look() -> None:
        async with running(SIZES[first], choice) as (app, pilot):
            await press(pilot, keys)
            for size in (first, *(other for other in SIZES if other != first)):
                await pilot.resize_terminal(*SIZES[size])
                await check_snapshot(pilot, f"{name}-{size}", lambda: words_on(app))

    asyncio.run(look())


@pytest.mark.parametrize("size", SIZES)
def test_a_first_run_greets_and_says_what_to_do(size: str, home: Path, clock: HandClock) -> None:
    assert home is not None
    assert clock
    words = " ".join(words_of(shown("home", size, snapshot=f"home-first-{size}")[""]).split())
    for said in ("begin with the first cards 20 cards", "studygpt sources disable studygpt", "studygpt import"):
        assert said in words


# ---------------------------------------------------------------------- colours

WITH_COLOURS = [theme for theme in THEMES if "ansi" not in theme]
TRIED = in_long_form(["textual-dark", "solarized-light"], WITH_COLOURS)


def contrast(style: Style) -> float:
    """As WCAG counts it: from 1 (the same) to 21 (black on white)."""
    assert style.color is not None
    assert style.bgcolor is not None
    lights = sorted(_luminance(*each.get_truecolor()) for each in (style.color, style.bgcolor))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(*parts: int) -> float:
    scaled = [part / 255 for part in parts]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in scaled)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", LOOKS)
def test_words_can_be_read_in_every_theme(name: str) -> None:
    faint = {
        f"{theme}: {text.strip()!r} in {style}: {contrast(style):.1f}"
        for theme, strips in shown(name, themes=TRIED).items()
        for text, style in pieces_of(strips)
        if any(letter.isalnum() for letter in text) and contrast(style) < 3
    }
    assert not faint, "\n".join(sorted(faint))


@pytest.mark.usefixtures("filled")
def test_every_kind_of_text_on_a_card_can_be_read_in_every_theme() -> None:
    async def look() -> set[str]:
        faint = set()
        async with running(choice=QueueOptions()) as (app, pilot):
            for theme in TRIED:
                app.theme = theme
                await pilot.pause()
                view = app.screen.query_one(CardView)
                for name in STYLES:
                    style = view.rich_style + view._style(name)
                    if contrast(style) < 3:
                        faint.add(f"{theme}: {name} in {style}: {contrast(style):.1f}")
        return faint

    assert asyncio.run(look()) == set()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
def test_the_terminals_own_colours_are_used_where_that_was_chosen(theme: str) -> None:
    settings_file.write({"theme": theme})
    for _, style in pieces_of(shown("home")[""]):
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.type is not ColorType.TRUECOLOR, style


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", in_long_form(["home", "review-answer", "browse", "stats", "settings"], LOOKS))
def test_no_color_means_none_and_says_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other screens are looked at without colours by the long form."""
    monkeypatch.setenv("NO_COLOR", "1")
    strips = shown(name)[""]
    for text, style in pieces_of(strips):
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.is_default, (text, style)
    if name in ("home", "settings"):
        assert any(style.reverse for _, style in pieces_of(strips)), "what is marked is told by more than colour"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", in_long_form(["home", "settings"], LOOKS))
def test_a_light_theme_changes_no_letter(name: str) -> None:
    """The other screens are looked at in a light theme by the long form."""
    settings_file.write({"theme": "textual-light"})
    assert shown(
        name, usual=lambda text: text.replace("* theme              textual-light", "  theme              textual-dark")
    )


def test_the_themes_that_the_settings_offer_are_textuals() -> None:
    assert set(THEMES) == set(BUILTIN_THEMES)


# ---------------------------------------------------------------------- screens by name


def test_the_table_of_screens_names_every_screen() -> None:
    files = {file.stem for file in Path(str(screens.__file__)).parent.glob("*.py")} - {"__init__"}
    assert set(SCREENS) == files
    for name, class_name in SCREENS.items():
        screen = getattr(import_module(f"studygpt.tui.screens.{name}"), class_name)
        assert (screen.__name__, screen.NAME) == (class_name, name)


def opened_late(monkeypatch: pytest.MonkeyPatch) -> Event:
    """The study opens only when this event is set."""
    may_open, really_open = Event(), Study.open

    def open_late() -> Study:
        may_open.wait(60)
        return really_open()

    monkeypatch.setattr(Study, "open", open_late)
    return may_open


@pytest.mark.usefixtures("filled")
def test_before_the_study_is_open_a_card_can_be_revealed_and_nothing_else_happens_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_open = opened_late(monkeypatch)

    async def look() -> None:
        app = StudyApp(QueueOptions(), Bounds())
        try:
            async with app.run_test(size=(80, 24), notifications=True) as pilot:
                screen = app.screen
                assert isinstance(screen, ReviewScreen)
                await pilot.press("b", "minus", "3", "u", "slash", "l", "i")
                assert app.screen is screen
                assert not screen.revealed
                assert not app._notifications, "nothing was done, so nothing is said"
                await pilot.press("space")
                assert screen.revealed
                await pilot.press("space", "3")
                assert screen.revealed, "there is no session yet that could keep a grade"
                assert not screen.has_study
                may_open.set()
                await until(pilot, lambda: app.watcher is not None and screen.has_study)
                assert screen.revealed
                assert screen.session.phase is Phase.ANSWER
                assert "3 Good" in text_of(app.screen._compositor.render_strips())
        finally:
            may_open.set()
            app.close_study()

    asyncio.run(look())


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("way", ["slash enter", "x", "I", "C", "Q", "P", "comma"])
def test_before_the_study_is_open_no_key_of_a_screen_does_harm(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    may_open = opened_late(monkeypatch)

    async def look() -> None:
        app = StudyApp(None, Bounds())
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.press(*way.split())
                screen = app.screen
                assert isinstance(screen, StudyScreen)
                assert screen.NAME != "home"
                for action in actions_of(screen.NAME):
                    if action.name not in ("back", "help", "search"):
                        await pilot.press(*keys_of(action, {}).split(","))
                assert app.screen is screen
                may_open.set()
                await until(pilot, lambda: app.watcher is not None and screen.has_study)
        finally:
            may_open.set()
            app.close_study()

    asyncio.run(look())


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("turns", [1, 3, 5, 9])
def test_a_key_typed_before_the_first_screen_is_painted_does_not_keep_the_study_closed(turns: int) -> None:
    async def look() -> None:
        app = StudyApp(None, Bounds())
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                for _ in range(turns):
                    await asyncio.sleep(0)
                typed = Key("x", "x")
                typed.set_sender(app)
                app.post_message(typed)  # the pilot's own keys wait for the first paint
                await until(pilot, lambda: app.watcher is not None)
                assert isinstance(app.screen, StudyScreen)
                assert app.screen.NAME == "exercises"
                assert app.screen.has_study
                assert "softmax" in screen_text(app)
        finally:
            app.close_study()

    asyncio.run(look())
