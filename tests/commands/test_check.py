"""What `check` finds in cards, and what an import says that it passed over."""

from __future__ import annotations

import pytest

from tests.conftest import Cli, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("What is a logit?::\n", 3, "no answer behind its `::`"),
        ("What is [[Nowhere]]?::A link\n", 3, "the link [[Nowhere]] leads to no note of this vault"),
        ("What?::![[missing.png|300]]\n", 3, "the embedded file missing.png is not in this vault"),
        ("What?::![a picture](img/none.jpg)\n", 3, "the embedded file img/none.jpg is not in this vault"),
        ("What?::[a note](none.md)\n", 3, "the linked file none.md is not in this vault"),
        ("What?::See ![[#Nowhere]]\n", 3, "the embedded section ![[#Nowhere]] is not in this note"),
        ("What?::See [[lab/atention]]\n", 3, "there is no exercise 'atention'; is attention meant?"),
        ("The {{c1::unbalanced}.\n", 3, "braces of this cloze do not balance"),
        ("What?::1\n\nWhat?::2\n", 5, "the same question stands at a.md:3"),
        ("A ___ and a ___?::one\n", 3, "2 blanks"),
        ("What?\n?\n", 4, "no answer below it"),
    ],
)
def test_a_mistake_is_told_with_its_place(cli: Cli, vault: Vault, text: str, line: int, words: str) -> None:
    vault.write("a.md", f"#flashcards\n\n{text}")
    ran = cli("check", vault.path)
    assert ran.code == 1
    (told,) = [each for each in ran.out.splitlines() if words in each]
    assert told.startswith(f"a.md:{line}: ")
    assert [each["line"] for each in cli("check", vault.path, "--json").objects] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "What is [[B note]]?::[[sub/B note#Head|there]] and [b](sub/B%20note.md) ![[pic.PNG]] ![p](../vault/pic.png)\n",
        "What?::[web](https://a.org/x.md), [mail](mailto:a@b.c), [here](#head), `[[code]]`, ![[#Head]]\n\n# Head\n",
        "What?::See [[lab/attention]] and [[lab/kv-cache]]\n",
        "due::\n\nup:: [[B note]]\n",
    ],
)
def test_what_is_there_is_no_mistake(cli: Cli, vault: Vault, text: str) -> None:
    vault.write("a.md", f"#flashcards\n\n{text}")
    vault.write("sub/B note.md", "# Head\n")
    vault.write("pic.png", b"x")
    ran = cli("check", vault.path)
    assert (ran.code, ran.out.splitlines()[-1].startswith("No problem")) == (0, True), ran.out


def test_an_import_says_what_it_passed_over_and_where(cli: Cli, vault: Vault) -> None:
    vault.write(".obsidian/templates.json", '{"folder": "tpl"}')
    vault.write("tpl/t.md", "#flashcards\n\na::b\n")
    vault.write("arrows.md", "a ->->-> b\nc ->->-> d\n\n```\ne ->->-> f\n```\ng ->->-> h\n")
    vault.write("plain.md", "What is it?::A card in a note without a tag\n")
    vault.write("drawing.md", "---\nexcalidraw-plugin: parsed\n---\na::b\n")
    vault.write("card.md", "Q: What?\nA: That.\n")
    ran = cli("import", vault.path, "--verbose")
    assert ran.code == 0
    for words in (
        "1 new card",
        "3 lines look like `->->->` cards; this vault's settings name no such separator.",
        "Passed over: 1 drawing, 1 folder or note set aside by the vault",
        "tpl/: set aside by the vault",
        "arrows.md:1: looks like a `->->->` card",
        "arrows.md:7: looks like a `->->->` card",
        "plain.md:1: looks like a card, and its note has no deck tag",
        "drawing.md: a drawing",
    ):
        assert words in ran.out
    assert "arrows.md:5" not in ran.out
    (summary,) = cli("import", vault.path, "--json").objects
    assert summary["new"] == 0
