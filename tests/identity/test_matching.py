"""Which draft is which stored card: what is kept at once, what a person is asked about, and what begins anew."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, strategies as st

from studygpt.identity.cards import Stored, wording_of
from studygpt.identity.judgement import Answer
from studygpt.identity.matching import Changed, match_notes
from studygpt.model import Draft, Hole, Kind
from tests.identity.notes import ABOVE, BELOW, cloze, draft, fate_of, fates, in_place, note, stored

NEW = (None, "another")
FRANCE, SPAIN = draft("What is the capital of France?", "Paris"), draft("What is the capital of Spain?", "Madrid")
CAESAR = draft("Who crossed the Rubicon in the year 49?", "Julius Caesar with his army")


# ---------------------------------------------------------------------- what stays


def test_the_same_text_in_another_order_stays() -> None:
    cards = [ABOVE, FRANCE, BELOW]
    assert fates(note("a.md", cards[::-1], cards)) == [[("a.md 2", "same"), ("a.md 1", "same"), ("a.md 0", "same")]]


def test_an_equal_card_under_another_heading_stays_apart() -> None:
    one, other = draft("What is merged?", "A pair", headings=("BPE",)), draft("What is merged?", "A pair")
    assert fates(note("a.md", [other, one], [one, other])) == [[("a.md 1", "same"), ("a.md 0", "same")]]
    assert fates(note("a.md", [other], [one, other])) == [[("a.md 1", "same")]]


def test_a_copy_in_another_note_does_not_steal() -> None:
    assert fates(note("a.md", [FRANCE], [FRANCE]), note("b.md", [FRANCE])) == [[("a.md 0", "same")], [NEW]]


def test_a_card_that_reads_again_as_it_was_learned_is_the_same_whatever_was_in_doubt() -> None:
    doubtful = stored(SPAIN, "it", learned=FRANCE, doubt="the question and its answer changed")
    assert fates(Changed("a.md", [FRANCE], [doubtful])) == [[("it", "same")]]
    assert fates(Changed("a.md", [SPAIN], [doubtful])) == [[("it", "unsure")]], "nobody has answered yet"
    nothing_lost = stored(SPAIN, "it", learned=FRANCE, doubt="the question and its answer changed", held=False)
    assert fates(Changed("a.md", [SPAIN], [nothing_lost])) == [[("it", "same")]]


def test_what_was_in_doubt_keeps_its_reason_until_somebody_answers() -> None:
    doubtful = stored(SPAIN, "it", learned=FRANCE, doubt="why")
    ((match,),) = match_notes([Changed("a.md", [SPAIN], [doubtful])])
    assert match.why == "why"


def test_a_card_is_compared_with_what_was_learned_and_not_with_the_last_save() -> None:
    """Each step would be carried; all of them together are another card."""
    steps = [
        (f"What is it that one calls {words}?", " ".join(f"{words}{at}" for at in range(30))) for words in ("a", "b")
    ]
    first, last = draft(*steps[0]), draft(*steps[1])
    between = draft(steps[1][0], steps[0][1])
    assert in_place(*[(card.front, card.back) for card in (first, between)]) is Answer.SAME
    assert fates(Changed("a.md", [last], [stored(between, "it", learned=first)])) == [[("it", "unsure")]]


def test_of_two_equal_cards_the_one_that_stayed_stays_though_the_other_was_learned_so_too() -> None:
    more = draft(FRANCE.front, "Paris, on the Seine")
    left, edited = stored(FRANCE, "left"), stored(more, "edited", learned=FRANCE)
    for cards in ([left, edited], [edited, left]):
        (found,) = fates(Changed("a.md", [more, FRANCE], cards))
        assert [card for card, _ in found] == ["edited", "left"]
    assert {card for card, _ in fates(Changed("a.md", [FRANCE, FRANCE], [left, edited]))[0]} == {"edited", "left"}


# ---------------------------------------------------------------------- ids that an author wrote


def signed(card: Draft, source_id: str) -> Draft:
    return draft(card.front, card.back, source_id=source_id)


def test_a_card_that_stands_stays_though_another_reads_now_as_it_was_learned() -> None:
    four, six = (
        draft("Which steps has the fourth way?", "Four of them"),
        draft("Which steps has the sixth?", "Six of them"),
    )
    learned = draft("Which steps has the fourth way?", "Six of them")
    before = [stored(six, "six", learned=learned), stored(four, "four")]
    ((found, other),) = match_notes([Changed("a.md", [six, learned], before)])
    assert fate_of(found) == ("six", "same")
    assert other.card is None or other.card.id == "four"


def test_an_answer_that_says_nothing_is_no_sign_that_two_questions_are_one_card() -> None:
    empty, other = draft("Question", "``"), draft("How does one style a component inline?", "``")
    assert fates(note("a.md", before=[empty]), note("b.md", [other])) == [[], [(None, "another")]]
    long = "How does one show an error in red where nothing was typed, and in {} where something was?"
    assert in_place((long.format("green"), "``"), (long.format("black"), "``")) is Answer.UNSURE


def test_an_answer_to_the_letter_elsewhere_comes_before_a_likeness_in_the_note() -> None:
    origin = draft("Where does Redux come from?", "From the trouble of handing state down to children")
    moved = draft(
        "Where does Redux come from, and when is it used?", "From the trouble of handing state down to children"
    )
    like = draft("How do a parent and a child share state?", "By handing the state down to its children as props")
    here, there = fates(note("a.md", [like], before=[origin]), note("b.md", [moved]))
    assert there == [("a.md 0", "unsure")]
    assert here == [(None, "another")]


def test_an_id_keeps_its_card_and_asks_where_the_words_changed_much() -> None:
    before = [signed(FRANCE, "KwfTbvZ1"), signed(CAESAR, "x8Bp2mQa")]
    corrected = draft(CAESAR.front, "Julius Caesar, with a legion", source_id="x8Bp2mQa")
    assert fates(note("a.md", [signed(SPAIN, "KwfTbvZ1"), corrected], before)) == [
        [("a.md 0", "unsure"), ("a.md 1", "same")]
    ]
    quite_another = draft("Which organ makes insulin?", "The pancreas of a mammal", source_id="KwfTbvZ1")
    assert fates(note("a.md", [quite_another], before[:1])) == [[("a.md 0", "unsure")]], "the author says so"


def test_an_id_beats_the_text() -> None:
    one, other = signed(FRANCE, "KwfTbvZ1"), signed(CAESAR, "x8Bp2mQa")
    swapped = [signed(CAESAR, "KwfTbvZ1"), signed(FRANCE, "x8Bp2mQa")]
    assert fates(note("a.md", swapped, [one, other])) == [[("a.md 0", "unsure"), ("a.md 1", "unsure")]]


def test_two_different_ids_are_two_cards() -> None:
    assert fates(note("a.md", [signed(FRANCE, "other")], [signed(FRANCE, "one")])) == [[NEW]]
    assert fates(note("b.md", [signed(CAESAR, "other")]), note("a.md", (), [signed(CAESAR, "one")])) == [[NEW], []]
    assert fates(note("a.md", [signed(FRANCE, "one")], [FRANCE])) == [[("a.md 0", "same")]], "one was written later"
    assert fates(note("a.md", [FRANCE], [signed(FRANCE, "one")])) == [[("a.md 0", "same")]], "or deleted"


def test_an_id_finds_its_card_in_another_note_and_a_block_id_does_not() -> None:
    for source_id, expected in (("KwfTbvZ1", ("a.md 0", "unsure")), ("^q1", NEW)):
        moved = draft("Which organ makes insulin?", "The pancreas", source_id=source_id)
        assert fates(note("b.md", [moved]), note("a.md", (), [signed(FRANCE, source_id)])) == [[expected], []]


def test_block_ids_stay_with_their_text_when_two_notes_swap_names() -> None:
    one, other = signed(FRANCE, "^q1"), signed(CAESAR, "^q1")
    swapped = fates(note("a.md", [other], [one]), note("b.md", [one], [other]))
    assert [[card for card, _ in found] for found in swapped] == [["b.md 0"], ["a.md 0"]]


def test_an_id_that_stands_twice_tells_nothing() -> None:
    twice = [draft("Which organ makes insulin?", "The pancreas", source_id="x")] * 2
    assert fates(note("a.md", twice, [signed(FRANCE, "x")])) == [[NEW, NEW]]


# ---------------------------------------------------------------------- nothing to lose


def test_a_card_without_anything_to_lose_follows_and_is_never_asked_about() -> None:
    assert fates(note("a.md", [ABOVE, SPAIN, BELOW], [ABOVE, FRANCE, BELOW], held=False)) == [
        [("a.md 0", "same"), ("a.md 1", "same"), ("a.md 2", "same")]
    ]


REWORDED = draft("Which town do the French call their capital?", "Paris")


def test_a_history_comes_before_a_card_that_has_none() -> None:
    """The new wording was written beside the old one first, and the old one deleted later."""
    fresh = stored(REWORDED, "fresh", held=False)
    assert fates(Changed("a.md", [REWORDED], [stored(FRANCE, "graded"), fresh])) == [[("graded", "unsure")]]
    assert fates(Changed("a.md", [REWORDED], [stored(FRANCE, "graded"), stored(REWORDED, "too")])) == [
        [("too", "same")]
    ]
    assert fates(Changed("a.md", [FRANCE, REWORDED], [stored(FRANCE, "graded"), fresh])) == [
        [("graded", "same"), ("fresh", "same")]
    ]


def test_a_card_that_stood_beside_it_with_another_question_and_answer_is_another() -> None:
    fresh = stored(SPAIN, "fresh", held=False)
    assert fates(Changed("a.md", [SPAIN], [stored(FRANCE, "graded"), fresh])) == [[("fresh", "same")]]


def test_a_rival_without_anything_to_lose_does_not_make_a_move_unsure() -> None:
    copies = [stored(card, f"copy {card.back}", "new.md", held=False) for card in (FRANCE, CAESAR)]
    assert fates(note("new.md", [FRANCE, CAESAR]), note("old.md", (), [FRANCE, CAESAR]), orphans=copies) == [
        [("old.md 0", "same"), ("old.md 1", "same")],
        [],
    ]


# ---------------------------------------------------------------------- orphans


def test_an_orphan_is_a_candidate_for_ever() -> None:
    lost = stored(FRANCE, "lost", "gone.md")
    assert fates(note("gone.md", [FRANCE]), orphans=[lost]) == [[("lost", "same")]]
    assert fates(note("gone.md", [SPAIN]), orphans=[lost]) == [[("lost", "unsure")]]
    assert fates(note("b.md", [FRANCE]), orphans=[lost]) == [[("lost", "unsure")]]
    assert fates(note("b.md", [CAESAR]), orphans=[lost]) == [[NEW]]
    assert fates(note("b.md", [CAESAR]), orphans=[stored(CAESAR, "lost", "gone.md")]) == [[("lost", "same")]]


def test_a_card_of_a_note_comes_before_an_orphan_with_the_same_text() -> None:
    lost = stored(FRANCE, "lost")
    assert fates(note("a.md", [FRANCE], [FRANCE]), orphans=[lost]) == [[("a.md 0", "same")]]


# ---------------------------------------------------------------------- told apart


def test_what_a_person_told_apart_is_not_asked_again() -> None:
    lost, new = stored(FRANCE, "lost"), stored(REWORDED, "new", held=False)
    asked = Changed("a.md", [ABOVE, REWORDED, BELOW], [stored(ABOVE, "above"), new, stored(BELOW, "below")])
    assert fates(asked, orphans=[lost])[0][1] == ("lost", "unsure")
    assert fates(asked, orphans=[lost], told_apart={("lost", "new")})[0][1] == ("new", "same")
    edited = draft(REWORDED.front, "Paris, since 987")
    again = Changed("a.md", [ABOVE, edited, BELOW], asked.stored)
    assert fates(again, orphans=[lost], told_apart={("lost", "new")})[0][1] == ("new", "same"), "nor once it is edited"


def test_what_was_told_apart_from_one_card_may_be_another_ones() -> None:
    lost, other = stored(FRANCE, "lost"), stored(draft(REWORDED.front, "Paris!!"), "other")
    found = fates(
        Changed("a.md", [REWORDED], [stored(REWORDED, "new", held=False)]),
        orphans=[lost, other],
        told_apart={("lost", "new")},
    )
    assert found == [[("other", "unsure")]]


# ---------------------------------------------------------------------- a place between two others


def test_what_replaced_a_card_between_two_others_is_asked_about() -> None:
    quite_another = ("Which organ makes insulin?", "The pancreas")
    assert in_place((FRANCE.front, FRANCE.back), quite_another) is Answer.UNSURE
    ((match,),) = match_notes([Changed("a.md", [draft(*quite_another)], [stored(FRANCE, "it")])])
    assert (match.answer, match.why) == (Answer.UNSURE, "it stands in its place, but says something else")


@pytest.mark.parametrize(
    ("before", "after"),
    [((0, 1, 2), (0, 3, 4, 2)), ((0, 1, 4, 2), (0, 3, 2)), ((0, 1, 2), (0, 2, 3)), ((0, 1, 2), (3, 0, 2))],
    ids=["two for one", "one for two", "one behind", "one before"],
)
def test_what_does_not_stand_alone_in_its_place_begins_anew(before: tuple[int, ...], after: tuple[int, ...]) -> None:
    insulin, mitosis = draft("Which organ makes insulin?", "A gland"), draft("How do cells divide?", "By mitosis")
    cards = [ABOVE, FRANCE, BELOW, insulin, mitosis]
    (found,) = fates(note("a.md", [cards[at] for at in after], [cards[at] for at in before]))
    assert {fate for at, fate in zip(after, found, strict=True) if at > 2} == {NEW}


# ---------------------------------------------------------------------- several that may be it


def test_of_two_that_are_as_much_like_it_a_person_chooses() -> None:
    answer = " ".join(f"word{at}" for at in range(30))
    old = draft("How does one name the capital of France?", answer)
    one, other = draft("Which town is the capital of France?", answer), draft("Say the capital of France", answer)
    assert fates(note("a.md", [one], [old])) == [[("a.md 0", "same")]]
    (found,) = fates(note("a.md", [one, other], [old]))
    assert Counter(found) == {("a.md 0", "unsure"): 1, NEW: 1}


def test_the_exact_text_elsewhere_comes_before_a_change_in_the_note() -> None:
    near = draft(CAESAR.front, "Julius Caesar, alone")
    assert fates(note("a.md", [near], [CAESAR]), note("b.md", [CAESAR])) == [[NEW], [("a.md 0", "same")]]


# ---------------------------------------------------------------------- parts


def test_one_hole_changed_leaves_the_others_and_asks_about_them() -> None:
    old = cloze("A cell has [46] chromosomes in [23] pairs, a [nucleus], [one] membrane and [ribosomes].")
    new = cloze("A cell has [48] chromosomes in [23] pairs, a [nucleus], [one] membrane and [ribosomes].")
    (found,) = fates(Changed("a.md", new, [stored(card, card.part) for card in old]))
    assert found == [("c1", "same"), *((f"c{at}", "unsure") for at in range(2, 6))]


def test_a_hole_more_renumbers_the_others_and_each_history_follows_its_text() -> None:
    old = cloze("A cell has [46] chromosomes and a [nucleus].")
    new = cloze("A [cell] has [46] chromosomes and a [nucleus].")
    (found,) = fates(Changed("a.md", new, [stored(card, card.part) for card in old]))
    assert found == [NEW, ("c1", "same"), ("c2", "same")]


def test_a_card_made_reversible_asks_forward_what_it_asked() -> None:
    pair = [draft("die Quelle", "the spring", part) for part in ("forward", "backward")]
    assert fates(note("a.md", pair, [draft("die Quelle", "the spring")])) == [[("a.md 0", "same"), NEW]]
    assert fates(note("a.md", [pair[0]], pair)) == [[("a.md 0", "same")]]


def test_a_cloze_written_anew_as_a_question_is_asked_about() -> None:
    (hole,) = cloze("The capital of France is [Paris].")
    question = draft("The capital of France is what?", "Paris")
    assert fates(Changed("a.md", [question], [stored(hole, "it")])) == [[("it", "unsure")]]
    backward = draft("The capital of France is […].", "Paris", "backward")
    assert fates(Changed("a.md", [backward], [stored(hole, "it")])) == [[NEW]]


# ---------------------------------------------------------------------- only what is sure, and what nobody may lose


def test_where_nobody_is_asked_only_what_is_sure_is_kept() -> None:
    changed = note("a.md", [ABOVE, SPAIN, BELOW], [ABOVE, FRANCE, BELOW], held=False)
    (found,) = match_notes([changed], only_sure=True)
    assert [fate_of(match) for match in found] == [("a.md 0", "same"), NEW, ("a.md 2", "same")]


def test_what_was_written_anew_may_wait_card_by_card() -> None:
    old = [draft(f"{word}?", f"{word} first") for word in ("Alpha", "Beta", "Gamma")]
    new = [draft(f"{word}?", f"{word} then") for word in ("Aardvark", "Baboon", "Gazelle")]
    changed = note("a.md", new, old)
    assert fates(changed) == [[NEW] * 3]
    (found,) = match_notes([changed], in_order=True)
    assert [fate_of(match) for match in found] == [(f"a.md {at}", "unsure") for at in range(3)]
    assert {match.group for match in found} == {"a.md, written anew"}
    (found,) = match_notes([note("a.md", new[:2], old)], in_order=True)
    assert [fate_of(match) for match in found] == [NEW, NEW], "which is which cannot be told"


# ---------------------------------------------------------------------- any cards

WORDS = st.sampled_from("Paris Rome river mountain capital oldest cell heart 1914 not 北京 首都 город Stadt".split())
SIDES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
HEADINGS = st.sampled_from([(), ("One",), ("Two",)])
CARDS = st.lists(st.builds(draft, SIDES, SIDES, headings=HEADINGS), max_size=12)
HELD = st.lists(st.booleans(), min_size=12, max_size=12)


def held_as(cards: list[Draft], held: list[bool], path: str) -> list[Stored]:
    return [stored(card, f"{path} {at}", path, held=held[at]) for at, card in enumerate(cards)]


@given(CARDS, CARDS, CARDS, CARDS, HELD)
def test_every_card_has_one_draft_at_most_and_every_draft_one_match(
    before: list[Draft], now: list[Draft], elsewhere: list[Draft], lost: list[Draft], held: list[bool]
) -> None:
    changed = [Changed("a.md", now, held_as(before, held, "a.md")), Changed("b.md", elsewhere, ())]
    orphans = held_as(lost, held[::-1], "c.md")
    found = match_notes(changed, orphans)
    assert [[match.draft for match in each] for each in found] == [list(range(len(now))), list(range(len(elsewhere)))]
    given_out = [match.card for each in found for match in each if match.card]
    assert len({card.id for card in given_out}) == len(given_out)
    assert all(match.card is None or match.card.held for each in found for match in each if match.answer.name != "SAME")
    assert match_notes(changed, orphans) == found, "the same again"


@given(CARDS.flatmap(lambda cards: st.tuples(st.just(cards), st.permutations(cards))), HELD)
def test_another_order_keeps_every_card(orders: tuple[list[Draft], list[Draft]], held: list[bool]) -> None:
    before, now = orders
    (found,) = match_notes([Changed("a.md", now, held_as(before, held, "a.md"))])
    assert [(match.answer, match.card and match.card.now) for match in found] == [
        (Answer.SAME, wording_of(card, "a.md")) for card in now
    ]


@given(CARDS, CARDS, HELD)
def test_what_stayed_is_never_given_up_for_what_changed(
    stayed: list[Draft], others: list[Draft], held: list[bool]
) -> None:
    """Cards with a history that stand as they stood keep it, whatever else a note says now."""
    before = [stored(card, str(at)) for at, card in enumerate(stayed)]
    now = [*stayed, *(card for card in others if card not in stayed)]
    (found,) = match_notes([Changed("a.md", now, before)], held_as(others, held, "gone.md"))
    kept = [match.card.now for match in found[: len(stayed)] if match.card and match.answer is Answer.SAME]
    assert kept == [wording_of(card, "a.md") for card in stayed]


@pytest.mark.parametrize("piece", ["[[", "<a", "{{c1::", "((", "_", "中"])
def test_sides_of_a_hundred_thousand_letters_are_compared(piece: str) -> None:
    """Each took minutes if it took more than its length."""
    long = piece * (100_000 // len(piece))
    hole = Draft("cloze", Kind.CLOZE, long + "a", long, long, 1, 1, "c1", (Hole(1, long),))
    assert len(match_notes([Changed("a.md", [draft(long + "a", long)], [stored(draft(long, "b"), "it")])])) == 1
    assert len(match_notes([Changed("a.md", [hole], [stored(hole, "it")])])) == 1
