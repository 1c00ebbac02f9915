"""Practising exercises: what is kept, what is graded, which cards come, and what becomes of the files."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from lab.catalog import Exercise
from lab.grade.verdict import Verdict
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Kind, Rating, Status
from studygpt.practice import exercise_files
from studygpt.practice.skill import ExerciseStatus
from studygpt.study import Study
from tests.conftest import HandClock, Vault
from tests.practice.practising import AXIS, PASSED, UNTOUCHED, WRONG, actions, grade_with, naming, write

pytestmark = pytest.mark.both_databases(long=True)

NOTE = """---
concepts: [softmax]
---
#flashcards

Along which axis does the sum run?::Along dim

What is subtracted first?::The largest score

What does it give?::Probabilities

What is a logit?::A score
"""


@pytest.fixture
def softmax(study: Study) -> Exercise:
    exercise = study.practice.find("softmax")
    study.practice.begin(exercise)
    return exercise


@pytest.fixture
def cards(study: Study, vault: Vault) -> list[Card]:
    vault.write("softmax.md", NOTE)
    study.library.import_folder(vault.path, None, ())
    return study.library.cards()


def exercise_cards(study: Study) -> list[Card]:
    return [card for card in study.library.cards() if card.kind is Kind.EXERCISE]


# ---------------------------------------------------------------------- verdicts, grades


def test_every_action_is_recorded(study: Study, softmax: Exercise) -> None:
    grade_with(study, WRONG, PASSED)
    study.practice.check(softmax)
    study.practice.hint(softmax)
    study.practice.check(softmax)
    study.practice.solution(softmax)
    assert actions(study, "softmax") == ["start", "check", "hint", "check", "solution"]


def test_the_card_comes_with_the_first_grade(study: Study, softmax: Exercise) -> None:
    grade_with(study, WRONG, PASSED)
    assert study.practice.check(softmax).graded is None
    assert exercise_cards(study) == []
    checked = study.practice.check(softmax)
    assert checked.graded is not None
    assert checked.graded.rating is Rating.GOOD
    (card,) = exercise_cards(study)
    assert card.exercises == ("softmax",)
    assert study.practice.step(softmax).status is ExerciseStatus.DONE


def test_a_round_is_graded_once(study: Study, softmax: Exercise) -> None:
    grade_with(study, PASSED)
    assert study.practice.check(softmax).graded is not None
    assert study.practice.check(softmax).graded is None
    assert study.practice.solution(softmax)[1] is None


def test_after_the_solution_a_pass_needs_the_empty_file(study: Study, softmax: Exercise) -> None:
    grade_with(study, PASSED)
    text, graded = study.practice.solution(softmax)
    assert "def softmax" in text
    assert graded is not None
    assert graded.rating is Rating.AGAIN
    assert study.practice.check(softmax).graded is None
    study.practice.restart(softmax)
    passed = study.practice.check(softmax).graded
    assert passed is not None
    assert passed.rating in (Rating.GOOD, Rating.EASY)


def test_checking_an_untouched_file_is_no_try(study: Study, softmax: Exercise) -> None:
    grade_with(study, *[UNTOUCHED] * 6, PASSED)
    for _ in range(6):
        study.practice.check(softmax)
    assert study.practice.check(softmax).graded is not None
    assert study.practice.round(softmax).wrong == 0


def test_a_suspended_exercise_is_checked_and_not_graded(study: Study, softmax: Exercise, clock: HandClock) -> None:
    grade_with(study, PASSED)
    study.practice.check(softmax)
    study.review.suspend(exercise_cards(study)[0])
    clock.move(days=400)
    study.practice.restart(softmax)
    checked = study.practice.check(softmax)
    assert checked.passed
    assert checked.graded is None
    assert exercise_cards(study)[0].status is Status.SUSPENDED


def test_an_exercise_is_not_graded_by_hand(study: Study, softmax: Exercise) -> None:
    grade_with(study, PASSED)
    study.practice.check(softmax)
    with pytest.raises(StudyError, match="graded by its verdict"):
        study.review.grade(exercise_cards(study)[0], Rating.EASY)


def test_a_grade_can_be_taken_back(study: Study, softmax: Exercise) -> None:
    grade_with(study, PASSED)
    study.practice.check(softmax)
    study.review.undo()
    assert exercise_cards(study)[0].memory.reps == 0


# ---------------------------------------------------------------------- the cards of a mistake


@pytest.mark.usefixtures("softmax")
def test_a_mistake_brings_its_cards_today_until_they_are_graded(
    study: Study, softmax: Exercise, cards: list[Card], clock: HandClock
) -> None:
    for card in cards:
        study.review.grade(card, Rating.EASY)
    clock.move(minutes=1)
    assert study.review.due() == []
    grade_with(study, AXIS)
    checked = study.practice.check(softmax)
    assert 0 < len(checked.cards) <= 3 < len(cards)
    called = {card.id for card in checked.cards}
    assert {card.id for card in study.review.due()} == called
    study.practice.check(softmax)  # the same mistake, saved again
    assert sorted(card.id for card in study.review.due()) == sorted(called)
    clock.move(minutes=1)
    for card in study.review.due():
        study.review.grade(card, Rating.EASY)
    assert study.review.due() == []


def test_what_is_no_known_mistake_brings_none(study: Study, softmax: Exercise, cards: list[Card]) -> None:
    grade_with(study, WRONG)
    for card in cards:
        study.review.grade(card, Rating.EASY)
    assert study.practice.check(softmax).cards == []
    assert study.review.due() == []


def test_a_mistake_is_counted_once_however_often_it_is_saved(study: Study, softmax: Exercise) -> None:
    grade_with(study, AXIS, AXIS, AXIS, WRONG, AXIS)
    for _ in range(5):
        checked = study.practice.check(softmax)
    assert [habit.words for habit in study.practice.habits()] == ["wrong axis: 2 times, in softmax"]
    assert checked.habit is not None


def check_named(study: Study, slug: str, *named: tuple[str, str]) -> None:
    """Save a file that makes these mistakes, one after the other, each time after one without a name."""
    exercise = study.practice.find(slug)
    study.practice.begin(exercise)
    for mistake in named:
        grade_with(study, naming(*mistake), WRONG)
        study.practice.check(exercise)
        study.practice.check(exercise)


def habits_of(study: Study) -> list[str]:
    return [habit.words for habit in study.practice.habits()]


def test_mistakes_from_before_ids_had_words_are_the_same_habit(study: Study) -> None:
    title = "the exponentials are not divided by their sum"
    check_named(study, "softmax", ("A2f", title), ("softmax/not-normalised", title))
    assert habits_of(study) == [f"{title}: 2 times, in softmax"]


def test_a_habit_has_the_present_title_of_its_mistake(study: Study) -> None:
    check_named(study, "softmax", ("A2f", "its title of last year"))
    assert habits_of(study) == ["the exponentials are not divided by their sum: once, in softmax"]
    (mark,) = [mark for slug, mark in study.practice.progress().items() if slug == "softmax"]
    assert mark.mistakes == ("the exponentials are not divided by their sum",)


def test_what_was_saved_under_the_old_id_and_again_under_the_new_counts_once(study: Study, softmax: Exercise) -> None:
    title = "softmax always runs along the last axis, whatever dim says"
    grade_with(study, naming("A2", title), naming("softmax/always-last-axis", title))
    study.practice.check(softmax)
    study.practice.check(softmax)
    assert habits_of(study) == ["wrong axis: once, in softmax"]


def test_an_old_id_that_several_exercises_used_is_that_of_the_exercise(study: Study) -> None:
    title = "the scores are not divided by √D"
    check_named(study, "attention", ("B1", title), ("attention/unscaled", title))
    check_named(study, "multi-head", ("B1", title))
    assert habits_of(study) == ["wrong scale of the scores: 3 times, in attention and multi-head"]


def test_a_mistake_that_is_no_longer_known_keeps_its_title(study: Study) -> None:
    check_named(study, "softmax", ("Z9", "a mistake that was taken out"))
    assert habits_of(study) == ["a mistake that was taken out: once, in softmax"]


# ---------------------------------------------------------------------- the file


def test_nothing_that_was_written_is_lost(study: Study, softmax: Exercise) -> None:
    texts = {f"# try {number}\n" for number in range(4)}
    for text in sorted(texts):
        write(study, "softmax", text)
        study.practice.restart(softmax)
    kept = study.practice.kept(softmax)
    assert {each.file.read_text(encoding="utf-8") for each in kept} == texts
    file = write(study, "softmax", "# now\n")
    back = next(each for each in kept if "try 2" in each.file.read_text(encoding="utf-8"))
    study.practice.bring_back(softmax, back)
    assert file.read_text(encoding="utf-8") == "# try 2\n"
    rest = {each.file.read_text(encoding="utf-8") for each in study.practice.kept(softmax)}
    assert rest == texts - {"# try 2\n"} | {"# now\n"}


def test_files_put_aside_in_one_second_are_numbered_and_listed_the_latest_first(
    study: Study, softmax: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "strftime", lambda *_: "2026-05-04-120000")
    for number in range(1, 11):
        write(study, "softmax", f"# try {number}\n")
        study.practice.restart(softmax)
    kept = study.practice.kept(softmax)
    assert [each.file.read_text(encoding="utf-8") for each in kept] == [
        f"# try {number}\n" for number in range(10, 0, -1)
    ]
    assert {each.when for each in kept} == {"2026-05-04 12:00:00"}
    names = [each.file.name for each in kept]
    assert (names[-1], names[-2]) == ("softmax-2026-05-04-120000.py", "softmax-2026-05-04-120000-2.py")


def test_a_file_that_is_there_is_never_written_over(study: Study, softmax: Exercise) -> None:
    file = write(study, "softmax", "# mine\n")
    assert not study.practice.begin(softmax).fresh
    assert file.read_text(encoding="utf-8") == "# mine\n"


def test_what_is_due_again_begins_from_the_empty_file(study: Study, softmax: Exercise, clock: HandClock) -> None:
    grade_with(study, PASSED)
    write(study, "softmax", "# the first time\n")
    study.practice.check(softmax)
    assert study.practice.begin(softmax).kept is None
    clock.move(days=400)
    assert study.practice.step(softmax).status is ExerciseStatus.DUE
    begun = study.practice.begin(softmax)
    assert begun.kept is not None
    assert begun.kept.read_text(encoding="utf-8") == "# the first time\n"
    assert begun.file.read_text(encoding="utf-8") == softmax.starting_file
    write(study, "softmax", "# on the way\n")
    assert study.practice.begin(softmax).kept is None, "a round that is under way goes on"


def test_an_untouched_file_is_not_kept(study: Study, softmax: Exercise) -> None:
    study.practice.restart(softmax)
    assert study.practice.kept(softmax) == []


def test_a_workspace_that_cannot_be_written_is_a_sentence(study: Study, workspace: Path) -> None:
    workspace.mkdir(exist_ok=True)
    (workspace / "lab").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(StudyError, match="could not be written"):
        study.practice.begin(study.practice.find("softmax"))


def test_a_file_that_is_not_there_is_a_sentence(study: Study, softmax: Exercise) -> None:
    exercise_files.file_of(softmax).unlink()
    with pytest.raises(StudyError, match="`studygpt lab softmax` writes it"):
        study.practice.check(softmax)


# ---------------------------------------------------------------------- the path


def test_the_path_says_how_each_stands(study: Study, softmax: Exercise) -> None:
    standings = {stop.exercise.slug: stop for stop in study.practice.path()}
    assert standings["softmax"].begun
    assert standings["cross-entropy"].status is ExerciseStatus.LOCKED
    assert standings["cross-entropy"].missing == ("softmax",)
    grade_with(study, PASSED)
    study.practice.check(softmax)
    assert study.practice.step(study.practice.find("cross-entropy")).status is ExerciseStatus.OPEN
    following = study.practice.next(softmax)
    assert following is not None
    assert following.exercise.slug == "cross-entropy"


@pytest.mark.parametrize(
    ("verdicts", "best", "mistakes"),
    [
        ((AXIS,), "fail", 1),
        ((PASSED,), "pass", 0),
        ((PASSED, AXIS), "pass", 1),
        ((AXIS, PASSED, WRONG), "pass", 0),
    ],
)
def test_a_pass_stays_the_best_verdict_and_mistakes_count_from_then_on(
    study: Study, softmax: Exercise, verdicts: tuple[Verdict, ...], best: str, mistakes: int
) -> None:
    for verdict in verdicts:
        grade_with(study, verdict)
        study.practice.check(softmax)
    found = study.practice.progress()["softmax"]
    assert (found.verdict, len(found.mistakes)) == (best, mistakes)


def test_an_exercise_is_found_by_concept_and_an_unknown_name_offers_the_nearest(study: Study) -> None:
    assert study.practice.find("weight-decay").slug == "adamw"
    with pytest.raises(UsageError, match="softmax"):
        study.practice.find("sofmax")
