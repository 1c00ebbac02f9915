"""Browse: cards looked up, seen, and dealt with one by one or several at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from studygpt.model import Card
from studygpt.study import Study
from studygpt.tui.widgets.card_list import CardList
from tests.conftest import Vault
from tests.tui.driving import Driver, drive

pytestmark = pytest.mark.usefixtures("nothing_ships")

COUNT = 30
NOTE = "#flashcards\n\n" + "\n\n".join(f"Which answer has number {at}?::Answer {at}" for at in range(COUNT))


@pytest.fixture
def filled(study: Study, vault: Vault) -> Study:
    vault.write("a.md", NOTE)
    vault.write("b.md", "#flashcards/other\n\nWhat is [b]this[/b]? 漢字::$\\frac{a}{b}$ and [[a]]\n")
    study.library.import_folder(vault.path, None, ())
    return study


async def browse(app: Driver, query: str = "") -> None:
    """Into Browse, with the list in focus."""
    await app.press("slash")
    assert app.where == "browse"
    await app.type(query)
    if query:
        await app.until(lambda: rows(app).parent is not None and app.app.screen.asked == query)  # type: ignore[attr-defined]
        await app.pilot.pause(0.2)
        await app.settle()
    await app.press("enter")


def rows(app: Driver) -> CardList:
    return app.app.screen.query_one(CardList)


def status(study: Study, query: str = "") -> dict[str, str]:
    return {card.front: str(card.status) for card in study.library.cards(query)}


def fronts(cards: list[Card]) -> list[str]:
    return [card.front for card in cards]


@pytest.mark.usefixtures("filled")
def test_a_query_lists_its_cards_and_the_one_under_the_cursor_is_shown_on_both_sides() -> None:
    async def test(app: Driver) -> None:
        await browse(app)
        await app.sees("31 cards", "number 0?", "Answer 0")
        await app.press("j", "down")
        await app.sees("Answer 2")
        await app.press("G")
        await app.sees("[b]this[/b]? 漢字", "and a")
        await app.press("slash")
        await app.type("deck:other")
        await app.until(lambda: "number 2" not in app.text)
        await app.sees("1 card", "What is [b]this")

    for size in ((80, 24), (60, 18), (140, 45)):
        drive(test, size=size)


@pytest.mark.usefixtures("filled")
def test_a_mistake_in_a_query_is_a_sentence_under_it() -> None:
    async def test(app: Driver) -> None:
        await browse(app, "is:dew")
        await app.sees("is:dew is not understood", "number 0?")
        await app.press("slash", "backspace", "backspace")
        await app.type("ue")
        await app.sees("0 cards")
        assert "not understood" not in app.text

    drive(test)


@pytest.mark.usefixtures("filled")
def test_what_is_done_to_marked_cards_is_done_to_all_and_taken_back_from_all() -> None:
    async def test(app: Driver) -> None:
        await browse(app, "number")
        await app.press("space", "space", "j", "space")
        await app.sees("3 marked")
        await app.press("minus")
        await app.sees("suspended")
        assert fronts(app.study.library.cards("is:suspended")) == [f"Which answer has number {at}?" for at in (0, 1, 3)]
        await app.press("f", "u")
        assert not app.study.library.cards("is:flagged")
        assert len(app.study.library.cards("is:suspended")) == 3
        await app.press("minus")
        assert not app.study.library.cards("is:suspended"), "all were, so all come back"
        await app.press("u", "u")
        assert not app.study.library.cards("is:suspended"), "both acts are taken back"
        await app.press("u")
        assert "nothing to undo" in app.said

    drive(test)


@pytest.mark.usefixtures("filled")
def test_all_are_marked_and_none() -> None:
    async def test(app: Driver) -> None:
        await browse(app, "number")
        await app.press("asterisk")
        await app.sees("30 marked")
        await app.press("number_sign")
        await app.type("hard")
        await app.press("enter")
        assert len(app.study.library.cards("tag:hard")) == COUNT
        await app.press("number_sign")
        await app.type("-hard")
        await app.press("enter")
        assert not app.study.library.cards("tag:hard")
        await app.press("number_sign")
        await app.type("two words")
        await app.press("enter")
        assert "is no tag" in app.said
        await app.press("asterisk")
        assert "marked" not in app.text

    drive(test)


@pytest.mark.usefixtures("filled")
def test_a_card_is_made_new_and_gets_another_day() -> None:
    async def test(app: Driver) -> None:
        await app.press("space", "4")
        await browse(app, "rated:1")
        today = app.study.context.today()
        await app.press("d", "9", "enter")
        await app.sees("in 9 d")
        assert app.study.library.cards("rated:1")[0].memory.due_day == today + 9
        await app.press("R")
        await app.sees("new")
        await app.press("u", "u")
        assert app.study.library.cards("rated:1")[0].memory.due_day != today + 9
        assert app.study.library.cards("rated:1")[0].memory.reps == 1
        await app.press("slash", *["backspace"] * 7)
        await app.type("number")
        await app.sees("30 cards")
        await app.press("enter", "asterisk", "d", "3", "enter")
        assert "never graded" in app.said
        assert app.study.library.cards("rated:1")[0].memory.due_day != today + 3, "all of them or none"

    drive(test, "number")


@pytest.mark.usefixtures("filled")
def test_the_review_behind_it_knows_what_was_done() -> None:
    async def test(app: Driver) -> None:
        await app.sees("number 0?")
        await app.press("slash")
        await app.until(lambda: rows(app).card is not None)
        await app.press("escape", "minus", "escape")
        assert app.where == "review"
        await app.sees("number 1?")

    drive(test)


@pytest.mark.usefixtures("filled")
def test_an_orphan_gives_its_history_to_the_card_that_it_has_become(vault: Vault) -> None:
    async def test(app: Driver) -> None:
        await app.press("space", "4")
        lost = app.study.library.cards("rated:1")[0]
        without = NOTE.replace("Which answer has number 0?::Answer 0", "")
        vault.write("a.md", f"{without}\nWas fragt das hier?::Gar nichts mehr\n")
        app.study.library.sync_source(app.study.library.source("vault"))
        await browse(app, "is:orphan")
        await app.sees("1 card", "orphan", "Answer 0")
        await app.press("a")
        await app.sees("this is the card", "31 cards")
        await app.press("G", "k")
        await app.sees("›  Was fragt das hier?")
        await app.press("enter")
        await app.sees("0 cards")
        (restored,) = app.study.library.cards("fragt")
        assert (restored.id, restored.memory.reps) == (lost.id, 1)

    drive(test, "number")


def test_an_orphan_is_dropped_only_when_it_is_said_twice(filled: Study, vault: Vault) -> None:
    vault.write("b.md", "Nothing any more.\n")
    filled.library.sync_source(filled.library.source("vault"))

    async def test(app: Driver) -> None:
        await browse(app, "is:orphan")
        await app.press("delete", "1")
        await app.sees("1 card")
        await app.press("delete", "2")
        await app.sees("0 cards")
        await app.press("slash", *["backspace"] * 9)
        await app.sees("30 cards")
        await app.press("enter", "delete")
        assert "Only orphans can be dropped" in app.said
        await app.press("a")
        assert "This card has its note" in app.said

    drive(test)


@pytest.mark.usefixtures("filled")
def test_links_and_the_source_work_as_in_the_review() -> None:
    async def test(app: Driver) -> None:
        await browse(app, "deck:other")
        await app.press("l")
        await app.sees("a · a.md", "number 0?::Answer 0")
        await app.press("escape")
        assert app.where == "browse"
        await app.press("o")
        await app.sees("b · b.md")

    drive(test)


@pytest.mark.usefixtures("filled")
def test_the_mouse_moves_marks_and_shows() -> None:
    async def test(app: Driver) -> None:
        await browse(app)
        await app.pilot.click(CardList, offset=(20, 3))
        await app.sees("Answer 3")
        await app.pilot.click(CardList, offset=(1, 4))
        await app.sees("1 marked", "Answer 4")
        await app.pilot.click(CardList, offset=(20, 6), shift=True)
        await app.sees("3 marked", "Answer 6")

    drive(test)


@pytest.mark.usefixtures("filled")
def test_the_cursor_stays_in_sight_when_the_terminal_changes_its_size() -> None:
    async def test(app: Driver) -> None:
        await browse(app)
        await app.press("G", "k")
        for size in ((60, 18), (140, 45), (80, 24), (40, 12)):
            await app.pilot.resize_terminal(*size)
            await app.sees("›  Which answer", "number 29?")

    drive(test)


def test_only_cards_on_the_screen_are_read(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: a list of 100,000 costs no more than one of a hundred, but for its ids."""
    asked: list[int] = []
    fetch = filled.library.cards_by_id
    many = [str(card.id) for card in filled.library.cards()] + [f"gone{at}" for at in range(100_000)]

    async def test(app: Driver) -> None:
        def counted(ids: list[str]) -> list[Card]:
            asked.append(len(ids))
            return fetch(ids)

        monkeypatch.setattr(app.study.library, "cards_by_id", counted)
        monkeypatch.setattr(app.study.library, "card_ids", lambda _query: many)
        await browse(app)
        await app.sees("100,031 cards")
        await app.press("G", "pageup", "pageup", "g")
        await app.sees("Answer 0")
        assert sum(asked) <= 1000

    drive(test)


