"""What was decided of a suggestion or a question holds, whatever becomes of its note."""

from __future__ import annotations

from pathlib import Path

import pytest

from studygpt.errors import StudyError, UsageError
from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import Vault

pytestmark = pytest.mark.both_databases(long=True)

NOTE = """# Attention

- **query**: what a token looks for in the others
- **key**: what a token offers to the others
- why divide by the root?
- [ ] draw it

## Terms
- softmax
"""


@pytest.fixture
def imported(study: Study, vault: Vault) -> Study:
    vault.write("a.md", NOTE)
    study.library.import_folder(vault.path, "vault", ())
    return study


def fronts(study: Study, query: str = "") -> list[str]:
    return [card.front for card in study.inbox.suggestions(query)]


def sync(study: Study) -> None:
    study.library.sync_source(study.library.source("vault"))


def test_a_suggestion_is_in_no_queue_and_no_count(imported: Study) -> None:
    assert fronts(imported) == ["query", "key"]
    assert imported.library.cards() == []
    assert imported.library.cards("is:new") == []
    assert imported.library.decks() == []
    assert imported.review.due() == []
    assert imported.review.waiting().new == 0
    assert imported.library.contents() == {imported.library.source("vault").pk: (1, 0)}
    suggestion = imported.inbox.suggestions()[0]
    assert suggestion.status == "suggested"
    assert (suggestion.concepts, suggestion.headings, suggestion.dialect) == (("a",), ("Attention",), "glossary")
    with pytest.raises(StudyError):
        imported.library.card(str(suggestion.id))


def test_queries_find_suggestions_where_they_speak_of_them(imported: Study) -> None:
    assert [card.front for card in imported.library.cards("is:suggested what")] == ["query", "key"]
    assert [card.front for card in imported.library.cards("is:suggested offers")] == ["key"]
    assert [card.front for card in imported.library.cards("is:suggested -is:due -is:leech")] == ["query", "key"]
    assert imported.library.cards("-is:suggested") == []
    assert fronts(imported, "looks or offers") == ["query", "key"]


def test_an_accepted_one_is_a_card_from_then_on(imported: Study, vault: Vault) -> None:
    (card,) = imported.inbox.accept([imported.inbox.suggestions()[0]])
    assert card.status == "active"
    assert [each.front for each in imported.review.due()] == ["query"]
    imported.review.grade(card, Rating.GOOD)
    vault.write("a.md", NOTE.replace("what a token looks for in the others", "what a token looks for in other tokens"))
    sync(imported)
    (kept,) = imported.library.cards()
    assert (kept.id, kept.memory.reps) == (card.id, 1)
    assert "other tokens" in kept.back
    assert fronts(imported) == ["key"]


def test_a_rejected_one_stays_rejected_through_edits_and_moves(imported: Study, vault: Vault) -> None:
    imported.inbox.reject([imported.inbox.suggestions()[0]])
    vault.write("a.md", NOTE.replace("in the others\n- **key", "in all the others\n- **key"))
    sync(imported)
    assert fronts(imported) == ["key"]
    vault.move("a.md", "b/c.md")
    sync(imported)
    assert fronts(imported) == ["key"]
    vault.write("b/c.md", "nothing\n")
    sync(imported)
    vault.write("b/c.md", NOTE.replace("in the others\n- **key", "in all the others\n- **key"))
    sync(imported)
    assert fronts(imported) == ["key"], "it came back as it went"


def test_what_was_decided_of_one_holds_under_another_heading(imported: Study, vault: Vault) -> None:
    (accepted,) = imported.inbox.accept(imported.inbox.suggestions("looks"))
    imported.inbox.reject(imported.inbox.suggestions("offers"))
    vault.write("a.md", NOTE.replace("# Attention", "# How attention works"))
    sync(imported)
    assert fronts(imported) == []
    assert [card.id for card in imported.library.cards()] == [accepted.id]
    vault.write("a.md", NOTE.replace("\n\n- **query**", "\n- of a head\n  - **query**"))
    sync(imported)
    assert fronts(imported) == []
    assert [card.id for card in imported.library.cards()] == [accepted.id]


