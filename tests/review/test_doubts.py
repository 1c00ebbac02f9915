"""Cards in doubt: what is asked, what an answer does, and that an undo takes it back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from studygpt.backup.doctor import Doctor, Health
from studygpt.errors import StudyError, UsageError
from studygpt.model import Act, Card, Memory, Rating, State
from studygpt.review.session import ReviewSession
from studygpt.review.session_state import Phase
from studygpt.study import Study
from studygpt.sync import Summary
from tests.conftest import HandClock, Vault
from tests.long_form import in_long_form

FRANCE, SPAIN = "What is the capital of France?::Paris", "What is the capital of Spain?::Madrid"
OTHERS = (
    "Who wrote the Iliad of the old Greeks?::Homer, as they all say",
    "Who wrote the Aeneid of the old Romans?::Virgil, as they all say",
)
MODELS = [f"How does the model {word} it?::By {word}ing" for word in ("learn", "mask", "sort", "pack")]


def write(vault: Vault, *cards: str, name: str = "a.md", top: str = "") -> None:
    vault.write(name, "\n\n".join([f"{top}#flashcards", *cards]) + "\n")


def sync(study: Study) -> Summary:
    return study.library.sync_source(study.library.source("vault"))


def grade_all(study: Study) -> None:
    for card in study.library.cards():
        study.review.grade(card, Rating.EASY)


@pytest.fixture
def asked(study: Study, vault: Vault, clock: HandClock) -> Card:
    """A card of which it is not known whether it is still the one that was learned."""
    write(vault, OTHERS[0], FRANCE, OTHERS[1], top="---\nconcepts: [capitals]\n---\n")
    study.library.import_folder(vault.path, "vault", ())
    grade_all(study)
    clock.move(days=1)
    write(vault, OTHERS[0], SPAIN, OTHERS[1], top="---\nconcepts: [capitals]\n---\n")
    assert sync(study).unsure == 1
    clock.move(hours=1)
    ((card, _),) = study.review.doubts.all()
    return card


@pytest.fixture
def renamed(study: Study, vault: Vault, clock: HandClock) -> list[Card]:
    """Cards that are in doubt for one reason, and one that is for another."""
    write(vault, FRANCE, *MODELS)
    study.library.import_folder(vault.path, "vault", ())
    grade_all(study)
    clock.move(days=1)
    write(vault, SPAIN, *(line.replace("model", "network") for line in MODELS))
    assert sync(study).unsure == 5
    clock.move(hours=1)
    return [each.card for each in study.review.doubts.all()]


def stored(home: Path) -> dict[str, list[Any]]:
    """Everything that the database holds of cards, but their lineage."""
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)
            for table in ("cards", "memory", "card_concepts", "learned", "told_apart")
        }


def is_sound(study: Study) -> bool:
    """Whether the doctor finds nothing wrong."""
    assert study.context.database.file is not None
    return not [found for found in Doctor().examine() if found.verdict is Health.DAMAGE]


# ---------------------------------------------------------------------- what is asked


def test_a_card_in_doubt_reads_as_its_note_and_keeps_its_memory_and_its_day(study: Study, asked: Card) -> None:
    ((card, doubt),) = study.review.doubts.all()
    assert (card.front, card.back, card.memory.reps) == ("What is the capital of Spain?", "Madrid", 1)
    assert (doubt.front, doubt.back, doubt.place) == ("What is the capital of France?", "Paris", "a.md:8")
    assert (doubt.why, doubt.common) == ("the question and its answer changed", "")
    assert study.review.doubts.about(asked) == doubt
    assert study.review.doubts.about(study.library.cards('"Iliad"')[0]) is None


def test_it_cannot_be_graded_before_somebody_says_what_it_is(study: Study, asked: Card, home: Path) -> None:
    before = stored(home)
    with pytest.raises(StudyError, match=f"inbox --same {asked.id}"):
        study.review.grade(asked, Rating.GOOD)
    assert stored(home) == before
    assert is_sound(study)


def test_it_is_found_by_its_id_the_beginning_of_it_or_what_it_has_in_common(study: Study, renamed: list[Card]) -> None:
    doubts = study.review.doubts
    assert [each.card for each in doubts.find(str(renamed[0].id))] == [renamed[0]]
    ids = [str(card.id) for card in renamed]
    short = next(ids[0][:length] for length in range(1, 13) if sum(id_.startswith(ids[0][:length]) for id_ in ids) == 1)
    assert [each.card for each in doubts.find(short)] == [renamed[0]]
    assert [each.card for each in doubts.find("model → network")] == renamed[1:]
    for wrong in ("", " ", "nothing", "model"):
        with pytest.raises(StudyError, match="inbox --unsure"):
            doubts.find(wrong)


def test_a_beginning_of_several_ids_is_refused(
    study: Study, renamed: list[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(renamed) == 5
    two = study.review.doubts.all()[:2]
    alike = [each._replace(card=replace(each.card, id=f"ab{at}")) for at, each in enumerate(two)]
    monkeypatch.setattr(study.review.doubts, "all", lambda: alike)
    with pytest.raises(UsageError, match="ids of 2 cards in doubt"):
        study.review.doubts.find("ab")


def test_cards_with_a_change_in_common_follow_one_another(study: Study, vault: Vault) -> None:
    write(vault, MODELS[0], FRANCE, MODELS[1], MODELS[2])
    study.library.import_folder(vault.path, "vault", ())
    grade_all(study)
    write(vault, *(line.replace("model", "network") for line in (MODELS[0], SPAIN, MODELS[1], MODELS[2])))
    sync(study)
    assert [each.doubt.common for each in study.review.doubts.all()] == [*["model → network"] * 3, ""]


# ---------------------------------------------------------------------- the same


def test_the_same_card_keeps_its_history_and_its_new_words_are_what_was_learned(
    study: Study, asked: Card, vault: Vault
) -> None:
    study.review.doubts.same([asked])
    assert study.review.doubts.all() == []
    (card,) = study.library.cards('"Spain"')
    assert card == asked
    assert study.review.doubts.about(card) is None
    write(vault, OTHERS[0], f"{SPAIN}, since 1561", OTHERS[1])
    assert sync(study).unsure == 0
    assert study.review.grade(study.library.card(str(asked.id)), Rating.GOOD).card.memory.reps == 2
    assert is_sound(study)


def test_the_same_card_can_be_shown_again_today(study: Study, asked: Card, home: Path) -> None:
    before = stored(home)
    assert asked.id not in [card.id for card in study.review.due(new=0)]
    study.review.doubts.same([asked], show_again=True)
    (due,) = study.review.due(new=0)
    assert (due.id, due.memory.reps, due.memory.due_day) == (asked.id, 1, study.context.today())
    assert is_sound(study)
    undone = study.review.undo()
    assert (undone.act, undone.card) == (Act.DECIDE, asked)
    assert stored(home) == before


def test_a_card_that_is_new_and_flagged_is_asked_about_and_shown_when_its_turn_comes(
    study: Study, vault: Vault, home: Path
) -> None:
    write(vault, FRANCE)
    study.library.import_folder(vault.path, "vault", ())
    study.review.flag(study.library.cards()[0])
    write(vault, SPAIN)
    assert sync(study).unsure == 1
    before = stored(home)
    ((card, _),) = study.review.doubts.all()
    study.review.doubts.same([card], show_again=True)
    assert [(each.id, each.memory, each.flag) for each in study.review.due()] == [(card.id, Memory(), 1)]
    assert is_sound(study)
    study.review.undo()
    assert stored(home) == before


# ---------------------------------------------------------------------- another


def test_another_card_begins_anew_in_the_place_and_the_history_is_set_aside_as_it_was_learned(
    study: Study, asked: Card
) -> None:
    last = max(card.id or "" for card in study.library.cards())
    assert last
    (new,) = study.review.doubts.another([asked])
    assert study.review.doubts.all() == []
    assert (new.front, new.back, new.place, new.concepts, new.deck, new.tags) == (
        asked.front,
        asked.back,
        asked.place,
        ("capitals",),
        asked.deck,
        asked.tags,
    )
    assert (new.memory, new.status) == (Memory(), "active")
    assert new.id not in (None, asked.id)
    (orphan,) = study.library.cards("is:orphan")
    assert (orphan.id, orphan.front, orphan.back) == (asked.id, "What is the capital of France?", "Paris")
    assert orphan.memory == asked.memory
    assert [card.id for card in study.review.due()] == [new.id]
    assert is_sound(study)


def test_another_card_is_begun_after_all_other_new_ones(study: Study, asked: Card, vault: Vault) -> None:
    write(vault, *OTHERS, "Which organ makes insulin?::The pancreas", name="b.md")
    sync(study)
    (new,) = study.review.doubts.another([asked])
    assert [card.id for card in study.review.due()][-1] == new.id


def test_what_was_told_apart_is_not_asked_again_whatever_becomes_of_the_note(
    study: Study, asked: Card, vault: Vault
) -> None:
    (new,) = study.review.doubts.another([asked])
    edits = [
        [OTHERS[0], SPAIN, "Is that all?::Yes", OTHERS[1]],
        [OTHERS[0], f"{SPAIN}, since 1561", OTHERS[1]],
        [f"{SPAIN.replace('What', 'Which town')}, since 1561"],
        [OTHERS[0], SPAIN, OTHERS[1]],
    ]
    for cards in edits:
        write(vault, *cards)
        assert sync(study).unsure == 0
        (card,) = study.library.cards('"Spain"')
        assert card.id == new.id
    vault.move("a.md", "b.md")
    assert sync(study).unsure == 0
    vault.delete("b.md")
    sync(study)
    write(vault, OTHERS[0], SPAIN, OTHERS[1])
    assert sync(study).unsure == 0
    assert study.library.cards('"Spain"')[0].id == new.id
    write(vault, OTHERS[0], SPAIN, OTHERS[1], FRANCE)
    assert sync(study).unsure == 0
    assert study.library.cards('"France"')[0].id == asked.id, "and the old one comes back with its text"


def test_new_cards_with_one_text_get_ids_of_their_own(study: Study, vault: Vault, clock: HandClock) -> None:
    lines = [f"## {name}\n\nWhat is {{}}?::A pair" for name in ("BPE", "LoRA", "Vim")]
    write(vault, *(line.format("merged") for line in lines))
    study.library.import_folder(vault.path, "vault", ())
    grade_all(study)
    clock.move(days=1)
    write(vault, *(line.format("joined") for line in lines))
    assert sync(study).unsure == 3
    new = study.review.doubts.another([each.card for each in study.review.doubts.all()])
    assert len({card.id for card in new}) == 3
    assert [card.headings for card in new] == [("BPE",), ("LoRA",), ("Vim",)]
    assert is_sound(study)


# ---------------------------------------------------------------------- several at once, and back

Decision = Callable[[Study, list[Card]], object]
DECISIONS: dict[str, Decision] = {
    "same": lambda study, cards: study.review.doubts.same(cards),
    "again": lambda study, cards: study.review.doubts.same(cards, show_again=True),
    "another": lambda study, cards: study.review.doubts.another(cards),
}


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
@pytest.mark.parametrize("many", [1, 4])
def test_an_undo_takes_a_decision_about_all_its_cards_back(
    study: Study, renamed: list[Card], home: Path, clock: HandClock, decision: Decision, many: int
) -> None:
    before = stored(home)
    decision(study, renamed[1 : 1 + many])
    assert len(study.review.doubts.all()) == 5 - many
    assert is_sound(study)
    clock.move(minutes=1)
    between = stored(home)
    decision(study, renamed[:1])
    assert len(study.review.doubts.all()) == 4 - many
    undone = study.review.undo()
    assert (undone.act, undone.card) == (Act.DECIDE, renamed[0])
    assert stored(home) == between
    study.review.undo()
    assert stored(home) == before
    assert [each.card for each in study.review.doubts.all()] == renamed
    assert is_sound(study)


def test_a_decision_can_be_made_again_after_an_undo(study: Study, asked: Card, home: Path) -> None:
    before = stored(home)
    first = study.review.doubts.another([asked])
    study.review.undo()
    assert study.review.doubts.another([asked]) == first
    study.review.undo()
    assert stored(home) == before
    study.review.doubts.same([asked])
    assert study.library.cards("is:orphan") == []


def test_a_new_card_that_was_graded_and_taken_back_goes_again(
    study: Study, asked: Card, home: Path, clock: HandClock
) -> None:
    before = stored(home)
    (new,) = study.review.doubts.another([asked])
    study.review.grade(new, Rating.GOOD)
    clock.move(minutes=1)
    study.review.undo()
    study.review.undo()
    assert stored(home) == before
    assert is_sound(study)


def test_what_came_back_meanwhile_stays_where_it_is(study: Study, asked: Card, vault: Vault) -> None:
    (new,) = study.review.doubts.another([asked])
    write(vault, OTHERS[0], SPAIN, OTHERS[1], FRANCE)
    sync(study)
    study.review.undo()
    assert {card.front for card in study.library.cards()} >= {
        "What is the capital of France?",
        "What is the capital of Spain?",
    }, "every card of the note is there"
    assert study.library.cards('"France"')[0].id == asked.id
    assert study.library.cards('"Spain"')[0].id == new.id


def test_a_decision_about_what_is_not_in_doubt_any_more_is_refused(study: Study, asked: Card, home: Path) -> None:
    study.review.doubts.same([asked])
    before = stored(home)
    for decision in DECISIONS.values():
        with pytest.raises(StudyError, match="not in doubt any more"):
            decision(study, [asked])
    assert stored(home) == before


def test_decisions_are_told_in_the_history_and_the_lineage_of_a_card(study: Study, asked: Card) -> None:
    study.review.doubts.same([asked])
    assert study.library.lineage(asked)[-1][1:3] == ("same", "you said that it is still the same card")
    study.review.undo()
    study.review.doubts.another([asked])
    assert study.library.lineage(asked)[-1][1:3] == ("gone", "you said that the card in its place is another one")


# ---------------------------------------------------------------------- grades, resets and orphans


def test_a_grade_settles_what_reads_otherwise_and_an_undo_opens_it_again(
    study: Study, vault: Vault, clock: HandClock, home: Path
) -> None:
    write(vault, FRANCE)
    study.library.import_folder(vault.path, "vault", ())
    grade_all(study)
    write(vault, f"{FRANCE}, on the Seine")
    assert sync(study).unsure == 0
    (card,) = study.library.cards()
    doubt = study.review.doubts.about(card)
    assert doubt is not None
    assert (doubt.back, doubt.why) == ("Paris", "")
    before = stored(home)
    clock.move(days=30)
    study.review.grade(card, Rating.GOOD)
    assert study.review.doubts.about(card) is None, "the new words are learned"
    study.review.undo()
    assert study.review.doubts.about(card) == doubt
    assert stored(home) == before


def test_a_card_that_is_reset_has_nothing_to_lose_and_is_not_asked_about(study: Study, asked: Card, home: Path) -> None:
    before = stored(home)
    study.review.reset(asked)
    assert study.review.doubts.all() == []
    (card,) = study.library.cards('"Spain"')
    assert (card.id, card.memory.state) == (asked.id, State.NEW)
    study.review.undo()
    assert stored(home) == before
    study.review.reset(asked)
    assert study.review.grade(study.library.card(str(asked.id)), Rating.GOOD).card.memory.reps == 1


def test_an_orphan_that_takes_the_place_of_a_card_in_doubt_leaves_that_as_it_was_learned(
    study: Study, asked: Card, vault: Vault
) -> None:
    write(vault, "Who burnt Persepolis?::Alexander", name="b.md")
    sync(study)
    study.review.grade(study.library.cards('"Persepolis"')[0], Rating.EASY)
    vault.delete("b.md")
    sync(study)
    (orphan,) = study.library.cards("is:orphan")
    study.orphans.restore(orphan, asked)
    assert study.review.doubts.all() == []
    (lost,) = study.library.cards("is:orphan")
    assert (lost.id, lost.front) == (asked.id, "What is the capital of France?")
    assert study.review.grade(lost, Rating.GOOD).card.memory.reps == 2, "it can be graded like any orphan"
    (card,) = study.library.cards('"Spain"')
    assert (card.id, card.memory.reps) == (orphan.id, 1)


# ---------------------------------------------------------------------- in a session


@pytest.fixture
def session(study: Study, asked: Card, clock: HandClock) -> ReviewSession:
    """A session that shows the card in doubt first."""
    clock.move(days=60)
    opened = ReviewSession(study.review)
    assert opened.start_with(str(asked.id))
    return opened


def test_a_session_shows_what_changed_and_takes_no_grade_before_an_answer(session: ReviewSession, asked: Card) -> None:
    assert session.changed is not None
    assert session.changed.front == "What is the capital of France?"
    session.reveal()
    with pytest.raises(StudyError, match="may be another one"):
        session.grade(Rating.GOOD)
    assert session.card is not None
    assert session.card.id == asked.id


def test_the_same_card_is_then_shown_as_any_other(session: ReviewSession, asked: Card) -> None:
    counts = session.progress.counts
    session.same()
    assert session.card is not None
    assert (session.card.id, session.changed, session.phase) == (asked.id, None, Phase.QUESTION)
    assert session.progress.counts == counts
    session.reveal()
    session.grade(Rating.GOOD)
    assert session.card.id != asked.id
    session.undo()
    session.undo()
    assert session.changed is not None
    assert (session.card.id, session.progress.counts) == (asked.id, counts)


def test_another_card_leaves_the_session_until_its_turn_and_an_undo_brings_the_old_one_back(
    session: ReviewSession, study: Study, asked: Card
) -> None:
    counts = session.progress.counts
    session.another()
    assert session.card is not None
    assert session.card.id != asked.id
    assert session.progress.counts.all == counts.all - 1
    session.undo()
    assert session.card is not None
    assert session.card.id == asked.id
    assert session.changed is not None
    assert session.progress.counts == counts
    assert study.library.cards("is:orphan") == []


ACTS: dict[str, Callable[[ReviewSession], object]] = {
    "reveal": ReviewSession.reveal,
    "good": lambda session: session.grade(Rating.GOOD),
    "same": ReviewSession.same,
    "again": lambda session: session.same(show_again=True),
    "another": ReviewSession.another,
    "bury": ReviewSession.bury,
    "reset": ReviewSession.reset,
    "flag": ReviewSession.flag,
}


LATER = "2026-08-01T12:00:00+00:00"
"""An instant at which all cards are due."""


def logged(home: Path) -> int:
    """How many rows the log has."""
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])


@settings(max_examples=in_long_form(15, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["same", "another", "reveal", *ACTS]), max_size=15))
def test_undoing_a_whole_session_brings_back_every_card_and_every_doubt(
    study: Study, renamed: list[Card], home: Path, clock: HandClock, doings: list[str]
) -> None:
    study.configure("new_per_day", 0)
    clock.set(datetime.fromisoformat(LATER))
    before, rows = stored(home), logged(home)
    session = ReviewSession(study.review)
    assert session.progress.counts.all == len(renamed)
    done = 0
    for name in doings:
        clock.move(minutes=1)
        if session.card is None:
            break
        with suppress(StudyError):  # no grade before an answer, and no answer where nothing is asked
            ACTS[name](session)
        done += logged(home) > rows
        rows = logged(home)
    for _ in range(done):
        session.undo()
    assert stored(home) == before
    assert session.progress.counts.all == len(renamed)
