"""`inbox`, `questions` and `tasks`, as a person or a script runs them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studygpt.commands import inbox
from tests.conftest import Cli, Vault

NOTE = """# Attention
- **query**: what a token looks for
- **key**: what a token offers
- why divide by the root?
- [ ] draw it
- [-] read it
- [x] hear of it
## Terms
- softmax
"""


@pytest.fixture(autouse=True)
def _imported(cli: Cli, vault: Vault, nothing_ships: Path) -> None:
    assert not nothing_ships.exists()
    vault.write("a.md", NOTE)
    assert cli("import", vault.path).code == 0


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that types, behind what it is shown, what a test writes into a file."""
    typed = tmp_path / "typed.txt"
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "typed, shown = map(pathlib.Path, sys.argv[1:])\n"
        "if not typed.exists(): sys.exit(3)\n"
        "shown.write_text(shown.read_text(encoding='utf-8') + typed.read_text(encoding='utf-8'), encoding='utf-8')\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script} {typed}")
    return typed


def test_import_tells_what_it_took_for_no_card(cli: Cli, vault: Vault) -> None:
    vault.write("b.md", "- `view`: same data\n")
    told = cli("sync").out
    assert "1 suggestion (1 definitions)" in told
    (counts,) = cli("sync", "--json").objects
    assert (counts["suggested"], counts["questions"], counts["tasks"]) == ({}, 0, 0)


def test_preview_shows_suggestions_as_such_and_neither_questions_nor_tasks(cli: Cli, vault: Vault) -> None:
    cards = cli("preview", vault.path / "a.md", "--json").objects
    assert [(card["front"], card["status"], card["id"]) for card in cards] == [
        ("query", "suggested", None),
        ("key", "suggested", None),
    ]
    told = cli("preview", vault.path / "a.md").out
    assert "0 cards and 2 suggestions in 1 note" in told
    assert "root" not in told
    trusting = cli("preview", vault.path / "a.md", "--trust", "glossary", "--json").objects
    assert {card["status"] for card in trusting} == {"active"}


def test_the_inbox_lists_what_waits(cli: Cli) -> None:
    cards = cli("inbox", "--json").objects
    assert [(card["front"], card["dialect"], card["status"], card["state"]) for card in cards] == [
        ("query", "glossary", "suggested", "new"),
        ("key", "glossary", "suggested", "new"),
    ]
    assert cli("cards", "is:suggested", "--json").objects == cards
    assert cli("cards", "--json").objects == []
    told = cli("inbox").out
    assert "vault: a.md" in told
    assert "2 suggestions" in told
    assert "1 suggestion" in cli("inbox", "offers").out


def test_accepting_and_rejecting_by_id(cli: Cli) -> None:
    first, second = (card["id"] for card in cli("inbox", "--json").objects)
    (card,) = cli("inbox", "--accept", first[:6], "--json").objects
    assert (card["id"], card["status"]) == (first, "active")
    assert "Rejected 1 suggestion" in cli("inbox", "--reject", second).out
    assert cli("inbox", "--json").objects == []
    assert "The inbox is empty" in cli("inbox").out
    assert [card["id"] for card in cli("due", "--json").objects] == [first]
    ran = cli("inbox", "--reject", second)
    assert (ran.code, ran.out) == (3, "")
    assert second in ran.err
    assert cli("inbox", "--accept", second).code == 0
    assert len(cli("due", "--json").objects) == 2


def test_accepting_all_that_a_query_names(cli: Cli) -> None:
    assert [card["front"] for card in cli("inbox", "--accept-all", "offers", "--json").objects] == ["key"]
    assert "Accepted 1 card" in cli("inbox", "--accept-all", "").out
    assert len(cli("cards", "--json").objects) == 2
    assert cli("inbox", "--accept-all", "is:nonsense").code == 2


def test_an_edited_suggestion_is_a_card_of_the_workspace(cli: Cli, vault: Vault, editor: Path, workspace: Path) -> None:
    editor.write_text("in the others\n")
    before = (vault.path / "a.md").read_bytes()
    first = cli("inbox", "--json").objects[0]["id"]
    (card,) = cli("inbox", "--edit", first, "--json").objects
    assert (card["front"], card["back"]) == ("query", "what a token looks for\nin the others")
    assert (workspace / "notes" / "cards.md").is_file()
    assert (vault.path / "a.md").read_bytes() == before
    assert [card["front"] for card in cli("inbox", "--json").objects] == ["key"]


