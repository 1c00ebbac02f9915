"""`check --run`: the doctests of cards run when a person asks, and each failure is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from studygpt.practice import lab_process
from tests.conftest import Cli, Ran, Vault
from tests.long_form import in_long_form

pytestmark = pytest.mark.usefixtures("nothing_ships")

RIGHT = "One and one?::2\n\n%%\n>>> 1 + 1\n2\n%%\n\n"
WRONG = "Two and two?::5\n\n<!--\n>>> 2 + 2\n5\n-->\n\n"


def checked(cli: Cli, vault: Vault, text: str) -> Ran:
    vault.write("a.md", f"#flashcards\n\n{text}")
    return cli("check", "--run", vault.path)


def test_what_holds_is_proved(cli: Cli, vault: Vault) -> None:
    ran = checked(cli, vault, RIGHT)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 cards proved, 0 failed")


def test_what_does_not_hold_is_told_with_its_place_what_was_expected_and_what_came(cli: Cli, vault: Vault) -> None:
    ran = checked(cli, vault, RIGHT + WRONG)
    assert ran.code == 1
    assert ran.out.splitlines()[-2:] == [
        "a.md:13: the card in line 10 is not proved: `2 + 2` gave `4`, and `5` was expected",
        "1 cards proved, 1 failed",
    ]
    assert "Traceback" not in ran.out + ran.err


FAILING = [
    (">>> 1\n1\n>>> x = 1\n>>> x\n", "`x` gave `1`, and nothing was expected"),
    (">>> None\n3\n", "`None` gave nothing, and `3` was expected"),
    (">>> [][0]\n3\n", "`[][0]` raised IndexError: list index out of range, and `3` was expected"),
    (">>> import sys; sys.exit()\n>>> 1\n1\n", "ended the program, as sys.exit does"),
    (">>> import os\n>>> os._exit(0)\n>>> 1\n1\n", "did not come to its end"),
    (">>> import os, signal\n>>> os.kill(os.getpid(), signal.SIGSEGV)\n>>> 1\n1\n", "crashed with SIGSEGV"),
    (">>> import nowhere_at_all\n>>> 1\n1\n", "needs nowhere_at_all, which this installation lacks"),
    *(
        (f">>> import sys; sys.modules['{name}'] = None\n>>> import {name}\n>>> 1\n1\n", f"needs {name}")
        for name in in_long_form(["tiktoken"], ["tiktoken", "torch"])  # the name of torch alone costs seconds
    ),
    (">>> 1 +\n1\n", "raised SyntaxError: invalid syntax"),
    (">>>print(1)\n1\n", "cannot be read: it lacks blank after >>>"),
    (">>> x = 1\n", "expects nothing, so it proves nothing"),
    (">>> 1  # doctest: +SKIP\n1\n", "expects nothing, so it proves nothing"),
    (">>> input()\n''\n", "raised EOFError"),
    (">>> len(bytearray(10**12))\n3\n", "more memory than a check may use"),
]


def test_each_way_to_fail_is_a_sentence_and_costs_that_card_only(cli: Cli, vault: Vault) -> None:
    """All of them in one run, each in a note between two cards that hold."""
    for number, (code, _) in enumerate(FAILING):
        before, after = (f"Which {word} {number}?::2\n\n%%\n>>> 1 + 1\n2\n%%\n" for word in ("before", "after"))
        vault.write(f"{number:02}.md", f"#flashcards\n\n{before}\nWhat {number}?::That\n\n%%\n{code}%%\n\n{after}")
    ran = cli("check", "--run", vault.path)
    assert ran.code == 1
    _, *told, last = ran.out.splitlines()
    assert last == f"{2 * len(FAILING)} cards proved, {len(FAILING)} failed"
    for number, (line, (code, words)) in enumerate(zip(told, FAILING, strict=True)):
        assert line.startswith(f"{number:02}.md:"), code
        assert words in line, code
    assert "Traceback" not in ran.out + ran.err


TAKEN = [
    ">>> print('a   b\\nc')\na b\nc\n",
    ">>> list(range(100))\n[0, 1, ..., 99]\n",
    ">>> 1 / 0\nTraceback (most recent call last):\nZeroDivisionError: division by zero\n",
    ">>> assert 1 + 1 == 2\n",
    ">>> for n in (1, 2):\n...     print(n)\n1\n2\n",
    ">>> import os; os.listdir()\n[]\n",
    ">>> __name__\n'__main__'\n",
]


def test_what_the_standard_librarys_doctest_takes_is_taken(cli: Cli, vault: Vault) -> None:
    for number, code in enumerate(TAKEN):
        vault.write(f"{number}.md", f"#flashcards\n\nWhat {number}?::That\n\n%%\n{code}%%\n")
    ran = cli("check", "--run", vault.path)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, f"{len(TAKEN)} cards proved, 0 failed"), ran.out


def test_a_card_with_several_doctests_counts_once_and_a_passage_of_several_cards_too(cli: Cli, vault: Vault) -> None:
    text = "It is {{c1::one}} or {{c2::two}}.\n\n%%\n>>> x = 1\n>>> x\n1\n%%\n\n%%\n>>> x + 1\n2\n%%\n"
    assert checked(cli, vault, text).out.splitlines()[-1] == "1 cards proved, 0 failed"


def test_no_card_sees_the_names_of_another(cli: Cli, vault: Vault) -> None:
    ran = checked(cli, vault, "A?::1\n\n%%\n>>> x = 1; x\n1\n%%\n\nB?::1\n\n%%\n>>> x\n1\n%%\n")
    assert ran.out.splitlines()[-1] == "1 cards proved, 1 failed"
    assert "NameError" in ran.out


def test_without_run_no_code_runs(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    vault.write("a.md", f"#flashcards\n\nA?::1\n\n%%\n>>> open({str(mark)!r}, 'w').close()\n>>> 1\n1\n%%\n")
    for words in (["check"], ["check", "--json"], ["preview"], ["import"]):
        cli(*words, vault.path)
    cli("sync")
    cli("review", "--plain", stdin=" \n3\nq\n")
    assert not mark.exists()
    assert cli("check", "--run", vault.path).code == 0
    assert mark.exists()


def test_notes_on_other_matters_need_no_lab(cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_process, "missing", lambda: ["torch"])
    assert checked(cli, vault, RIGHT).code == 0


def test_a_file_of_the_folder_is_no_module(cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.write("json.py", "raise SystemExit('no')\n")
    vault.write("lab/__init__.py", "raise SystemExit('no')\n")
    vault.write("a.md", f"#flashcards\n\n{RIGHT}")
    cli("config")
    monkeypatch.chdir(vault.path)
    assert cli("check", "--run", vault.path).code == 0


def test_a_single_note_can_be_proved_and_a_note_without_doctests_too(cli: Cli, vault: Vault) -> None:
    note = vault.write("sub/a.md", f"#flashcards\n\n{RIGHT}")
    assert cli("check", "--run", note).out.splitlines()[-1] == "1 cards proved, 0 failed"
    plain = vault.write("b.md", "#flashcards\n\nA?::1\n")
    ran = cli("check", "--run", plain)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "0 cards proved, 0 failed")


def test_a_mistake_in_a_card_is_still_a_no(cli: Cli, vault: Vault) -> None:
    ran = checked(cli, vault, f"{RIGHT}What is a logit?::\n")
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "1 cards proved, 0 failed")


def test_a_doctest_that_no_card_has_is_told(cli: Cli, vault: Vault) -> None:
    ran = checked(cli, vault, f"%%\n>>> 1\n1\n%%\n\n{RIGHT}")
    assert ran.code == 1
    assert "a.md:3: this doctest belongs to no card" in ran.out


def test_json_tells_each_card(cli: Cli, vault: Vault) -> None:
    checked(cli, vault, f"{RIGHT}{WRONG}What?::\n")
    told = cli("check", "--run", "--json", vault.path).objects
    assert [(each.get("proved"), each["path"], each["line"]) for each in told] == [
        (None, "a.md", 17),
        (True, "a.md", 3),
        (False, "a.md", 13),
    ]
    assert [each["message"] for each in told][1:] == [
        "",
        "the card in line 10 is not proved: `2 + 2` gave `4`, and `5` was expected",
    ]
