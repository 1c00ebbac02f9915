"""No note, and no name of one, can send a control sequence to the terminal or turn the direction of its text round."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.conftest import Cli, Ran, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")

ESC, BEL, CSI, OVERRIDE, ISOLATE, DELETE, NEXT_LINE = "\x1b", "\a", "\x9b", "\u202e", "\u2066", "\x7f", "\x85"
EVIL = f"{ESC}[31mred{ESC}[0m {BEL}{CSI}2J{ESC}]0;title{BEL} {OVERRIDE}evil{ISOLATE} \b\x0c{DELETE}{NEXT_LINE}\x00"
ESCAPES = {ESC: "\\e", BEL: "\\a", CSI: "\\x9B", OVERRIDE: "\\u202E", ISOLATE: "\\u2066"}

DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def forbidden(text: str) -> list[str]:
    """What no terminal should get."""
    return [
        f"U+{ord(letter):04X}"
        for letter in text
        if (unicodedata.category(letter) == "Cc" and letter not in "\n\t")
        or unicodedata.bidirectional(letter) in DIRECTIONS
    ]


def expect_harmless(ran: Ran) -> None:
    assert forbidden(ran.out) == [], ran.out
    assert forbidden(ran.err) == [], ran.err


COMMANDS: list[tuple[tuple[str, ...], str]] = [
    (("sync",), ""),
    (("cards",), ""),
    (("cards", "is:orphan"), ""),
    (("due",), ""),
    (("decks",), ""),
    (("sources",), ""),
    (("preview", "vault"), ""),
    (("check", "vault"), ""),
    (("review", "--plain"), "h\ni\n\ni\n1\n\n2\nu\nb\n\n\n\n\n\n\n-\nq\n"),
]


def expect_every_command_to_be_harmless(cli: Cli) -> None:
    assert cli("import", "vault").code == 0
    shown = 0
    for words, stdin in COMMANDS:
        ran = cli(*words, stdin=stdin)
        assert ran.code in (0, 1), ran
        expect_harmless(ran)
        shown += "evil" in ran.out
    for card in cli("cards", "--json").objects:
        expect_harmless(cli("rate", card["id"], "good"))
        expect_harmless(cli("undo"))
    assert shown >= 3, "what is harmless is still shown"


def test_what_a_note_says_does_no_harm(cli: Cli, vault: Vault) -> None:
    yaml = "".join(ESCAPES.get(letter, "" if forbidden(letter) else letter) for letter in EVIL)
    vault.write(
        "a.md",
        f'---\ntitle: "{yaml}"\nconcepts: ["{yaml}"]\n---\n#flashcards/{OVERRIDE}deck\n\n# Heading {EVIL}\n\n'
        f"What is {EVIL}?::It is {EVIL}\n\n- parent {EVIL}\n  - **Question**: Why {EVIL}?\n"
        f"    - **Answer**: For {EVIL}\n\nThe {{{{c1::hole {EVIL}::hint {EVIL}}}}} is here.\n\n"
        f"What is `{EVIL}` and [link {EVIL}](https://example.org/{ESC}) and &#27;[31m, &#x202E; and &#155;2J?\n?\n"
        f"```\ncode {EVIL}\n```\n\n| a{EVIL} | b |\n| --- | --- |\n| c | d{EVIL} |\n\n$x {EVIL}$\n",
    )
    vault.write("problem.md", f"#flashcards\n\nWhat is {EVIL}\n?\n\nWhat is ![[#{EVIL}]]?::Nothing\n")
    expect_every_command_to_be_harmless(cli)


@pytest.mark.parametrize("letter", [ESC, CSI, OVERRIDE], ids=["ESC", "CSI", "U+202E"])
def test_the_name_of_a_note_does_no_harm(cli: Cli, vault: Vault, letter: str) -> None:
    name = f"evil{letter}[31m"
    vault.write(f"{name}.md", "#flashcards\n\nWhat is evil here?::The name\n\nWhat is asked\n?\n")
    vault.write(f"{name}/2024-07-18.md", "#flashcards\n\nWhat is evil there?::The folder\n")
    vault.write(f"{name}/broken.md", b"\xff\xfe")
    expect_every_command_to_be_harmless(cli)
    vault.delete(f"{name}.md")
    expect_harmless(cli("sync"))
    expect_harmless(cli("cards", "is:orphan"))


def test_the_name_of_a_folder_that_decks_are_named_by_does_no_harm(cli: Cli, vault: Vault) -> None:
    vault.settings(convertFoldersToDecks=True)
    vault.write(f"evil{ESC}[31m{OVERRIDE}/a.md", "What is evil here?::The folder's name\n")
    expect_every_command_to_be_harmless(cli)


def test_the_name_of_a_source_does_no_harm(cli: Cli, tmp_path: Path) -> None:
    vault = Vault(tmp_path / f"evil{ESC}[31m{OVERRIDE}")
    vault.write("a.md", "#flashcards\n\nWhat is evil here?::The folder\n")
    expect_harmless(cli("import", vault.path))
    for words, stdin in COMMANDS:
        if "vault" not in words:
            expect_harmless(cli(*words, stdin=stdin))
    expect_harmless(cli("preview", vault.path))
    expect_harmless(cli("import", vault.path / "nowhere"))
    vault.path.rename(tmp_path / "elsewhere")
    expect_harmless(cli("sync"))
    expect_harmless(cli("sources", "remove", "nothing"))


def test_what_somebody_types_does_no_harm(cli: Cli) -> None:
    for words in (("cards", f"is:{EVIL}"), ("rate", EVIL, "1"), ("sync", EVIL), (EVIL,), ("config", EVIL)):
        ran = cli(*(word.replace("\0", "") for word in words))
        assert ran.code in (2, 3)
        expect_harmless(ran)


def test_scripts_get_the_letters_as_they_are(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", f"#flashcards\n\nWhat is {EVIL}?::It is that\n")
    cli("import", "vault")
    ran = cli("cards", "--json")
    assert ESC not in ran.out
    assert ran.objects[0]["front"] == f"What is {EVIL}?"