def test_a_learned_one_that_changed_is_asked_about_like_any_card(imported: Study, vault: Vault) -> None:
    (card,) = imported.inbox.accept(imported.inbox.suggestions("looks"))
    imported.review.grade(card, Rating.EASY)
    vault.write("a.md", NOTE.replace("**query**", "**request**"))
    summary = imported.library.sync_source(imported.library.source("vault"))
    assert (summary.unsure, [change.what for change in summary.changes]) == (1, ["unsure"])
    ((now, doubt),) = imported.review.doubts.all()
    assert (now.id, now.front, doubt.front) == (card.id, "request", "query")
    assert fronts(imported) == ["key"]
    (new,) = imported.review.doubts.another([now])
    assert [(each.id, each.memory.reps) for each in imported.library.cards()] == [(new.id, 0)]


def test_a_suggestion_whose_note_no_longer_holds_it_is_forgotten(imported: Study, vault: Vault) -> None:
    vault.write("a.md", NOTE.replace("- **key**: what a token offers to the others\n", ""))
    sync(imported)
    assert fronts(imported) == ["query"]
    vault.delete("a.md")
    sync(imported)
    assert fronts(imported) == []
    assert imported.inbox.questions() == []
    assert imported.inbox.tasks() == []
    assert imported.library.cards("is:orphan") == []


def test_an_accepted_one_whose_note_is_gone_is_an_orphan_like_any_card(imported: Study, vault: Vault) -> None:
    imported.inbox.accept(imported.inbox.suggestions("looks"))
    vault.delete("a.md")
    sync(imported)
    assert [card.front for card in imported.library.cards("is:orphan")] == ["query"]


def test_an_accepted_and_lived_one_comes_back_with_its_source(imported: Study, vault: Vault) -> None:
    (card,) = imported.inbox.accept(imported.inbox.suggestions("looks"))
    imported.review.grade(card, Rating.EASY)
    imported.library.remove("vault")
    imported.library.import_folder(vault.path, "vault", ())
    (again,) = imported.library.cards()
    assert (again.id, again.memory.reps) == (card.id, 1)


def test_a_trusted_kind_is_active_but_for_what_was_rejected(imported: Study, vault: Vault) -> None:
    imported.inbox.reject(imported.inbox.suggestions("offers"))
    ids = {card.front: card.id for card in imported.inbox.suggestions()}
    imported.library.import_folder(vault.path, "vault", (), trusted=("glossary",))
    (card,) = imported.library.cards()
    assert (card.front, card.id, card.status) == ("query", ids["query"], "active")
    assert fronts(imported) == []
    vault.write("new.md", "- **value**: what a token hands on\n- `view`: same data\n")
    sync(imported)
    assert sorted(card.front for card in imported.library.cards()) == ["query", "value"]
    assert fronts(imported) == ["`view`"]
    assert len(imported.review.due()) == 2


def test_an_edited_one_becomes_a_card_of_the_workspace_and_its_note_stays(
    imported: Study, vault: Vault, workspace: Path
) -> None:
    before = (vault.path / "a.md").read_bytes()
    note, card = imported.inbox.edit(imported.inbox.suggestions()[0], "What is a query?", "It asks.\n\nIn words.")
    assert note == workspace / "notes" / "cards.md"
    assert (card.front, card.back, card.source) == ("What is a query?", "It asks.\n\nIn words.", "notes")
    assert (vault.path / "a.md").read_bytes() == before
    sync(imported)
    assert fronts(imported) == ["key"]


def test_a_rejected_one_can_be_accepted_after_all(imported: Study) -> None:
    (first, _) = imported.inbox.suggestions()
    imported.inbox.reject([first])
    with pytest.raises(StudyError):
        imported.inbox.suggestion(str(first.id))
    imported.inbox.accept([imported.inbox.suggestion(str(first.id), also_rejected=True)])
    assert [card.front for card in imported.library.cards()] == ["query"]


