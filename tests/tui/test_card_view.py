"""How the view of a card scrolls."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from studygpt.render.segments import Segment, StyledLine
from studygpt.tui import app as studygpt_app
from studygpt.tui.widgets.card_view import CardView
from tests.tui.screens import text_of


class OneView(App[None]):
    """An app that is nothing but the view of a card."""

    CSS = Path(studygpt_app.__file__).with_name("app.tcss").read_text(encoding="utf-8")

    def compose(self) -> ComposeResult:
        yield CardView()


@pytest.mark.parametrize("count", [9, 10, 11, 12, 30])
def test_a_line_is_in_sight_though_the_lines_were_shown_only_just_before(count: int) -> None:
    """As where an answer is revealed by a key that waited for the card."""
    lines = [StyledLine((Segment(f"line {at} ends", "text"),)) for at in range(count)]

    async def test() -> str:
        app = OneView()
        async with app.run_test(size=(40, 10)) as pilot:
            view = app.query_one(CardView)
            view.show(lambda _: lines)
            view.show_line(count - 1)
            await pilot.pause()
            return text_of(app.screen._compositor.render_strips())

    assert f"line {count - 1} ends" in asyncio.run(test())
