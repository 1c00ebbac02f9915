"""Cards that stand elsewhere: alone, or with the section or the note around them."""

from __future__ import annotations

import pytest

from studygpt.identity.cards import Stored, wording_of
from studygpt.identity.matching import Changed
from studygpt.model import Draft
from tests.identity.notes import Fate, draft, fates, note, stored

NEW = (None, "another")
RUBICON = draft("Who crossed the Rubicon?", "Caesar")
PERSEPOLIS = draft("Who burnt Persepolis after a long feast with many guests?", "Alexander of Macedon")
CANNAE = draft("Who won at Cannae?", "Hannibal")


def under(card: Draft, *headings: str) -> Draft:
    return draft(card.front, card.back, headings=headings)


def of_words(name: str, many: int) -> Draft:
    """A card of so many words that no other card has."""
    words = [f"{name}{at}" for at in range(many)]
    return draft(" ".join(words[: many // 2]), " ".join(words[many // 2 :]))


def pasted(front: str, back: str) -> Fate:
    """What becomes of a card that was cut from one note and pasted into another, both with more in them."""
    card, here, there = draft(front, back), draft("Which town is that?", "Rome"), draft("Who was it?", "Nero")
    _, (_, found) = fates(note("a.md", [here], [here, card]), note("b.md", [there, card], [there]))
    return found


@pytest.mark.parametrize(
    ("front", "back", "expected"),
    [
        ("one two three four five", "six seven eight nine ten", "same"),
        ("one two three four five", "six seven eight nine", "unsure"),
        ("one two three four", "five six seven eight nine ten", "unsure"),
        ("one two three four five", "six ![[seven.png]]", "same"),
        ("one two three four five six seven eight nine", "10", "same"),
        ("中国的首都是哪里今天人们说", "首都北京市在北方的地方", "same"),
        ("中国的首都是哪里", "北京", "unsure"),
    ],
)
def test_a_card_alone_is_known_in_another_note_by_ten_words_with_five_in_the_question(
    front: str, back: str, expected: str
) -> None:
    assert pasted(front, back) == ("a.md 1", expected)


def test_a_text_that_two_cards_share_is_known_nowhere_else_by_itself() -> None:
    both = [PERSEPOLIS, under(PERSEPOLIS, "Two")]
    pasted_once = fates(note("a.md", [RUBICON], [RUBICON, *both]), note("b.md", [CANNAE, PERSEPOLIS], [CANNAE]))
    assert pasted_once == [[("a.md 0", "same")], [("b.md 0", "same"), ("a.md 1", "unsure")]]
    there, copy = fates(note("a.md", (), [PERSEPOLIS]), note("b.md", [PERSEPOLIS]), note("c.md", [PERSEPOLIS]))[1:]
    assert sorted([*there, *copy], key=str) == [("a.md 0", "unsure"), NEW], "which of them it is, a person says"


def test_a_section_that_got_another_heading_takes_its_cards_along() -> None:
    cards = [RUBICON, PERSEPOLIS, CANNAE]
    old, new = ([under(card, name) for card in cards] for name in ("Antiquity", "Ancient wars"))
    assert fates(note("a.md", new, old)) == [[("a.md 0", "same"), ("a.md 1", "same"), ("a.md 2", "same")]]


@pytest.mark.parametrize(("kept", "expected"), [(2, "unsure"), (3, "same")])
def test_a_section_went_along_if_three_quarters_of_its_words_did(kept: int, expected: str) -> None:
    """A card of two words is surely the same only in company."""
    cards, small = [of_words(at, 10) for at in "abcd"], of_words("e", 2)
    now = [*cards[:kept], *(of_words(at, 10) for at in "wxyz"[kept:]), small]
    (found,) = fates(
        note("a.md", [under(each, "New") for each in now], [under(each, "Old") for each in [*cards, small]])
    )
    assert found[-1] == ("a.md 4", expected)


def test_a_short_section_is_asked_about() -> None:
    (found,) = fates(note("a.md", [under(RUBICON, "New"), under(CANNAE, "New")], [RUBICON, CANNAE]))
    assert found == [("a.md 0", "unsure"), ("a.md 1", "unsure")]


def test_a_heading_that_is_still_there_did_not_become_another() -> None:
    stays, goes = under(PERSEPOLIS, "One"), [under(RUBICON, "One"), under(CANNAE, "One")]
    now = [stays, under(RUBICON, "Two"), under(CANNAE, "Two")]
    (found,) = fates(note("a.md", now, [stays, *goes]))
    assert found == [("a.md 0", "same"), ("a.md 1", "unsure"), ("a.md 2", "unsure")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a.md", "b.md", "unsure"),
        ("a.md", "sub/a.md", "same"),
        ("sub/a.md", "archive/sub/a.md", "same"),
    ],
)
def test_a_short_note_is_known_by_its_name(old: str, new: str, expected: str) -> None:
    assert fates(note(new, [RUBICON]), note(old, (), [RUBICON])) == [[(f"{old} 0", expected)], []]


def test_a_renamed_note_takes_all_its_cards_along_also_what_changed_in_it() -> None:
    before = [RUBICON, PERSEPOLIS, CANNAE]
    now = [RUBICON, PERSEPOLIS, draft(CANNAE.front, "The son of Barca")]
    assert fates(note("new.md", now), note("old.md", (), before)) == [
        [("old.md 0", "same"), ("old.md 1", "same"), ("old.md 2", "unsure")],
        [],
    ]
    extended = draft(PERSEPOLIS.front, f"{PERSEPOLIS.back}, who was drunk")
    assert fates(note("new.md", [RUBICON, extended, CANNAE]), note("old.md", (), before))[0] == [
        ("old.md 0", "same"),
        ("old.md 1", "same"),
        ("old.md 2", "same"),
    ]


@pytest.mark.parametrize(("kept", "expected"), [(1, "unsure"), (2, "same")])
def test_a_note_went_along_if_half_of_its_words_did(kept: int, expected: str) -> None:
    cards, small = [of_words(at, 10) for at in "abc"], of_words("d", 2)
    now = [*cards[:kept], *(of_words(at, 10) for at in "xyz"[kept:]), small]
    assert fates(note("new.md", now), note("old.md", (), [*cards, small]))[0][-1] == ("old.md 3", expected)


@pytest.mark.parametrize(("doubt", "expected"), [("", "same"), ("it stands elsewhere", "unsure")])
def test_what_was_carried_to_another_note_is_at_home_there(doubt: str, expected: str) -> None:
    """Nor is it lost when it goes back to where it was learned."""
    there, was = wording_of(CANNAE, "new.md"), wording_of(CANNAE, "old.md")
    card = Stored("it", None, there, was, doubt, held=True)
    extended = draft(CANNAE.front, f"{CANNAE.back}, in the year 216")
    assert fates(Changed("new.md", [extended], [card])) == [[("it", expected)]]
    assert fates(note("old.md", [CANNAE]), Changed("new.md", [], [card])) == [[("it", "same")], []]


@pytest.mark.parametrize(
    ("name", "expected"), [("How they crossed rivers then", "same"), ("They crossed rivers then", "unsure")]
)
def test_a_note_with_a_long_name_is_known_by_it_whatever_changed(name: str, expected: str) -> None:
    asked = "With which animals did the son of Barca cross the Alps?"
    old, new = (
        draft(asked, "With elephants, in the autumn"),
        draft(asked, "With elephants, forty or so"),
    )
    assert fates(note(f"b/{name}.md", [new]), note(f"a/{name}.md", (), [old])) == [[(f"a/{name}.md 0", expected)], []]
    twice = fates(note(f"b/{name}.md", [new]), note(f"c/{name}.md", [new]), note(f"a/{name}.md", (), [old]))
    assert (f"a/{name}.md 0", "same") not in [fate for each in twice for fate in each]


def test_a_note_that_still_stands_did_not_become_another() -> None:
    copy = fates(note("a.md", [PERSEPOLIS], [RUBICON, PERSEPOLIS]), note("b.md", [RUBICON, PERSEPOLIS]))
    assert copy == [[("a.md 1", "same")], [("a.md 0", "unsure"), NEW]]


def test_a_note_of_which_every_card_changed_a_little_is_still_that_note() -> None:
    before = [draft(f"Which {at} is one of them then?", f"it is {at}, as one says") for at in "abcd"]
    now = [draft(card.front, f"{card.back}, as a rule") for card in before]
    assert fates(note("new.md", now), note("old.md", (), before))[0] == [(f"old.md {at}", "same") for at in range(4)]


def test_orphans_come_back_in_company() -> None:
    lost = [stored(card, f"lost {at}", "gone.md") for at, card in enumerate([RUBICON, PERSEPOLIS])]
    assert fates(note("back.md", [RUBICON, PERSEPOLIS]), orphans=lost) == [[("lost 0", "same"), ("lost 1", "same")]]
    assert fates(note("back.md", [RUBICON]), orphans=lost) == [[("lost 0", "unsure")]]
