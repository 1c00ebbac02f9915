"""Sync as a person meets it: what it would do, what it asks first, why a card was taken for the same, and orphans."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_processes import Terminal
from tests.conftest import Cli, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")

SOFTMAX = "#flashcards\n\nWhat does softmax return?::Probabilities that add up to one\n"
SOFTMAX_REWORDED = SOFTMAX.replace("Probabilities that add up", "Probabilities which always add up")
CAPITAL = "#flashcards\n\nWhich town is the capital of France?::Paris on the Seine\n"


def many(vault: Vault, number: int) -> None:
    for each in range(number):
        vault.write(f"n{each}.md", f"#flashcards\n\nWhat is the word number {each}?::It is word{each}\n")


def cards(cli: Cli, query: str = "") -> list[dict[str, Any]]:
    return cli("cards", query, "--json").objects


def dump(home: Path) -> list[str]:
    connection = sqlite3.connect(home / "studygpt.db")
    lines = list(connection.iterdump())
    connection.close()
    return lines


# ---------------------------------------------------------------------- dry runs


def test_a_dry_run_tells_of_each_card_what_would_become_of_it_and_changes_nothing(
    cli: Cli, vault: Vault, home: Path
) -> None:
    vault.write("a.md", SOFTMAX)
    vault.write("b.md", CAPITAL)
    vault.write("c.md", "#flashcards\n\nWhat is a token?::A piece of text\n")
    cli("import", vault.path)
    vault.write("a.md", SOFTMAX_REWORDED)
    vault.move("b.md", "towns/b.md")
    vault.delete("c.md")
    vault.write("d.md", "#flashcards\n\nWho wrote Faust?::Goethe\n")
    before = dump(home)
    ran = cli("sync", "--dry-run", "--json")
    assert dump(home) == before
    assert ran.code == 0
    (summary,) = ran.objects
    told = {(each["what"], each["path"]): each for each in summary["changes"]}
    assert set(told) == {("edited", "a.md"), ("moved", "towns/b.md"), ("gone", "c.md"), ("new", "d.md")}
    assert all(each["why"] for each in summary["changes"])
    assert told["moved", "towns/b.md"]["before"] == "b.md:3"
    assert "Probabilities that add up" in told["edited", "a.md"]["before"]
    shown = cli("sync", "--dry-run").out
    assert "nothing was changed" in shown
    for words in ("edited a.md:3", "moved  towns/b.md:3", "gone   c.md:3", "new    d.md:3", "from b.md:3"):
        assert words in shown
    (really,) = cli("sync", "--json").objects
    assert [really[key] for key in ("new", "kept", "moved", "orphaned")] == [1, 1, 1, 1]
    assert [summary[key] for key in ("new", "kept", "moved", "orphaned")] == [1, 1, 1, 1]


# ---------------------------------------------------------------------- cards in doubt


def test_a_sync_counts_what_is_in_doubt_and_a_dry_run_lists_it(cli: Cli, vault: Vault, home: Path) -> None:
    vault.write("a.md", CAPITAL)
    assert "in doubt" not in cli("import", vault.path).out
    cli("rate", cards(cli)[0]["id"], "good")
    vault.write("a.md", CAPITAL.replace("France?::Paris on the Seine", "Italy?::Rome"))
    before = dump(home)
    shown = cli("sync", "--dry-run").out
    assert (
        "  1 in doubt\n"
        "  unsure a.md:3 Which town is the capital of Italy?\n"
        "         the question and its answer changed\n"
        "         was: Which town is the capital of France?::Paris on the Seine\n"
        "         now: Which town is the capital of Italy?::Rome\n"
    ) in shown
    (told,) = cli("sync", "--dry-run", "--json").objects
    assert dump(home) == before
    (change,) = told["changes"]
    assert (told["unsure"], told["kept"], change["what"]) == (1, 0, "unsure")
    assert (change["before"], change["now"]) == (
        "Which town is the capital of France?::Paris on the Seine",
        "Which town is the capital of Italy?::Rome",
    )
    assert "  1 in doubt: `studygpt inbox --unsure`\n" in cli("import", vault.path).out
    assert "in doubt" not in cli("sync").out, "nothing new is in doubt"


def test_a_card_in_doubt_tells_what_it_was_and_how_to_decide(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", CAPITAL)
    cli("import", vault.path)
    (card,) = cards(cli)
    cli("rate", card["id"], "good")
    assert "was:" not in cli("sync", "--explain", card["id"]).out
    vault.write("a.md", CAPITAL.replace("on the Seine", "on the river Seine"))
    cli("sync")
    told = cli("sync", "--explain", card["id"]).out
    assert "It is still the card that you learned, but it reads otherwise now." in told
    assert "was:\n  Which town is the capital of France?\n  Paris on the Seine\nnow:\n" in told
    vault.write("a.md", CAPITAL.replace("France?::Paris on the Seine", "Italy?::Rome"))
    cli("sync")
    told = cli("sync", "--explain", card["id"]).out
    assert "It is in doubt: the question and its answer changed." in told
    assert f"`studygpt inbox --same {card['id']}`" in told
    assert f"`studygpt inbox --another {card['id']}`" in told
    assert "was:\n  Which town is the capital of France?\n  Paris on the Seine\nnow:\n" in told
    cli("inbox", "--same", card["id"])
    assert "in doubt" not in cli("sync", "--explain", card["id"]).out


# ---------------------------------------------------------------------- notes that vanish


def test_a_fifth_of_the_notes_may_vanish_unasked_and_more_needs_a_yes(cli: Cli, vault: Vault) -> None:
    many(vault, 10)
    cli("import", vault.path)
    for each in range(2):
        vault.delete(f"n{each}.md")
    assert (cli("sync").code, len(cards(cli)), len(cards(cli, "is:orphan"))) == (0, 8, 2)
    for each in range(2, 4):
        vault.delete(f"n{each}.md")
    vault.write("new.md", CAPITAL)
    ran = cli("sync")
    assert ran.code == 3
    assert "2 notes with 2 cards vanished at once" in ran.err
    assert "studygpt sync vault --let-go" in ran.err
    assert (len(cards(cli)), len(cards(cli, "is:orphan"))) == (9, 2), "the rest is done, the vanished stay as they are"
    assert cli("sync").code == 3, "and it says so until it is decided"
    assert cli("sync", "--yes").code == 0
    assert (len(cards(cli)), len(cards(cli, "is:orphan"))) == (7, 4)


def test_an_empty_folder_where_notes_were_costs_no_card(cli: Cli, vault: Vault) -> None:
    many(vault, 3)
    cli("import", vault.path)
    before = cards(cli)
    for each in range(3):
        vault.delete(f"n{each}.md")
    assert cli("import", vault.path).code == 3
    assert cards(cli) == before
    many(vault, 3)
    assert cli("sync").code == 0
    assert cards(cli) == before


def test_a_folder_that_is_renamed_asks_nothing(cli: Cli, vault: Vault) -> None:
    for each in range(6):
        vault.write(f"old/n{each}.md", f"#flashcards\n\nWhat is the word number {each}?::It is word{each}\n")
    cli("import", vault.path)
    ids = {card["id"] for card in cards(cli)}
    vault.move("old", "new")
    assert cli("sync").code == 0
    assert {card["id"] for card in cards(cli)} == ids


def test_at_a_terminal_it_is_asked(cli: Cli, vault: Vault, home: Path) -> None:
    many(vault, 4)
    cli("import", vault.path)
    for each in range(3):
        vault.delete(f"n{each}.md")
    for answer, code, left in (("n", 3, 4), ("y", 0, 1)):
        terminal = Terminal(home, "sync", "vault")
        terminal.wait_for("[y/N] ")
        terminal.type(f"{answer}\n")
        assert terminal.end() == code
        assert len(cards(cli, "source:vault")) == left


# ---------------------------------------------------------------------- conflict copies


COPIES = [
    "bpe.sync-conflict-20240101-120000-ABCDEFG.md",
    "bpe (conflicted copy).md",
    "bpe (Ada's conflicted copy 2024-01-01).md",
    "bpe (conflicted copy 2024-01-01 120000).md",
    "bpe (Conflicted copy laptop 202401011200).md",
    "bpe (SFConflict ada@example.org 2024-01-01-12-00-00).md",
    "bpe (Konfliktkopie von Ada 2024-01-01).md",
    "bpe (Case Conflict).md",
    "bpe (Copie en conflit de Ada 2024-01-01).md",
    "bpe (Adas in Konflikt stehende Kopie 2024-01-01).md",
]


def test_a_conflict_copy_is_reported_and_gives_no_card_a_second_time(cli: Cli, vault: Vault) -> None:
    """Each in a folder of its own."""
    for number, copy in enumerate(COPIES):
        text = SOFTMAX.replace("softmax", f"softmax {number}")
        vault.write(f"{number}/bpe.md", text)
        vault.write(f"{number}/{copy}", f"{text}\nWhat is merged {number}?::A pair\n")
    ran = cli("import", vault.path)
    assert ran.code == 0
    assert [card["path"] for card in cards(cli)] == [f"{number}/bpe.md" for number in range(len(COPIES))]
    for number, copy in enumerate(COPIES):
        assert f"{number}/{copy}: not read: a sync program left it as a copy of {number}/bpe.md" in ran.err
        vault.delete(f"{number}/bpe.md")
    cli("sync", "--yes")
    assert {card["path"] for card in cards(cli)} == {f"{number}/{copy}" for number, copy in enumerate(COPIES)}, (
        "alone it is the note itself"
    )


def test_a_note_about_conflicts_is_a_note(cli: Cli, vault: Vault) -> None:
    names = ["Ukraine (conflict).md", "bpe (copy).md", "bpe 2.md", "The copy (of a conflict)-bpe.md"]
    for number, name in enumerate(names):
        vault.write(f"{number}/Ukraine.md", "Nothing.\n")
        vault.write(f"{number}/bpe.md", "Nothing.\n")
        vault.write(f"{number}/{name}", SOFTMAX)
    cli("import", vault.path)
    assert [card["path"] for card in cards(cli)] == [f"{number}/{name}" for number, name in enumerate(names)]


# ---------------------------------------------------------------------- where a card has been


def test_a_card_tells_where_it_has_been_and_why_it_was_taken_for_the_same(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", SOFTMAX)
    vault.write("other.md", "Prose.\n")
    cli("import", vault.path)
    (card,) = cards(cli)
    assert "always found again by its own text" in cli("sync", "--explain", card["id"]).out
    vault.write("a.md", SOFTMAX_REWORDED)
    cli("sync")
    vault.move("a.md", "b.md")
    cli("sync")
    vault.delete("b.md")
    cli("sync")
    vault.write("c.md", SOFTMAX_REWORDED)
    cli("sync")
    steps = cli("sync", "--explain", card["id"], "--json").objects
    assert [(step["what"], step["path"]) for step in steps] == [
        ("edited", "a.md"),
        ("moved", "b.md"),
        ("gone", "b.md"),
        ("back", "c.md"),
    ]
    shown = cli("sync", "--explain", card["id"]).out
    assert "It stands at c.md:3" in shown
    assert "the same question; its answer changed" in shown
    assert "was: What does softmax return?::Probabilities that add up to one" in shown


def test_a_card_that_there_is_not_cannot_be_explained(cli: Cli) -> None:
    ran = cli("sync", "--explain", "nonsense")
    assert (ran.code, ran.out) == (3, "")
    assert "there is no card 'nonsense'" in ran.err


# ---------------------------------------------------------------------- orphans


@pytest.fixture
def rewritten(cli: Cli, vault: Vault) -> tuple[str, str]:
    """An orphan with two grades, and the card that its author first said is another one."""
    vault.write("a.md", "#flashcards\n\nHow many heads has GPT-2?::12\n")
    cli("import", vault.path)
    (old,) = cards(cli)
    cli("rate", old["id"], "good")
    cli("rate", old["id"], "easy")
    vault.write("a.md", "#flashcards\n\nHow many attention heads has the smallest GPT-2?::Twelve in each layer\n")
    cli("sync")
    (new,) = cli("inbox", "--another", old["id"], "--json").objects
    assert new["id"] != old["id"]
    return old["id"], new["id"]


def test_an_orphan_is_listed_with_what_it_may_have_become(cli: Cli, rewritten: tuple[str, str]) -> None:
    old, new = rewritten
    (orphan,) = cli("orphans", "--json").objects
    assert (orphan["id"], orphan["status"], orphan["reps"], orphan["like"]) == (old, "orphan", 2, new)
    shown = cli("orphans").out
    for words in (old, "2 grades, last at a.md:3", f"perhaps now {new}", "orphans restore"):
        assert words in shown


def test_an_orphan_takes_the_place_of_a_card_with_its_history(
    cli: Cli, vault: Vault, rewritten: tuple[str, str]
) -> None:
    old, new = rewritten
    ran = cli("orphans", "restore", old, new)
    assert (ran.code, ran.err) == (0, "")
    (card,) = cards(cli)
    assert (card["id"], card["reps"], card["back"], card["status"]) == (old, 2, "Twelve in each layer", "active")
    assert card["concepts"] == ["a"]
    assert cli("orphans", "--json").objects == []
    vault.write("b.md", "Prose.\n")
    vault.move("a.md", "c.md")
    cli("sync")
    assert [(card["id"], card["path"]) for card in cards(cli)] == [(old, "c.md")]
    steps = cli("sync", "--explain", old, "--json").objects
    assert [step["what"] for step in steps] == ["unsure", "gone", "restored", "moved"]


def test_a_card_with_a_history_of_its_own_is_set_aside_and_can_be_had_back(
    cli: Cli, rewritten: tuple[str, str]
) -> None:
    old, new = rewritten
    cli("rate", new, "again")
    assert f"{new} had a history of its own" in cli("orphans", "restore", old, new).out
    assert [each["id"] for each in cli("orphans", "--json").objects] == [new]
    cli("orphans", "restore", new, old)
    assert [(card["id"], card["reps"]) for card in cards(cli)] == [(new, 1)]
    assert [each["id"] for each in cli("orphans", "--json").objects] == [old]


def test_what_cannot_be_restored_is_told(cli: Cli, vault: Vault, rewritten: tuple[str, str]) -> None:
    old, new = rewritten
    assert "has its note" in cli("orphans", "restore", new, old).err
    assert cli("orphans", "restore", old).code == 2
    other = Vault(vault.path.parent / "other")
    other.write("x.md", CAPITAL)
    cli("import", other.path)
    (far,) = cards(cli, "source:other")
    ran = cli("orphans", "restore", old, far["id"])
    assert (ran.code, "stays within its source" in ran.err) == (3, True)
    assert [each["id"] for each in cli("orphans", "--json").objects] == [old]


def test_dropped_orphans_are_gone_and_their_history_waits_in_the_log(
    cli: Cli, vault: Vault, rewritten: tuple[str, str]
) -> None:
    old, new = rewritten
    assert cli("orphans", "drop", old).code == 2, "without a terminal it needs --yes"
    assert cli("orphans", "drop", new, "--yes").code == 2, "a card that has its note is no orphan"
    assert cli("orphans", "drop", "--all", "--yes").code == 0
    assert cli("orphans", "--json").objects == []
    assert cli("orphans").out == "Every card has its note.\n"
    text = (vault.path / "a.md").read_text(encoding="utf-8")
    vault.write("a.md", f"{text}\nHow many heads has GPT-2?::12\n")
    cli("sync")
    assert [(card["id"], card["reps"]) for card in cards(cli)] == [(new, None), (old, 2)]
