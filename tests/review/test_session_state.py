"""The machine of a review session: whatever is done in it, nothing is lost, counted twice, or cannot be taken back."""

from __future__ import annotations

from hypothesis import given, strategies as st

from studygpt.model import Rating
from studygpt.review.session_state import Bounds, LearningStep, Phase, QueueItem, SessionState, SessionTotals
from studygpt.schedule.days import MINUTE_MS

NOW = 1_000_000_000
ITEMS = [QueueItem("r1"), QueueItem("r2"), QueueItem("n1", True)]


def begun(*, learning: tuple[LearningStep, ...] = (), bounds: Bounds | None = None) -> SessionState:
    return SessionState.begin(ITEMS, learning, NOW, bounds)


def cards_of(session: SessionState) -> list[str]:
    """Every card that the session still holds."""
    held = [item.card for item in session.rest] + [step.card for step in session.learning]
    return sorted(held + ([session.current.card] if session.current else []))


def test_a_card_is_asked_then_shown_then_graded() -> None:
    session = begun()
    assert (session.phase, session.current) == (Phase.QUESTION, QueueItem("r1"))
    assert session.grade(Rating.GOOD, 10, NOW, None) is session, "nothing is graded before it was shown"
    session = session.reveal()
    assert session.phase is Phase.ANSWER
    session = session.grade(Rating.GOOD, 1200, NOW, None)
    assert (session.phase, session.current) == (Phase.QUESTION, QueueItem("r2"))
    assert session.did == SessionTotals(cards=1, known=1, new=0, spent_ms=1200)


def test_a_step_comes_back_when_it_ends_before_the_rest_and_early_only_when_nothing_else_is_left() -> None:
    session = begun().reveal().grade(Rating.AGAIN, 0, NOW, NOW + MINUTE_MS)
    assert session.current == QueueItem("r2")
    session = session.reveal().grade(Rating.GOOD, 0, NOW + 2 * MINUTE_MS, None)
    assert (session.current, session.is_step) == (QueueItem("r1"), True), "its minute is over"
    session = session.reveal().grade(Rating.GOOD, 0, NOW + 2 * MINUTE_MS, NOW + 12 * MINUTE_MS)
    assert session.current == QueueItem("n1", True)
    session = session.reveal().grade(Rating.EASY, 0, NOW + 3 * MINUTE_MS, None)
    assert (session.current, session.is_step) == (QueueItem("r1"), True), "within the learn-ahead limit"
    session = session.reveal().grade(Rating.AGAIN, 0, NOW, NOW + 60 * MINUTE_MS)
    assert (session.phase, session.next_step_at) == (Phase.WAITING, NOW + 60 * MINUTE_MS)
    assert session.next(NOW + 41 * MINUTE_MS).current == QueueItem("r1")


def test_a_session_ends_where_a_person_said() -> None:
    session = begun(bounds=Bounds(cards=1)).reveal().grade(Rating.GOOD, 0, NOW, NOW)
    assert session.phase is Phase.DONE
    session = begun(bounds=Bounds(minutes=1)).reveal().grade(Rating.GOOD, MINUTE_MS, NOW, None)
    assert session.phase is Phase.DONE
    assert session.undo().current == QueueItem("r1")


def test_a_card_whose_grade_of_yesterday_is_undone_is_shown_at_once() -> None:
    session = begun().bring_back("old", NOW, is_new=False, is_step=False)
    assert (session.current, session.rest[0]) == (QueueItem("old"), QueueItem("r1"))
    stepping = begun(learning=(LearningStep(NOW, "s"),))
    assert stepping.current == QueueItem("s")
    session = stepping.bring_back("old", NOW, is_new=True, is_step=False)
    assert (session.current, session.learning, session.rest) == (
        QueueItem("old", True),
        (LearningStep(NOW, "s"),),
        tuple(ITEMS),
    )


def test_a_renewed_queue_keeps_the_card_that_is_shown() -> None:
    session = begun().reveal().renewed([QueueItem("r1"), QueueItem("x")], [LearningStep(NOW, "s")], NOW)
    assert (session.current, session.revealed) == (QueueItem("r1"), True)
    assert (session.rest, session.learning) == ((QueueItem("x"),), (LearningStep(NOW, "s"),))
    assert begun().without({"r1"}).next(NOW).current == QueueItem("r2")


def act(session: SessionState, name: str, minutes: int, now: int) -> SessionState:
    match name:
        case "reveal":
            return session.reveal()
        case "pass":
            return session.grade(Rating.GOOD, 1000, now, None)
        case "fail":
            return session.grade(Rating.AGAIN, 1000, now, now + minutes * MINUTE_MS)
        case "leave":
            return session.leave(now)
        case "skip":
            return session.skip(now)
        case "undo":
            return session.undo()
        case _:
            return session.next(now)


acts = st.lists(
    st.tuples(
        st.sampled_from(["reveal", "reveal", "pass", "fail", "leave", "skip", "undo", "wait"]),
        st.integers(0, 90),
        st.integers(0, 30),
    ),
    max_size=60,
)


@given(st.lists(st.booleans(), max_size=8), st.lists(st.integers(-9, 99), max_size=4), acts)
def test_whatever_is_done_each_card_is_somewhere_once_and_every_act_can_be_taken_back(
    items: list[bool], steps: list[int], doings: list[tuple[str, int, int]]
) -> None:
    now = NOW
    session = SessionState.begin(
        [QueueItem(f"q{at}", new) for at, new in enumerate(items)],
        [LearningStep(now + minutes * MINUTE_MS, f"s{at}") for at, minutes in enumerate(steps)],
        now,
    )
    past: list[SessionState] = []
    for name, minutes, passed in doings:
        now += passed * MINUTE_MS
        before = session
        session = act(session, name, minutes, now)
        held = cards_of(session)
        assert len(held) == len(set(held)), "no card is held twice"
        assert session.counts.all == len(held), "the counts add up"
        assert session.counts.new == sum(
            item.is_new for item in (*session.rest, *((session.current,) if session.current else ()))
        )
        if session.before is before or (session.before and session.before == _hidden(before)):
            past.append(before)
        if name == "undo" and session is not before:
            assert session == _hidden(past.pop()), "the session is what it was, its card not yet shown"
        elif name == "fail" and session is not before:
            assert held == cards_of(before), "a card that was not known stays"
        elif name in ("pass", "leave") and session is not before:
            assert len(held) == len(cards_of(before)) - 1
        elif name in ("reveal", "wait", "skip"):
            assert held == cards_of(before)


def _hidden(session: SessionState) -> SessionState:
    from dataclasses import replace

    return replace(session, revealed=False)
