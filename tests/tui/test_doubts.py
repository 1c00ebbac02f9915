"""Cards that changed since they were learned: a person says whether each is still the same one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from studygpt.model import Kind, Rating, Status
from studygpt.review.doubts import DoubtedCard
from studygpt.review.options import QueueOptions
from studygpt.review.session_state import Bounds
from studygpt.store import settings_file
from studygpt.store.learned import Doubt
from studygpt.study import Study
from studygpt.tui.app import StudyApp
from studygpt.tui.content.doubt import doubt_lines, group_lines
from studygpt.tui.screens.review import ReviewScreen
from studygpt.tui.widgets.grouped_card_list import GroupedCardList
from tests.conftest import HandClock, Vault
from tests.render.test_card_content import card as any_card
from tests.tui.driving import Driver, drive
from tests.tui.screens import SIZES, check_snapshot, press, running, screen_text, until
from tests.tui.test_screens import TRIED, contrast, opened_late, pieces_of

pytestmark = pytest.mark.usefixtures("nothing_ships")

LEARNED = """---
concepts: [gpt]
---
#flashcards/gpt

# The model

What does the model read first?::Tokens

What does the model write last?::One token

Where does the model keep what it knows?::In its weights

A {{c1::query}} meets a {{c2::key}} in every head.

What is the capital of the land of tokens?::Byteville

Why is the score divided by the root of the width?::So that the softmax does not saturate

