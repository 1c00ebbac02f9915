"""What a grade does to a memory: FSRS-6 as published and as another program computes it, and steps of minutes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isclose

import pytest
from fsrs import Card as OracleCard, Rating as OracleRating, Scheduler as Oracle, State as OracleState
from fsrs_rs_python import DEFAULT_PARAMETERS
from hypothesis import given, strategies as st

from studygpt.model import Memory, Moment, Rating, State
from studygpt.schedule.days import study_day
from studygpt.schedule.fuzz import fuzz_range
from studygpt.schedule.memory import GradeOutcome, Scheduler
from studygpt.schedule.recall import days_until_recall, recall_after, recall_on
from studygpt.settings import Settings
from tests.long_form import in_long_form

DAY_MS = 86_400_000
MINUTE_MS = 60_000
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
WITHOUT_STEPS = Settings(learning_steps=(), relearning_steps=())
# Of somebody whose memory decays faster than the common one, so that nothing rests on the defaults.
OTHER_PARAMETERS = tuple(
    map(float, "0.4 1.7 4.1 12.5 6.9 0.6 2.4 0.01 1.6 0.2 0.9 1.3 0.08 0.3 1.5 0.5 2.2 0.4 0.12 0.1 0.35".split())
)


def at(day: int) -> Moment:
    """Noon of the nth day."""
    return Moment(round((START + timedelta(days=day)).timestamp() * 1000), 0)


def graded(scheduler: Scheduler, memory: Memory, day: int, rating: int, card: str = "card") -> Memory:
    return scheduler.outcomes(card, memory, at(day))[Rating(rating)].memory


# ---------------------------------------------------------------------- against what others computed


@pytest.mark.parametrize("settings", [WITHOUT_STEPS, Settings()], ids=["without steps", "with steps"])
def test_the_published_history_gives_the_published_memory(settings: Settings) -> None:
    scheduler, memory, day = Scheduler(settings), Memory(), 0
    for rating, elapsed in zip((1, 3, 3, 3, 3, 3), (0, 0, 1, 3, 8, 21), strict=True):
        day += elapsed
        memory = graded(scheduler, memory, day, rating)
    assert memory.stability == pytest.approx(53.62691, abs=1e-4)
    assert memory.difficulty == pytest.approx(6.3574867, abs=1e-5)
    assert (memory.reps, memory.lapses) == (6, 0), "a first Again is no lapse"


def oracle_of(parameters: tuple[float, ...]) -> Oracle:
    return Oracle(parameters=parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def random_histories(number: int, seed: int) -> list[list[tuple[int, int]]]:
    """Days and grades of cards, never two on one day."""
    chance = random.Random(seed)
    histories = []
    for _ in range(number):
        day, history = 0, []
        for _ in range(chance.randint(1, 9)):
            history.append((day, chance.choices((1, 2, 3, 4), (2, 1, 5, 1))[0]))
            day += chance.choice((1, 2, 3, chance.randint(4, 30), chance.randint(30, 400)))
        histories.append(history)
    return histories


@pytest.mark.parametrize(
    ("parameters", "number"),
    [(tuple(DEFAULT_PARAMETERS), in_long_form(600, 20_000)), (OTHER_PARAMETERS, in_long_form(300, 1_000))],
    ids=["default parameters", "other parameters"],
)
def test_memories_are_those_of_an_independent_scheduler(parameters: tuple[float, ...], number: int) -> None:
    scheduler, oracle = Scheduler(WITHOUT_STEPS, parameters), oracle_of(parameters)
    furthest = 0.0
    for history in random_histories(number, seed=6):
        memory, card = Memory(), OracleCard(card_id=1)
        for day, rating in history:
            memory = graded(scheduler, memory, day, rating)
            card, _ = oracle.review_card(card, OracleRating(rating), START + timedelta(days=day))
        assert memory.stability is not None
        assert memory.difficulty is not None
        assert card.stability is not None
        assert card.difficulty is not None
        furthest = max(
            furthest, abs(memory.stability / card.stability - 1), abs(memory.difficulty / card.difficulty - 1)
        )
        assert furthest <= 1e-4, (history, memory, card)
        assert memory.reps == len(history)
    assert furthest > 0, "the oracle is no copy of what it judges"


def test_intervals_are_those_of_an_independent_scheduler_give_or_take_the_spread() -> None:
    scheduler, oracle = Scheduler(WITHOUT_STEPS), oracle_of(tuple(DEFAULT_PARAMETERS))
    for number, history in enumerate(random_histories(in_long_form(300, 1_000), seed=7)):
        memory, card = Memory(), OracleCard(card_id=1)
        for day, rating in history:
            memory = graded(scheduler, memory, day, rating, card=f"card{number}")
            card, _ = oracle.review_card(card, OracleRating(rating), START + timedelta(days=day))
        last_day, last_rating = history[-1]
        assert memory.due_day is not None
        ours, theirs = memory.due_day - study_day(at(last_day), 4), (card.due - START).days - last_day
        lowest, highest = fuzz_range(theirs - 0.5, 36500)[0], fuzz_range(theirs + 0.5, 36500)[1]
        # A better grade is kept a day longer than a worse one where the spread would have made them one.
        assert lowest <= ours <= highest + last_rating - 1, (history, ours, theirs)


def test_a_higher_wish_for_recall_brings_cards_back_sooner() -> None:
    memory = Memory(State.REVIEW, stability=40.0, difficulty=5.0, last_day=study_day(at(0), 4), reps=3)
    due = []
    for wish in (0.8, 0.9, 0.97):
        outcomes = Scheduler(replace(WITHOUT_STEPS, desired_retention=wish)).outcomes("card", memory, at(40))
        due.append(outcomes[Rating.GOOD].interval_ms)
    assert due == sorted(due, reverse=True)
    assert len(set(due)) == 3


# ---------------------------------------------------------------------- the forgetting curve


@pytest.mark.parametrize("parameters", [tuple(DEFAULT_PARAMETERS), OTHER_PARAMETERS], ids=["default", "other"])
def test_recall_is_that_of_an_independent_scheduler(parameters: tuple[float, ...]) -> None:
    oracle, chance = oracle_of(parameters), random.Random(8)
    for _ in range(5_000):
        stability, days = 10 ** chance.uniform(-2, 4), chance.randint(0, 3000)
        card = OracleCard(
            card_id=1, state=OracleState.Review, stability=stability, difficulty=5.0, due=START, last_review=START
        )
        expected = oracle.get_card_retrievability(card, START + timedelta(days=days))
        assert isclose(recall_after(days, stability, -parameters[20]), expected, rel_tol=1e-6)


def test_the_common_curve_is_that_of_the_common_parameters() -> None:
    for days in (0, 1, 10, 1000):
        assert isclose(recall_after(days, 10.0), recall_after(days, 10.0, -DEFAULT_PARAMETERS[20]), rel_tol=1e-6)


@given(st.floats(0.01, 36500), st.floats(0.5, 0.99))
def test_recall_falls_to_nine_tenths_after_the_stability_and_the_curve_turns_round(stability: float, r: float) -> None:
    assert isclose(recall_after(stability, stability), 0.9, rel_tol=1e-9)
    assert isclose(recall_after(days_until_recall(r, stability), stability), r, rel_tol=1e-9)
    assert recall_after(0, stability) == 1.0
    assert recall_after(stability + 1, stability) < recall_after(stability, stability)


def test_nothing_is_known_of_the_recall_of_a_card_never_graded() -> None:
    assert recall_on(Memory(), 20_000) is None
    assert recall_on(Memory(State.REVIEW, stability=10.0, difficulty=5.0, last_day=20_000, reps=1), 20_010) == 0.9


def test_recall_is_certain_on_a_day_that_travel_put_before_the_last_review() -> None:
    assert recall_on(Memory(State.REVIEW, stability=10.0, difficulty=5.0, last_day=20_000, reps=1), 19_999) == 1.0


# ---------------------------------------------------------------------- steps

NEW = Memory()
REVIEW = Memory(
    State.REVIEW,
    due_day=study_day(at(10), 4),
    stability=10.0,
    difficulty=5.0,
    last_day=study_day(at(0), 4),
    reps=3,
)


def learning(step: int, state: State = State.LEARNING) -> Memory:
    return Memory(state, step, stability=2.3, difficulty=5.0, last_day=study_day(at(10), 4), reps=1)


def shown(outcome: GradeOutcome) -> str:
    """`10m step 1 learning` or `days review`."""
    memory = outcome.memory
    if memory.state is State.REVIEW:
        assert outcome.interval_ms % DAY_MS == 0
        assert outcome.interval_ms >= DAY_MS
        return "days review"
    return f"{outcome.interval_ms / MINUTE_MS:g}m step {memory.step} {memory.state}"


ONE, TWO, NONE = (10,), (1, 10), ()


@pytest.mark.parametrize(
    ("memory", "steps", "again", "hard", "good", "easy"),
    [
        # two steps
        (NEW, TWO, "1m step 0 learning", "5.5m step 0 learning", "10m step 1 learning", "days review"),
        (learning(0), TWO, "1m step 0 learning", "5.5m step 0 learning", "10m step 1 learning", "days review"),
        (learning(1), TWO, "1m step 0 learning", "10m step 1 learning", "days review", "days review"),
        # one step
        (NEW, ONE, "10m step 0 learning", "15m step 0 learning", "days review", "days review"),
        (learning(0), ONE, "10m step 0 learning", "15m step 0 learning", "days review", "days review"),
        # three steps
        (learning(1), (1, 5, 30), "1m step 0 learning", "5m step 1 learning", "30m step 2 learning", "days review"),
        # none
        (NEW, NONE, "days review", "days review", "days review", "days review"),
        (learning(1), NONE, "days review", "days review", "days review", "days review"),
        # a step that the settings know no more: the last one there is
        (learning(5), TWO, "1m step 0 learning", "10m step 1 learning", "days review", "days review"),
    ],
)
def test_learning_goes_step_by_step(
    memory: Memory, steps: tuple[int, ...], again: str, hard: str, good: str, easy: str
) -> None:
    outcomes = Scheduler(Settings(learning_steps=steps)).outcomes("card", memory, at(10))
    assert [shown(outcomes[rating]) for rating in Rating] == [again, hard, good, easy]


@pytest.mark.parametrize(
    ("memory", "steps", "again", "hard", "good"),
    [
        (REVIEW, ONE, "10m step 0 relearning", "days review", "days review"),
        (learning(0, State.RELEARNING), ONE, "10m step 0 relearning", "15m step 0 relearning", "days review"),
        (REVIEW, (5, 20), "5m step 0 relearning", "days review", "days review"),
        (
            learning(0, State.RELEARNING),
            (5, 20),
            "5m step 0 relearning",
            "12.5m step 0 relearning",
            "20m step 1 relearning",
        ),
        (learning(1, State.RELEARNING), (5, 20), "5m step 0 relearning", "20m step 1 relearning", "days review"),
        (REVIEW, NONE, "days review", "days review", "days review"),
    ],
)
def test_a_forgotten_card_goes_through_its_own_steps(
    memory: Memory, steps: tuple[int, ...], again: str, hard: str, good: str
) -> None:
    # The steps of learning are others, so that taking those would be seen.
    outcomes = Scheduler(Settings(learning_steps=(3, 7, 9), relearning_steps=steps)).outcomes("card", memory, at(10))
    assert [shown(outcomes[rating]) for rating in Rating] == [again, hard, good, "days review"]


def test_only_forgetting_a_card_in_review_is_a_lapse() -> None:
    scheduler = Scheduler(Settings())
    for memory, lapses in ((NEW, 0), (learning(0), 0), (learning(0, State.RELEARNING), 0), (REVIEW, 1)):
        outcomes = scheduler.outcomes("card", memory, at(10))
        assert outcomes[Rating.AGAIN].memory.lapses == lapses
        assert {outcomes[rating].memory.lapses for rating in (Rating.HARD, Rating.GOOD, Rating.EASY)} == {0}


def test_a_step_is_due_at_its_minute_and_a_review_when_its_study_day_begins() -> None:
    now = at(10)
    outcomes = Scheduler(Settings()).outcomes("card", NEW, now)
    step, days = outcomes[Rating.GOOD].memory, outcomes[Rating.EASY].memory
    assert step.due_at == now.at + 10 * MINUTE_MS
    assert step.due_day == study_day(now, 4)
    assert days.due_day is not None
    assert days.due_at == days.due_day * DAY_MS + 4 * 60 * MINUTE_MS
    assert outcomes[Rating.EASY].interval_ms == (days.due_day - study_day(now, 4)) * DAY_MS


def test_a_step_that_goes_past_the_turn_of_the_day_is_due_on_the_next_one() -> None:
    late = Moment(at(10).at + (15 * 60 + 55) * MINUTE_MS, 0)  # 03:55 in the night
    memory = Scheduler(Settings()).outcomes("card", NEW, late)[Rating.GOOD].memory
    assert memory.due_day == study_day(late, 4) + 1


# ---------------------------------------------------------------------- all four grades

memories = st.builds(
    Memory,
    state=st.just(State.REVIEW),
    stability=st.floats(0.01, 36500),
    difficulty=st.floats(1, 10),
    last_day=st.integers(19_000, study_day(at(10), 4)),
    reps=st.integers(1, 60),
    lapses=st.integers(0, 9),
)
card_ids = st.text("abcdefghijkmnpqrstuvwxyz23456789", min_size=12, max_size=12)


@given(memories, card_ids, st.floats(0.7, 0.99), st.sampled_from([1, 7, 365, 36500]))
def test_a_better_grade_never_brings_a_card_back_sooner(memory: Memory, card: str, wish: float, longest: int) -> None:
    settings = replace(WITHOUT_STEPS, desired_retention=wish, maximum_interval=longest)
    outcomes = Scheduler(settings).outcomes(card, memory, at(10))
    again, hard, good, easy = (outcomes[rating].interval_ms // DAY_MS for rating in Rating)
    assert 1 <= again <= hard <= good <= easy <= longest
    assert hard < good or good == longest
    assert good < easy or easy == longest


def test_what_hardly_stays_comes_back_on_the_next_day_and_a_day_later_for_each_better_grade() -> None:
    weak = Memory(State.REVIEW, stability=0.1, difficulty=5.0, last_day=study_day(at(9), 4), reps=3)
    outcomes = Scheduler(WITHOUT_STEPS).outcomes("card", weak, at(10))
    assert [outcomes[rating].interval_ms for rating in Rating] == [DAY_MS, 2 * DAY_MS, 3 * DAY_MS, 4 * DAY_MS]


@given(st.one_of(memories, st.sampled_from([NEW, learning(0), learning(1), learning(0, State.RELEARNING)])), card_ids)
def test_asking_changes_nothing_and_the_same_card_gets_the_same_answer(memory: Memory, card: str) -> None:
    first = Scheduler(Settings()).outcomes(card, memory, at(10))
    scheduler = Scheduler(Settings())
    scheduler.outcomes("another card", REVIEW, at(3))
    assert scheduler.outcomes(card, memory, at(10)) == first == scheduler.outcomes(card, memory, at(10))


@given(memories)
def test_every_grade_counts_and_dates_the_memory(memory: Memory) -> None:
    for outcome in Scheduler(Settings()).outcomes("card", memory, at(10)).values():
        assert outcome.memory.reps == memory.reps + 1
        assert outcome.memory.last_day == study_day(at(10), 4)


def test_travelling_west_makes_no_time_run_backwards() -> None:
    scheduler = Scheduler(Settings())
    tokyo = Moment(at(10).at - 10 * 60 * MINUTE_MS, 9 * 3600)  # 11:00
    honolulu = Moment(tokyo.at + 8 * 60 * MINUTE_MS, -10 * 3600)
    assert study_day(honolulu, 4) == study_day(tokyo, 4) - 1, "it is yesterday again"
    memory = scheduler.outcomes("card", REVIEW, tokyo)[Rating.GOOD].memory
    there = scheduler.outcomes("card", memory, honolulu)[Rating.GOOD].memory
    same_day = scheduler.outcomes("card", memory, tokyo)[Rating.GOOD].memory
    assert (there.stability, there.difficulty) == (same_day.stability, same_day.difficulty)
