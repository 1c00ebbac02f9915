"""What one note, one comment or one setting holds never costs another note its cards."""

from __future__ import annotations

import pytest

from studygpt.check.preview import preview
from studygpt.errors import StudyError
from studygpt.model import Note, Rating
from studygpt.notes import read_note as reader
from studygpt.notes.plugin_history import History
from studygpt.notes.rules import Rules
from studygpt.study import Study
from studygpt.sync import apply
from studygpt.sync.plan_types import Plan
from tests.conftest import Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")

OTHER = "#flashcards\n\nWhat arrives?::This card\n"
COMMENTS = [
    "2024-01-01,1e999,250",
    "2024-01-01,-1e999,250",
    "2024-01-01,nan,250",
    "2024-01-01,3,1e999",
    "2024-01-01,3,nan",
    "2024-01-01,3,-250",
    "0001-01-01,3,250",
    "9999-12-31,3,250",
    "2024-01-01,99999999999999999999,250",
    f"2024-01-01,{'9' * 5000},250",
    "fsrs,2024-01-01,1e999,1,5,2,1,0,0,",
    "fsrs,2024-01-01,1,1e999,5,2,1,0,0,2024-01-01",
    "fsrs,2024-01-01,1,1,1e999,2,1,0,0,2024-01-01",
    "fsrs,2024-01-01,1,1,11,2,1,0,0,2024-01-01",
    "fsrs,2024-01-01,1,1,5,2,1e999,0,0,2024-01-01",
    "fsrs,2024-01-01,1,1,5,2,1,1e300,0,2024-01-01",
    "fsrs,2024-01-01,1,1,5,99,1,0,0,2024-01-01",
    "fsrs,2024-01-01,1,1,5,2,1,0,0,9999-12-31",
    f"fsrs,2024-01-01,1,1,5,{'9' * 5000},1,0,0,2024-01-01",
]


def fronts(study: Study) -> list[str]:
    return sorted(card.front for card in study.library.cards())


def taken_in(study: Study, vault: Vault) -> tuple[str, int]:
    """Take in a vault; return the problems as text and the number of cards."""
    summary = study.library.import_folder(vault.path, None, ())
    return "\n".join(map(str, summary.problems)), len(fronts(study))


def test_a_schedule_of_impossible_numbers_is_named_and_every_card_arrives(study: Study, vault: Vault) -> None:
    for number, comment in enumerate(COMMENTS):
        vault.write(f"{number:02}.md", f"#flashcards\n\nWhat is {number}?::Number {number} <!--SR:!{comment}-->\n")
    vault.write("z.md", OTHER)
    problems, cards = taken_in(study, vault)
    assert cards == len(COMMENTS) + 1
    assert problems.count("no history") == len(COMMENTS), problems
    assert "00.md:3" in problems


MEMORY_FILES = [
    '{"card": {"due": 1e999, "state": 2}, "reviewLogs": []}',
    '{"card": {"due": "2024-01-01", "state": 2, "stability": Infinity, "difficulty": 5, "last_review": 1}}',
    '{"card": {"due": "2024-01-01", "state": 1e999}}',
    '{"card": {"due": "2024-01-01", "state": 2, "reps": 1e999}}',
    '{"card": {}, "reviewLogs": [{"rating": 3, "review": 1e999}]}',
    '{"card": {}, "reviewLogs": [{"rating": 1e999, "review": 1}]}',
    '{"card": {}, "reviewLogs": [{"rating": 3, "review": 1e300}]}',
    '{"card": {}, "reviewLogs": [{"rating": 3, "review": -1e15}]}',
    '{"card": {}, "reviewLogs": [{"rating": 3, "review": "0001-01-01T00:00:00+14:00"}]}',
    '{"card": {}, "reviewLogs": ' + "[" * 100_000,
    '{"card": {"due": ' + "9" * 5000 + "}}",
]


def test_a_memory_file_of_impossible_numbers_is_named_and_every_card_arrives(study: Study, vault: Vault) -> None:
    for number, text in enumerate(MEMORY_FILES):
        vault.write(f"{number:02}.md", f"What is {number}?\n[[SR/memory/KwfTbv{number:02}.md|?]]\nNumber {number}\n")
        vault.write(f"SR/memory/KwfTbv{number:02}.md", text)
    vault.write("z.md", OTHER)
    problems, cards = taken_in(study, vault)
    assert cards == len(MEMORY_FILES) + 1
    assert problems.count("no history") == len(MEMORY_FILES), problems


PATTERNS = [
    "[123;;]==[answer]==[123;;][123;;]",
    "==answer==[123;;][123;;]",
    "==answer==[^hint][^hint]",
    "[123;;][123;;]==answer==",
    "[123;;]==answer==[123;;]",
    "answer",
    "(((answer)))",
    "\\" * 50 + "[answer",
    "[" * 500 + "answer" + "]" * 500,
]


def test_a_cloze_pattern_that_makes_no_sense_is_named_and_costs_no_note(study: Study, vault: Vault) -> None:
    vault.write("a.md", OTHER + "\nA {==hole==} (((here))) ==and there== of 123;;==one==\n")
    for pattern in PATTERNS:
        vault.settings(clozePatterns=[pattern])
        assert "What arrives?" in [draft.front for _, draft in preview(vault.path).drafts]
    vault.settings(clozePatterns=PATTERNS)
    problems, _ = taken_in(study, vault)
    assert "the cloze pattern '==answer==[123;;][123;;]' is not understood" in problems
    assert "What arrives?" in fronts(study)