def test_a_kind_can_be_trusted_at_import(cli: Cli, vault: Vault) -> None:
    assert cli("import", vault.path, "--trust", "glossary").code == 0
    assert len(cli("due", "--json").objects) == 2
    assert cli("inbox", "--json").objects == []
    assert cli("import", vault.path, "--trust", "everything").code == 2


def test_in_a_terminal_suggestions_come_one_by_one(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "is_interactive", lambda: True)
    told = cli("inbox", stdin="nonsense\na\nr\n").out
    assert "1 of 2" in told
    assert "what a token offers" in told
    assert "The inbox is empty" in told
    assert [card["front"] for card in cli("cards", "--json").objects] == ["query"]


def test_leaving_the_inbox_decides_nothing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "is_interactive", lambda: True)
    for typed in ("q\n", "", "\n\n"):
        assert "2 suggestions left" in cli("inbox", stdin=typed).out


# ---------------------------------------------------------------------- questions and tasks


def test_questions_are_listed_with_their_place(cli: Cli) -> None:
    question, term = cli("questions", "--json").objects
    assert list(question) == ["id", "kind", "text", "source", "path", "line", "done"]
    assert {**question, "id": ""} == {
        "id": "",
        "kind": "question",
        "text": "why divide by the root?",
        "source": "vault",
        "path": "a.md",
        "line": 4,
        "done": False,
    }
    assert (term["kind"], term["text"], term["line"]) == ("term", "softmax", 9)
    assert "1 open question, 1 unanswered term" in cli("questions").out


def test_an_answer_becomes_a_card_and_the_question_is_done_after_the_next_sync_too(
    cli: Cli, vault: Vault, editor: Path
) -> None:
    question = cli("questions", "--json").objects[0]["id"]
    editor.write_text("To keep the variance.\n\n- near one\n")
    ran = cli("questions", "--answer", question[:5])
    assert ran.code == 0
    assert "cards.md" in ran.out
    (card,) = cli("due", "--json").objects
    assert (card["front"], card["back"]) == ("why divide by the root?", "To keep the variance.\n\n- near one")
    vault.write("a.md", NOTE + "\nmore\n")
    cli("sync")
    assert [each["done"] for each in cli("questions", "--json").objects] == [True, False]
    told = cli("questions").out
    assert "root" not in told
    assert "1 answered" in told


@pytest.mark.parametrize("typed", ["", "  \n"])
def test_an_empty_answer_changes_nothing(cli: Cli, editor: Path, typed: str, workspace: Path) -> None:
    editor.write_text(typed)
    question = cli("questions", "--json").objects[0]["id"]
    ran = cli("questions", "--answer", question)
    assert (ran.code, "stays open" in ran.out) == (1, True)
    assert not workspace.exists()
    assert not any(each["done"] for each in cli("questions", "--json").objects)


def test_an_editor_that_fails_changes_nothing(cli: Cli, editor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not editor.exists()
    question = cli("questions", "--json").objects[0]["id"]
    ran = cli("questions", "--answer", question)
    assert (ran.code, ran.out) == (3, "")
    assert "ended with 3" in ran.err
    for broken in ("/no/such/editor", "'"):
        monkeypatch.setenv("EDITOR", broken)
        ran = cli("questions", "--answer", question)
        assert ran.code == 3
        assert "EDITOR" in ran.err
        assert ran.err.count("\n") == 1


def test_tasks_are_listed_with_their_state(cli: Cli) -> None:
    tasks = cli("tasks", "--json").objects
    assert [list(each) for each in tasks] == [["id", "text", "source", "path", "line", "done"]] * 3
    assert [(each["text"], each["line"], each["done"]) for each in tasks] == [
        ("draw it", 5, False),
        ("read it", 6, False),
        ("hear of it", 7, True),
    ]
    told = cli("tasks").out
    assert "read it (begun)" in told
    assert "hear of it" not in told
    assert "2 tasks to do, 1 done" in told
    assert "hear of it (done)" in cli("tasks", "--all").out


def test_nothing_is_told_where_there_is_nothing(cli: Cli, vault: Vault) -> None:
    vault.delete("a.md")
    cli("sync")
    assert "No question is open" in cli("questions").out
    assert "no tasks" in cli("tasks").out
    assert "The inbox is empty" in cli("inbox").out
