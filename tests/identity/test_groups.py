"""What several changed cards have in common, so that a person decides about them at once."""

from __future__ import annotations

import pytest

from studygpt.identity.matching import Changed, match_notes
from studygpt.identity.renames import ENOUGH
from studygpt.model import Draft
from tests.identity.notes import draft, note

SUBJECTS = ["Paris", "Rome", "Oslo", "Bern"]


def groups(*changed: Changed) -> list[str]:
    return [match.group for found in match_notes(changed) for match in found]


def cards(question: str, answer: str, many: int = ENOUGH, heading: str = "") -> list[Draft]:
    return [
        draft(question.format(it), answer.format(it), headings=(heading,) if heading else ()) for it in SUBJECTS[:many]
    ]


@pytest.mark.parametrize(("many", "expected"), [(ENOUGH - 1, ""), (ENOUGH, "town → city"), (ENOUGH + 1, "town → city")])
def test_a_word_replaced_in_three_cards_is_one_decision(many: int, expected: str) -> None:
    old, new = cards("The town {}?", "yes", many), cards("The city {}?", "yes", many)
    assert groups(note("a.md", new, old)) == [expected] * many


def test_a_word_replaced_on_both_sides_and_in_several_notes_is_one_decision() -> None:
    old, new = (cards(f"The {word} {{}}?", f"a {word}") for word in ("town", "city"))
    notes = [note(f"{at}.md", [new[at]], [old[at]]) for at in range(ENOUGH)]
    assert groups(*notes) == ["town → city"] * ENOUGH


def test_cards_that_changed_in_one_note_for_one_reason_are_decided_one_by_one() -> None:
    old, new = cards("The town {}?", "yes"), cards("The city {}?", "of course")
    assert groups(note("a.md", new, old)) == [""] * ENOUGH, "one answer for all would give histories away"


def test_cards_of_one_note_that_stand_in_another_are_one_decision() -> None:
    all_ = [*cards("Say: {}?", "yes"), draft("Which organ makes insulin?", "The pancreas of all mammals, a gland")]
    assert groups(note("b.md", all_[:ENOUGH]), note("a.md", all_[ENOUGH:], all_)) == ["a.md → b.md"] * ENOUGH + [""]


def test_cards_under_one_heading_that_stand_under_another_are_one_decision() -> None:
    stays = draft("Which organ makes insulin?", "The pancreas", headings=("Old",))
    old = [stays, *cards("Say: {}?", "yes", heading="Old")]
    assert groups(note("a.md", [stays, *cards("Say: {}?", "yes", heading="New")], old)) == ["", *["# Old → # New"] * 3]
    assert groups(note("a.md", [stays, *cards("Say: {}?", "yes")], old)) == ["", *["# Old → a.md"] * 3]


def test_what_is_sure_is_in_no_group() -> None:
    old, new = cards("The town {} has one of these?", "yes, ten"), cards("The town {} has one of these?", "yes, two")
    assert groups(note("a.md", new, old)) == [""] * ENOUGH