@pytest.mark.usefixtures("filled")
def test_an_act_on_many_cards_tells_how_far_it_is_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    going_on, half_way = threading.Event(), threading.Event()

    def in_pieces(cards: Sequence[str]) -> Iterator[list[str]]:
        """Ten cards at once; after the first the test looks at the screen."""
        for first in range(0, len(cards), 10):
            yield list(cards[first : first + 10])
            half_way.set()
            assert going_on.wait(20)

    monkeypatch.setattr("studygpt.tui.base.card_list_screen._MANY", 5)
    monkeypatch.setattr("studygpt.review.act_log.chunks", in_pieces)

    async def begin(app: Driver, key: str) -> None:
        going_on.clear()
        half_way.clear()
        await app.pilot.press(key)
        await app.until(half_way.is_set)

    async def test(app: Driver) -> None:
        await browse(app, "number")
        await app.press("asterisk")
        await begin(app, "minus")
        await app.sees("10 of 30 done (33%)", "q stops it")
        await app.pilot.press("escape")
        going_on.set()
        await app.settle()
        assert app.where == "browse"
        assert "nothing was changed" in app.said
        assert not app.study.library.cards("is:suspended"), "all of them or none"
        await begin(app, "minus")
        going_on.set()
        await app.settle()
        assert len(app.study.library.cards("is:suspended")) == COUNT
        await begin(app, "u")
        await app.pilot.press("q")
        going_on.set()
        await app.settle()
        assert len(app.study.library.cards("is:suspended")) == COUNT, "an undo that was stopped took nothing back"
        await begin(app, "u")
        going_on.set()
        await app.settle()
        assert not app.study.library.cards("is:suspended")

    drive(test)
