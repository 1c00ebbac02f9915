"""Nothing that a note, its name or its source holds is obeyed by the terminal or by the app's own markup."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color

from studygpt.study import Study
from studygpt.tui.harmless_lines import HarmlessLines, OwnSequence
from tests.conftest import Vault
from tests.harmless_text import BEL, CSI, ESC, OVERRIDE, forbidden
from tests.tui.driving import Driver, drive

MARKUP = "[bold red]evil[/] [@click=app.quit]here[/] [link='https://example.org']there[/] [/] $text"
EVIL = f"{ESC}]52;c;SEFDS0VE{BEL}{ESC}]0;title{BEL}{CSI}2J{OVERRIDE}"
NAME = f"{EVIL}[bold]evil[@click=app.quit]".replace("/", "")
NOTE = f"""---
title: "\\e]0;title\\a {MARKUP}"
concepts: ["\\e[31m {MARKUP}", "evil"]
---
#flashcards/{OVERRIDE}[b]evil

# {EVIL}{MARKUP}

What is evil, {EVIL}{MARKUP}?::It is {EVIL}{MARKUP}, [one{EVIL}](https://example.org/{ESC}), [[other{EVIL}{MARKUP}]]

- **Logit {EVIL}{MARKUP}**: a score before softmax, of any size and sign

Why does {MARKUP} the loss rise {EVIL} in the first steps?
"""


def expect_no_effect(app: Driver) -> None:
    for strip in app.app.screen._compositor.render_strips():
        for segment in strip:
            assert not forbidden(segment.text), segment
            assert segment.style is None or segment.style.link is None, segment
            action = str(segment.style.meta.get("@click", "")) if segment.style else ""
            assert "quit" not in action, segment
    assert not any(forbidden(each.message) for each in app.app._notifications)


@pytest.fixture
def hostile(study: Study, tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / f"vault{EVIL}[bold]")
    vault.write(f"{NAME}.md", NOTE)
    vault.write("plain.md", "#flashcards\n\nWhat arrives?::This card\n")
    study.library.import_folder(vault.path, None, ())
    study.close()
    return vault


def test_no_screen_obeys_a_note(hostile: Vault) -> None:
    async def test(app: Driver) -> None:
        await app.sees("What is evil", "[bold red]evil[/]")
        shown = []
        for keys in ("i", "escape", "l", "escape", "space", "l", "escape", "o", "escape", "h", "3"):
            await app.press(keys)
            expect_no_effect(app)
            shown.append(app.text)
        host = app.app
        screens: list[tuple[str, Callable[[], None]]] = [
            ("home", lambda: host.open_screen("home")),
            ("browse", lambda: host.open_screen("browse", query="")),
            ("doubts", lambda: host.open_screen("doubts")),
            ("inbox", lambda: host.open_screen("inbox")),
            ("questions", lambda: host.open_screen("questions")),
            ("stats", lambda: host.open_screen("stats")),
            ("settings", lambda: host.open_screen("settings")),
        ]
        for name, open_screen in screens:
            open_screen()
            await app.until(lambda name=name: app.where == name)  # type: ignore[misc]
            await app.settle()
            expect_no_effect(app)
            shown.append(app.text)
            await app.press("escape")
        assert sum("evil" in text for text in shown) >= 8, "what is harmless is still shown"
        assert sum("[bold red]" in text for text in shown) >= 5
        app.app.open_screen("browse", query=f"is:{EVIL}{MARKUP}")
        await app.settle()
        expect_no_effect(app)

    assert hostile
    drive(test, size=(140, 45))


@pytest.mark.skipif(sys.platform == "darwin", reason="a file's name is UTF-8 there")
def test_the_name_of_a_file_in_a_message_does_no_harm(hostile: Vault) -> None:
    async def test(app: Driver) -> None:
        await app.sees("What arrives?")
        name = os.fsencode(hostile.path) + b"/x\x1b]52;c;SEFDS0VE\x1b\\[bold]y\xff.md"
        Path(os.fsdecode(name)).write_text("#flashcards\n\nq::a\n", encoding="utf-8")
        await app.until(lambda: "its name is not UTF-8" in app.said)
        await app.settle()
        expect_no_effect(app)
        assert "x␛]52;c;SEFDS0VE␛\\[bold]y" in app.said

    drive(test, query="arrives")


def test_a_line_that_nobody_cleaned_is_cleaned_last_and_keeps_its_width() -> None:
    picture = Segment(OwnSequence(f"{ESC}Pq{ESC}\\"))
    line = [Segment(f"a{EVIL}b\udc9bé"), picture, Segment("plain")]
    cleaned = HarmlessLines().apply(line, Color(0, 0, 0))
    assert [each.text for each in cleaned] == ["a]52;c;SEFDS0VE]0;title2Jbé", picture.text, "plain"]