SETTINGS = [
    {"singleLineCardSeparator": "\n", "multilineCardSeparator": "a\nb"},
    {"singleLineCardSeparator": "\0", "multilineReversedCardSeparator": "\x1b[31m"},
    {"singleLineCardSeparator": ["::"], "multilineCardEndMarker": {}, "flashcardTags": 1},
    {
        "flashcardTags": ["#", "//", "[", "(?", "\ud800"],
        "noteFoldersToIgnore": ["[", "[[a]*", "[z-a]*", "**", "*" * 300, "(?"],
    },
    {"clozePatterns": {"a": 1}, "noteFoldersToIgnore": "** [[[ ***", "convertFoldersToDecks": "yes"},
    {"settings": {"settings": []}},
]


def test_settings_of_a_vault_that_make_no_sense_cost_no_note(study: Study, vault: Vault) -> None:
    vault.write("a.md", "---\ntags: [flashcards]\n---\n\nWhat is asked?:::This\n\n- Q?\n  - a\nb\n\n==hole==\n")
    for settings in SETTINGS:
        vault.settings(**settings)
        taken_in(study, vault)
    vault.write(".obsidian/templates.json", "[" * 100_000)
    problems, _ = taken_in(study, vault)
    assert "nested too deeply" in problems


def test_front_matter_that_spells_half_a_letter_costs_no_note(study: Study, vault: Vault) -> None:
    vault.write("a.md", '---\ntitle: "\\uD800"\nconcepts: ["\\uDC80x"]\n---\n#flashcards\n\nWhat is a?::That\n')
    vault.write("b.md", OTHER)
    assert taken_in(study, vault)[1] == 2


# ---------------------------------------------------------------------- defects that nobody knows yet


def test_a_note_on_which_the_reader_fails_is_named_and_its_stored_cards_stay(
    study: Study, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is stored?::This card\n")
    taken_in(study, vault)
    read_note = reader.read_note

    def broken(text: str, path: str, rules: Rules) -> Note:
        if path == "a.md":
            raise OverflowError("cannot convert float infinity to integer")
        return read_note(text, path, rules)

    vault.write("a.md", "#flashcards\n\nWhat is new?::This card\n")
    vault.write("b.md", OTHER)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(reader, "read_note", broken)
        problems, _ = taken_in(study, vault)
        assert "a.md: not read: StudyGPT failed on it (OverflowError: cannot convert float infinity" in problems
        assert "the cards it had stay as they are" in problems
        assert fronts(study) == ["What arrives?", "What is stored?"]
        assert "a.md: not read" in "\n".join(map(str, preview(vault.path).problems))
    taken_in(study, vault)
    assert "What is new?" in fronts(study)


@pytest.mark.parametrize("first", [True, False], ids=["import", "sync"])
def test_notes_that_cannot_be_stored_are_found_and_the_others_arrive(
    study: Study, vault: Vault, monkeypatch: pytest.MonkeyPatch, *, first: bool
) -> None:
    vault.write("c.md", "#flashcards\n\nWhat is stored?::This card\n")
    if not first:
        taken_in(study, vault)
    for name in "abdefgh":
        vault.write(f"{name}.md", f"#flashcards\n\nWhat is {name}?::{'A bad' if name in 'bg' else 'This'} card\n")
    apply_plan = apply.PlanWriter.apply

    def broken(writer: apply.PlanWriter, plan: Plan, logged: frozenset[str], histories: dict[str, History]) -> None:
        if any("bad" in draft.back for note in plan.notes for draft in note.note.drafts):
            raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
        apply_plan(writer, plan, logged, histories)

    monkeypatch.setattr(apply.PlanWriter, "apply", broken)
    problems, _ = taken_in(study, vault)
    assert ("b.md: not read" in problems, "g.md: not read" in problems) == (True, True)
    assert fronts(study) == sorted(["What is stored?", *(f"What is {name}?" for name in "adefh")])


def test_a_failure_that_is_no_note_s_fault_is_not_laid_at_its_door(
    study: Study, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", OTHER)

    def broken(*_: object) -> None:
        raise StudyError("the disk is full")

    monkeypatch.setattr(apply.PlanWriter, "apply", broken)
    with pytest.raises(StudyError, match="the disk is full"):
        taken_in(study, vault)


@pytest.mark.parametrize("image", ["![]()", "![a]( )", "![[|100]]", "![[ ]]"])
def test_an_image_without_a_name_costs_no_edited_card(study: Study, vault: Vault, image: str) -> None:
    note = f"#flashcards\n\nWhat does this show {image}?::The first answer to it\n"
    vault.write("a.md", note)
    assert taken_in(study, vault)[0] == ""
    study.review.grade(study.library.cards()[0], Rating.GOOD, 0)
    vault.write("a.md", note.replace("first", "second"))
    assert taken_in(study, vault) == ("", 1)
    assert study.library.cards()[0].back == "The second answer to it"
