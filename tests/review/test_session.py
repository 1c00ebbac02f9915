"""A session over a real database: what is shown, what is kept, and that an undo brings everything back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from studygpt.errors import StudyError
from studygpt.model import Card, Rating, State
from studygpt.review.options import QueueOptions
from studygpt.review.session import ReviewSession
from studygpt.review.session_state import Bounds, Phase
from studygpt.study import Study
from studygpt.sync import Losses
from tests.conftest import HandClock, Vault
from tests.long_form import in_long_form

pytestmark = [pytest.mark.usefixtures("nothing_ships"), pytest.mark.both_databases(long=True)]

NOTE = "#flashcards\n\n" + "\n\n".join(f"Which answer has number {at}?::Answer {at}" for at in range(6))
PAIR = "\n\nThe {{c1::query}} meets the {{c2::key}}.\n"


@pytest.fixture
def filled(study: Study, vault: Vault) -> Study:
    vault.write("a.md", NOTE + PAIR)
    study.library.import_folder(vault.path, None, ())
    return study


def shown(session: ReviewSession) -> str:
    assert session.card is not None
    return session.card.front


def everything(study: Study) -> list[Card]:
    return study.library.cards()


def test_a_session_shows_todays_cards_and_keeps_each_grade(filled: Study, clock: HandClock) -> None:
    session = ReviewSession(filled.review)
    assert session.progress.counts.new == 7, "of the two holes one is shown"
    first = session.card
    assert first is not None
    session.grade(Rating.GOOD)
    assert session.card == first, "nothing is graded before it was shown"
    session.reveal()
    session.grade(Rating.EASY, 3000, session.outcomes()[Rating.EASY])
    assert filled.library.card(first.id or "").memory.state is State.REVIEW
    assert shown(session) != first.front
    session.reveal()
    session.grade(Rating.AGAIN)
    again = filled.library.cards("is:learning")
    assert len(again) == 1
    clock.move(minutes=2)
    session.reveal()
    session.grade(Rating.EASY)
    assert session.card == again[0], "its minute is over"
    assert session.progress.done == 3


def test_what_is_left_out_is_kept_out_and_can_be_had_back(filled: Study) -> None:
    session = ReviewSession(filled.review)
    for leave in (session.bury, session.suspend):
        before = session.card
        leave()
        assert session.card != before
        session.undo()
        assert session.card == before
    session.bury()
    session.suspend()
    assert len(ReviewSession(filled.review).state.rest) + 1 == session.progress.counts.all == 5


def test_a_skipped_card_comes_last_and_nothing_is_written(filled: Study) -> None:
    session = ReviewSession(filled.review)
    first, before = session.card, everything(filled)
    session.skip()
    assert session.card != first
    assert session.state.rest[-1].card == (first and first.id)
    session.undo()
    assert session.card == first
    assert everything(filled) == before
    with pytest.raises(StudyError, match="nothing to undo"):
        session.undo()


def test_an_undo_reaches_back_before_the_session(filled: Study) -> None:
    card = filled.review.due()[2]
    filled.review.grade(card, Rating.EASY)
    session = ReviewSession(filled.review)
    session.undo()
    assert session.card == card
    assert session.progress.counts.all == 7


def test_cramming_leaves_the_memory_untouched(filled: Study) -> None:
    for card in filled.review.due():
        filled.review.grade(card, Rating.EASY)
    before = everything(filled)
    session = ReviewSession(filled.review, QueueOptions("path:a.md", cram=True))
    assert session.progress.counts.all == 8
    first = session.card
    session.reveal()
    session.grade(Rating.AGAIN)
    while session.phase is Phase.QUESTION and session.card != first:
        session.reveal()
        session.grade(Rating.GOOD)
    assert session.card == first, "what was not known comes again"
    session.undo()
    assert session.card != first
    assert everything(filled) == before
    assert filled.review.undo().card is not None, "the log knows nothing of it"


def test_days_to_come_can_be_done_before_their_time(filled: Study) -> None:
    for card in filled.review.due():
        filled.review.grade(card, Rating.EASY)
    assert ReviewSession(filled.review, QueueOptions(new=0)).phase is Phase.DONE
    ahead = ReviewSession(filled.review, QueueOptions(new=0, ahead=30))
    assert ahead.progress.counts.due == 7


def test_a_session_ends_at_its_bounds_and_more_of_today_goes_on(filled: Study) -> None:
    filled.configure("new_per_day", 2)
    session = ReviewSession(filled.review, bounds=Bounds(cards=2))
    for _ in range(2):
        session.reveal()
        session.grade(Rating.EASY)
    assert session.phase is Phase.DONE
    session.more(new=3)
    assert (session.phase, session.progress.counts.new) == (Phase.QUESTION, 3)


def test_a_queue_made_anew_follows_the_notes(filled: Study, vault: Vault) -> None:
    session = ReviewSession(filled.review)
    vault.write("a.md", NOTE.replace("Answer 0", "The answer 0") + "\n\nWho?::Ada\n")
    filled.library.sync_source(filled.library.source("vault"))
    session.renew()
    assert (session.card and session.card.back) == "The answer 0"
    assert session.progress.counts.all == 7
    vault.write("a.md", "#flashcards\n\nWho?::Ada\n")
    filled.library.sync_source(filled.library.source("vault"), losses=Losses.LET_GO)
    session.renew()
    assert (shown(session), session.progress.counts.all) == ("Who?", 1)


def test_a_flag_is_set_and_taken_off(filled: Study) -> None:
    session = ReviewSession(filled.review)
    assert session.flag()
    assert session.card is not None
    assert session.card.flag == 1
    assert filled.library.cards("is:flagged") == [session.card]
    assert not session.flag()
    assert filled.library.cards("is:flagged") == []


ACTS: dict[str, Callable[[ReviewSession], object]] = {
    "reveal": ReviewSession.reveal,
    "good": lambda session: session.grade(Rating.GOOD),
    "again": lambda session: session.grade(Rating.AGAIN),
    "easy": lambda session: session.grade(Rating.EASY),
    "bury": ReviewSession.bury,
    "suspend": ReviewSession.suspend,
    "reset": ReviewSession.reset,
    "skip": ReviewSession.skip,
    "flag": ReviewSession.flag,
}


@pytest.mark.parametrize("cram", [False, True])
@settings(max_examples=in_long_form(15, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["reveal", "reveal", "reveal", *ACTS]), max_size=25))
def test_whatever_was_done_undoing_all_of_it_brings_every_card_back(
    filled: Study, cram: bool, doings: list[str]
) -> None:
    session = ReviewSession(filled.review, QueueOptions(cram=cram))
    before = everything(filled)
    for name in doings:
        if session.card is None:
            break
        ACTS[name](session)
        counts = session.progress.counts
        assert counts.all == len(session.state.rest) + len(session.state.learning) + (session.card is not None)
    while True:
        try:
            session.undo()
        except StudyError:
            break
    assert everything(filled) == before
    fresh = ReviewSession(filled.review, QueueOptions(cram=cram))
    session.renew()
    assert session.progress.counts == fresh.progress.counts
