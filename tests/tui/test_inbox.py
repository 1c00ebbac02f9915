"""The inbox and the open questions: what waits for a decision, decided key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from studygpt.model import Rating
from studygpt.study import Study
from studygpt.tui.widgets.card_list import CardList
from studygpt.tui.widgets.choices import Choices
from tests.conftest import Vault
from tests.tui.driving import Driver, drive
from tests.tui.test_edit import use_editor

pytestmark = pytest.mark.usefixtures("nothing_ships")

NOTE = """# Attention
- **query**: what [b]a token[/b] looks for, see [[other]]
- **key**: what a token offers
- **value**: what a token gives, $\\frac{a}{b}$
- why divide by the [red]root[/red]?
- what is a head for?
## Terms
- softmax
"""
SIZES = ((80, 24), (60, 18), (140, 45))


@pytest.fixture(autouse=True)
def filled(study: Study, vault: Vault) -> Study:
    vault.write("a.md", NOTE)
    vault.write("other.md", "# Other\n\nNothing is suggested here.\n")
    study.library.import_folder(vault.path, None, ())
    return study


async def go(app: Driver, key: str) -> None:
    """From the review of an empty day by Home to the inbox or the questions."""
    await app.press("escape")
    assert app.where == "home"
    await app.press(key)
    assert app.where == {"I": "inbox", "Q": "questions"}[key]


def waiting(study: Study) -> list[str]:
    return [card.front for card in study.inbox.suggestions()]


def cards(study: Study) -> list[str]:
    return [card.front for card in study.library.cards()]


def test_a_suggestion_shows_where_it_comes_from_and_both_its_sides() -> None:
    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.sees("3 suggestions · a.md:2 · Attention", "›  query", "vault · glossary")
        await app.sees("what [b]a token[/b] looks for")
        await app.press("j")
        await app.sees("what a token offers", "a.md:3")
        await app.press("G")
        await app.sees("─", "value", "what a token gives")

    for size in SIZES:
        drive(test, size=size)


def test_what_is_accepted_becomes_a_card_and_what_is_rejected_is_not_suggested_again(
    filled: Study, vault: Vault
) -> None:
    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.sees("3 suggestions")
        await app.press("j", "a")
        await app.sees("2 suggestions")
        assert "1 suggestion accepted; u takes it back" in app.said
        assert cards(app.study) == ["key"]
        await app.press("g", "delete")
        await app.sees("1 suggestion ·", "›  value")
        assert waiting(app.study) == ["value"]
        vault.write("a.md", NOTE.replace("looks for", "is looking for"))
        app.study.library.sync_source(app.study.library.source("vault"))
        assert waiting(app.study) == ["value"]
        await app.press("a")
        await app.sees("0 suggestions", "Nothing waits here")
        await app.press("a", "delete", "e", "o", "l", "space", "asterisk")
        assert app.where == "inbox"

    drive(test, size=(60, 18))
    assert cards(filled) == ["key", "value"]


def test_several_are_decided_at_once_and_every_decision_is_taken_back() -> None:
    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.press("space", "j", "space")
        await app.sees("3 suggestions · 2 marked")
        await app.press("a")
        await app.sees("1 suggestion ·")
        assert cards(app.study) == ["query", "value"]
        await app.press("backspace")
        assert waiting(app.study) == []
        await app.press("u")
        assert waiting(app.study) == ["key"]
        await app.press("u")
        await app.sees("3 suggestions")
        assert (waiting(app.study), cards(app.study)) == (["query", "key", "value"], [])
        assert not app.study.review.due()
        await app.press("u")
        assert "Nothing was decided here yet" in app.said
        await app.press("asterisk", "a")
        assert len(app.study.review.due()) == 3

    drive(test)


def test_a_card_that_was_graded_stays_one(filled: Study) -> None:
    accepted = filled.inbox.accept(filled.inbox.suggestions())
    filled.review.grade(accepted[0], Rating.GOOD)
    filled.inbox.reopen(accepted)
    assert (cards(filled), waiting(filled)) == (["query"], ["key", "value"])
    assert filled.library.cards()[0].memory.reps == 1


def test_written_anew_it_is_a_card_of_the_workspace(
    filled: Study, workspace: Path, tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", 'sed -i "s/a token offers/every token offers/" "$file"')

    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.press("j", "e")
        await app.sees("2 suggestions")
        assert "A card of your own now" in app.said

    drive(test)
    assert waiting(filled) == ["query", "value"]
    (card,) = filled.library.cards("every token offers")
    assert card.front == "key"
    assert any("every token" in note.read_text() for note in (workspace / "notes").rglob("*.md"))
    assert (vault.path / "a.md").read_text() == NOTE


@pytest.mark.parametrize("key", ["I", "Q"])
@pytest.mark.parametrize(
    ("script", "said"), [('echo "gone\n?" > "$file"', "The answer is empty"), ("exit 4", "with 4")]
)
def test_an_answer_left_empty_and_an_editor_that_fails_decide_nothing(
    filled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, script: str, said: str
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", script)

    async def test(app: Driver) -> None:
        await go(app, key)
        await app.press("e")
        assert said in app.said
        await app.press("escape")
        assert app.where == "home"

    drive(test)
    assert len(waiting(filled)) == 3
    assert not any(question.done for question in filled.inbox.questions())


def test_the_source_and_links_open_and_come_back() -> None:
    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.press("o")
        await app.sees("a · a.md")
        await app.press("escape", "l")
        await app.sees("Nothing is suggested here.")
        await app.press("escape")
        assert app.where == "inbox"
        await app.press("enter", "j", "escape")
        assert app.where == "inbox"
        await app.press("escape")
        assert app.where == "home"

    drive(test)


def test_a_note_that_changes_changes_the_inbox_and_the_questions(vault: Vault) -> None:
    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.sees("3 suggestions")
        vault.write("a.md", NOTE.replace("- **key**: what a token offers\n", "").replace("- softmax\n", ""))
        await app.sees("2 suggestions")
        await app.press("escape", "Q")
        await app.sees("2 open questions · 0 unanswered terms")
        vault.write("a.md", "Nothing more.\n")
        await app.sees("No question is open.")
        await app.press("e", "o", "j", "G", "k", "g")
        assert app.where == "questions"

    drive(test)


def test_the_mouse_marks_and_decides() -> None:
    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.pilot.click(CardList, offset=(20, 1))
        await app.sees("what a token offers")
        await app.pilot.click("#keys", offset=(2, 0))
        await app.sees("2 suggestions")
        assert cards(app.study) == ["key"]
        await app.press("escape", "Q")
        await app.pilot.click(Choices, offset=(20, 2))
        await app.pilot.click("#keys", offset=(12, 0))
        await app.sees("a · a.md")

    drive(test)


# ---------------------------------------------------------------------- questions


def test_open_questions_and_terms_stand_below_their_note() -> None:
    async def test(app: Driver) -> None:
        await go(app, "Q")
        await app.sees("2 open questions · 1 unanswered term", "vault: a.md")
        await app.sees("5  why divide by the [red]root[/red]?", "6  what is a head for?", "8  term: softmax")
        await app.press("j", "o")
        await app.sees("a · a.md")
        await app.press("escape")
        assert app.where == "questions"
        await app.press("G")

    for size in SIZES:
        drive(test, size=size)


def test_an_answered_question_disappears_and_its_answer_is_a_card(
    filled: Study, tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_editor(monkeypatch, tmp_path / "bin", 'echo "another view of the tokens" >> "$file"')

    async def test(app: Driver) -> None:
        await go(app, "Q")
        await app.press("j", "e")
        await app.sees("1 open question · 1 unanswered term")
        assert "what is a head for?" not in app.text
        await app.press("e")
        await app.sees("1 open question · 0 unanswered terms")
        await app.press("e")
        await app.sees("No question is open.")

    drive(test)
    (card,) = filled.library.cards('"is a head"')
    assert card.back == "another view of the tokens"
    assert len(filled.library.cards("another view")) == 3
    assert (vault.path / "a.md").read_text() == NOTE


# ---------------------------------------------------------------------- browse


def test_browse_shows_suggestions_and_refuses_to_treat_them_as_cards() -> None:
    async def test(app: Driver) -> None:
        await go(app, "I")
        await app.press("a", "escape", "slash")
        await app.type("is:suggested")
        await app.sees("2 cards", "key", "suggested", "what a token offers")
        await app.press("enter", "minus")
        assert "only waits in the inbox" in app.said
        await app.press("i")
        await app.sees("History", "a.md:3")

    drive(test)
