"""Today's queue and what the acts of a review do to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from studygpt.errors import StudyError
from studygpt.model import Act, Card, Memory, Rating
from studygpt.schedule.recall import recall_on
from studygpt.study import Study
from tests.conftest import TWO_CARDS, HandClock, Vault, moment_in

pytestmark = pytest.mark.both_databases


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


def test_a_raised_day_holds_more_and_the_next_one_does_not(study: Study, clock: HandClock, vault: Vault) -> None:
    vault.write("a.md", many(6))
    study.library.import_folder(vault.path, None, ())
    study.configure("new_per_day", 2)
    study.review.more_today(new=1)
    study.review.more_today(new=1)
    assert len(study.review.due()) == 4
    clock.move(days=1)
    assert len(study.review.due()) == 2


def test_siblings_of_a_card_that_was_graded_wait_for_another_day(study: Study, clock: HandClock, vault: Vault) -> None:
    vault.write("a.md", "The {{c1::query}} meets the {{c2::key}} and {{c3::value}}.\n")
    study.library.import_folder(vault.path, None, ())
    (first,) = study.review.due()
    study.review.grade(first, Rating.EASY)
    assert study.review.due() == []
    study.review.undo()
    assert study.review.due() == [first]
    study.review.grade(first, Rating.EASY)
    clock.move(days=1)
    (second,) = study.review.due()
    assert second.id != first.id
    study.configure("bury_siblings", False)
    assert len(study.review.due()) == 2


def test_a_card_forgotten_too_often_is_taken_out_and_told_and_an_undo_brings_it_back(
    study: Study, clock: HandClock, vault: Vault
) -> None:
    vault.write("a.md", many(1))
    study.library.import_folder(vault.path, None, ())
    study.configure("leech_lapses", 2)
    (card,) = study.library.cards()
    for lapse in (1, 2):
        study.review.grade(study.library.cards()[0], Rating.EASY)
        clock.move(days=40)
        before = study.library.cards()[0]
        graded = study.review.grade(before, Rating.AGAIN)
        assert graded.is_leech == (lapse == 2)
    (leech,) = study.library.cards("is:leech tag:leech is:suspended")
    assert (leech.id, leech.tags) == (card.id, ("flashcards", "leech"))
    assert study.review.due() == []
    undone = study.review.undo()
    assert undone.act is Act.GRADE
    assert study.library.cards() == [before]
    study.review.grade(before, Rating.AGAIN)
    study.review.unsuspend(study.library.cards()[0])
    clock.move(days=40)
    assert [each.id for each in study.review.due()] == [card.id], "it gets another chance"


def test_tags_of_ones_own_stay_through_a_sync_and_flags_and_due_days_can_be_undone(
    study: Study, clock: HandClock, vault: Vault
) -> None:
    assert clock
    vault.write("a.md", many(3))
    study.library.import_folder(vault.path, None, ())
    cards = study.library.cards()
    study.review.tag(*cards[:2], tag="exam")
    vault.write("a.md", "\n" + many(3))
    study.library.sync_source(study.library.source("vault"))
    assert [card.tags for card in study.library.cards("tag:exam")] == [("flashcards", "exam")] * 2
    study.review.tag(study.library.cards()[0], tag="exam", on=False)
    assert len(study.library.cards("tag:exam")) == 1
    study.review.flag(cards[2])
    assert [card.id for card in study.library.cards("is:flagged")] == [cards[2].id]
    study.review.undo()
    assert study.library.cards("is:flagged") == []
    with pytest.raises(StudyError, match="never graded"):
        study.review.set_due(cards[0], day=study.context.today())
    graded = study.review.grade(cards[0], Rating.EASY).card
    study.review.set_due(graded, day=study.context.today())
    assert graded.id in [card.id for card in study.review.due()]
    study.review.reset(study.library.card(graded.id or ""))
    assert study.library.card(graded.id or "").memory == Memory()
    study.review.undo()
    study.review.undo()
    assert study.library.card(graded.id or "").memory == graded.memory


def test_a_backlog_is_spread_over_days_the_most_at_risk_first_and_one_undo_takes_it_back(
    study: Study, clock: HandClock, vault: Vault
) -> None:
    vault.write("a.md", many(10))
    study.library.import_folder(vault.path, None, ())
    for card in study.review.due():
        study.review.grade(card, Rating.EASY)
        clock.move(days=1)
    clock.move(days=60)
    before = study.library.cards()
    order = [card.id for card in sorted(before, key=lambda card: recall_on(card.memory, study.context.today()) or 0)]
    assert study.review.spread(5) == 8
    today = study.context.today()
    assert [len(study.library.cards("is:due")), len(study.review.due())] == [2, 2]
    days = {card.id: (card.memory.due_day or 0) - today for card in study.library.cards()}
    assert [max(0, days[card]) for card in order] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    study.review.undo()
    assert study.library.cards() == before
    assert study.review.spread(1) == 0


def test_a_review_goes_to_a_day_that_has_few(study: Study, clock: HandClock, vault: Vault) -> None:
    assert clock
    vault.write("a.md", many(60))
    study.library.import_folder(vault.path, None, ())
    study.configure("new_per_day", 60)
    for card in study.review.due():
        study.review.grade(card, Rating.EASY)
    due = [card.memory.due_day for card in study.library.cards()]
    counts = [due.count(day) for day in set(due)]
    assert max(counts) - min(counts) <= 1, "sixty reviews over the days that the fuzz allows"


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


def test_a_day_holds_so_many_reviews_and_takes_those_that_are_most_at_risk(
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
    today = study.context.today()
    recalls = [recall_on(card.memory, today) or 0 for card in due]
    assert recalls == sorted(recalls), "a backlog begins with what is nearly forgotten"
    assert max(recalls) <= min(recall_on(card.memory, today) or 0 for card in study.library.cards() if card not in due)
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
    days = memory.due_day - study.context.today()
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
        at = study.context.due_at(memory, noon)
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
