"""What the acts at an exercise add up to, and the grade that follows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from lab.grade.verdict import LOST, UNREADABLE, UNWRITTEN
from studygpt.model import Attempt, ExerciseAction, Rating
from studygpt.practice.skill import AWAY_MS, MANY, SECONDS_A_LINE, habits, hints_taken, last_round, was_passed

LINES = 10
MINUTE = 60_000


def attempt(action: ExerciseAction, verdict: str = "", property_: str = "", hint: int = 0) -> Attempt:
    return Attempt(
        id=0,
        device="here",
        exercise="softmax",
        at=0,
        utc_offset=0,
        study_day=0,
        action=action,
        verdict=verdict,
        property=property_,
        hint=hint,
    )


START, TRAIN, SOLUTION = attempt(ExerciseAction.START), attempt(ExerciseAction.TRAIN), attempt(ExerciseAction.SOLUTION)
PASS = attempt(ExerciseAction.CHECK, "pass")
FAIL = attempt(ExerciseAction.CHECK, "fail", "Each row adds up to 1")
HINT = attempt(ExerciseAction.HINT, hint=1)
NO_TRY = [
    attempt(ExerciseAction.CHECK, "fail", UNWRITTEN),
    attempt(ExerciseAction.CHECK, "error", UNREADABLE),
    attempt(ExerciseAction.CHECK, "crashed", LOST),
]

any_attempts = st.lists(st.sampled_from([START, TRAIN, SOLUTION, PASS, FAIL, HINT, *NO_TRY]), max_size=12)
open_attempts = st.lists(st.sampled_from([START, TRAIN, FAIL, HINT, *NO_TRY]), max_size=12)


def after(*attempts: Attempt, apart: int = MINUTE) -> list[Attempt]:
    return [replace(each, id=number, at=number * apart) for number, each in enumerate(attempts)]


def graded(*attempts: Attempt, passed: bool = True, apart: int = MINUTE) -> Rating:
    done = after(*attempts, apart=apart)
    return last_round(done, done[-1].at).grade(passed=passed, lines=LINES)


def test_right_at_once_is_easy_or_good_by_time() -> None:
    quick = LINES * SECONDS_A_LINE * 1000
    assert graded(START, PASS, apart=quick) is Rating.EASY
    assert graded(START, PASS, apart=quick + 1) is Rating.GOOD


@pytest.mark.parametrize(("wrong", "grade"), [(1, Rating.GOOD), (MANY - 1, Rating.GOOD), (MANY, Rating.HARD)])
def test_a_few_wrong_checks_are_good_and_many_are_hard(wrong: int, grade: Rating) -> None:
    assert graded(START, *[FAIL] * wrong, PASS) is grade


@pytest.mark.parametrize("no_try", NO_TRY)
def test_what_was_no_try_does_not_count(no_try: Attempt) -> None:
    assert graded(START, *[no_try] * 2 * MANY, PASS, apart=1) is Rating.EASY


def test_who_went_away_in_between_did_not_work_all_night() -> None:
    done = after(START, FAIL, PASS, apart=100 * AWAY_MS)
    assert last_round(done, done[-1].at).worked_ms == 2 * AWAY_MS


@given(open_attempts)
def test_a_hint_makes_a_pass_hard(before: list[Attempt]) -> None:
    assert graded(START, *before, HINT, PASS) is Rating.HARD


@given(any_attempts)
def test_the_solution_and_giving_up_are_again(before: list[Attempt]) -> None:
    assert graded(START, *before, SOLUTION, passed=False) is Rating.AGAIN


@given(open_attempts, st.sampled_from([PASS, SOLUTION]), st.lists(st.sampled_from([TRAIN, SOLUTION, PASS, FAIL, HINT])))
def test_a_round_that_is_over_stays_so_until_the_empty_file(
    before: list[Attempt], end: Attempt, later: list[Attempt]
) -> None:
    until_end = after(START, *before, end)
    ended = last_round(until_end, until_end[-1].at)
    assert ended.over
    everything = after(START, *before, end, *later)
    assert last_round(everything, everything[-1].at) == ended
    begun = after(START, *before, end, *later, START)
    fresh = last_round(begun, begun[-1].at)
    assert (fresh.begun, fresh.over, fresh.wrong, fresh.hints, fresh.worked_ms) == (True, False, 0, 0, 0)


@given(open_attempts)
def test_an_empty_file_in_the_middle_takes_nothing_back(attempts: list[Attempt]) -> None:
    done = after(START, *attempts)
    found = last_round(done, done[-1].at)
    assert found.wrong == attempts.count(FAIL)
    assert found.hints == attempts.count(HINT)
    assert not found.over


@given(any_attempts)
def test_a_pass_is_remembered_for_ever(attempts: list[Attempt]) -> None:
    assert was_passed(attempts) == (PASS in attempts)
    assert was_passed([PASS, *attempts])


@given(any_attempts)
def test_hints_are_known_until_the_next_empty_file(attempts: list[Attempt]) -> None:
    assert hints_taken([*attempts, START]) == 0
    assert (
        hints_taken(
            [*attempts, START, attempt(ExerciseAction.HINT, hint=1), attempt(ExerciseAction.HINT, hint=2), *[FAIL] * 3]
        )
        == 2
    )


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["softmax", "attention"]))))
def test_habits_count_every_mistake_and_put_the_commonest_first(made: list[tuple[str, str]]) -> None:
    found = habits(made)
    assert sum(habit.times for habit in found) == len(made)
    assert [habit.times for habit in found] == sorted((habit.times for habit in found), reverse=True)
    for habit in found:
        assert set(habit.exercises) == {exercise for name, exercise in made if name == habit.name}


def test_a_habit_in_words() -> None:
    (habit,) = habits([("wrong axis", name) for name in ("attention", "softmax", "attention", "generate")])
    assert habit.words == "wrong axis: 4 times, in attention, softmax and generate"
    assert habits([("wrong axis", "softmax")])[0].words == "wrong axis: once, in softmax"


# The numbers themselves, so that none can change unnoticed.


@pytest.mark.parametrize(("wrong", "rating"), [(3, Rating.GOOD), (4, Rating.HARD)])
def test_four_wrong_checks_are_hard(wrong: int, rating: Rating) -> None:
    assert graded(START, *[FAIL] * wrong, PASS) is rating


@pytest.mark.parametrize(("seconds", "rating"), [(300, Rating.EASY), (300.001, Rating.GOOD)])
def test_ten_lines_right_at_once_are_easy_within_five_minutes(seconds: float, rating: Rating) -> None:
    assert graded(START, PASS, apart=round(seconds * 1000)) is rating


@pytest.mark.parametrize(("minutes", "worked"), [(10, 10), (11, 10)])
def test_ten_minutes_between_two_acts_count_as_work_and_no_more(minutes: int, worked: int) -> None:
    done = after(START, PASS, apart=minutes * MINUTE)
    assert last_round(done, done[-1].at).worked_ms == worked * MINUTE
