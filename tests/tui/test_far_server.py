"""The review while the server of the database cannot be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from studygpt.errors import StudyError
from studygpt.review import cards_ahead
from studygpt.review.options import QueueOptions
from studygpt.store import outbox
from studygpt.store.outbox import Outbox
from studygpt.study import Study
from tests.conftest import Vault
from tests.tui.screens import press, running, screen_text, until

pytestmark = pytest.mark.usefixtures("nothing_ships")


def test_the_review_goes_on_says_why_it_stops_and_goes_on_by_itself(
    study: Study, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", "#flashcards\n\n" + "\n\n".join(f"What is {at}?::The {at}" for at in range(4)) + "\n")
    study.library.import_folder(vault.path, "vault", ())
    monkeypatch.setattr(outbox, "_FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(cards_ahead, "_FROM_SERVER", 2)
    lost = False

    async def test() -> None:
        nonlocal lost
        async with running(choice=QueueOptions()) as (app, pilot):
            assert app.study is not None
            database = app.study.context.database
            write = database.write

            @contextmanager
            def cut() -> Iterator[Any]:
                if lost:
                    raise StudyError("server: the connection to the server was lost")
                with write() as connection:
                    yield connection

            monkeypatch.setattr(database, "write", cut)
            app.study.context.outbox = Outbox(database)
            lost = True
            await press(pilot, ["space", "4"])
            assert "What is 1?" in screen_text(app), "the next card was read ahead"
            await press(pilot, ["u"])
            assert "What is 1?" in screen_text(app), "an undo that the server does not take leaves the review as it is"
            await press(pilot, ["space", "4", "space", "4", "space", "4"])
            await until(pilot, lambda: "wait in the journal" in screen_text(app))
            assert "q back" in screen_text(app)
            lost = False
            await until(pilot, lambda: "wait in the journal" not in screen_text(app))
            assert len([card for card in app.study.library.cards() if card.memory.reps]) >= 2

    asyncio.run(test())
