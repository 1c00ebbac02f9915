"""A folder of notes becomes cards, stays in step with its notes, and no card loses its history on the way."""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studygpt import paths
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Rating, Status
from studygpt.study import Study
from studygpt.sync import Summary
from tests.conftest import TWO_CARDS, HandClock, Vault

pytestmark = pytest.mark.both_databases(long=True)

QUITE_ANOTHER = "Which town is the capital of France?"
SRAI = "[[SR/memory/{0}.md|?]]"
BY_ID = f"""What is softmax?
{SRAI.format("KwfTbvZ1")}
A normalised exponential
"""


def taken_in(study: Study, vault: Vault, name: str | None = None, opt_in: tuple[str, ...] = ()) -> Summary:
    return study.library.import_folder(vault.path, name, opt_in)


def synced(study: Study, name: str = "vault") -> Summary:
    return study.library.sync_source(study.library.source(name))


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    """Notes read, and cards that are new, kept, moved, orphaned."""
    return summary.read, summary.new, summary.kept, summary.moved, summary.orphaned


def by_front(study: Study, query: str = "") -> dict[str, Card]:
    return {card.front: card for card in study.library.cards(query)}


def graded(study: Study, words: str) -> Card:
    """The card with these words, after a first grade: its history can be lost."""
    (card,) = study.library.cards(f'"{words}"')
    return study.review.grade(card, Rating.EASY).card


def dump(home: Path) -> list[str]:
    """Everything in the database."""
    connection = sqlite3.connect(home / "studygpt.db")
    lines = list(connection.iterdump())
    connection.close()
    return lines


# ---------------------------------------------------------------------- a first import


def test_the_notes_of_a_folder_become_cards(study: Study, vault: Vault) -> None:
    vault.write("gpt/parts.md", TWO_CARDS)
    vault.write("prose.md", "Nothing to learn here. Really?\n")
    vault.write("picture.png", b"\x89PNG #flashcards a::b")
    summary = taken_in(study, vault)
    assert counts(summary) == (2, 2, 0, 0, 0)
    assert (summary.source, summary.notes, summary.gone) == ("vault", 2, 0)
    assert summary.by_dialect == {"separators": 2}
    assert summary.problems == []
    first, second = study.library.cards()
    assert (first.front, first.back) == ("What does softmax return?", "Probabilities that add up to one")
    assert (first.source, first.path, first.line_start, first.line_end) == ("vault", "gpt/parts.md", 3, 3)
    assert (first.deck, first.title, first.status, first.kind) == ("flashcards", "parts", Status.ACTIVE, "basic")
    assert first.memory.state == "new"
    assert (second.line_start, second.back) == (5, "The values")
    assert first.id != second.id
    assert len(first.id or "") == 12


def test_the_notes_themselves_are_never_written(study: Study, vault: Vault) -> None:
    for name, text in (("a.md", TWO_CARDS), ("b.md", BY_ID), (".obsidian/app.json", "{}")):
        vault.write(name, text)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in vault.path.rglob("*") if path.is_file()}
    taken_in(study, vault)
    graded(study, "softmax return")
    synced(study)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in vault.path.rglob("*") if path.is_file()}
    assert after == before


def test_progress_is_told_from_the_first_note_to_the_last(study: Study, vault: Vault) -> None:
    for number in range(5):
        vault.write(f"{number}.md", TWO_CARDS)
    told: list[tuple[int, int]] = []
    study.library.import_folder(vault.path, None, (), lambda done, total: told.append((done, total)))
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)
    assert told == sorted(told)


def test_importing_again_changes_nothing(study: Study, vault: Vault, home: Path) -> None:
    vault.write("a.md", TWO_CARDS)
    vault.write("b.md", BY_ID)
    taken_in(study, vault)
    graded(study, "softmax return")
    before = dump(home)
    for summary in (taken_in(study, vault), synced(study), taken_in(study, vault, "vault")):
        assert counts(summary) == (0, 0, 0, 0, 0)
        assert summary.notes == 2
    assert dump(home) == before


