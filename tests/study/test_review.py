"""Today's queue and what the acts of a review do to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from studygpt.errors import StudyError
from studygpt.model import Card, Rating
from studygpt.study import Study
from tests.conftest import TWO_CARDS, HandClock, Vault, moment_in


def many(number: int, what: str = "number") -> str:
    return "#flashcards\n\n" + "\n".join(
        f"Which answer has {what} {index:03}?::Answer {index}\n" for index in range(number)
    )


def fronts(cards: list[Card]) -> list[str]:
    return [card.front for card in cards]


@pytest.fixture
def two(study: Study, vault: Vault) -> list[Card]:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    return study.library.cards()


def test_a_day_begins_so_many_new_cards_and_no_more(study: Study, clock: HandClock, vault: Vault) -> None:
    vault.write("a.md", many(50))
    study.library.import_folder(vault.path, None, ())
    assert fronts(study.review.due()) == [f"Which answer has number {index:03}?" for index in range(20)]
    for card in study.review.due()[:5]:
        study.review.grade(card, Rating.EASY)
    assert len(study.review.due()) == 15
    assert study.review.waiting().new == 45
    clock.move(days=1)
    assert len(study.review.due()) == 20


def test_an_undone_grade_gives_its_place_in_the_day_back(study: Study, two: list[Card]) -> None:
    study.configure("new_per_day", 1)
    study.review.grade(two[0], Rating.EASY)
    assert study.review.due() == []
    study.review.undo()
    assert study.review.due() == two[:1]


def test_a_day_holds_so_many_reviews_and_those_that_wait_longest_come_first(
    study: Study, clock: HandClock, vault: Vault
) -> None:
    vault.write("a.md", many(6))
    study.library.import_folder(vault.path, None, ())
    for card in reversed(study.review.due()):
        study.review.grade(card, Rating.EASY)
        clock.move(days=1)
    clock.move(days=60)
    study.configure("reviews_per_day", 4)
    due = study.review.due()
    assert len(due) == 4
    days = [card.memory.due_day for card in due]
    assert days == sorted(days, key=lambda day: day or 0)
    assert max(day or 0 for day in days) <= min(
        card.memory.due_day or 0 for card in study.library.cards() if card not in due
    )
    study.review.grade(due[0], Rating.GOOD)
    assert fronts(study.review.due()) == fronts(due[1:])


def test_a_learning_card_comes_back_after_its_step_before_everything_else(
    study: Study, clock: HandClock, two: list[Card]
) -> None:
    study.review.grade(two[0], Rating.AGAIN)
    assert fronts(study.review.due()) == fronts(two[1:])
    assert fronts(study.review.due(ahead=True)) == fronts(two), "early, when nothing else is left"
    assert study.review.waiting().next_step_at == clock().at + 60_000
    clock.move(minutes=1)
    assert fronts(study.review.due()) == fronts(two)


def test_a_review_is_due_from_four_in_the_morning(study: Study, clock: HandClock, two: list[Card]) -> None:
    memory = study.review.grade(two[0], Rating.EASY).card.memory
    assert memory.due_day is not None
    days = memory.due_day - study.core.today()
    clock.set(datetime(2026, 5, 4, 3, 59, tzinfo=UTC))
    clock.move(days=days)
    assert two[0].id not in [card.id for card in study.review.due(new=0)]
    clock.move(minutes=1)
    assert [card.id for card in study.review.due(new=0)] == [two[0].id]


def test_a_review_is_due_in_the_morning_of_wherever_one_is(study: Study, clock: HandClock, two: list[Card]) -> None:
    clock.set(datetime.fromisoformat("2026-03-20T20:00:00+01:00"))
    memory = study.review.grade(two[0], Rating.EASY).card.memory
    for zone in ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"):
        noon = moment_in(zone, "2026-04-15 12:00")
        at = study.core.due_at(memory, noon)
        assert at is not None
        assert (at + noon.utc_offset * 1000) // 3_600_000 % 24 == 4, "Berlin has summer time by then"


def test_four_previewed_intervals_are_the_ones_that_happen(study: Study, two: list[Card]) -> None:
    for rating in Rating:
        previewed = study.review.outcomes(two[0])[rating]
        assert study.review.grade(two[0], rating).outcome == previewed
        assert study.library.card(two[0].id or "").memory == previewed.memory
        study.review.undo()


def test_a_suspended_card_is_in_no_queue_until_it_is_taken_back(study: Study, two: list[Card]) -> None:
    study.review.suspend(two[0])
    assert fronts(study.review.due()) == fronts(two[1:])
    assert study.review.waiting().new == 1
    assert study.library.card(two[0].id or "").status == "suspended"
    with pytest.raises(StudyError, match="is suspended"):
        study.review.grade(two[0], Rating.GOOD)
    study.review.undo()
    assert study.review.due() == two


def test_a_buried_card_is_back_tomorrow(study: Study, clock: HandClock, two: list[Card]) -> None:
    study.review.bury(two[0])
    assert fronts(study.review.due()) == fronts(two[1:])
    clock.move(hours=15)  # 03:00 in the night
    assert fronts(study.review.due()) == fronts(two[1:])
    clock.move(hours=1)
    assert study.review.due() == two


@pytest.mark.parametrize("rating", [Rating.AGAIN, Rating.GOOD])
def test_a_learning_card_can_be_buried_too(study: Study, clock: HandClock, two: list[Card], rating: Rating) -> None:
    card = study.review.grade(two[0], rating).card
    clock.move(minutes=15)
    study.review.bury(card)
    assert fronts(study.review.due()) == fronts(two[1:]), "buried until tomorrow"
    assert fronts(study.review.due(ahead=True)) == fronts(two[1:])
    clock.move(days=1)
    assert fronts(study.review.due()) == fronts(two)


def test_ones_own_new_cards_take_turns_with_those_that_ship(study: Study, tmp_path: Path) -> None:
    for name in ("mine", "theirs"):
        vault = Vault(tmp_path / name)
        vault.write("a.md", many(3, name))
        study.library.import_folder(vault.path, None, ())
    words = [front.split()[3] for front in fronts(study.review.due())]
    assert words == ["mine", "theirs"] * 3


def test_the_queue_can_be_cut_short(study: Study, two: list[Card]) -> None:
    assert study.review.due(limit=1) == two[:1]
    assert study.review.due(limit=0) == []
    assert study.review.due(new=0) == []
    assert study.review.due(new=1) == two[:1]


def test_a_card_is_found_by_its_id_by_the_beginning_of_it_and_by_an_id_in_its_note(study: Study, vault: Vault) -> None:
    vault.write("a.md", "What is softmax?\n[[SR/memory/KwfTbvZ1.md|?]]\nA function\n\n" + many(40))
    study.library.import_folder(vault.path, None, ())
    (card,) = study.library.cards("softmax")
    assert study.library.card(card.id or "") == card
    assert study.library.card("KwfTbvZ1") == card
    others = [other.id or "" for other in study.library.cards() if other.id != card.id]
    length = next(n for n in range(1, 13) if not any(other.startswith((card.id or "")[:n]) for other in others))
    assert study.library.card((card.id or "")[:length]) == card
    first = next(a[0] for a in others if sum(other[0] == a[0] for other in others) > 1)
    with pytest.raises(StudyError, match="more letters"):
        study.library.card(first)


def test_decks_count_what_they_hold(study: Study, clock: HandClock, vault: Vault) -> None:
    vault.write("a.md", many(4).replace("#flashcards", "#flashcards/a"))
    vault.write("b.md", many(2, "letter").replace("#flashcards", "#flashcards/b"))
    study.library.import_folder(vault.path, None, ())
    cards = study.library.cards("deck:a")
    study.review.grade(cards[0], Rating.EASY)
    study.review.suspend(cards[1])
    clock.move(days=30)
    decks = {deck.deck: (deck.cards, deck.new, deck.due, deck.suspended) for deck in study.library.decks()}
    assert decks == {"flashcards/a": (4, 2, 1, 1), "flashcards/b": (2, 2, 0, 0)}
