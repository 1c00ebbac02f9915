"""What becomes of histories over many syncs: drafts that drift, half-typed lines, cards that come back changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from studygpt.model import Card, Rating
from studygpt.review.doubts import DoubtedCard
from studygpt.study import Study
from studygpt.sync import Losses, Summary
from tests.conftest import HandClock, Vault
from tests.sync.test_import import dump

FRANCE, SPAIN = "What is the capital of France?::Paris", "What is the capital of Spain?::Madrid"
HOMER, VIRGIL = "Who wrote the Iliad in the old days?::Homer", "Who wrote the Aeneid in the old days?::Virgil"


class Notes:
    """A vault whose first card was graded, and its study."""

    def __init__(self, study: Study, vault: Vault) -> None:
        self.study, self.vault = study, vault

    def begin(self, *lines: str) -> Card:
        self.write(*lines)
        self.study.library.import_folder(self.vault.path, "vault", ())
        return self.study.review.grade(self.study.library.cards()[0], Rating.EASY).card

    def write(self, *lines: str, name: str = "a.md") -> None:
        self.vault.write(name, "\n\n".join(["#flashcards", *lines]) + "\n")

    def sync(self, losses: Losses = Losses.STOP) -> Summary:
        return self.study.library.sync_source(self.study.library.source("vault"), losses=losses)

    def save(self, *lines: str, name: str = "a.md") -> Summary:
        self.write(*lines, name=name)
        return self.sync()

    @property
    def doubts(self) -> list[DoubtedCard]:
        return self.study.review.doubts.all()

    def card(self, id_: str | None) -> Card:
        return self.study.library.card(str(id_))


@pytest.fixture
def notes(study: Study, vault: Vault) -> Notes:
    return Notes(study, vault)


# ---------------------------------------------------------------------- many saves


def test_drafts_that_drift_are_compared_with_what_was_learned(notes: Notes) -> None:
    """Each save alone is the same card."""
    question = "What does this note say about it?"
    first = notes.begin(f"{question}::one two three four five six seven eight nine ten")
    assert notes.save(f"{question}::one two three four five 6 7 8 9 10").unsure == 0
    assert notes.save(f"{question}::1 2 3 4 5 6 7 8 9 10").unsure == 1
    ((card, doubt),) = notes.doubts
    assert (card.id, card.back) == (first.id, "1 2 3 4 5 6 7 8 9 10")
    assert doubt.back == "one two three four five six seven eight nine ten"


def test_what_was_graded_between_is_what_the_next_save_is_compared_with(notes: Notes) -> None:
    question = "What does this note say about it?"
    first = notes.begin(f"{question}::one two three four five six seven eight nine ten")
    notes.save(f"{question}::one two three four five 6 7 8 9 10")
    notes.study.review.grade(notes.card(first.id), Rating.GOOD)
    assert notes.save(f"{question}::1 2 3 4 5 6 7 8 9 10").unsure == 0
    assert notes.save(f"{question}::1 2 3 4 5 six seven eight nine ten").unsure == 1, "of five words none stands now"
    assert notes.doubts[0].doubt.back == "one two three four five 6 7 8 9 10"


def test_words_that_were_once_said_to_be_the_same_card_are_not_asked_about_again(notes: Notes) -> None:
    """A branch there and back, and there once more."""
    there, here = "Which step makes the largest tensor?::The head", "What is the shape of the largest tensor?::(4, 65)"
    first = notes.begin(here)
    assert notes.save(there).unsure == 1
    notes.study.review.doubts.same([notes.card(first.id)])
    notes.study.review.grade(notes.card(first.id), Rating.GOOD)
    for words in (here, there, here):
        assert notes.save(words).unsure == 0
        notes.study.review.grade(notes.card(first.id), Rating.GOOD)
    assert notes.card(first.id).memory.reps == 5


def test_the_same_words_under_another_heading_are_asked_about(notes: Notes) -> None:
    notes.begin("## Dante", "Where did he die?::In Italy")
    assert notes.save("## Petrarch", "Where did he die?::In Italy").unsure == 1


def test_a_history_that_waits_elsewhere_goes_home_when_its_own_words_stand_there_again(notes: Notes) -> None:
    learned = "Which shape has the output of the block?::(B, T, C), the same as its input"
    near = "Which shape has the output of the head?::(B, T, C), the same as the input"
    home = [learned, "One question of another kind::with its answer"]
    first = notes.begin(*home)
    notes.vault.delete("a.md")
    notes.write(near, name="b.md")
    assert notes.sync().unsure == 1
    assert notes.doubts[0].card.path == "b.md"
    notes.write(*home)
    assert notes.sync().unsure == 0
    back = notes.card(first.id)
    assert (back.path, back.front, back.memory.reps) == ("a.md", learned.partition("::")[0], 1)
    assert notes.doubts == []
    (other,) = notes.study.library.cards("path:b")
    assert (other.front, other.memory.reps) == (near.partition("::")[0], 0)
    assert notes.sync().changes == []


def test_a_card_that_was_edited_in_its_place_comes_before_one_that_was_set_aside(notes: Notes) -> None:
    aside = "What is the shape of the residual stream in it?::(4, 10, 768), a vector a token"
    before = "Which step makes the largest tensor, and of which shape?::lm_head: logits of shape (4, 10, 50257)"
    after = "What is the shape of the largest tensor in it?::(4, 10, 50257): the logits"
    notes.begin(aside, before)
    in_place = notes.study.review.grade(notes.study.library.cards("largest")[0], Rating.EASY).card
    notes.save(before)
    notes.save(after)
    assert [each.card.id for each in notes.doubts] == [in_place.id]


def test_half_typed_saves_are_forgotten_once_the_old_text_stands_again(notes: Notes) -> None:
    first = notes.begin(HOMER, FRANCE, VIRGIL)
    notes.study.review.grade(notes.study.library.cards('"France"')[0], Rating.EASY)
    before = notes.study.library.cards()
    for typed in ("What is the capital of Fr", "What is the capital of Spain?", "What?::", "What is the ca::Paris"):
        notes.save(HOMER, typed, VIRGIL)
        assert len(notes.study.library.cards()) + len(notes.study.library.cards("is:orphan")) == 3
    assert notes.save(HOMER, FRANCE, VIRGIL).unsure == 0
    assert notes.doubts == []
    assert notes.study.library.cards() == before
    assert first in before


def test_half_typed_saves_on_the_way_to_another_card_end_in_one_question(notes: Notes) -> None:
    notes.begin(FRANCE)
    for typed in ("What is the capital of Sp::Paris", "What is the capital of Spain?::", SPAIN):
        notes.save(HOMER, typed, VIRGIL)
    ((card, doubt),) = notes.doubts
    assert (card.front, doubt.front, doubt.back) == (
        "What is the capital of Spain?",
        "What is the capital of France?",
        "Paris",
    )
    assert card.memory.reps == 1
    assert notes.study.library.cards("is:orphan") == []


def test_a_doubt_goes_with_its_card_through_other_edits(notes: Notes, clock: HandClock) -> None:
    first = notes.begin(FRANCE, HOMER, VIRGIL)
    assert notes.save(SPAIN, HOMER, VIRGIL).unsure == 1
    ((_, doubt),) = notes.doubts
    clock.move(days=1)
    assert notes.save("Prose, and no card.", SPAIN, HOMER, VIRGIL).unsure == 0, "it is told once"
    ((card, still),) = notes.doubts
    assert (card.id, card.line_start, still) == (first.id, 5, doubt)
    assert notes.save("What is the capital of Italy?::Rome", HOMER, VIRGIL).unsure == 1
    ((card, still),) = notes.doubts
    assert (card.front, still.front) == ("What is the capital of Italy?", doubt.front)
    notes.vault.move("a.md", "b.md")
    notes.sync()
    ((card, still),) = notes.doubts
    assert (card.id, card.path, still.front, still.place) == (first.id, "b.md", doubt.front, "a.md:3")


def test_a_doubt_ends_when_a_change_makes_it_sure(notes: Notes) -> None:
    question = "What does this note say about it?"
    first = notes.begin(f"{question}::one two three four five six")
    assert notes.save(f"{question}::1 2 3 4 5 6").unsure == 1
    assert notes.save(f"{question}::one two three four five six, and seven").unsure == 0
    assert notes.doubts == []
    learned = notes.study.review.doubts.about(notes.card(first.id))
    assert learned is not None
    assert (learned.back, learned.why) == ("one two three four five six", "")
    assert notes.save(f"{question}::**one** two three four five six.").unsure == 0
    assert notes.study.review.doubts.about(notes.card(first.id)) is None, "it reads as it was learned"


# ---------------------------------------------------------------------- cards that go and come back


def test_a_card_deleted_today_and_a_similar_one_written_tomorrow_is_asked_about(notes: Notes, clock: HandClock) -> None:
    first = notes.begin(FRANCE, HOMER, VIRGIL)
    assert notes.save(HOMER, VIRGIL).orphaned == 1
    clock.move(days=100)
    assert notes.save(HOMER, VIRGIL, SPAIN).unsure == 1
    ((card, doubt),) = notes.doubts
    assert (card.id, card.memory, doubt.front) == (first.id, first.memory, "What is the capital of France?")


@pytest.mark.parametrize("name", ["a.md", "b.md"])
def test_a_card_pasted_back_changed_is_asked_about(notes: Notes, clock: HandClock, name: str) -> None:
    first = notes.begin("How many layers has GPT-2 small in all?::12 layers", HOMER, VIRGIL)
    notes.save(HOMER, VIRGIL)
    clock.move(days=1)
    lines = [HOMER, VIRGIL] if name == "a.md" else []
    assert notes.save(*lines, "How many layers has GPT-2 large in all?::36 layers", name=name).unsure == 1
    ((card, _),) = notes.doubts
    assert (card.id, card.path) == (first.id, name)
    (new,) = notes.study.review.doubts.another([card])
    assert new.path == name
    assert notes.save(*lines, "How many layers has GPT-2 small in all?::12 layers", name=name).unsure == 0
    back = notes.card(first.id)
    assert (back.memory, back.status, back.path) == (first.memory, "active", name) if name == "a.md" else True


def test_a_note_that_goes_while_its_card_is_in_doubt_leaves_it_as_it_was_learned(notes: Notes) -> None:
    first = notes.begin(FRANCE)
    notes.save(SPAIN)
    notes.vault.delete("a.md")
    notes.sync()
    assert notes.doubts == []
    (orphan,) = notes.study.library.cards("is:orphan")
    assert (orphan.id, orphan.front) == (first.id, "What is the capital of France?")
    assert notes.study.review.grade(orphan, Rating.GOOD).card.memory.reps == 2
    notes.study.review.undo()
    assert notes.save(SPAIN).unsure == 1, "the question is still open"
    assert notes.save(FRANCE).unsure == 0
    assert notes.card(first.id).memory == first.memory


# ---------------------------------------------------------------------- nothing to lose, and too much at once


def test_cards_without_a_history_follow_quietly_in_their_order(notes: Notes) -> None:
    notes.begin(HOMER, FRANCE, VIRGIL, "A?::B")
    before = [card.id for card in notes.study.review.due()]
    assert notes.save(HOMER, SPAIN, VIRGIL, "Quite::another").unsure == 0
    assert [card.id for card in notes.study.review.due()] == before
    assert notes.study.library.cards("is:orphan") == []


@pytest.mark.parametrize("mark", ["flag", "tag", "suspend"])
def test_a_flag_a_tag_or_a_suspension_is_something_to_lose(notes: Notes, mark: str) -> None:
    notes.begin(HOMER, FRANCE, VIRGIL)
    (card,) = notes.study.library.cards('"France"')
    review = notes.study.review
    {"flag": review.flag, "suspend": review.suspend, "tag": lambda card: review.tag(card, tag="exam")}[mark](card)
    assert notes.save(HOMER, SPAIN, VIRGIL).unsure == 1
    ((now, _),) = notes.doubts
    assert now.id == card.id
    (new,) = review.doubts.another([now])
    assert (new.flag, new.status, "exam" in new.tags) == (0, "active", False)


def test_a_sync_that_would_set_many_histories_aside_stops_and_changes_nothing(notes: Notes, home: Path) -> None:
    old = [f"The question {word}?::the answer {word * 2}" for word in "abcdefghijkl"]
    new = [f"{word * 3} {word * 4}?::{word * 5}" for word in "nopqrstuvwxy"]
    notes.begin(*old)
    for card in notes.study.library.cards()[1:]:
        notes.study.review.grade(card, Rating.EASY)
    before = dump(home)
    notes.write(*new)
    notes.write(HOMER, name="b.md")
    summary = notes.sync()
    assert summary.stopped is not None
    assert (summary.stopped.lost, summary.stopped.histories, summary.stopped.replaced) == (12, 12, 12)
    assert (summary.new, summary.unsure, summary.orphaned, summary.changes) == (0, 0, 0, [])
    assert "Nothing was changed: 12 of the 12 cards" in summary.warning
    assert dump(home) == before
    assert notes.sync(Losses.ACCEPT).unsure == 12
    assert [f"{doubt.front}::{doubt.back}" for _, doubt in notes.doubts] == old
    assert [f"{card.front}::{card.back}" for card, _ in notes.doubts] == new
    assert len({doubt.common for _, doubt in notes.doubts}) == 1, "one decision"
    notes.study.review.doubts.another([card for card, _ in notes.doubts])
    assert len(notes.study.library.cards("is:orphan")) == 12


def test_histories_that_are_let_go_are_set_aside_and_come_back(notes: Notes) -> None:
    old = [f"The question {word}?::the answer {word * 2}" for word in "abcdefghijkl"]
    notes.begin(*old)
    for card in notes.study.library.cards()[1:]:
        notes.study.review.grade(card, Rating.EASY)
    before = notes.study.library.cards()
    notes.write(*(f"{word * 3} {word * 4}?::{word * 5}" for word in "nopqrstuvwxy"))
    assert notes.sync(Losses.LET_GO).orphaned == 12
    notes.save(*old)
    assert notes.study.library.cards() == before
