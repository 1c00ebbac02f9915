"""What only looks like a card is suggested, asked or to be done, and never a card by itself."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import assume, given, settings, strategies as st

from studygpt.model import SUGGESTION
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.document import Document
from studygpt.notes.suggestions import SUGGESTION_KINDS
from tests.long_form import in_long_form
from tests.notes.test_properties import LINES, NOTES, RULES

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
# Active cards, suggestions, open questions, unanswered terms, tasks: each at least, at most.
TABLE = {
    "000": ((0, 0), (17, 17), (0, 1), (1, 1), (8, 8)),
    "001": ((0, 0), (0, 0), (6, 7), (0, 0), (7, 7)),
    "002": ((6, 6), (0, 0), (2, 2), (18, 22), (1, 1)),
    "003": ((0, 0), (6, 8), (0, 0), (0, 0), (0, 0)),
    "004": ((6, 6), (6, 8), (0, 0), (0, 0), (0, 0)),
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside this checkout")
@pytest.mark.parametrize("name", TABLE)
def test_the_notes_that_this_project_began_with_give_what_they_hold(name: str) -> None:
    (seed,) = SEEDS.glob(f"{name}_*.txt")
    note = read_note(seed.read_text(encoding="utf-8"), f"{name}.md", Rules())
    kinds = [question.kind for question in note.questions]
    found = (len(note.drafts), len(note.suggestions), kinds.count("question"), kinds.count("term"), len(note.tasks))
    for number, (least, most) in zip(found, TABLE[name], strict=True):
        assert least <= number <= most, found


GUESSES = (
    *(
        "- #GLOSS1 *term*:",
        "- **term**: text",
        "- **term**:",
        "  - nested",
        "    - deeper",
        "- `code`: text",
        "- [a](b): c",
    ),
    *(
        "## Terms",
        "# Glossar",
        "- bare",
        "- term: text",
        "term",
        ": meaning",
        "## Why?",
        "## What is it? #tag",
        "- why?",
    ),
    *("| term | meaning |", "|---|---|", "| a | b |", "a | b", "softmax", "$$ x $$", "**Why?**", "> [!question] Why?"),
    *(
        "> text",
        "why? 为什么？",
        "- [ ] to do",
        "[x] done",
        "#todo read",
        "- TODO read",
        "- [x] why?",
        "text why? text",
    ),
    *("```", "$$", "%%", "<!--", "-->", "[[lab/softmax]]", "- ?", "?", "term: text", "- " + "x" * 70 + ": text"),
)
PAGES = st.lists(st.sampled_from((*GUESSES, *GUESSES, *LINES)), max_size=25).map("\n".join)


@given(st.one_of(PAGES, NOTES), st.sampled_from(RULES))
@settings(max_examples=in_long_form(150, 6_000))
def test_a_guess_is_never_a_card_and_takes_no_line_of_one(text: str, rules: Rules) -> None:
    note = read_note(text, "note.md", rules)
    count = len(text.split("\n"))
    assert not any(
        draft.suggested or draft.part == SUGGESTION or draft.dialect in SUGGESTION_KINDS for draft in note.drafts
    )
    for each in note.suggestions:
        assert each.suggested
        assert each.dialect in SUGGESTION_KINDS
        assert each.part == SUGGESTION
        assert each.front.strip()
        assert each.back.strip()
        assert 1 <= each.line_start <= each.line_end <= count
    for one, other in combinations((*note.drafts, *note.suggestions), 2):
        if one.suggested or other.suggested:
            assert one.line_end < other.line_start or other.line_end < one.line_start
    taken = {line for each in (*note.drafts, *note.suggestions) for line in range(each.line_start, each.line_end + 1)}
    to_do = {task.line for task in note.tasks}
    assert not {question.line for question in note.questions} & (taken | to_do)
    assert len({question.line for question in note.questions}) == len(note.questions)
    assert len(to_do) == len(note.tasks)
    for entry in (*note.questions, *note.tasks):
        assert entry.text.strip()
        assert "\n" not in entry.text
        assert 1 <= entry.line <= count


@given(PAGES)
@settings(max_examples=in_long_form(50, 2_000))
def test_trust_makes_cards_of_what_was_suggested_and_of_nothing_else(text: str) -> None:
    plain, trusting = read_note(text, "n.md", Rules()), read_note(text, "n.md", Rules().with_trust(SUGGESTION_KINDS))
    assert trusting.suggestions == ()
    assert (trusting.questions, trusting.tasks) == (plain.questions, plain.tasks)
    made = {(each.line_start, each.front, each.back) for each in trusting.drafts}
    assert made == {(each.line_start, each.front, each.back) for each in (*plain.drafts, *plain.suggestions)}


@given(PAGES)
@settings(max_examples=in_long_form(50, 2_000))
def test_guesses_change_no_card(text: str) -> None:
    """What a note states stays what it is when guesses are added below it."""
    below = "\n\n## Terms\n- **term**: text\n- [ ] to do\n- why?\n"
    assume(any(heading.title == "End" for heading in Document(f"{text}\n\n# End\n").headings))  # else a fence is open
    stated = read_note(f"{text}\n\n# End\n", "n.md", Rules()).drafts
    assert read_note(f"{text}\n\n# End\n{below}", "n.md", Rules()).drafts == stated
