"""What is told of one card, and of all of them at Home."""

from __future__ import annotations

import pytest

from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import TWO_CARDS, HandClock, Vault

pytestmark = pytest.mark.both_databases(long=True)


def test_a_cards_history_is_told_in_words_the_latest_first(study: Study, clock: HandClock, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    card = study.library.cards()[0]
    assert study.info(card).history == []
    assert (study.info(card).recall, study.info(card).due) == (None, None)
    card = study.review.grade(card, Rating.GOOD, 3_200).card
    clock.move(minutes=10)
    card = study.review.grade(card, Rating.EASY).card
    days = (card.memory.due_day or 0) - study.context.today()
    study.review.flag(card)
    study.review.suspend(card)
    study.review.undo()
    study.review.tag(card, tag="exam")
    known = study.info(card)
    assert known.history == [
        "2026-05-04 12:10  tagged #exam",
        "2026-05-04 12:10  flagged",
        f"2026-05-04 12:10  Easy, next in {days}d",
        "2026-05-04 12:00  Good after 3 s, its first time, next in 10m",
    ]
    assert known.card.flag == 1, "as it is stored now"
    assert (known.elapsed, known.interval, known.recall) == (0, days, 1.0)
    clock.move(days=days)
    later = study.info(card)
    assert later.elapsed == days
    assert later.recall is not None
    assert 0.8 < later.recall < 1
    assert later.due == clock.now.date().isoformat()


def test_where_a_card_has_been_is_told(study: Study, clock: HandClock, vault: Vault) -> None:
    assert clock
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    card = study.library.cards()[0]
    vault.move("a.md", "sub/b.md")
    study.library.sync_source(study.library.source("vault"))
    (step,) = study.info(card).lineage
    assert (step.what, step.path) == ("moved", "sub/b.md")
    assert study.info(card).card.path == "sub/b.md"


def test_home_counts_what_the_queue_holds_and_what_was_done(study: Study, clock: HandClock, vault: Vault) -> None:
    first = study.overview()
    assert (first.cards, first.is_first, first.own_notes, first.minutes) == (0, True, False, 0)
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    begun = study.overview()
    assert (begun.new, begun.due, begun.minutes, begun.own_notes) == (2, 0, 1, True)
    card = study.review.due()[0]
    study.review.grade(card, Rating.EASY, 600_000)
    study.review.grade(study.review.due()[0], Rating.GOOD)
    study.review.undo()
    after = study.overview()
    assert (after.new, after.done, after.streak) == (1, 1, (1, True))
    assert after.grades == {study.context.today(): 1}, "what was taken back counts for nothing"
    assert after.minutes == 1, "who takes ten minutes for a card was away"
    assert [(each.cards, each.begun, each.share) for each in after.concepts] == [(2, 1, 0.5)]
    study.library.set_enabled("vault", enabled=False)
    disabled = study.overview()
    assert (disabled.cards, disabled.decks, disabled.concepts) == (0, [], [])
    clock.move(days=1)
    assert study.overview().streak == (1, False)
