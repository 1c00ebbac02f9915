"""What Home says of today."""

from __future__ import annotations

import pytest

from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import HandClock, Vault

pytestmark = pytest.mark.both_databases


@pytest.fixture
def twenty(study: Study, vault: Vault) -> Study:
    cards = "\n\n".join(f"Question {number}::Answer {number}" for number in range(20))
    vault.write("a.md", f"#flashcards\n\n{cards}\n")
    study.library.import_folder(vault.path, None, ())
    return study


@pytest.mark.parametrize(("days", "minutes"), [(29, 20), (30, 3)])
def test_how_long_cards_took_counts_for_thirty_days(twenty: Study, clock: HandClock, days: int, minutes: int) -> None:
    """A card took a minute then; where nothing is known of somebody, one takes nine seconds."""
    twenty.review.grade(twenty.review.due()[0], Rating.EASY, 60_000)
    clock.move(days=days)
    overview = twenty.overview()
    assert overview.cards == 20
    assert overview.minutes == minutes


@pytest.mark.parametrize(("each_ms", "minutes"), [(4_499, 1), (4_501, 2)])
def test_the_time_for_today_is_told_in_whole_minutes(
    twenty: Study, clock: HandClock, each_ms: int, minutes: int
) -> None:
    """Twenty cards take a minute and a half, less or more by twenty milliseconds."""
    twenty.review.grade(twenty.review.due()[0], Rating.EASY, each_ms)
    clock.move(days=29)
    assert twenty.overview().minutes == minutes


def test_where_nothing_is_left_no_time_is_needed(study: Study) -> None:
    overview = study.overview()
    assert (overview.cards, overview.minutes) == (0, 0)


@pytest.mark.parametrize(("waiting", "backlog"), [(4, 0), (5, 5)])
def test_more_than_two_days_of_reviews_are_a_backlog(
    twenty: Study, clock: HandClock, waiting: int, backlog: int
) -> None:
    for card in twenty.review.due()[:waiting]:
        twenty.review.grade(card, Rating.EASY)
    twenty.configure("reviews_per_day", 2)
    clock.move(days=60)
    overview = twenty.overview()
    assert overview.waiting.reviews == waiting
    assert overview.backlog == backlog
