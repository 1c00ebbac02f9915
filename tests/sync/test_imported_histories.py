"""What another program knew of a card comes along with it: once, and with its due day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fsrs import Card as OtherCard, Rating as OtherRating, Scheduler as OtherScheduler

from studygpt.model import Rating, State
from studygpt.study import Study
from tests.conftest import Cli, HandClock, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")

BY_ID = "What is softmax?\n[[SR/memory/KwfTbvZ1.md|?]]\nA normalised exponential\n"
DAY_ZERO = date(1970, 1, 1)


def days(text: str) -> int:
    return (date.fromisoformat(text) - DAY_ZERO).days


def memory_file(*reviews: tuple[str, int], due: str = "2026-06-01T09:00:00.000Z", state: int = 2) -> str:
    """A memory file as the plugin writes it: the newest review first."""
    logs = [{"rating": rating, "state": 2, "review": when, "scheduled_days": 1} for when, rating in reversed(reviews)]
    card = {"due": due, "stability": 3.1, "difficulty": 5.5, "reps": len(reviews), "lapses": 0, "state": state}
    card["last_review"] = reviews[-1][0] if reviews else None
    return json.dumps({"id": "KwfTbvZ1", "isShown": True, "card": card, "reviewLogs": logs}, indent=2)


REVIEWS = (("2026-04-01T09:00:00.000Z", 3), ("2026-04-04T09:00:00.000Z", 3), ("2026-04-15T09:00:00.000Z", 2))


def imported(study: Study, vault: Vault, *opt_in: str) -> Any:
    return study.library.import_folder(vault.path, None, opt_in)


def test_a_memory_file_is_replayed_and_its_due_day_kept(study: Study, vault: Vault, clock: HandClock) -> None:
    assert clock
    vault.write("a.md", BY_ID)
    vault.write("SR/memory/KwfTbvZ1.md", memory_file(*REVIEWS))
    summary = imported(study, vault)
    assert (summary.new, summary.histories, summary.problems) == (1, 1, [])
    (card,) = study.library.cards()
    other, engine = OtherCard(card_id=1), OtherScheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    for when, rating in REVIEWS:
        other, _ = engine.review_card(other, OtherRating(rating), datetime.fromisoformat(when.replace("Z", "+00:00")))
    assert card.memory.stability == pytest.approx(other.stability, rel=1e-4)
    assert card.memory.difficulty == pytest.approx(other.difficulty, rel=1e-4)
    assert (card.memory.state, card.memory.reps) == (State.REVIEW, 3)
    assert (card.memory.due_day, card.memory.last_day) == (days("2026-06-01"), days("2026-04-15"))


def test_a_second_import_doubles_nothing(study: Study, vault: Vault, cli: Cli) -> None:
    vault.write("a.md", BY_ID)
    vault.write("SR/memory/KwfTbvZ1.md", memory_file(*REVIEWS))
    imported(study, vault)
    (before,) = study.library.cards()
    for text in (BY_ID + "\n", BY_ID.replace("softmax?", "the softmax?")):
        vault.write("a.md", text)
        assert imported(study, vault).histories == 0
    (after,) = study.library.cards()
    assert (after.id, after.memory) == (before.id, before.memory)
    study.library.remove("vault")
    vault.write("a.md", BY_ID)
    assert imported(study, vault).histories == 0, "the log knows the card already"
    (again,) = study.library.cards()
    assert (again.id, again.memory) == (before.id, before.memory)
    assert len(cli("cards", "rated:60", "--json").objects) == 1


def test_what_was_lived_here_goes_on_from_the_history_and_can_be_undone_as_far_as_that(
    study: Study, vault: Vault, clock: HandClock
) -> None:
    assert clock
    vault.write("a.md", BY_ID)
    vault.write("SR/memory/KwfTbvZ1.md", memory_file(*REVIEWS))
    imported(study, vault)
    (before,) = study.library.cards()
    graded = study.review.grade(before, Rating.GOOD).card
    assert (graded.memory.reps, graded.memory.stability or 0) > (3, before.memory.stability or 0)
    assert study.review.undo().card == before
    with pytest.raises(Exception, match="nothing to undo"):
        study.review.undo()


def test_two_devices_that_import_the_same_vault_write_the_same_rows(
    cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch, study: Study
) -> None:
    vault.write("a.md", BY_ID)
    vault.write("SR/memory/KwfTbvZ1.md", memory_file(*REVIEWS))
    imported(study, vault)
    first = _rows(study)
    monkeypatch.setenv("STUDYGPT_HOME", str(vault.path.parent / "other home"))
    assert cli("import", vault.path).code == 0
    second = Study.open()
    assert _rows(second) == first
    second.close()


def _rows(study: Study) -> list[tuple[Any, ...]]:
    with study.context.database.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT id, card, act, at FROM log ORDER BY id")]


def test_a_memory_file_that_cannot_be_read_is_a_problem_and_the_card_is_new(study: Study, vault: Vault) -> None:
    vault.write("a.md", BY_ID)
    for text in ("{nonsense", '{"reviewLogs": [{"rating": 9, "review": "x"}]}', '{"reviewLogs": 3}', ""):
        vault.write("SR/memory/KwfTbvZ1.md", text)
        summary = imported(study, vault)
        (problem,) = summary.problems
        assert (problem.path, problem.line) == ("a.md", 1)
        assert "SR/memory/KwfTbvZ1.md" in problem.message
        assert [card.memory.state for card in study.library.cards()] == [State.NEW]
        study.library.remove("vault")


def test_changes_by_hand_and_cards_never_shown_are_no_history(study: Study, vault: Vault) -> None:
    vault.write("a.md", BY_ID)
    vault.write("SR/memory/KwfTbvZ1.md", memory_file(("2026-04-01T09:00:00.000Z", 0), state=0))
    assert imported(study, vault).histories == 0
    assert [card.memory.state for card in study.library.cards()] == [State.NEW]


# ---------------------------------------------------------------------- schedule comments

FSRS = "<!--SR:!fsrs,2026-06-10,20,18.5,6.25,2,7,1,0,2026-05-21-->"


@pytest.mark.parametrize(
    "card",
    [
        "What is a token?::A piece of text {}",
        "What is a token?::A piece of text\n{}",
        "What is a token?\n?\nA piece of text\n{}",
        "- What is a token?::A piece of text\n  {}",
    ],
)
def test_a_schedule_comment_is_where_a_card_stands(study: Study, vault: Vault, card: str) -> None:
    vault.write("a.md", "#flashcards\n\n" + card.format("<!--SR:!2026-06-10,51,230-->") + "\n\nWho?::Ada\n")
    assert imported(study, vault).histories == 1
    old, new = study.library.cards()
    assert (old.back, old.memory.state, old.memory.due_day) == ("A piece of text", State.REVIEW, days("2026-06-10"))
    assert old.memory.last_day == days("2026-06-10") - 51
    assert old.memory.stability == pytest.approx(51, rel=1e-3), "what is recalled with 90 % after 51 days"
    assert 1 <= (old.memory.difficulty or 0) <= 10
    assert new.memory.state is State.NEW


def test_ease_is_how_easy_a_card_is(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nA?::1 <!--SR:!2026-06-10,51,150-->\n\nB?::2 <!--SR:!2026-06-10,51,290-->\n")
    imported(study, vault)
    hard, easy = study.library.cards()
    assert (hard.memory.difficulty or 0) > (easy.memory.difficulty or 0)


def test_the_fields_of_fsrs_are_taken_as_they_are(study: Study, vault: Vault) -> None:
    vault.write("a.md", f"#flashcards\n\nWhat is a token?::A piece of text {FSRS}\n")
    imported(study, vault)
    (card,) = study.library.cards()
    memory = card.memory
    assert (memory.state, memory.stability, memory.difficulty) == (State.REVIEW, 18.5, 6.25)
    assert (memory.reps, memory.lapses) == (7, 1)
    assert (memory.due_day, memory.last_day) == (days("2026-06-10"), days("2026-05-21"))


def test_each_sibling_has_its_group_and_a_placeholder_was_never_shown(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nkey:::value <!--SR:!2026-06-10,51,230!2000-01-01,1,250-->\n")
    assert imported(study, vault).histories == 1
    forth, back = study.library.cards()
    assert (forth.memory.state, back.memory.state) == (State.REVIEW, State.NEW)
    vault.write("b.md", "The {{c1::query}} meets the {{c2::key}}.\n<!--SR:!2026-06-10,5,230!2026-07-10,50,230-->\n")
    imported(study, vault)
    assert [card.memory.due_day for card in study.library.cards("path:b.md")] == [
        days("2026-06-10"),
        days("2026-07-10"),
    ]


def test_a_schedule_in_a_callout_below_the_card_is_its_schedule(study: Study, vault: Vault) -> None:
    vault.write(
        "a.md",
        "#flashcards\n\nWhat is a token?::A piece of text\n> [!sr|card-metadata]\n> <!--SR:!2026-06-10,51,230-->\n",
    )
    assert imported(study, vault).histories == 1
    (card,) = study.library.cards()
    assert (card.back, card.memory.due_day) == ("A piece of text", days("2026-06-10"))


def test_a_schedule_that_cannot_be_read_is_told_and_the_card_is_new(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is a token?::A piece of text <!--SR:!sometime,51,230-->\n")
    summary = imported(study, vault)
    assert [str(problem) for problem in summary.problems] == [
        "a.md:3: no history: the schedule 'sometime,51,230' cannot be read"
    ]
    assert [card.memory.state for card in study.library.cards()] == [State.NEW]


def test_a_card_that_is_due_in_the_other_program_is_due_here(study: Study, vault: Vault, clock: HandClock) -> None:
    today = clock.now.date()
    for name, away in (("late", -3), ("today", 0), ("soon", 2)):
        due = (today + timedelta(days=away)).isoformat()
        vault.write(f"{name}.md", f"#flashcards\n\nWhat is {name}?::A word <!--SR:!{due},10,250-->\n")
    imported(study, vault)
    assert sorted(card.path for card in study.review.due()) == ["late.md", "today.md"]


def test_the_memory_follows_from_the_log(study: Study, vault: Vault) -> None:
    from studygpt.schedule.memory import Scheduler
    from studygpt.store import log

    vault.write("a.md", BY_ID)
    vault.write("SR/memory/KwfTbvZ1.md", memory_file(*REVIEWS))
    vault.write("b.md", f"#flashcards\n\nWhat is a token?::A piece of text {FSRS}\n")
    imported(study, vault)
    for card in study.library.cards():
        with study.context.database.read() as connection:
            rows = log.rows_of(connection, str(card.id))
        assert Scheduler(study.context.settings).replay(str(card.id), rows) == card.memory