What is a logit?::A score
"""
CHANGES = {
    "the model": "the network",
    "query}} meets": "question}} meets",
    "capital": "largest city",
    "Byteville": "Mergetown",
    "does not saturate": "saturates never",
}
"""Three cards change alike, two each in its own way; of one only the answer changes, and one stays as it is."""
FIRST = "What does the [-model-] read first?"
ANSWERS = "y yes · n another one · p yes, and show it again today"


@pytest.fixture
def learned(study: Study, vault: Vault, clock: HandClock) -> Study:
    """Eight cards of one note, each of them graded and due again."""
    vault.write("gpt.md", LEARNED)
    study.library.import_folder(vault.path, None, ())
    for card in study.library.cards():
        study.review.grade(card, Rating.EASY)
    clock.move(days=40)
    return study


@pytest.fixture
def in_doubt(learned: Study, vault: Vault) -> Study:
    """The same cards after their note changed: three of them alike, and two each in its own way."""
    change(learned, vault)
    return learned


def change(study: Study, vault: Vault) -> None:
    text = LEARNED
    for old, new in CHANGES.items():
        text = text.replace(old, new)
    vault.write("gpt.md", text)
    study.library.sync_source(study.library.source("vault"))


def asked(study: Study) -> list[str]:
    """The questions of the cards in doubt."""
    return [each.card.front for each in study.review.doubts.all()]


def reps(study: Study, query: str) -> list[tuple[int, Status]]:
    return [(card.memory.reps, card.status) for card in study.library.cards(query)]


# ---------------------------------------------------------------------- in the review


def test_a_card_in_doubt_is_asked_about_before_it_is_reviewed(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await app.sees("was  What does the [-model-] read first?", "now  What does the {+network+} read first?")
        await app.sees("The same answer, but the question changed.", "Still the same card?", ANSWERS)
        await app.sees("Others changed alike, model → network: C lists them.")
        assert app.text.index("Still the same card?") < app.text.rindex("What does the network read first?")
        for key in ("space", "enter", "1", "2", "3", "4"):
            await app.press(key)
            assert app.said == "First say whether it is still the same card: y, n or p."
        assert "Tokens" not in app.text
        assert "space show" not in app.text
        await app.press("y")
        assert "Still the same card; u takes it back." in app.said
        await app.sees("space shows the answer", "space show")
        assert "[-model-]" not in app.text
        await app.press("space", "3")
        await app.sees("Well done")

    drive(test, "read first")
    assert len(asked(in_doubt)) == 4
    assert reps(in_doubt, "read first") == [(2, Status.ACTIVE)]


def test_another_card_begins_anew_and_the_session_goes_on(in_doubt: Study) -> None:
    in_doubt.review.suspend(*in_doubt.library.cards("-city -divided"))

    async def test(app: Driver) -> None:
        await app.press("n")
        await app.sees("[-capital-]", "answer: [-Byteville-]", "answer: {+Mergetown+}")
        await app.press("n")
        assert "Another card: it begins anew." in app.said
        await app.sees("Why is the score divided", "space shows the answer")
        assert reps(app.study, "city") == [(0, Status.ACTIVE)]
        assert reps(app.study, "is:orphan capital") == [(1, Status.ORPHAN)]
        await app.press("u")
        await app.sees("[-capital-]", ANSWERS)
        assert "Taken back: decision." in app.said
        await app.press("n")
        await app.sees("Why is the score divided")
        await app.press("n")
        assert reps(app.study, "divided") == [(1, Status.ACTIVE)], "where nothing is asked, n only moves it"

    drive(test, "city or divided")


def test_a_card_that_is_the_same_can_be_shown_again_today(in_doubt: Study, clock: HandClock) -> None:
    async def test(app: Driver) -> None:
        await app.press("p")
        assert "The same card, due today; u takes it back." in app.said
        await app.sees("space shows the answer")
        (card,) = app.study.library.cards("read first")
        assert card.memory.due_day == app.study.context.today()
        await app.press("u")
        await app.sees(FIRST, ANSWERS)
        (card,) = app.study.library.cards("read first")
        assert card.memory.due_day != app.study.context.today()

    assert clock
    drive(test, "read first")
    assert len(asked(in_doubt)) == 5


def test_every_decision_is_taken_back_and_asked_again(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        for key in ("y", "p", "n"):
            await app.press(key, "u")
            await app.sees(FIRST, ANSWERS)
        await app.press("y", "space", "u")
        await app.sees(FIRST, ANSWERS)
        await app.press("space")
        assert "First say" in app.said
        await app.press("y", "space", "3", "u", "u")
        await app.sees(FIRST, ANSWERS)

    drive(test, "read first")
    assert len(asked(in_doubt)) == 5
    assert reps(in_doubt, "read first") == [(1, Status.ACTIVE)]


def test_cramming_asks_too(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await app.press("space", "3")
        await app.sees(FIRST, ANSWERS)
        await app.press("y", "space", "3")
        await app.sees("Well done")

    drive(test, "read first", cram=True)
    assert len(asked(in_doubt)) == 4


def test_the_answers_can_be_clicked(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await app.pilot.click("#grades", offset=(2, 0))
        await app.settle()
        await app.sees("space shows the answer")

    drive(test, "read first")
    assert len(asked(in_doubt)) == 4


def test_the_keys_of_the_question_mean_nothing_to_other_cards(learned: Study) -> None:
    async def test(app: Driver) -> None:
        await app.press("y", "p", "C")
        await app.press("escape")
        await app.sees("space shows the answer")
        assert app.said == ""

    drive(test, "logit")
    assert reps(learned, "logit") == [(1, Status.ACTIVE)]


def test_the_former_answer_is_told_where_only_that_changed(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await app.sees("space shows the answer")
        await app.press("space")
        words = " ".join(app.text.split())
        assert "So that the softmax saturates never" in words
        assert "The answer changed since you learned it; it was: So that the softmax [-does not saturate-]" in words
        await app.press("3", "u", "space")
        await app.sees("it was: So that the softmax")

    drive(test, "divided")
    assert in_doubt.review.doubts.about(in_doubt.library.cards("divided")[0]) is not None


def test_of_a_cloze_only_a_change_of_what_it_hides_is_told(learned: Study, vault: Vault) -> None:
    hidden = "{{c1::it turns a long row of scores into weights that are never negative and whose sum is always one}}"
    vault.write("cloze.md", f"#flashcards\n\nThe softmax: {hidden}.\n")
    learned.library.sync_source(learned.library.source("vault"))
    learned.review.grade(learned.library.cards("path:cloze.md")[0], Rating.AGAIN)
    vault.write("cloze.md", f"#flashcards\n\nThe softmax, in short: {hidden}.\n")
    learned.library.sync_source(learned.library.source("vault"))
    assert learned.review.doubts.about(learned.library.cards("path:cloze.md")[0]) is not None

    async def told(app: Driver) -> None:
        await app.press("space")
        await app.sees("1 Again", "⟦question⟧")
        assert "it was: A [-query-] meets a key in every head." in " ".join(app.text.split())

    async def not_told(app: Driver) -> None:
        await app.press("space")
        await app.sees("1 Again", "The softmax, in short:")
        assert "it was" not in app.text

    drive(not_told, "path:cloze.md")
    change(learned, vault)
    learned.review.suspend(*(each.card for each in learned.review.doubts.all()))
    drive(told, '"meets a key"')


def test_no_answer_is_typed_before_the_question_is_answered(in_doubt: Study) -> None:
    settings_file.write({"typed_answers": ["basic"]})

    async def test(app: Driver) -> None:
        await app.sees(FIRST)
        assert "type the answer" not in app.text
        await app.press("y")
        await app.sees("type the answer")
        await app.type("tokens")
        await app.press("enter")
        await app.sees("✓ Tokens")

    drive(test, "read first")
    assert len(asked(in_doubt)) == 4


def test_a_note_that_changes_during_the_review_brings_the_question(learned: Study, vault: Vault) -> None:
    async def test(app: Driver) -> None:
        await app.press("space")
        await app.sees("1 Again", "Tokens")
        vault.write("gpt.md", LEARNED.replace("the model", "the network"))
        await app.sees(FIRST, ANSWERS)
        assert "Tokens" not in app.text
        vault.write("gpt.md", LEARNED)
        await app.sees("What does the model read first?", "space shows the answer")

    drive(test, "read first")
    assert asked(learned) == []


@pytest.mark.parametrize("keys", [(), ("space",)])
def test_the_question_comes_when_the_study_opens_after_the_first_card(
    in_doubt: Study, monkeypatch: pytest.MonkeyPatch, keys: Sequence[str]
) -> None:
    in_doubt.review.suspend(*in_doubt.library.cards("-network"))
    may_open = opened_late(monkeypatch)

    async def look() -> None:
        app = StudyApp(QueueOptions(), Bounds())
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                screen = app.screen
                assert isinstance(screen, ReviewScreen)
                assert screen.first is not None
                assert "network" in screen.first.front
                await pilot.press(*keys)
                assert "Still the same card?" not in screen_text(app)
                may_open.set()
                await until(pilot, lambda: ANSWERS in screen_text(app))
                assert "Still the same card?" in screen_text(app)
                assert "1 Again" not in screen_text(app)
                await press(pilot, ["y", "space"])
                assert "1 Again" in screen_text(app)
        finally:
            may_open.set()
            app.close_study()

    asyncio.run(look())


# ---------------------------------------------------------------------- the list


async def go(app: Driver) -> None:
    """From the review of an empty day by Home to the list of cards in doubt."""
    await app.press("escape", "C")
    assert app.where == "doubts"
    await app.sees("cards changed. Still the same card?")


@pytest.mark.usefixtures("in_doubt")
@pytest.mark.parametrize("size", SIZES.values())
def test_cards_that_changed_alike_stand_together_with_what_they_were(size: tuple[int, int]) -> None:
    async def test(app: Driver) -> None:
        await go(app)
        await app.sees("5 cards changed. Still the same card?")
        await app.sees("›  model → network · 3 cards", "3 cards changed alike: model → network")
        await app.sees("An answer here counts for all of them.", FIRST)
        await app.press("j", "j")
        await app.sees("was  What does the [-model-] write last?", "now  What does the {+network+} write last?")
        await app.sees("gpt.md:10", "1 review")
        await app.press("G")
        await app.sees("each in its own way · 2 cards", "[-capital-]")

    drive(test, "is:new", size=size)


def test_a_group_is_decided_with_one_key_and_one_undo_takes_it_back(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await go(app)
        for key, said in (("y", "Still the same"), ("p", "Still the same, due today"), ("n", "Begun anew")):
            await app.press("g", key)
            assert app.said == f"{said}: 3 cards; u takes it back."
            await app.sees("2 cards changed")
            assert "model → network" not in app.text
            await app.press("u")
            assert app.said == "Taken back: decision."
            await app.sees("5 cards changed", "model → network · 3 cards")
        await app.press("g", "n")

    drive(test, "is:new")
    assert len(asked(in_doubt)) == 2
    assert reps(in_doubt, "network") == [(0, Status.ACTIVE)] * 3
    assert reps(in_doubt, "is:orphan") == [(1, Status.ORPHAN)] * 3


def test_cards_that_changed_each_in_its_own_way_are_not_decided_by_one_key(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await go(app)
        await app.press("g", "j", "j", "j", "j")
        await app.sees("They have no change in common")
        await app.press("y")
        assert "each is decided by itself" in app.said
        await app.sees("5 cards changed")

    drive(test, "is:new")
    assert len(asked(in_doubt)) == 5


def test_cards_are_decided_one_by_one_or_several_that_are_marked(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await go(app)
        await app.press("j", "j", "n")
        assert "Begun anew: 1 card" in app.said
        await app.sees("4 cards changed", "model → network · 2 cards")
        await app.press("g", "j", "asterisk")
        await app.sees("2 marked")
        await app.press("asterisk", "G", "space")
        await app.sees("1 marked")
        await app.press("g", "space")
        await app.sees("3 marked")
        await app.press("y")
        assert "Still the same: 3 cards" in app.said
        await app.sees("1 card changed", "A question meets a [...]")
        assert "each in its own way" not in app.text, "one card is no group"
        await app.press("p")
        await app.sees("No card is in doubt.")
        await app.press("y", "n", "p", "space", "asterisk", "e", "o", "i", "l", "j")
        assert app.where == "doubts"
        await app.press("u", "u", "u")
        await app.sees("5 cards changed", "model → network · 3 cards")

    drive(test, "is:new")
    assert len(asked(in_doubt)) == 5


@pytest.mark.usefixtures("in_doubt")
def test_the_cursor_goes_to_the_card_whose_decision_was_taken_back() -> None:
    """The next key would else decide about another one."""

    async def test(app: Driver) -> None:
        await go(app)
        await app.press("j", "j")
        rows = app.app.screen.query_one(GroupedCardList)
        decided = rows.here
        await app.press("n", "G")
        await app.until(lambda: len(rows.ids) > 0 and decided not in rows.ids)
        await app.press("u")
        await app.until(lambda: rows.here == decided)

    drive(test, "is:new")


@pytest.mark.usefixtures("in_doubt")
def test_the_note_and_everything_about_a_card_open_from_the_list() -> None:
    async def test(app: Driver) -> None:
        await go(app)
        await app.press("e", "o", "i")
        assert app.where == "doubts", "a group is in no one place"
        await app.press("j", "o")
        await app.sees("gpt · gpt.md")
        await app.press("escape", "i")
        assert app.where == "info"
        await app.press("escape", "enter", "j", "escape", "escape")
        assert app.where == "home"

    drive(test, "is:new")


def test_what_a_note_says_again_is_no_longer_asked(in_doubt: Study, vault: Vault) -> None:
    async def test(app: Driver) -> None:
        await go(app)
        vault.write("gpt.md", LEARNED)
        await app.sees("No card is in doubt.")

    drive(test, "is:new")
    assert asked(in_doubt) == []


@pytest.mark.usefixtures("in_doubt")
def test_home_the_inbox_and_browse_tell_of_cards_in_doubt() -> None:
    async def test(app: Driver) -> None:
        await app.press("escape")
        await app.sees("in doubt  5 cards changed: still the same?", "C changed")
        await app.press("j", "enter")
        assert app.where == "doubts"
        await app.press("escape", "I")
        await app.sees("0 suggestions · 5 cards changed (C)", "No suggestion waits, but 5 changed cards may be another")
        await app.press("C")
        assert app.where == "doubts"
        await app.press("g", "y", "escape")
        await app.sees("0 suggestions · 2 cards changed (C)")
        await app.press("escape")
        await app.sees("2 cards changed: still the same?")
        await app.press("slash", "enter")
        await app.sees("in doubt")
        assert app.text.count("in doubt") == 2

    drive(test, "is:new", size=(140, 45))


def test_what_was_decided_in_the_list_is_not_asked_in_the_review(in_doubt: Study) -> None:
    async def test(app: Driver) -> None:
        await app.sees(FIRST)
        await app.press("C", "g", "y", "escape")
        assert app.where == "review"
        await app.sees("space shows the answer")
        await app.press("C")
        assert app.where == "doubts"
        await app.press("u", "escape")
        await app.sees(FIRST, ANSWERS)
        await app.press("C", "g", "n", "escape")
        assert "[-model-]" not in app.text, "the card is set aside"

    drive(test, "read first")
    assert len(asked(in_doubt)) == 2


# ---------------------------------------------------------------------- what was and what is


def lines(was: tuple[str, str], now: tuple[str, str], place: str = "a.md:1") -> list[str]:
    """What is said of a card at a.md:1 that was learned with another question, answer and place."""
    doubt = Doubt("id", *was, place, "only the target of a link changed", "")
    return [line.text for line in doubt_lines(doubt, any_card(*now, kind=Kind.BASIC), 60)]


def test_what_only_the_source_of_a_note_shows_is_marked_there() -> None:
    was, now, *_ = lines(("See [this](one.md)", "It"), ("See [this](two.md)", "It"))
    assert was == "was  See [this]([-one-].md)"
    assert now == "now  See [this]({+two+}.md)"


def test_a_card_that_only_stands_elsewhere_is_told_by_its_places() -> None:
    told = lines(("What?", "It"), ("What?", "It"), place="b.md:7")
    assert told[:4] == ["was  What?", "     b.md:7", "now  What?", "     a.md:1"]
    assert " ".join(told).endswith("It stood in b.md; now it stands in a.md.")


def test_an_answer_of_several_lines_keeps_them() -> None:
    code = "```python\nx = 1\ny = {}\n```"
    told = lines(("What?", code.format(2)), ("What?", code.format(3)))
    assert told[:4] == ["was  What?", "     answer:", "       x = 1", "       y = [-2-]"]
    assert told[4:8] == ["now  What?", "     answer:", "       x = 1", "       y = {+3+}"]


def test_of_many_cards_that_changed_alike_the_first_are_shown() -> None:
    doubted = [
        DoubtedCard(any_card(f"B {at}", ""), Doubt("", f"A {at}", "", "a.md:1", "why", "A → B")) for at in range(42)
    ]
    told = [line.text for line in group_lines("A → B", doubted, 60)]
    assert told[0] == "42 cards changed alike: A → B"
    assert "now  {+B+} 29" in told
    assert told[-1] == "and 12 others"


# ---------------------------------------------------------------------- how it looks

LOOKS: dict[str, tuple[QueueOptions | None, tuple[str, ...]]] = {
    "review-doubt": (QueueOptions("city"), ()),
    "review-former-answer": (QueueOptions("divided"), ("space",)),
    "doubts": (None, ("C",)),
    "doubts-card": (None, ("C", "G")),
}


@pytest.mark.usefixtures("in_doubt")
@pytest.mark.parametrize("name", LOOKS)
def test_a_screen_looks_as_it_did(name: str) -> None:
    choice, keys = LOOKS[name]

    async def look() -> None:
        async with running(SIZES["140x45"], choice) as (_, pilot):
            await press(pilot, keys)
            for size in SIZES:
                await pilot.resize_terminal(*SIZES[size])
                await check_snapshot(pilot, f"{name}-{size}")

    asyncio.run(look())


@pytest.mark.usefixtures("in_doubt")
@pytest.mark.parametrize("name", ["review-doubt", "doubts"])
def test_words_can_be_read_in_every_theme(name: str) -> None:
    choice, keys = LOOKS[name]

    async def look() -> set[str]:
        faint = set()
        async with running(SIZES["80x24"], choice) as (app, pilot):
            await press(pilot, keys)
            for theme in TRIED:
                app.theme = theme
                await pilot.pause()
                await pilot.pause()
                faint |= {
                    f"{theme}: {text.strip()!r} in {style}: {contrast(style):.1f}"
                    for text, style in pieces_of(app.screen._compositor.render_strips())
                    if any(letter.isalnum() for letter in text) and contrast(style) < 3
                }
        return faint

    assert asyncio.run(look()) == set()
