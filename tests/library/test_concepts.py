"""Which concept a card belongs to: the first of four rules that applies."""

from __future__ import annotations

from pathlib import Path

import pytest

from studygpt.check.preview import preview
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Vault

CARD = "#flashcards\n\nWhat does softmax return?::Probabilities that add up to one\n"
LINKED = "#flashcards\n\nWhat does [[Byte pairs]] merge?::The most frequent pair\n"


def concepts(study: Study, vault: Vault) -> dict[str, tuple[str, ...]]:
    """The concepts of each note's first card, after an import."""
    study.library.import_folder(vault.path, None, ())
    found: dict[str, tuple[str, ...]] = {}
    for card in study.library.cards():
        found.setdefault(card.path, card.concepts)
    return found


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.md", f"---\nconcepts: [attention, softmax]\n---\n#concept/other\n{LINKED}", ("attention", "softmax")),
        ("a.md", f"---\nconcepts: attention\n---\n{CARD}", ("attention",)),
        ("a.md", f"#concept/attention/heads #concept/softmax\n{LINKED}", ("attention/heads", "softmax")),
        ("a.md", LINKED, ("bpe", "tokens")),
        ("a.md", LINKED.replace("[[Byte pairs]]", "[[pairs|these]]"), ("bpe", "tokens")),
        ("a.md", LINKED.replace("Byte pairs", "No concept"), ("a",)),
        ("a.md", CARD, ("a",)),
        ("a.md", f"---\ntitle: Softmax\n---\n{CARD}", ("Softmax",)),
        ("sub/Weighted sums.md", CARD, ("Weighted sums",)),
        ("journal/2024-07-18.md", CARD, ("journal",)),
        ("journal/deep/July 18, 2024.md", CARD, ("deep",)),
        ("2024-07-18.md", CARD, ("vault",)),
        ("a.md", CARD.replace("#flashcards", "#flashcards/gpt #GLOSS150 #TODOread #tag"), ("a",)),
    ],
    ids=[
        "front matter before all",
        "front matter with one",
        "a concept tag before a link",
        "a link to a note that declares concepts",
        "such a link by the file's name",
        "a link to a note that declares none",
        "the file's name",
        "the title before the file's name",
        "the file's name in a folder",
        "a date: the folder",
        "a date in words: the inner folder",
        "a date in no folder: the source",
        "deck and bookkeeping tags never",
    ],
)
def test_the_first_rule_that_applies_names_the_concept(
    study: Study, vault: Vault, name: str, text: str, expected: tuple[str, ...]
) -> None:
    vault.write("pairs.md", "---\ntitle: Byte pairs\nconcepts: [bpe, tokens]\n---\nOn pairs.\n")
    vault.write("No concept.md", "On nothing.\n")
    vault.write(name, text)
    assert concepts(study, vault)[name] == expected


def test_a_note_that_says_it_is_a_concept_gives_its_title_to_what_links_to_it(study: Study, vault: Vault) -> None:
    vault.write("x.md", "---\ntitle: Byte pairs\nconcept: true\n---\nText\n")
    vault.write("a.md", LINKED)
    assert concepts(study, vault)["a.md"] == ("Byte pairs",)


def test_a_preview_tells_the_concepts_that_an_import_gives(study: Study, vault: Vault) -> None:
    vault.write("pairs.md", "---\ntitle: Byte pairs\nconcepts: [bpe, tokens]\n---\nOn pairs.\n")
    vault.write("by title.md", LINKED)
    vault.write("by name.md", LINKED.replace("Byte pairs", "pairs"))
    vault.write("journal/2024-07-18.md", CARD)
    vault.write("2024-07-18.md", CARD)
    vault.write("tagged.md", f"#concept/x\n{CARD}")
    imported = concepts(study, vault)
    previewed = {card.path: card.concepts for card in preview(vault.path).cards()}
    assert previewed == imported


def test_a_note_that_becomes_a_concept_renames_that_of_the_cards_that_link_to_it(study: Study, vault: Vault) -> None:
    vault.write("pairs.md", "---\ntitle: Byte pairs\n---\nOn pairs.\n")
    vault.write("a.md", LINKED)
    assert concepts(study, vault)["a.md"] == ("a",)
    vault.write("pairs.md", "---\ntitle: Byte pairs\nconcepts: [bpe]\n---\nOn pairs.\n")
    assert concepts(study, vault)["a.md"] == ("bpe",), "though the note with the card did not change"
    vault.delete("pairs.md")
    assert concepts(study, vault)["a.md"] == ("a",)


def test_a_renamed_note_renames_the_concept_of_its_cards(study: Study, vault: Vault) -> None:
    vault.write("old.md", TWO_CARDS)
    assert concepts(study, vault) == {"old.md": ("old",)}
    vault.move("old.md", "new.md")
    assert concepts(study, vault) == {"new.md": ("new",)}


def test_new_cards_begin_with_what_others_require(study: Study, tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("a attention.md", f"---\nconcepts: [attention]\nrequires: [softmax, tokens]\n---\n{CARD}")
    vault.write("b softmax.md", f"---\nconcepts: [softmax]\nrequires: [tokens]\n---\n{CARD}")
    vault.write("c tokens.md", f"---\nconcepts: [tokens]\n---\n{CARD}")
    study.library.import_folder(vault.path, None, ())
    assert [card.path for card in study.review.due()] == ["c tokens.md", "b softmax.md", "a attention.md"]


def test_new_cards_begin_with_what_others_require_in_a_large_vault_too(study: Study, vault: Vault) -> None:
    vault.write("z basics.md", f"---\nconcepts: [basics]\n---\n{CARD}")
    for number in range(250):
        card = CARD.replace("softmax", f"part {number}")
        vault.write(f"{number:03}.md", f"---\nconcepts: [part {number}]\nrequires: [basics]\n---\n{card}")
    study.library.import_folder(vault.path, None, ())
    assert study.review.due()[0].path == "z basics.md"


def test_concepts_that_require_each_other_still_become_cards(study: Study, vault: Vault) -> None:
    vault.write("a.md", f"---\nconcepts: [a]\nrequires: [b, a]\n---\n{CARD}")
    vault.write("b.md", f"---\nconcepts: [b]\nrequires: [a]\n---\n{CARD}")
    study.library.import_folder(vault.path, None, ())
    assert len(study.review.due()) == 2