def test_a_note_that_was_only_touched_changes_no_card(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    before = study.library.cards()
    vault.write("a.md", TWO_CARDS)
    assert counts(synced(study)) == (0, 0, 0, 0, 0)
    assert study.library.cards() == before


def test_a_folder_is_the_same_source_by_whatever_path_it_is_named(
    study: Study, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    monkeypatch.chdir(vault.path.parent)
    link = vault.path.parent / "link"
    link.symlink_to(vault.path)
    for path in (Path("vault"), Path("./vault/../vault"), link):
        assert study.library.import_folder(path, None, ()).new == 0
    assert len(study.library.sources()) == 1


# ---------------------------------------------------------------------- edits


def test_an_edit_of_one_card_leaves_the_others_their_ids_and_memories(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    kept = graded(study, "softmax return")
    graded(study, "attention weigh")
    vault.write("a.md", TWO_CARDS.replace("What does attention weigh?::The values", f"{QUITE_ANOTHER}::Paris"))
    summary = synced(study)
    assert (counts(summary), summary.unsure) == ((1, 0, 1, 0, 0), 1)
    after = by_front(study)
    assert after["What does softmax return?"] == kept
    assert [each.card for each in study.review.doubts.all()] == [after[QUITE_ANOTHER]], "it stands in its place"


def test_a_card_in_other_words_keeps_its_history(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    before = graded(study, "softmax return")
    reworded = "What does the softmax function return?"
    vault.write("a.md", TWO_CARDS.replace("What does softmax return?", reworded))
    summary = synced(study)
    assert (counts(summary), summary.unsure) == ((1, 0, 2, 0, 0), 0)
    after = by_front(study)[reworded]
    assert (after.id, after.memory) == (before.id, before.memory)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What is n_head of GPT-2 small?::12", "What is n_head of GPT-2 large?::20"),
        ("What is n_head of GPT-2 small?::12", "What is n_layer of GPT-2 small?::12"),
        ("Kyiv?::The capital of Ukraine", "Kyiv?::On the Dnieper"),
        ("When is dropout on?::In training", "When is dropout not on?::In training"),
        ("Which side is 2 x 3 times 3 x 4?::2 x 4", "Which side is 2 x 3 times 3 x 5?::2 x 5"),
        ("Was heißt dog auf Deutsch?::Hund", "Was heißt cat auf Deutsch?::Katze"),
    ],
)
def test_a_card_that_may_ask_for_another_fact_waits_with_the_history_of_the_one_it_replaced(
    study: Study, vault: Vault, old: str, new: str
) -> None:
    vault.write("a.md", f"#flashcards\n\n{old}\n")
    taken_in(study, vault)
    before = study.review.grade(study.library.cards()[0], Rating.EASY).card
    vault.write("a.md", f"#flashcards\n\n{new}\n")
    assert synced(study).unsure == 1
    (card,) = study.library.cards()
    assert (card.id, f"{card.front}::{card.back}", card.memory) == (before.id, new, before.memory)
    ((in_doubt, doubt),) = study.review.doubts.all()
    assert (in_doubt, f"{doubt.front}::{doubt.back}", doubt.place) == (card, old, "a.md:3")
    with pytest.raises(StudyError, match="may be another one"):
        study.review.grade(card, Rating.GOOD)


def test_another_answer_to_the_same_question_is_a_correction_and_the_old_one_is_still_known(
    study: Study, vault: Vault
) -> None:
    vault.write("a.md", "#flashcards\n\nDoes softmax keep the order?::No\n")
    taken_in(study, vault)
    before = graded(study, "softmax")
    vault.write("a.md", "#flashcards\n\nDoes softmax keep the order?::Yes\n")
    assert counts(synced(study)) == (1, 0, 1, 0, 0)
    (card,) = study.library.cards()
    assert (card.id, card.memory) == (before.id, before.memory)
    learned = study.review.doubts.about(card)
    assert learned is not None
    assert (learned.back, learned.why) == ("No", "")
    assert study.review.doubts.all() == []


def test_a_card_whose_lines_moved_says_where_it_now_stands(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.write("a.md", TWO_CARDS.replace("#flashcards\n", "#flashcards\n\nA line more.\n\nAnd another.\n"))
    assert counts(synced(study)) == (1, 0, 2, 0, 0)
    after = study.library.card(before.id or "")
    assert (before.line_start, after.line_start, after.line_end) == (3, 7, 7)
    assert after.memory == before.memory


def test_white_space_does_not_make_another_card(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is a long question\nover two lines?\n?\nAn answer\n")
    taken_in(study, vault)
    before = graded(study, "long question")
    vault.write("a.md", "#flashcards\r\n\r\nWhat is a long   question over\r\ntwo lines?\r\n?\r\nAn answer\r\n")
    assert counts(synced(study)) == (1, 0, 1, 0, 0)
    assert study.library.card(before.id or "").memory == before.memory
    vault.delete("a.md")
    vault.write("b.md", "#flashcards\n\n   What is a long question over two lines?\n?\nAn  answer\n")
    assert counts(synced(study)) == (1, 0, 0, 1, 0)
    assert study.library.card(before.id or "").memory == before.memory


def test_what_surrounds_a_card_may_change_without_making_it_another(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.write("a.md", "---\ntitle: Parts\n---\n# Heading\n" + TWO_CARDS.replace("#flashcards", "#flashcards/gpt"))
    assert counts(synced(study)) == (1, 0, 2, 0, 0)
    after = study.library.card(before.id or "")
    assert (after.deck, after.title, after.headings) == ("flashcards/gpt", "Parts", ("Heading",))
    assert after.memory == before.memory


def test_a_card_with_an_id_of_its_own_stays_the_same_card_whatever_its_text(study: Study, vault: Vault) -> None:
    vault.write("a.md", BY_ID)
    taken_in(study, vault)
    before = graded(study, "What is softmax")
    vault.write("a.md", BY_ID.replace("A norm", "The norm"))
    assert counts(synced(study)) == (1, 0, 1, 0, 0)
    vault.write("a.md", BY_ID.replace("What is softmax", "Which function is softmax").replace("A norm", "The norm"))
    summary = synced(study)
    assert (counts(summary), summary.unsure) == ((1, 0, 0, 0, 0), 1), "its words changed much, so it is asked about"
    (after,) = study.library.cards()
    assert (after.id, after.source_id, after.memory) == (before.id, "KwfTbvZ1", before.memory)
    assert (after.front, after.back) == ("Which function is softmax?", "The normalised exponential")


def test_a_card_with_an_id_of_its_own_is_known_in_another_note_with_another_text(study: Study, vault: Vault) -> None:
    vault.write("a.md", BY_ID)
    taken_in(study, vault)
    before = graded(study, "What is softmax")
    vault.delete("a.md")
    vault.write("b.md", BY_ID.replace("What is", "What does one call"))
    summary = synced(study)
    assert (counts(summary), summary.unsure) == ((1, 0, 0, 0, 0), 1)
    (after,) = study.library.cards()
    assert (after.id, after.path, after.memory) == (before.id, "b.md", before.memory)


def test_two_ids_are_two_cards_though_their_texts_are_one(study: Study, vault: Vault) -> None:
    vault.write("a.md", BY_ID)
    taken_in(study, vault)
    graded(study, "What is softmax")
    vault.write("a.md", BY_ID.replace("KwfTbvZ1", "0Wn1kyD2"))
    assert counts(synced(study)) == (1, 1, 0, 0, 1)
    (after,) = study.library.cards()
    assert (after.source_id, after.memory.reps) == ("0Wn1kyD2", 0)


def test_a_block_id_of_another_note_gives_a_card_no_history(study: Study, vault: Vault) -> None:
    """In Obsidian a block id belongs to its note: `^q1` can stand in each."""
    vault.write("a.md", "#flashcards\n\nWhat does softmax return?::Probabilities ^q1\n")
    taken_in(study, vault)
    graded(study, "softmax")
    vault.delete("a.md")
    vault.write("b.md", "#flashcards\n\nWhich town is the capital of France?::Paris ^q1\n")
    synced(study)
    (card,) = study.library.cards()
    assert card.front == "Which town is the capital of France?"
    assert card.memory.reps == 0, "giving one card's history to another is worse than a reset"


def test_a_block_id_written_later_gives_a_card_no_other_cards_history(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is a token?::A piece ^x\n\nWhat is a token?::A piece ^y\n")
    taken_in(study, vault)
    for card in study.library.cards():
        study.review.grade(card, Rating.EASY)
    vault.write("a.md", "#flashcards\n\nWhat is a token?::A piece\n\nWhat is a token?::A piece ^z\n")
    synced(study)
    (found,) = [card for card in study.library.cards() if card.source_id == "^z"]
    assert found.memory.reps == 0, "two different ids written by the author are two cards"


def test_both_ways_of_a_pair_have_memories_of_their_own(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nLogits of a model:::The scores before softmax\n")
    assert taken_in(study, vault).new == 2
    there, back = study.library.cards()
    assert (there.front, there.back) == (back.back, back.front)
    assert there.kind == back.kind == "reversed"
    study.review.grade(there, Rating.EASY)
    vault.write("a.md", "#flashcards\n\nA line before.\n\nLogits of a model:::The scores before softmax\n")
    assert counts(synced(study)) == (1, 0, 2, 0, 0)
    assert [card.memory.reps for card in study.library.cards()] == [1, 0]
    vault.move("a.md", "b.md")
    assert counts(synced(study)) == (1, 0, 0, 2, 0)
    assert [card.memory.reps for card in study.library.cards()] == [1, 0]


def test_one_text_twice_in_a_note_is_two_cards_that_stay_apart(study: Study, vault: Vault) -> None:
    text = "#flashcards\n\n## BPE\n\nWhat is merged?::A pair\n\n## LoRA\n\nWhat is merged?::A pair\n"
    vault.write("a.md", text)
    assert taken_in(study, vault).new == 2
    first, second = study.library.cards()
    assert first.id != second.id
    study.review.grade(second, Rating.EASY)
    vault.write("a.md", text.replace("## BPE", "A line.\n\n## BPE"))
    assert counts(synced(study)) == (1, 0, 2, 0, 0)
    assert [(card.id, card.memory.reps) for card in study.library.cards()] == [(first.id, 0), (second.id, 1)]


# ---------------------------------------------------------------------- notes that move, go and come back


def test_a_renamed_note_keeps_the_history_of_its_cards(study: Study, vault: Vault) -> None:
    vault.write("old.md", TWO_CARDS)
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.move("old.md", "sub/new.md")
    summary = synced(study)
    assert counts(summary) == (1, 0, 0, 2, 0)
    assert summary.gone == 1
    after = study.library.card(before.id or "")
    assert (after.path, after.title, after.status) == ("sub/new.md", "new", Status.ACTIVE)
    assert after.memory == before.memory


LONG_LINE = "What does softmax return for each row?::Probabilities that add up to one\n"
SHORT_LINE = "What does softmax return?::Probabilities\n"


@pytest.mark.parametrize(("line", "moved", "unsure"), [(LONG_LINE, 1, 0), (SHORT_LINE, 0, 1)])
def test_a_card_cut_from_one_note_and_pasted_into_another_keeps_its_history(
    study: Study, vault: Vault, line: str, moved: int, unsure: int
) -> None:
    vault.write("a.md", f"#flashcards\n\nWhat does attention weigh?::The values\n\n{line}")
    vault.write("b.md", "#flashcards\n\nWhat is a token?::A piece with an id\n")
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.write("a.md", "#flashcards\n\nWhat does attention weigh?::The values\n")
    vault.write("b.md", f"#flashcards\n\nWhat is a token?::A piece with an id\n\n{line}")
    summary = synced(study)
    assert (counts(summary), summary.unsure) == ((2, 0, 2, moved, 0), unsure)
    after = study.library.card(before.id or "")
    assert (after.path, after.line_start, after.memory) == ("b.md", 5, before.memory)


@pytest.mark.parametrize(("line", "moved", "unsure"), [(LONG_LINE, 1, 0), (SHORT_LINE, 0, 1)])
def test_a_card_cut_today_and_pasted_tomorrow_keeps_its_history(
    study: Study, vault: Vault, clock: HandClock, line: str, moved: int, unsure: int
) -> None:
    vault.write("a.md", f"#flashcards\n\nWhat does attention weigh?::The values\n\n{line}")
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.write("a.md", "#flashcards\n\nWhat does attention weigh?::The values\n")
    assert counts(synced(study)) == (1, 0, 1, 0, 1)
    clock.move(days=1)
    vault.write("z.md", f"#flashcards\n\n{line}")
    summary = synced(study)
    assert (counts(summary), summary.unsure) == ((1, 0, 0, moved, 0), unsure)
    assert study.library.card(before.id or "").memory == before.memory


def test_the_cards_of_a_deleted_note_wait_as_orphans_and_come_back_with_it(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.delete("a.md")
    summary = synced(study)
    assert (summary.gone, summary.orphaned, summary.notes) == (1, 2, 0)
    assert study.library.cards() == []
    assert study.review.due() == []
    orphans = study.library.cards("is:orphan")
    assert [card.status for card in orphans] == [Status.ORPHAN] * 2
    assert orphans[0].memory == before.memory
    assert counts(synced(study)) == (0, 0, 0, 0, 0), "an orphan is orphaned once"
    vault.write("a.md", TWO_CARDS)
    assert counts(synced(study)) == (1, 0, 0, 2, 0)
    assert by_front(study)["What does softmax return?"] == before
    assert study.library.cards("is:orphan") == []


def test_a_copy_thrown_away_does_not_keep_the_history_from_coming_back(
    study: Study, vault: Vault, clock: HandClock
) -> None:
    note = (
        "#flashcards\n\nWho crossed the Rubicon?::Caesar with an army\n\nWho burnt Persepolis?::Alexander of Macedon\n"
    )
    vault.write("rome.md", note)
    taken_in(study, vault)
    before = graded(study, "Who crossed the Rubicon?")
    vault.write("rome 2.md", note)
    synced(study)
    vault.delete("rome 2.md")
    synced(study)
    vault.delete("rome.md")
    synced(study)
    vault.write("rome.md", note)
    assert counts(synced(study)) == (1, 0, 0, 2, 0)
    assert by_front(study)["Who crossed the Rubicon?"].memory == before.memory
    vault.move("rome.md", "rome 2.md")
    assert counts(synced(study)) == (1, 0, 0, 2, 0)
    assert by_front(study)["Who crossed the Rubicon?"].memory == before.memory, "an orphan there is no rival"
    clock.move(days=1)
    vault.delete("rome 2.md")
    synced(study)
    vault.write("rome 2.md", note)
    synced(study)
    assert by_front(study)["Who crossed the Rubicon?"].memory == before.memory, "what stood there last comes back"


def test_two_notes_with_the_same_card_go_and_each_comes_back_with_its_own_history(study: Study, vault: Vault) -> None:
    notes = {
        "rome.md": "#flashcards\n\nWho crossed the Rubicon?::Caesar\n",
        "persons.md": "#flashcards\n\nCarthage?::Hannibal\n",
    }
    notes["persons.md"] += "\nWho crossed the Rubicon?::Caesar\n"
    for name, text in notes.items():
        vault.write(name, text)
    taken_in(study, vault)
    cards = {card.place.split(":")[0]: card for card in study.library.cards('"Rubicon"')}
    cards["rome.md"] = study.review.grade(cards["rome.md"], Rating.EASY).card
    cards["persons.md"] = study.review.grade(cards["persons.md"], Rating.AGAIN).card
    for name in notes:
        vault.delete(name)
        synced(study)
    for name, text in notes.items():
        vault.write(name, text)
    synced(study)
    back = {card.place.split(":")[0]: card for card in study.library.cards('"Rubicon"')}
    assert {name: (card.id, card.memory) for name, card in back.items()} == {
        name: (card.id, card.memory) for name, card in cards.items()
    }


def test_an_orphan_that_was_graded_as_such_comes_back_with_that_too(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    vault.delete("a.md")
    synced(study)
    orphan = graded(study, "softmax return") if study.library.cards("softmax") else None
    assert orphan is None, "orphans are found only where they are asked for"
    orphan = study.review.grade(study.library.cards('is:orphan "softmax return"')[0], Rating.EASY).card
    vault.write("a.md", TWO_CARDS)
    synced(study)
    assert study.library.card(orphan.id or "").memory == orphan.memory


def test_a_text_that_two_lost_cards_share_is_not_given_the_history_of_one_unasked(study: Study, vault: Vault) -> None:
    card = "#flashcards\n\nWhat is merged?::A pair\n"
    vault.write("bpe.md", card)
    vault.write("lora.md", card)
    taken_in(study, vault)
    for each in study.library.cards():
        study.review.grade(each, Rating.EASY)
    vault.delete("bpe.md")
    vault.delete("lora.md")
    vault.write("which.md", card)
    summary = synced(study)
    assert (counts(summary), summary.unsure) == ((1, 0, 0, 0, 1), 1), "one of them waits, and a person says"
    study.review.doubts.another([each.card for each in study.review.doubts.all()])
    assert [each.memory.reps for each in study.library.cards()] == [0]
    assert [each.memory.reps for each in study.library.cards("is:orphan")] == [1, 1]


def test_a_card_edited_and_edited_back_has_its_history_again(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.write("a.md", TWO_CARDS.replace("softmax return", "a softmax return"))
    synced(study)
    vault.write("a.md", TWO_CARDS)
    synced(study)
    assert by_front(study)["What does softmax return?"] == before


# ---------------------------------------------------------------------- what goes wrong


def test_a_note_that_became_unreadable_keeps_its_cards(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    vault.write("b.md", BY_ID)
    taken_in(study, vault)
    before = graded(study, "softmax return")
    vault.write("a.md", TWO_CARDS.encode("utf-16"))
    vault.write("b.md", BY_ID + "\nA line more.\n")
    summary = synced(study)
    assert counts(summary) == (1, 0, 1, 0, 0)
    (problem,) = summary.problems
    assert (problem.path, problem.line) == ("a.md", 0)
    assert "UTF-16" in problem.message
    assert "stay as they are" in problem.message
    assert by_front(study)["What does softmax return?"] == before
    assert [each.path for each in synced(study).problems] == ["a.md"], "it is told until it is mended"
    vault.write("a.md", TWO_CARDS)
    assert synced(study).problems == []
    assert by_front(study)["What does softmax return?"] == before


def test_an_unreadable_note_does_not_keep_the_others_out(study: Study, vault: Vault) -> None:
    vault.write("a.md", b"#flashcards\n\ncaf\xe9::coffee house\n")
    vault.write("b.md", TWO_CARDS)
    summary = taken_in(study, vault)
    assert counts(summary) == (1, 2, 0, 0, 0)
    assert [(each.path, "UTF-8 (line 3)" in each.message) for each in summary.problems] == [("a.md", True)]


def test_a_file_name_that_is_no_utf8_does_not_keep_the_others_out(study: Study, vault: Vault) -> None:
    vault.write("b.md", TWO_CARDS)
    name = os.fsencode(vault.path) + b"/caf\xe9.md"
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(b"#flashcards\n\nWhat is a token?::A piece\n")
    summary = taken_in(study, vault)
    assert summary.new >= 2
    assert "What does softmax return?" in by_front(study)


def test_a_missing_folder_is_told_and_its_cards_stay(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    before = study.library.cards()
    vault.path.rename(vault.path.with_name("unmounted"))
    with pytest.raises(StudyError, match="not mounted") as told:
        synced(study)
    assert str(vault.path) in str(told.value)
    with pytest.raises(StudyError, match="`studygpt sources move vault PATH` says where it is now"):
        study.links.place(before[0])
    assert study.library.cards() == before
    assert study.review.due() == before
    vault.path.with_name("unmounted").rename(vault.path)
    assert counts(synced(study)) == (0, 0, 0, 0, 0)


def interrupt(done: int, _total: int) -> None:
    if done:
        raise KeyboardInterrupt


def test_an_interrupted_sync_leaves_everything_as_it_was(study: Study, vault: Vault, home: Path) -> None:
    for number in range(3):
        vault.write(f"{number}.md", TWO_CARDS.replace("softmax", f"softmax number {number}"))
    taken_in(study, vault)
    graded(study, "softmax number 1")
    vault.delete("0.md")
    vault.write("1.md", "#flashcards\n\nQuite another card?::Yes, it is\n")
    vault.write("new.md", "#flashcards\n\nWho wrote the Iliad?::Homer\n")
    before = dump(home)
    with pytest.raises(KeyboardInterrupt):
        study.library.sync_source(study.library.source("vault"), interrupt)
    assert dump(home) == before
    assert counts(synced(study)) == (2, 2, 0, 0, 4), "and the next one does all of it"


def test_an_interrupted_import_can_be_done_again(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    with pytest.raises(KeyboardInterrupt):
        study.library.import_folder(vault.path, None, (), interrupt)
    assert study.library.cards() == []
    assert taken_in(study, vault).new == 2


def test_a_first_start_that_was_interrupted_does_not_lose_the_shipped_decks(
    home: Path, clock: HandClock, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("shipped.md", TWO_CARDS)
    assert not home.exists()
    monkeypatch.setattr(paths, "shipped_decks", lambda: vault.path)
    with monkeypatch.context() as patched:
        for module in (io, os):
            patched.setattr(module, "open", interrupted_at("shipped.md", module.open))
        patched.setattr("builtins.open", interrupted_at("shipped.md", open))
        with pytest.raises(KeyboardInterrupt):
            Study.open(clock)
    again = Study.open(clock)
    assert len(again.review.due()) == 2
    again.close()


def interrupted_at(name: str, really_open: Callable[..., Any]) -> Callable[..., Any]:
    def opened(file: object, *arguments: Any, **options: Any) -> Any:
        if str(file).endswith(name):
            raise KeyboardInterrupt
        return really_open(file, *arguments, **options)

    return opened


# ---------------------------------------------------------------------- names and places


def test_one_note_in_two_vaults_is_two_cards(study: Study, tmp_path: Path) -> None:
    for name in ("first", "second"):
        vault = Vault(tmp_path / name)
        vault.write("a.md", TWO_CARDS)
        assert taken_in(study, vault).new == 2
    ids = [card.id for card in study.library.cards()]
    assert len(set(ids)) == 4


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.sqlite_only
def test_two_devices_that_import_one_vault_agree_on_every_id(
    home: Path, vault: Vault, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", TWO_CARDS)
    vault.write("b.md", "#flashcards\n\nOne text?::Twice\n\nOne text?::Twice\n\nLogits:::Scores before softmax\n")
    vault.write("c/d.md", BY_ID + "\nThe {{c1::query}} meets the {{c2::key}}.\n")
    assert not home.exists()
    elsewhere = tmp_path / "elsewhere" / "vault"
    elsewhere.parent.mkdir()
    found = []
    for device, place in (("one", vault.path), ("two", elsewhere)):
        monkeypatch.setenv("STUDYGPT_HOME", str(tmp_path / device))
        if place != vault.path:
            vault.path.rename(elsewhere)
        opened = Study.open(clock)
        opened.library.import_folder(place, None, ())
        found.append({card.id: (card.path, card.front, card.back) for card in opened.library.cards("source:vault")})
        opened.close()
    assert len(found[0]) == 9
    assert found[0] == found[1]


def test_an_id_once_given_is_not_given_to_the_edited_texts_old_form(study: Study, vault: Vault) -> None:
    """A card keeps the id of its first text; another card that later has that text needs one of its own."""
    vault.write("a.md", BY_ID)
    taken_in(study, vault)
    first = graded(study, "What is softmax")
    vault.write("a.md", BY_ID.replace("What is softmax?", "What is the softmax?"))
    synced(study)
    vault.write(
        "a.md", BY_ID.replace("What is softmax?", "What is the softmax?") + "\n" + BY_ID.replace("KwfTbvZ1", "0Wn1kyD2")
    )
    assert synced(study).new == 1
    ids = {card.source_id: card.id for card in study.library.cards()}
    assert ids["KwfTbvZ1"] == first.id
    assert ids["0Wn1kyD2"] != first.id


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.sqlite_only
def test_ids_belong_to_a_source_also_where_another_home_has_another(
    home: Path, vault: Vault, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", TWO_CARDS)
    assert not home.exists()
    found: list[set[str | None]] = []
    for name in ("first", "second"):
        monkeypatch.setenv("STUDYGPT_HOME", str(tmp_path / name))
        opened = Study.open(clock)
        opened.library.import_folder(vault.path, name, ())
        found.append({card.id for card in opened.library.cards(f"source:{name}")})
        opened.close()
    assert len(found[0]) == len(found[1]) == 2
    assert found[0].isdisjoint(found[1])


@pytest.mark.parametrize("inner_first", [True, False])
def test_a_folder_inside_another_source_is_refused(study: Study, vault: Vault, inner_first: bool) -> None:
    vault.write("inner/a.md", TWO_CARDS)
    folders = [vault.path, vault.path / "inner"]
    first, second = reversed(folders) if inner_first else folders
    study.library.import_folder(first, None, ())
    with pytest.raises(StudyError, match="a note in both would become two cards"):
        study.library.import_folder(second, None, ())
    assert len(study.library.cards()) == 2
    assert len(study.library.sources()) == 1


def test_a_folder_whose_name_only_begins_like_anothers_is_no_folder_inside_it(study: Study, tmp_path: Path) -> None:
    for name in ("vault", "vault2"):
        vault = Vault(tmp_path / name)
        vault.write("a.md", TWO_CARDS)
        assert taken_in(study, vault).new == 2


def test_a_name_that_is_taken_is_refused_and_another_can_be_given(study: Study, tmp_path: Path) -> None:
    for parent in ("home", "work"):
        Vault(tmp_path / parent / "notes").write("a.md", TWO_CARDS)
    study.library.import_folder(tmp_path / "home" / "notes", None, ())
    with pytest.raises(StudyError, match="--name"):
        study.library.import_folder(tmp_path / "work" / "notes", None, ())
    assert len(study.library.cards()) == 2
    assert study.library.import_folder(tmp_path / "work" / "notes", "work", ()).source == "work"
    assert [source.name for source in study.library.sources()] == ["notes", "work"]
    with pytest.raises(StudyError, match="registered already, as the source 'work'"):
        study.library.import_folder(tmp_path / "work" / "notes", "labour", ())


def test_what_is_no_folder_is_told_in_a_sentence(study: Study, vault: Vault) -> None:
    note = vault.write("a.md", TWO_CARDS)
    with pytest.raises(StudyError, match="no such folder"):
        study.library.import_folder(vault.path / "nowhere", None, ())
    with pytest.raises(StudyError, match="studygpt preview"):
        study.library.import_folder(note, None, ())
    assert study.library.sources() == []


def test_a_disabled_source_leaves_the_queue_and_comes_back_as_it_was(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    graded(study, "softmax return")
    before, decks = study.review.due(), study.library.decks()
    assert len(before) == 1
    study.library.set_enabled("vault", False)
    assert study.review.due() == []
    assert study.library.decks() == []
    assert study.review.waiting().new == 0
    assert len(study.library.cards()) == 2, "they can still be looked up"
    assert study.library.cards("is:due") == []
    study.library.set_enabled("vault", True)
    assert study.review.due() == before
    assert study.library.decks() == decks


def test_a_removed_source_is_gone_and_can_be_imported_again(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    taken_in(study, vault)
    ids = {card.id for card in study.library.cards()}
    study.library.remove("vault")
    assert study.library.sources() == []
    assert study.library.cards() == study.library.cards("is:orphan") == study.review.due() == []
    assert vault.path.joinpath("a.md").read_text() == TWO_CARDS
    taken_in(study, vault)
    assert {card.id for card in study.library.cards()} == ids
    with pytest.raises(UsageError, match="there is no source 'nothing'"):
        study.library.remove("nothing")


def test_the_shipped_decks_come_by_themselves_and_can_only_be_turned_off(home: Path, clock: HandClock) -> None:
    opened = Study.open(clock)
    assert home.is_dir()
    (source,) = opened.library.sources()
    assert (source.name, source.enabled) == ("studygpt", True)
    assert source.path.joinpath("attention.md").is_file()
    assert len(opened.library.cards()) >= 40
    assert len(opened.review.due()) == 20
    with pytest.raises(StudyError, match="disable studygpt"):
        opened.library.remove("studygpt")
    opened.library.set_enabled("studygpt", False)
    opened.close()
    again = Study.open(clock)
    assert again.review.due() == [], "also the next time"
    again.close()


def test_the_shipped_decks_follow_the_program_where_it_moves(
    home: Path, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not home.exists()
    old, new = Vault(tmp_path / "old" / "decks"), Vault(tmp_path / "new" / "decks")
    old.write("a.md", TWO_CARDS)
    monkeypatch.setattr(paths, "shipped_decks", lambda: old.path)
    opened = Study.open(clock)
    before = graded(opened, "softmax return")
    opened.close()
    old.delete("a.md")
    new.write("a.md", TWO_CARDS)
    new.write("b.md", BY_ID)
    monkeypatch.setattr(paths, "shipped_decks", lambda: new.path)
    opened = Study.open(clock)
    assert synced(opened, "studygpt").new == 1
    assert by_front(opened)["What does softmax return?"] == before
    assert opened.library.source("studygpt").path == new.path
    opened.close()


# ---------------------------------------------------------------------- what opts in

PLAIN = "What does softmax return?::Probabilities that add up to one\n"


@pytest.mark.parametrize(("opt_in", "expected"), [((), 0), (("learn",), 1), (("#learn",), 1), (("gpt",), 1)])
def test_what_was_opted_in_at_import_stays_opted_in(
    study: Study, vault: Vault, opt_in: tuple[str, ...], expected: int
) -> None:
    vault.write("gpt/folder.md", PLAIN)
    vault.write("tagged.md", f"#learn\n\n{PLAIN}")
    assert taken_in(study, vault, None, opt_in).new == expected
    vault.write("gpt/folder.md", f"\n{PLAIN}")
    vault.write("tagged.md", f"#learn\n\n\n{PLAIN}")
    summary = synced(study)
    assert (summary.new, summary.kept, summary.orphaned) == (0, expected, 0)
    assert study.library.source("vault").opt_in == opt_in


def test_more_can_be_opted_in_later_and_lines_left_alone_are_counted(study: Study, vault: Vault) -> None:
    vault.write("a.md", PLAIN)
    assert (summary := taken_in(study, vault)).new == 0
    assert summary.unclaimed == 1
    assert taken_in(study, vault, None, ("all",)).new == 1
    assert taken_in(study, vault).new == 0, "without it nothing is taken back"
    assert len(study.library.cards()) == 1


@pytest.mark.parametrize("tag", ["#flashcards", "#Flashcards", "#FLASHCARDS", "#FlashCards", "#flashcards/gpt/deep"])
def test_a_deck_tag_counts_however_it_is_capitalised(study: Study, vault: Vault, tag: str) -> None:
    vault.write("a.md", f"{tag}\n\n{PLAIN}")
    assert taken_in(study, vault).new == 1


def test_a_changed_setting_of_the_vault_reads_its_notes_anew(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat does softmax return? ;; Probabilities\n\nWhat is weighed?::The values\n")
    taken_in(study, vault)
    assert list(by_front(study)) == ["What is weighed?"]
    graded(study, "weighed")
    vault.settings(singleLineCardSeparator=";;")
    assert synced(study).unsure == 1, "it stands in its place"
    (new,) = study.review.doubts.another([each.card for each in study.review.doubts.all()])
    assert [card.front for card in study.library.cards("is:orphan")] == ["What is weighed?"]
    assert new.front == "What does softmax return?"
    assert list(by_front(study)) == ["What does softmax return?"]
    assert counts(synced(study)) == (0, 0, 0, 0, 0)
    vault.settings(singleLineCardSeparator=";;", flashcardTags=["#learn"])
    assert counts(synced(study)) == (1, 0, 0, 0, 1)
    vault.settings(flashcardTags=["#flashcards"])
    assert counts(synced(study)) == (1, 0, 0, 1, 0), "back to the first card, with its history"


def test_settings_that_cannot_be_read_are_told_and_the_common_ones_hold(study: Study, vault: Vault) -> None:
    vault.write(".obsidian/plugins/obsidian-spaced-repetition/data.json", '{"settings": {')
    vault.write("a.md", TWO_CARDS)
    summary = taken_in(study, vault)
    assert summary.new == 2
    assert "data.json" in summary.problems[0].message


def test_an_ignored_note_loses_its_cards_until_it_is_ignored_no_more(study: Study, vault: Vault) -> None:
    vault.write("drafts/a.md", TWO_CARDS)
    taken_in(study, vault)
    vault.write(".studygptignore", "drafts/\n")
    assert synced(study).orphaned == 2
    vault.delete(".studygptignore")
    assert synced(study).moved == 2
