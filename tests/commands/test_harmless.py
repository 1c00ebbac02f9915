"""No note, and no name of one, can send a control sequence to the terminal or turn the direction of its text round."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from pathlib import Path

import pytest

import studygpt
from tests.conftest import Cli, Ran, Vault
from tests.harmless_text import BEL, CSI, ESC, EVIL, ISOLATE, OVERRIDE, forbidden

pytestmark = pytest.mark.usefixtures("nothing_ships")

ESCAPES = {ESC: "\\e", BEL: "\\a", CSI: "\\x9B", OVERRIDE: "\\u202E", ISOLATE: "\\u2066"}


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

MORE = [
    *("cards --json", "due --json", "decks --json", "sources --json", "preview vault --json", "check vault --json"),
    *("stats", "stats --csv", "stats --json", "inbox", "questions", "tasks", "orphans", "export --json"),
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
    for words in MORE:
        ran = cli(*words.split())
        assert ran.code in (0, 1), ran
        expect_harmless(ran)


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


def test_a_word_that_no_command_takes_is_repeated_without_its_control_sequences(cli: Cli) -> None:
    ran = cli("due", f"--{ESC}]52;c;SEFDS0VE{BEL}", f"{CSI}2J")
    assert (ran.code, ran.out) == (2, "")
    expect_harmless(ran)
    assert "␛]52;c;SEFDS0VE␇" in ran.err


def test_the_name_of_a_file_that_is_missing_does_no_harm(cli: Cli) -> None:
    for words in (("import",), ("preview",), ("check",), ("restore",), ("stats", "--html")):
        ran = cli(*words, f"evil{ESC}[31m{OVERRIDE}/no{CSI}2J")
        assert ran.code in (2, 3), ran
        expect_harmless(ran)
        assert "evil" in ran.err, "what is harmless is still shown"


@pytest.mark.skipif(sys.platform == "darwin", reason="a file's name is UTF-8 there")
def test_a_name_that_is_no_utf_8_does_no_harm(cli: Cli, vault: Vault) -> None:
    name = os.fsencode(vault.path) + b"/x\x1b]52;c;SEFDS0VE\x1b\\y\x9b2J.md"
    Path(os.fsdecode(name)).write_text("#flashcards\n\nq::a\n", encoding="utf-8")
    vault.write("a.md", "#flashcards\n\nWhat arrives?::This card\n")
    for words in (("import", "vault"), ("sync",), ("check", "vault"), ("preview", "vault")):
        ran = cli(*words)
        expect_harmless(ran)
        assert "␛]52;c;SEFDS0VE␛" in ran.err + ran.out
    assert len(cli("cards", "--json").objects) == 1


FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", " =1", "\t=1", "＝1"]


def test_no_cell_of_a_csv_file_is_a_formula(cli: Cli, vault: Vault) -> None:
    for number, formula in enumerate(FORMULAS):
        concept = json.dumps(formula, ensure_ascii=False)
        vault.write(f"{number}.md", f"---\nconcepts: [{concept}]\n---\n#flashcards\n\nWhat is {number}?::{formula}\n")
    cli("import", "vault")
    ran = cli("stats", "--csv")
    cells = [cell for row in csv.reader(io.StringIO(ran.out)) for cell in row]
    assert "'=1+1" in cells
    assert "'=cmd|' /C calc'!A0" in cells
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in cells)


def test_a_page_holds_no_markup_and_no_control_character_of_a_note(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    concept = f"<script>alert(1)</script><img src=x onerror=alert(1)>{OVERRIDE}evil"
    vault.write("a.md", f"---\nconcepts: ['{concept}']\n---\n#flashcards\n\nWhat is <script>?::</title><script>\n")
    cli("import", "vault")
    for words in ((), (concept.replace(OVERRIDE, OVERRIDE),)):
        assert cli("stats", "--html", "page.html", *words).code == 0
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert "&lt;script&gt;" in page
        assert "<script" not in page
        assert "<img" not in page
        assert forbidden(page) == []


WRITES = re.compile(r"sys\.(__)?std(out|err)|\b(print|input)\(|warnings\.warn|ArgumentParser\(")
# What only looks at a stream, or passes on whether it is a terminal.
LOOKS = re.compile(r"sys\.std(out|err)(\.(isatty|encoding|fileno|flush)\b| is None| = Path\(os\.devnull\))")


def test_only_one_module_writes_to_the_terminal() -> None:
    """Whoever writes past it is found here; the app's lines have a filter (tests/tui/test_harmless.py)."""
    root = Path(studygpt.__file__).parent
    found = {
        (str(file.relative_to(root)), line.strip())
        for file in root.rglob("*.py")
        if file != root / "commands" / "streams.py"
        for line in file.read_text(encoding="utf-8").splitlines()
        if WRITES.search(LOOKS.sub("", line))
    }
    assert found == {
        ("cli.py", "sys.stdout.write(text)"),  # the version and the help page, which are the program's own words
        ("cli.py", 'sys.stderr.write(f"studygpt: the output: {error.strerror}\\n")'),
        ("commands/run.py", "for stream in (sys.stdin, sys.stdout, sys.stderr):"),
        ("commands/run.py", "_forget(sys.stdout)"),  # these two discard what is written
        ("commands/run.py", "_forget(sys.stderr)"),
        (
            "commands/terminal.py",
            "return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))",
        ),
        ("tui/pictures/terminal_graphics.py", "assert sys.__stdout__ is not None"),
        (
            "tui/pictures/terminal_graphics.py",
            "answer = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, bytes(8))",
        ),
    }


def test_scripts_get_the_letters_as_they_are(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", f"#flashcards\n\nWhat is {EVIL}?::It is that\n")
    cli("import", "vault")
    ran = cli("cards", "--json")
    expect_harmless(ran)
    assert ran.objects[0]["front"] == f"What is {EVIL}?"
