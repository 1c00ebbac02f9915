"""What a vault's own settings and `--opt-in` make of its notes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studygpt.model import Note
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules, read_rules

PLUGIN = ".obsidian/plugins/obsidian-spaced-repetition/data.json"


def vault(root: Path, settings: object, file: str = PLUGIN) -> Path:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings), encoding="utf-8")
    return root


def fronts(text: str, rules: Rules, path: str = "note.md") -> list[str]:
    return [draft.front for draft in read_note(text, path, rules).drafts]


def decks(text: str, rules: Rules, path: str = "note.md") -> list[str | None]:
    return [draft.deck for draft in read_note(text, path, rules).drafts]


# ---------------------------------------------------------------------- settings


def test_a_folder_without_settings_has_the_common_rules(tmp_path: Path) -> None:
    assert read_rules(tmp_path) == Rules()
    assert read_rules(tmp_path).problems == ()


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize(
    ("key", "text", "front"),
    [
        ("singleLineCardSeparator", "a ;; b", "a"),
        ("singlelineCardSeparator", "a ;; b", "a"),
        ("multilineCardSeparator", "a\n;;\nb", "a"),
        ("multiLineCardSeparator", "a\n;;\nb", "a"),
    ],
)
def test_a_separator_of_the_vault_counts_under_either_spelling(
    tmp_path: Path, key: str, text: str, front: str, nested: bool
) -> None:
    rules = read_rules(vault(tmp_path, {"settings": {key: ";;"}} if nested else {key: ";;"}))
    assert fronts(f"#flashcards\n\n{text}\n", rules) == [front]
    assert fronts("#flashcards\n\nx::y\n", rules) == (["x"] if key.lower().startswith("multi") else [])


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("singleLineReversedCardSeparator", "a ;; b"),
        ("singlelineReversedCardSeparator", "a ;; b"),
        ("multilineReversedCardSeparator", "a\n;;\nb"),
        ("multiLineReversedCardSeparator", "a\n;;\nb"),
    ],
)
def test_a_separator_for_both_ways_counts_under_either_spelling(
    tmp_path: Path, key: str, text: str, nested: bool
) -> None:
    rules = read_rules(vault(tmp_path, {"settings": {key: ";;"}} if nested else {key: ";;"}))
    assert fronts(f"#flashcards\n\n{text}\n", rules) == ["a", "b"]


@pytest.mark.parametrize("key", ["multilineCardEndMarker", "multiLineCardEndMarker"])
def test_an_end_marker_of_the_vault_ends_its_answers(tmp_path: Path, key: str) -> None:
    rules = read_rules(vault(tmp_path, {key: "+++"}))
    note = read_note("#flashcards\n\na\n?\nb\n\nc\n+++\nd\n", "note.md", rules)
    assert [(draft.back, draft.line_end) for draft in note.drafts] == [("b\n\nc", 7)]


@pytest.mark.parametrize("separator", ["—", "->->->", ":=", "🧠", "…", ";;", "= ="])
def test_any_letters_may_be_the_separator(tmp_path: Path, separator: str) -> None:
    rules = read_rules(vault(tmp_path, {"settings": {"singleLineCardSeparator": separator}}))
    assert fronts(f"#flashcards\nask {separator} tell\n", rules) == ["ask"]


def test_an_empty_separator_is_none(tmp_path: Path) -> None:
    rules = read_rules(vault(tmp_path, {"singleLineCardSeparator": "", "multilineCardSeparator": ""}))
    assert fronts("#flashcards\na::b\n\nc\n?\nd\n\n\ne:::f\n", rules) == ["e", "f"]


@pytest.mark.parametrize("value", [None, 7, ["::"], {"a": 1}, True])
def test_a_setting_of_another_kind_is_the_plugins_own_default(tmp_path: Path, value: object) -> None:
    written = dict.fromkeys(("singleLineCardSeparator", "multilineCardEndMarker", "noteFoldersToIgnore"), value)
    rules = read_rules(vault(tmp_path, {"settings": written, "flashcardTags": value}))
    assert (rules.inline, rules.end_marker, rules.deck_tags) == ("::", "", ("flashcards",))


@pytest.mark.parametrize("file", [PLUGIN, ".obsidian/templates.json", ".obsidian/plugins/templater-obsidian/data.json"])
@pytest.mark.parametrize("written", [b"{", b"", b"\xff\xfe{}", b'{"a": 1,}', b"[" * 100_000])
def test_settings_that_cannot_be_read_are_reported_with_their_path(tmp_path: Path, file: str, written: bytes) -> None:
    path = vault(tmp_path, {}, file) / file
    path.write_bytes(written)
    rules = read_rules(tmp_path)
    assert rules == Rules()
    assert len(rules.problems) == 1
    assert str(path) in rules.problems[0]


@pytest.mark.parametrize("written", ["[]", "null", '"text"', '{"settings": []}', '{"settings": null}'])
def test_settings_that_say_nothing_are_no_error(tmp_path: Path, written: str) -> None:
    (vault(tmp_path, {}) / PLUGIN).write_text(written, encoding="utf-8")
    assert read_rules(tmp_path) == Rules()
    assert read_rules(tmp_path).problems == ()


def test_settings_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (vault(tmp_path, {}) / PLUGIN).write_bytes(b'\xef\xbb\xbf{"singleLineCardSeparator": ";;"}')
    assert read_rules(tmp_path).inline == ";;"


# ---------------------------------------------------------------------- deck tags


@pytest.mark.parametrize("written", [["#review", "#lang/es/"], "#review #lang/es", ["review", "LANG/es"]])
def test_the_deck_tags_are_those_of_the_vault(tmp_path: Path, written: object) -> None:
    rules = read_rules(vault(tmp_path, {"settings": {"flashcardTags": written}}))
    assert decks("#review\na::b\n", rules) == ["review"]
    assert decks("#Review/sub\na::b\n", rules) == ["Review/sub"]
    assert decks("#lang/es/food\na::b\n", rules) == ["lang/es/food"]
    assert decks("---\ntags: review/top\n---\na::b\n", rules) == ["review/top"]
    assert decks("#lang/fr\na::b\n", rules) == []
    assert decks("#reviews\na::b\n", rules) == []
    assert decks("#flashcards\na::b\n", rules) == []


def test_an_empty_list_of_deck_tags_is_the_plugins_own(tmp_path: Path) -> None:
    assert read_rules(vault(tmp_path, {"flashcardTags": ["", "#"]})).deck_tags == ("flashcards",)


@pytest.mark.parametrize("tag", ["карточки", "🃏", "straße", "ÉTUDE"])
def test_a_deck_tag_may_be_in_any_script(tmp_path: Path, tag: str) -> None:
    rules = read_rules(vault(tmp_path, {"flashcardTags": [f"#{tag}"]}))
    for written in (tag, tag.upper() if tag != "straße" else tag, tag.lower()):
        assert decks(f"#{written}/one\na::b\n", rules) == [f"{written}/one"]


@pytest.mark.parametrize("written", ["#flashcards", "#Flashcards", "#FLASHCARDS", "#FlashCards", "#flashCards/x"])
def test_a_deck_tag_may_be_capitalised_in_any_way(written: str) -> None:
    assert fronts(f"{written}\na::b\n", Rules()) == ["a"]
    assert fronts(f"---\ntags: [{written[1:]}]\n---\na::b\n", Rules()) == ["a"]


def test_without_a_deck_a_separator_is_counted_and_no_card() -> None:
    note: Note = read_note("a::b\n\nc\n?\nd\n", "note.md", Rules())
    assert (note.drafts, note.not_opted_in) == ((), 2)


def test_the_number_of_a_cloze_is_no_separator_left_alone() -> None:
    note: Note = read_note("Bern is the capital of {{c1::Switzerland}}.\n\na::b\n", "note.md", Rules())
    assert (len(note.drafts), note.not_opted_in) == (1, 1)


# ---------------------------------------------------------------------- folders


def test_folders_are_decks_where_the_vault_says_so(tmp_path: Path) -> None:
    rules = read_rules(vault(tmp_path, {"settings": {"convertFoldersToDecks": True}}))
    assert decks("a::b\n", rules, "Science/Physics/note.md") == ["Science/Physics"]
    assert decks("a::b\n", rules, "note.md") == []
    assert decks("#flashcards/x\na::b\n", rules, "Science/note.md") == ["flashcards/x"]


@pytest.mark.parametrize("value", [False, "true", 1, None])
def test_folders_are_no_decks_elsewhere(tmp_path: Path, value: object) -> None:
    rules = read_rules(vault(tmp_path, {"convertFoldersToDecks": value}))
    assert decks("a::b\n", rules, "Science/note.md") == []


@pytest.mark.parametrize("written", [["Archive", "Notes/Old"], ["/Archive/", "Notes/Old/"]])
def test_an_ignored_folder_is_no_deck(tmp_path: Path, written: list[str]) -> None:
    rules = read_rules(vault(tmp_path, {"convertFoldersToDecks": True, "noteFoldersToIgnore": written}))
    assert rules.deck_folder("Archive/a.md") is None
    assert rules.deck_folder("Archive/deep/a.md") is None
    assert rules.deck_folder("Notes/Old/a.md") is None
    assert rules.deck_folder("Notes/a.md") == "Notes"
    assert rules.deck_folder("Archives/a.md") == "Archives"
    assert rules.deck_folder("x/Archive/a.md") == "x/Archive"


# ---------------------------------------------------------------------- --opt-in


def test_all_takes_in_every_note(tmp_path: Path) -> None:
    rules = Rules().with_opt_in(("all",), tmp_path)
    assert fronts("a::b\n", rules) == fronts("a::b\n", rules, "x/y.md") == ["a"]
    assert decks("a::b\n", rules, "x/y.md") == [None]


@pytest.mark.parametrize("choice", ["#physics", "physics", "Physics", " physics ", "physics/"])
def test_a_tag_takes_in_the_notes_that_have_it(tmp_path: Path, choice: str) -> None:
    rules = Rules().with_opt_in((choice,), tmp_path)
    assert decks("#physics/waves\na::b\n", rules) == ["physics/waves"]
    assert decks("#flashcards\na::b\n", rules) == ["flashcards"]
    assert decks("#physicist\na::b\n", rules) == []


@pytest.mark.parametrize("choice", ["Spanish", "Spanish/", "./Spanish", "{root}/Spanish"])
def test_a_folder_takes_in_the_notes_below_it_however_it_is_typed(tmp_path: Path, choice: str) -> None:
    (tmp_path / "Spanish" / "Verbs").mkdir(parents=True)
    rules = Rules().with_opt_in((choice.replace("{root}", str(tmp_path)),), tmp_path)
    assert decks("a::b\n", rules, "Spanish/note.md") == ["Spanish"]
    assert decks("a::b\n", rules, "Spanish/Verbs/note.md") == ["Spanish/Verbs"]
    assert decks("a::b\n", rules, "Spanish2/note.md") == []
    assert decks("a::b\n", rules, "note.md") == []


def test_a_number_sign_means_the_tag_where_a_folder_has_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "physics").mkdir()
    folder, tag = Rules().with_opt_in(("physics",), tmp_path), Rules().with_opt_in(("#physics",), tmp_path)
    assert (folder.opt_in_folders, folder.deck_tags) == (("physics",), ("flashcards",))
    assert (tag.opt_in_folders, tag.deck_tags) == ((), ("flashcards", "physics"))


@pytest.mark.parametrize("choices", [("physics", "Spanish", "all"), ("all", "physics", "Spanish")])
def test_several_choices_add_up_in_any_order(tmp_path: Path, choices: tuple[str, ...]) -> None:
    (tmp_path / "Spanish").mkdir()
    rules = Rules().with_opt_in(choices, tmp_path)
    assert decks("#physics\na::b\n", rules) == ["physics"]
    assert decks("a::b\n", rules, "Spanish/note.md") == ["Spanish"]
    assert decks("a::b\n", rules, "other.md") == [None]


def test_no_choice_changes_nothing(tmp_path: Path) -> None:
    rules = read_rules(vault(tmp_path, {"flashcardTags": ["#x"], "singleLineCardSeparator": ";;"}))
    assert rules.with_opt_in((), tmp_path) == rules


def test_a_choice_made_twice_is_one(tmp_path: Path) -> None:
    rules = Rules().with_opt_in(("flashcards", "#Flashcards", "x", "x"), tmp_path)
    assert rules.deck_tags == ("flashcards", "x")


def test_a_cloze_pattern_that_nobody_could_understand_is_reported_and_the_others_count(tmp_path: Path) -> None:
    folder = tmp_path / ".obsidian" / "plugins" / "obsidian-spaced-repetition"
    folder.mkdir(parents=True)
    (folder / "data.json").write_text('{"settings": {"clozePatterns": ["answer", "~~answer~~"]}}', encoding="utf-8")
    rules = read_rules(tmp_path)
    assert [pattern.opening for pattern in rules.clozes] == ["~~"]
    assert any("'answer'" in problem and "not understood" in problem for problem in rules.problems)