def test_what_a_name_does_not_settle_is_refused(imported: Study) -> None:
    with pytest.raises(StudyError):
        imported.inbox.suggestion("")
    with pytest.raises(StudyError):
        imported.inbox.suggestion("no such id")
    with pytest.raises(StudyError):
        imported.inbox.question("no such id")


# ---------------------------------------------------------------------- questions and tasks


def open_questions(study: Study) -> list[tuple[str, str, int, bool]]:
    return [(each.kind, each.text, each.line, each.done) for each in study.inbox.questions()]


def test_questions_and_terms_have_their_place(imported: Study) -> None:
    assert open_questions(imported) == [
        ("question", "why divide by the root?", 5, False),
        ("term", "softmax", 9, False),
    ]
    (task,) = imported.inbox.tasks()
    assert (task.text, task.source, task.path, task.line, task.state) == ("draw it", "vault", "a.md", 6, "open")


def answer(study: Study) -> str:
    question = study.inbox.questions()[0]
    study.inbox.answer(question, question.text, "To keep the variance.")
    return question.id


def test_an_answer_is_a_card_and_the_question_is_done(imported: Study, vault: Vault) -> None:
    answered = answer(imported)
    assert [(card.front, card.source) for card in imported.review.due()] == [("why divide by the root?", "notes")]
    assert open_questions(imported)[0] == ("question", "why divide by the root?", 5, True)
    vault.write("a.md", "New first line.\n\n" + NOTE)
    sync(imported)
    assert open_questions(imported)[0] == ("question", "why divide by the root?", 7, True)
    assert imported.inbox.questions()[0].id == answered


def test_an_answered_question_stays_done_when_it_is_reworded_or_its_note_moves(imported: Study, vault: Vault) -> None:
    answered = answer(imported)
    vault.write("a.md", NOTE.replace("why divide by the root?", "why do we divide by the root?"))
    sync(imported)
    assert open_questions(imported)[0] == ("question", "why do we divide by the root?", 5, True)
    vault.move("a.md", "b.md")
    sync(imported)
    assert open_questions(imported)[0] == ("question", "why do we divide by the root?", 5, True)
    vault.write("b.md", "")
    sync(imported)
    assert open_questions(imported) == []
    vault.write("c.md", "- why do we divide by the root?\n")
    sync(imported)
    assert [(each.id, each.path, each.done) for each in imported.inbox.questions()] == [(answered, "c.md", True)]


@pytest.mark.parametrize("other", ["how many heads are there in GPT-2?", "why multiply by the root?"])
def test_another_question_in_its_place_is_open(imported: Study, vault: Vault, other: str) -> None:
    answer(imported)
    vault.write("a.md", NOTE.replace("why divide by the root?", other))
    sync(imported)
    assert open_questions(imported)[0] == ("question", other, 5, False)


def test_the_same_question_twice_is_two_questions(study: Study, vault: Vault) -> None:
    vault.write("a.md", "- why?\n- how so?\n- why?\n")
    vault.write("b.md", "- why?\n")
    study.library.import_folder(vault.path, "vault", ())
    ids = [each.id for each in study.inbox.questions()]
    assert len(set(ids)) == len(ids) == 4
    study.inbox.answer(study.inbox.questions()[0], "why?", "so")
    vault.write("a.md", "- why?\n- how so?\n- why?\n\nmore\n")
    sync(study)
    assert sorted(each.done for each in study.inbox.questions()) == [False, False, False, True]


def test_a_task_is_what_its_note_says_of_it(imported: Study, vault: Vault) -> None:
    (before,) = imported.inbox.tasks()
    vault.write("a.md", NOTE.replace("[ ]", "[-]"))
    sync(imported)
    (task,) = imported.inbox.tasks()
    assert (task.id, task.state) == (before.id, "begun")


def test_a_disabled_source_asks_nothing(imported: Study) -> None:
    imported.library.set_enabled("vault", False)
    assert imported.inbox.questions() == []
    assert imported.inbox.tasks() == []
    with pytest.raises(UsageError):
        imported.library.source("elsewhere")
