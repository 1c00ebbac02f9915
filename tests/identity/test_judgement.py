"""The judgement of two texts: each threshold from both sides, and what a person would say of real cards."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from studygpt.identity.comparison import changes_of, is_fine, overlap
from studygpt.identity.evidence import side_of
from studygpt.identity.judgement import (
    LITTLE,
    LONG,
    MOST,
    NEARLY_ALL,
    PAGE,
    TELLING,
    TERSE,
    WORDY,
    Answer,
    Sides,
    Surroundings,
    judge,
)
from tests.identity.notes import in_place

ANOTHER, UNSURE, SAME = Answer
HOME = Surroundings(at_home=True, moved=False, asked_alone=True, answered_alone=True)
MOVED_ALONG = Surroundings(at_home=True, moved=True, asked_alone=True, answered_alone=True)
ELSEWHERE = Surroundings(at_home=False, moved=True, asked_alone=True, answered_alone=True)
ASKED_TWICE = Surroundings(at_home=True, moved=False, asked_alone=False, answered_alone=True)
ANSWERED_TWICE = Surroundings(at_home=True, moved=False, asked_alone=True, answered_alone=False)


def some(kept: int, other: int = 0, name: str = "other") -> str:
    """A text of words that all such texts have in common, and of words of its own."""
    return " ".join([*(f"word{at}" for at in range(kept)), *(f"{name}{at}" for at in range(other))])


def judged(was: tuple[str, str], now: tuple[str, str], around: Surroundings = HOME) -> Answer:
    """The answer, which is the same the other way round."""
    old, new = (Sides(side_of(front), side_of(back)) for front, back in (was, now))
    there, back = judge(old, new, around).answer, judge(new, old, around).answer
    assert there is back
    return there


ASKED = "What do all such texts have in common?"
"""A question that tells which card it is."""


def test_the_thresholds_are_those_that_these_tests_try() -> None:
    """The texts below are counted out for them."""
    assert (LITTLE, MOST, NEARLY_ALL, TERSE, TELLING, WORDY, LONG, PAGE) == (0.3, 0.6, 0.9, 2, 5, 8, 14, 30)


# ---------------------------------------------------------------------- the same question


@pytest.mark.parametrize(("words", "expected"), [(TERSE - 1, SAME), (TERSE, UNSURE)])
def test_a_question_with_a_new_answer_is_asked_about_if_it_is_no_figure(words: int, expected: Answer) -> None:
    for old, new in ((words, 30), (30, words)):
        assert judged((ASKED, some(0, old, "old")), (ASKED, some(0, new, "new"))) is expected


@pytest.mark.parametrize(("words", "expected"), [(LONG - 1, UNSURE), (LONG, SAME)])
def test_a_long_question_is_the_same_card_whatever_became_of_its_answer(words: int, expected: Answer) -> None:
    assert judged((some(words), some(0, 30, "old")), (some(words), some(0, 30, "new"))) is expected


@pytest.mark.parametrize(("kept", "expected"), [(2, UNSURE), (3, SAME)])
def test_an_answer_of_which_little_stays_was_replaced(kept: int, expected: Answer) -> None:
    old, new = some(kept, 10 - kept, "old"), some(kept, 10 - kept, "new")
    assert (overlap(side_of(old), side_of(new)).alike >= LITTLE) is (expected is SAME)
    assert judged((ASKED, old), (ASKED, new)) is expected


@pytest.mark.parametrize(("kept", "expected"), [(5, UNSURE), (6, SAME)])
def test_an_answer_whose_most_words_stand_in_a_long_one_was_extended(kept: int, expected: Answer) -> None:
    old, new = some(kept, 10 - kept, "old"), some(kept, 32 - kept, "new")
    assert overlap(side_of(old), side_of(new)).alike < LITTLE
    assert (overlap(side_of(old), side_of(new)).stayed >= MOST) is (expected is SAME)
    assert judged((ASKED, old), (ASKED, new)) is expected


@pytest.mark.parametrize(("words", "expected"), [(TELLING - 1, UNSURE), (TELLING, SAME)])
def test_a_short_question_does_not_tell_which_card_it_is_once_the_answer_is_another(
    words: int, expected: Answer
) -> None:
    assert judged((some(words), "Homer"), (some(words), "Virgil")) is expected
    assert judged((some(words), "Homer"), (some(words), "Homer")) is SAME
    assert judged((some(words), "Homer"), (some(words), "Homer, who was blind")) is SAME


@pytest.mark.parametrize(("kept", "expected"), [(2, UNSURE), (3, SAME)])
def test_a_short_question_with_most_of_its_answer_is_the_same(kept: int, expected: Answer) -> None:
    assert judged(("Kyiv?", some(kept, 5 - kept, "old")), ("Kyiv?", some(kept, 5 - kept, "new"))) is expected


@pytest.mark.parametrize(("kept", "expected"), [(8, UNSURE), (9, SAME)])
def test_a_question_under_another_heading_needs_nearly_all_of_its_answer(kept: int, expected: Answer) -> None:
    asked = some(WORDY - 1)
    old, new = (asked, some(kept, 10 - kept, "old")), (asked, some(kept, 10 - kept, "new"))
    assert judged(old, new, MOVED_ALONG) is expected
    assert judged(old, new) is SAME


@pytest.mark.parametrize(("words", "expected"), [(WORDY - 1, UNSURE), (WORDY, SAME)])
def test_or_it_says_enough_itself(words: int, expected: Answer) -> None:
    assert judged((some(words), some(6, 4, "old")), (some(words), some(6, 4, "new")), MOVED_ALONG) is expected


def test_a_question_that_is_asked_twice_does_not_tell_which_card_it_is() -> None:
    assert judged((ASKED, some(9, 1, "old")), (ASKED, some(9, 1, "new")), ASKED_TWICE) is UNSURE
    assert judged((ASKED, "Homer"), (ASKED, "Homer"), ASKED_TWICE) is SAME


# ---------------------------------------------------------------------- the same answer

WORD = ("What is the capital of France today?", "What is the capital of Spain today?")
SIGN = ("Is a + b known?", "Is a - b known?")
SLIP = ("When did the Second Woorld War end?", "When did the Second World War end?")
MORE = ("What is the capital of France?", "For the exam: What is the capital of France?")
WORDED = ("How does one name the capital of France?", "Which town is the capital of France?")
HINT = ("Which layers has it? (two)", "Which layers has it? (three)")
HINTS = ("Which layers has it? (two of the same)", "Which layers has it? (three in all)")
HARDLY = (f"What is it: {some(18, 1, 'old')}?", f"What is it: {some(18, 2, 'new')}?")
BARELY = (f"What is it: {some(13, 2, 'old')}?", f"What is it: {some(13, 3, 'new')}?")


QUESTIONS = {
    "another word": (WORD, PAGE),
    "another sign": (SIGN, PAGE),
    "a slip of the pen": (SLIP, PAGE),
    "words more": (MORE, TELLING),
    "worded anew": (WORDED, PAGE),
    "one word of the hint": (HINT, LONG),
    "another hint": (HINTS, WORDY),
    "some words of a long question": (HARDLY, WORDY),
    "some more words": (BARELY, PAGE),
}


@pytest.mark.parametrize(("questions", "enough"), QUESTIONS.values(), ids=QUESTIONS)
def test_an_answer_tells_which_card_it_is_if_it_is_long_for_what_changed_in_the_question(
    questions: tuple[str, str], enough: int
) -> None:
    one, other = questions
    assert judged((one, some(enough)), (other, some(enough))) is SAME
    assert judged((one, some(enough - 1)), (other, some(enough - 1))) is UNSURE
    assert judged((one, some(100)), (other, some(100)), ANSWERED_TWICE) is UNSURE


def test_a_sign_more_in_both_needs_a_long_answer_too() -> None:
    one, other = "Which types are there?", "Which 8 types are there?"
    assert judged((one, some(LONG)), (other, some(LONG, 2))) is SAME
    assert judged((one, some(LONG - 1)), (other, some(LONG - 1, 2))) is UNSURE


def test_a_sign_more_needs_a_long_answer() -> None:
    one, other = "Is a known?", "Is - a known?"
    assert judged((one, some(LONG)), (other, some(LONG))) is SAME
    assert judged((one, some(LONG - 1)), (other, some(LONG - 1))) is UNSURE


def test_a_hint_that_came_or_went_leaves_a_card_the_same() -> None:
    """The stop that ends the question then stands before the hint."""
    for bare, hinted in (
        ("When is a posted acceptance effective?", "When is a posted acceptance effective? (*Adams v Lindsell*)"),
        ("Wie viele Halbtöne hat eine kleine Sexte", "Wie viele Halbtöne hat eine kleine Sexte (z. B. e – c)"),
        ("$(AB)^{-1}$ 等于什么？", "$(AB)^{-1}$ 等于什么？（提示：注意顺序）"),
    ):
        assert judged((bare, "8"), (hinted, "8")) is SAME
        assert judged((bare, "8"), (hinted, "8"), ASKED_TWICE) is UNSURE
        assert judged((bare, "8"), (hinted, "8"), ANSWERED_TWICE) is UNSURE
        assert judged((bare, "8"), (hinted, "9")) is UNSURE
    assert judged(("What is f", "8"), ("What is f(x)", "8")) is UNSURE  # a call


def test_an_image_in_an_answer_counts_for_some_words() -> None:
    old, new = WORDED
    assert judged((old, f"![[heart.png]] {some(PAGE - 5)}"), (new, f"![[heart.png]] {some(PAGE - 5)}")) is SAME
    assert judged((old, f"![[heart.png]] {some(PAGE - 6)}"), (new, f"![[heart.png]] {some(PAGE - 6)}")) is UNSURE


# ---------------------------------------------------------------------- both changed


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (some(WORDY), some(WORDY, 3), SAME),
        (some(WORDY - 1), some(WORDY - 1, 3), UNSURE),
        (some(9, 1, "old"), some(9, 1, "new"), UNSURE),  # a word of the answer was replaced
        (some(PAGE, 1, "old"), some(PAGE, 1, "new"), UNSURE),
        (some(PAGE, 1, "old"), some(PAGE, 2, "new"), SAME),  # but not only by a word like it
    ],
)
def test_a_question_that_was_only_extended_needs_an_answer_that_was_too(was: str, now: str, expected: Answer) -> None:
    assert judged((MORE[0], was), (MORE[1], now)) is expected
    assert judged((MORE[0], was), (MORE[1], now), ANSWERED_TWICE) is UNSURE


@pytest.mark.parametrize(
    ("asked", "was", "now", "expected"),
    [
        (3, some(36, 4, "old"), some(36, 5, "new"), SAME),
        (3, some(36, 4, "old"), some(36, 4, "new"), UNSURE),  # as little as a figure of the answer
        (2, some(36, 4, "old"), some(36, 5, "new"), UNSURE),  # little of the question
        (3, some(35, 5, "old"), some(35, 6, "new"), UNSURE),  # not nearly all of the answer
        (3, some(29, 1, "old"), some(29, 2, "new"), SAME),
        (3, some(28, 1, "old"), some(28, 2, "new"), UNSURE),  # not long
    ],
)
def test_a_question_worded_anew_needs_nearly_all_of_a_long_answer(
    asked: int, was: str, now: str, expected: Answer
) -> None:
    old, new = some(asked, 10 - asked, "old"), some(asked, 11 - asked, "new")
    assert judged((old, was), (new, now)) is expected
    assert judged((old, was), (new, now), ANSWERED_TWICE) is UNSURE


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (some(3, 2, "old"), some(3, 2, "new"), SAME),
        (some(2, 3, "old"), some(2, 3, "new"), UNSURE),
        (some(3, 2, "old"), some(3, 3, "new"), UNSURE),  # most of the shorter one, but they are less alike than that
    ],
)
def test_another_hint_needs_most_of_the_answer(was: str, now: str, expected: Answer) -> None:
    assert judged((HINT[0], was), (HINT[1], now)) is expected
    assert judged((HINT[0], was), (HINT[1], now), ASKED_TWICE) is UNSURE


@pytest.mark.parametrize(
    ("asked", "told", "expected"),
    [
        ((3, 2), (0, 5), UNSURE),
        ((2, 3), (0, 5), ANOTHER),
        ((0, 5), (3, 2), UNSURE),
        ((0, 5), (2, 3), ANOTHER),
        ((3, 7), (3, 7), UNSURE),
        ((2, 8), (3, 7), ANOTHER),
        ((3, 7), (2, 8), ANOTHER),
    ],
)
def test_a_card_is_another_only_where_nearly_nothing_stays(
    asked: tuple[int, int], told: tuple[int, int], expected: Answer
) -> None:
    (old_front, new_front), (old_back, new_back) = (
        [some(*words, name) for name in ("old", "new")] for words in (asked, told)
    )
    assert judged((old_front, old_back), (new_front, new_back)) is expected


# ---------------------------------------------------------------------- images, places, kinds of change


def test_an_image_added_or_taken_away_leaves_a_card_the_same_and_another_one_is_asked_about() -> None:
    bare, drawn = ("What does it pump?", "Blood"), ("What does it pump? ![[heart.png]]", "Blood")
    assert judged(bare, drawn) is SAME
    assert judged(drawn, (f"{drawn[0]} ![[more.png]]", "Blood")) is SAME
    assert judged(drawn, ("What does it pump? ![[liver.png]]", "Blood")) is UNSURE
    assert judged(("![[heart.png]]", "Blood"), ("![[liver.png]]", "Blood")) is UNSURE
    assert judged(("What does it pump?", "Blood"), ("What does it pump?", "Blood ![[red.png]]")) is SAME


def test_nothing_that_stands_elsewhere_is_surely_the_same() -> None:
    for old, new in ((ASKED, ASKED), (MORE[0], MORE[1]), HINT):
        assert judged((old, some(PAGE)), (new, some(PAGE))) is SAME
        assert judged((old, some(PAGE)), (new, some(PAGE)), ELSEWHERE) is UNSURE


@pytest.mark.parametrize(
    ("old", "new", "fine"),
    [
        ("a b c", "a x c", True),
        ("a b c", "a c", False),
        ("a + c", "a c", True),
        ("a b c d", "a x y d", False),
        ("the mitral valve", "the tricuspid valve", True),
        ("hyper tension", "hypo tensions", True),
        ("a b c d", "a x y z d", False),
        ("in 1961 it was", "in 1962 and it was", False),
        ("from 1961 to 1962", "from 1971 to 1972", True),
    ],
)
def test_a_change_is_fine_if_signs_letters_or_single_words_decide_it(old: str, new: str, *, fine: bool) -> None:
    assert is_fine(list(changes_of(side_of(old).tokens, side_of(new).tokens))) is fine


# ---------------------------------------------------------------------- real cards, in their place

Card = tuple[str, str]
ALIKE: list[tuple[Card, Card]] = [
    (("What is the capital of France?", "Paris"), ("What is the **capital** of France?", "Paris")),
    (("How many chromosomes has a human cell?", "46"), ("How many chromosomes has a human cell?", "46, in pairs")),
    (("Какое озеро самое глубокое?", "Байкал"), ("Какое озеро самое глубокое?", "Байкал, в Сибири")),
    (("What does a dog\u2019s heart do?", "It pumps"), ("What does a dog's heart do?", "It pumps")),
    (
        ("What is a token?", "A piece of text that has an id"),
        ("For the exam: What is a token?", "A piece of text that has an id"),
    ),
]
NOBODY_CAN_TELL: list[tuple[Card, Card]] = [
    (("What is the capital of France?", "Paris"), ("For the exam: what is the capital of France?", "Paris")),
    (("When did the Second Woorld War end?", "1945"), ("When did the Second World War end?", "1945")),
    (
        ("Welches Organ bildet Insulin?", "Die Bauchspeicheldrüse."),
        ("Welches Organ bildet das Insulin?", "Die Bauchspeicheldrüse."),
    ),
    (("Quel fleuve traverse Paris ?", "La Seine."), ("Pour l'examen : quel fleuve traverse Paris ?", "La Seine.")),
    (
        ("¿Qué río pasa por Sevilla en el sur?", "El Guadalquivir"),
        ("En el sur, ¿qué río pasa por Sevilla?", "El Guadalquivir"),
    ),
    (("中国的首都是哪里？", "北京"), ("哪座城市是中国的首都？", "北京")),
    (("日本の首都はどこですか？", "東京"), ("日本の首都の名前は何ですか？", "東京")),
    (("한국의 수도는 어디입니까?", "서울"), ("복습: 한국의 수도는 어디입니까?", "서울")),
    (("What is the capital of France?", "Paris"), ("What is the capital of Spain?", "Paris")),
    (("What is the capital of France?", "Paris"), ("What is the capital of Spain?", "Madrid")),
    (("Who ruled in 1961?", "Kennedy, for one more year"), ("Who ruled in 1962?", "Kennedy, for one more year")),
    (("Which types can be keys?", "Strings"), ("Which types cannot be keys?", "Strings")),
    (("Which blood flows to the heart?", "Venous"), ("Which blood flows from the heart?", "Venous")),
    (("Is gold heavier than lead?", "Yes"), ("Is lead heavier than gold?", "Yes")),
    (("Is a tuple mutable?", "No."), ("Would you call a string mutable?", "No.")),
    (("Who can take blood of type A?", "Type A or AB"), ("Who can take blood of type B?", "Type A or AB")),
    (("What does 'desert' mean?", "Dry land"), ("What does 'dessert' mean?", "The sweet end of a meal")),
    (("hablaba", "I used to speak"), ("hablaban", "they used to speak")),
    (("法国的首都是哪里？", "巴黎"), ("德国的首都是哪里？", "巴黎")),
    (("哪些金属能与酸反应？", "锌"), ("哪些金属不能与酸反应？", "锌")),
    (("「こころ」を書いた作家は誰ですか？", "夏目漱石"), ("「坊っちゃん」を書いた作家は誰ですか？", "夏目漱石")),
    (("Is nitrate an ion?", "Yes"), ("Is nitrite an ion?", "Yes")),
    (("What is acceleration?", "change of velocity"), ("What is angular acceleration?", "change of angular velocity")),
    (("What is $a$ - $b$ here?", "4"), ("What is $a$ + $b$ here?", "4")),
    (("1. Weltkrieg: in welchem Jahr begann er?", "1914"), ("2. Weltkrieg: in welchem Jahr begann er?", "1939")),
    (("Polish", "from Poland"), ("polish", "to make smooth")),
]


@pytest.mark.parametrize(("old", "new"), ALIKE, ids=str)
def test_the_same_card_in_its_place_keeps_its_history_at_once(old: Card, new: Card) -> None:
    assert in_place(old, new) is in_place(new, old) is SAME


@pytest.mark.parametrize(("old", "new"), NOBODY_CAN_TELL, ids=str)
def test_what_may_be_the_same_card_or_another_fact_is_asked_about(old: Card, new: Card) -> None:
    assert in_place(old, new) is in_place(new, old) is UNSURE


WORDS = st.sampled_from(
    "Paris Rome river mountain capital oldest cell heart 1914 not + - 北京 首都 город Stadt".split()
)
SIDES = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
AROUND = st.builds(Surroundings, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(SIDES, SIDES, SIDES, SIDES, AROUND)
def test_a_judgement_is_the_same_in_both_directions(
    front: str, back: str, other_front: str, other_back: str, around: Surroundings
) -> None:
    assert judged((front, back), (other_front, other_back), around) in Answer
    assert judged((front, back), (front, back), around) is (SAME if around.at_home else UNSURE)


def test_texts_too_long_to_compare_differ_in_all_between_their_equal_ends() -> None:
    """Every pair of their tokens would take a bit of memory: gigabytes for a line of a megabyte."""
    old, new = tuple(f"w{at}" for at in range(21_000)), tuple(f"w{at * 2}" for at in range(21_000))
    first, *rest = changes_of(("a", *old, "z"), ("a", *new, "z"))
    assert rest == []
    assert first == (old[1:], new[1:])
    assert list(changes_of((*old, "a"), (*old, "b"))) == [(("a",), ("b",))]
    assert list(changes_of((*old, "a", *old), (*old, *old))) == [(("a",), ())]


def test_texts_too_long_to_compare_have_at_least_so_much_in_common() -> None:
    words = [f"w{at}" for at in range(25_000)]
    old, new = side_of(" ".join(["a", *words, "z"])), side_of(" ".join(["a", "b", *words[5:], "c", "z"]))
    assert 0.75 < overlap(old, new).alike < 1
    assert overlap(old, side_of(" ".join(reversed(words)))).alike < 0.01
