"""What `check` finds in cards, and what an import says that it passed over."""

from __future__ import annotations

import pytest

from lab.catalog import exercises
from tests.conftest import Cli, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("What is a logit?::\n", 3, "no answer after its `::`"),
        ("What is [[Nowhere]]?::A link\n", 3, "the link [[Nowhere]] leads to no note of this vault"),
        ("What?::![[missing.png|300]]\n", 3, "the embedded file missing.png is not in this vault"),
        ("What?::![a picture](img/none.jpg)\n", 3, "the embedded file img/none.jpg is not in this vault"),
        ("What?::[a note](none.md)\n", 3, "the linked file none.md is not in this vault"),
        ("What?::See ![[#Nowhere]]\n", 3, "the embedded section ![[#Nowhere]] is not in this note"),
        ("What?::See [[lab/atention]]\n", 3, "there is no exercise 'atention'; did you mean attention?"),
        ("What?::See [[lab/kv-cache]]\n", 3, "there is no exercise 'kv-cache'"),
        ("The {{c1::unbalanced}.\n", 3, "braces of this cloze do not balance"),
        ("What?::1\n\nWhat?::2\n", 5, "the same question is at a.md:3"),
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
        "What?::See [[lab/attention]] and [[lab/bpe-train]]\n",
        "due::\n\nup:: [[B note]]\n",
        "How are 1, 2 stacked?\n?\nAs 1, 2:\n```python\n[[1, 2]]\n```\n%% [[3]] %%\n",
    ],
)
def test_what_is_there_is_no_mistake(cli: Cli, vault: Vault, text: str) -> None:
    vault.write("a.md", f"#flashcards\n\n{text}")
    vault.write("sub/B note.md", "# Head\n")
    vault.write("pic.png", b"x")
    ran = cli("check", vault.path)
    assert (ran.code, ran.out.splitlines()[-1].startswith("No problem")) == (0, True), ran.out


def test_an_exercise_in_front_matter_that_is_not_there_is_told_once_with_its_line(cli: Cli, vault: Vault) -> None:
    cards = "#flashcards\n\nWhat?::This\n\nWhich?::That, see [[lab/blok]] and [[lab/mask]]\n"
    vault.write("a.md", f"---\ntitle: Two\nlab: [attention, blok]\n---\n{cards}")
    vault.write("b.md", "---\nlab: nowhere\n---\nA note without cards\n")
    assert cli("check", vault.path).out.splitlines() == [
        "a.md:3: there is no exercise 'blok'; did you mean block?",
        "a.md:9: there is no exercise 'mask'",
        "b.md:2: there is no exercise 'nowhere'",
        "3 problems in 2 cards in 2 notes",
    ]


def test_each_exercise_of_the_lab_can_be_linked(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", f"---\nlab: [{', '.join(exercises())}]\n---\n#flashcards\n\nWhat?::This\n")
    assert cli("check", vault.path).out.splitlines() == ["No problem in 1 card in 1 note"]


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
        "plain.md:1: looks like a card, but its note has no deck tag",
        "drawing.md: a drawing",
    ):
        assert words in ran.out
    assert "arrows.md:5" not in ran.out
    (summary,) = cli("import", vault.path, "--json").objects
    assert summary["new"] == 0


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("Does softmax keep the order?::Yes, always\n", "yes or no is easy to guess"),
        ("Which of these is a loss: exp, tanh or cross-entropy?::Cross-entropy\n", "the question lists the choices"),
        ("```python\nx = 1\n```\n?\nOne\n", "the question is only code"),
        ("Which parts?\n?\n- a\n- b\n- c\n- d\n- e\n- f\n", "the answer is a list of 6"),
        (f"What is it?::{'word ' * 51}\n", "the answer has 51 words"),
    ],
)
def test_a_card_that_is_hard_to_learn_gets_advice_and_is_no_problem(
    cli: Cli, vault: Vault, card: str, words: str
) -> None:
    vault.write("a.md", f"#flashcards\n\n{card}")
    ran = cli("check", vault.path)
    told, last = ran.out.splitlines()
    assert told.startswith(f"a.md:3: advice: {words}")
    assert (ran.code, last) == (0, "No problem in 1 card in 1 note")
    assert [(each["line"], each["advice"]) for each in cli("check", vault.path, "--json").objects] == [(3, True)]


@pytest.mark.parametrize(
    "card",
    [
        "ja::yes\n",
        "What is x?\n```python\nx = 1\n```\n?\nOne\n",
        "Which of GPT-2's tables is the largest?::The token embedding\n",
        "Which parts?\n?\n- a\n- b\n- c\n- d\n- e\n",
        f"How is it written?\n?\n```python\n{'x = 1  # words in code' * 20}\n```\n",
        f"Long {{{{c1::text}}}} of a cloze: {'word ' * 60}\n",
        "What does `1 == 1` print?::True\n",
        "What is No in chemistry?::Nobelium\n",
    ],
)
def test_a_card_as_cards_are_gets_no_advice(cli: Cli, vault: Vault, card: str) -> None:
    vault.write("a.md", f"#flashcards\n\n{card}")
    assert cli("check", vault.path).out.splitlines() == ["No problem in 1 card in 1 note"]


def test_much_advice_does_not_bury_the_rest(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\n" + "".join(f"Is it {n}?::No\n\n" for n in range(30)) + "What?::\n")
    lines = cli("check", vault.path).out.splitlines()
    assert "no answer after its `::`" in lines[0]
    assert lines[-2:] == ["... and 10 more pieces of advice; --json has them all", "1 problem in 30 cards in 1 note"]
