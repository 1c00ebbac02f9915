"""Cards in doubt at the command line: they are listed, decided about and asked about, and an undo takes it back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import CHANGED, LEARNED
from tests.commands.test_processes import Terminal
from tests.conftest import Cli, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")

Found = list[dict[str, Any]]
GROUP = "model → network"


def ids(cards: Found) -> list[str]:
    return [card["id"] for card in cards]


def waiting(cli: Cli) -> list[str]:
    return ids(cli("inbox", "--unsure", "--json").objects)


# ---------------------------------------------------------------------- the list


def test_cards_in_doubt_are_listed_by_their_common_change_with_what_they_were_and_why(
    cli: Cli, in_doubt: Found
) -> None:
    told = cli("inbox", "--unsure").out
    together, alone, end = re.split(r"^(?=[14] cards?)", told, flags=re.MULTILINE)
    assert together.startswith(f"3 cards: {GROUP}\n")
    assert (
        f"{in_doubt[0]['id']}  vault: a.md:3\n"
        "  was: What does the model return?\n"
        "  now: What does the network return?\n"
        "  why: the same answer, but the question changed\n"
    ) in together
    assert alone.startswith("1 card, ")
    assert "  was: Which town is the capital of France? -- Paris\n" in alone
    assert "  now: Which town is the capital of Italy? -- Rome\n" in alone
    assert end.startswith("4 cards in doubt.")
    assert "studygpt inbox --same" in end


def test_a_script_has_each_card_in_doubt_with_what_it_was(in_doubt: Found) -> None:
    assert [card["common"] for card in in_doubt] == [GROUP] * 3 + [""]
    alone = in_doubt[3]
    assert (alone["front"], alone["back"]) == ("Which town is the capital of Italy?", "Rome")
    assert alone["was"] == {"front": "Which town is the capital of France?", "back": "Paris", "place": "a.md:9"}
    assert alone["why"]
    assert alone["reps"] == 2, "its history waits with it"


def test_a_query_narrows_what_is_listed_and_decided(cli: Cli, in_doubt: Found) -> None:
    assert ids(cli("inbox", "--unsure", "capital", "--json").objects) == [in_doubt[3]["id"]]
    assert cli("inbox", "--unsure", "-tag:flashcards", "--json").objects == []
    assert "No card is in doubt" in cli("inbox", "--unsure", "-tag:flashcards").out
    assert ids(cli("inbox", "--same-all", "capital", "--json").objects) == [in_doubt[3]["id"]]
    assert waiting(cli) == ids(in_doubt[:3])
    assert ids(cli("inbox", "--again-all", "", "--json").objects) == ids(in_doubt[:3])
    assert waiting(cli) == []
    nothing = cli("inbox", "--another-all", "")
    assert (nothing.code, "No card in doubt" in nothing.out) == (0, True)
    assert cli("inbox", "--same-all", "is:nonsense").code == 2


def test_a_card_that_only_moved_is_listed_with_its_places(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\n## Towns\n\nWhich is older?::Rome\n\n## Other\n\nWhat is a token?::A piece\n")
    cli("import", vault.path)
    for card in cli("cards", "--json").objects:
        cli("rate", card["id"], "easy")
    vault.write("a.md", "#flashcards\n\n## Other\n\nWhat is a token?::A piece\n")
    vault.write("b.md", "#flashcards\n\n## Trees\n\nWhich is older?::Rome\n")
    cli("sync")
    told = cli("inbox", "--unsure").out
    assert "  was: Which is older? -- a.md:5\n  now: Which is older? -- b.md:5\n" in told


def test_a_change_that_only_the_source_of_a_note_shows_is_listed_as_it_is_written(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is [this](one.md)?::A link\n")
    cli("import", vault.path)
    cli("rate", cli("cards", "--json").objects[0]["id"], "easy")
    vault.write("a.md", "#flashcards\n\nWhat is [this](other.md)?::A link\n")
    cli("sync")
    told = cli("inbox", "--unsure").out
    assert "  was: What is [this](one.md)?\n  now: What is [this](other.md)?\n" in told


# ---------------------------------------------------------------------- decisions


@pytest.mark.parametrize("name", [GROUP, "model -> network"])
def test_a_common_change_names_all_its_cards(cli: Cli, in_doubt: Found, name: str) -> None:
    same = cli("inbox", "--same", name, "--json").objects
    assert ids(same) == ids(in_doubt[:3])
    assert [card["reps"] for card in same] == [2, 2, 2]
    assert waiting(cli) == [in_doubt[3]["id"]]


def test_cards_are_named_by_the_beginnings_of_their_ids_and_counted_once(cli: Cli, in_doubt: Found) -> None:
    first = in_doubt[0]["id"]
    ran = cli("inbox", "--same", first[:8], GROUP, first)
    assert (ran.code, ran.out) == (0, "Still the same: 3 cards. `studygpt undo` takes it back.\n")
    assert waiting(cli) == [in_doubt[3]["id"]]


def test_what_is_the_same_keeps_its_day_and_again_makes_it_due_today(cli: Cli, in_doubt: Found) -> None:
    first, second = in_doubt[:2]
    cli("rate", first["id"], "good")  # refused
    (kept,) = cli("inbox", "--same", first["id"], "--json").objects
    assert kept["due"] == first["due"]
    (again,) = cli("inbox", "--again", second["id"], "--json").objects
    assert again["due"][:10] == "2026-05-14"
    assert (again["reps"], again["stability"]) == (2, second["stability"])
    assert cli("rate", first["id"], "good").code == 0


def test_another_card_begins_anew_and_what_was_learned_is_set_aside(cli: Cli, in_doubt: Found) -> None:
    old = in_doubt[3]
    (new,) = cli("inbox", "--another", old["id"][:6], "--json").objects
    assert new["id"] != old["id"]
    assert (new["front"], new["state"], new["reps"]) == (old["front"], "new", None)
    (orphan,) = cli("orphans", "--json").objects
    assert (orphan["id"], orphan["front"], orphan["reps"]) == (old["id"], "Which town is the capital of France?", 2)
    told = cli("inbox", "--another", GROUP).out
    assert "3 cards" in told
    assert "studygpt orphans" in told
    assert len(cli("orphans", "--json").objects) == 4


@pytest.mark.parametrize(
    ("decision", "answer"),
    [("--same", "still the same card"), ("--again", "still the same card"), ("--another", "another card")],
)
def test_one_undo_takes_a_decision_about_several_cards_back_and_says_so(
    cli: Cli, in_doubt: Found, decision: str, answer: str
) -> None:
    assert cli("inbox", decision, GROUP).code == 0
    told = cli("undo").out
    assert f'Taken back: your answer "{answer}". What does the network return? (and 2 more)' in told
    assert cli("inbox", "--unsure", "--json").objects == in_doubt
    assert cli("orphans", "--json").objects == []


def test_a_script_has_all_cards_of_the_decision_that_was_undone(cli: Cli, in_doubt: Found) -> None:
    cli("inbox", "--another", GROUP)
    assert ids(cli("undo", "--json").objects) == ids(in_doubt[:3])


def test_what_names_no_card_in_doubt_is_told(cli: Cli, in_doubt: Found) -> None:
    for name in ("zzz", "", "model"):
        ran = cli("inbox", "--same", name)
        assert (ran.code, ran.out) == (3, "")
        assert "studygpt inbox --unsure" in ran.err
    cli("inbox", "--same", in_doubt[0]["id"])
    assert cli("inbox", "--another", in_doubt[0]["id"]).code == 3, "it is decided"
    assert cli("inbox", "--same", in_doubt[1]["id"], "--another", in_doubt[1]["id"]).code == 2
    assert waiting(cli) == ids(in_doubt[1:])


def test_a_card_in_doubt_is_not_graded_before_a_person_says_what_it_is(cli: Cli, in_doubt: Found) -> None:
    card = in_doubt[3]["id"]
    ran = cli("rate", card[:6], "good")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert f"studygpt inbox --same {card}" in ran.err
    assert f"studygpt inbox --another {card}" in ran.err
    assert cli("inbox", "--unsure", "--json").objects == in_doubt


# ---------------------------------------------------------------------- the inbox


def test_the_inbox_tells_of_cards_in_doubt_beside_its_suggestions(cli: Cli, vault: Vault, in_doubt: Found) -> None:
    assert in_doubt
    assert cli("inbox").out == "4 in doubt: `studygpt inbox --unsure`\n"
    assert cli("inbox", "--json").objects == [], "suggestions, as before"
    vault.write("b.md", "## Glossary\n- **key**: what a token offers\n")
    cli("sync")
    told = cli("inbox").out
    assert told.endswith("\n1 suggestion\n4 in doubt: `studygpt inbox --unsure`\n")
    cli("inbox", "--same-all", "")
    assert cli("inbox").out.endswith("\n1 suggestion\n")


def test_at_a_terminal_a_common_change_comes_first_then_single_cards_then_suggestions(
    cli: Cli, vault: Vault, home: Path, in_doubt: Found
) -> None:
    vault.write("b.md", "## Glossary\n- **key**: what a token offers\n")
    cli("sync")
    terminal = Terminal(home, "inbox", "source:vault", columns=60)
    shown = terminal.wait_for("q quit: ").replace("\r\n", "\n")
    assert "  was: How does the model learn?\n  now: How does the network learn?\n" in shown
    assert f"3 cards: {GROUP}. Still the same? y all, n all, p all but due today, e one by one, " in shown
    terminal.type("x\n")
    terminal.wait_for("q quit: ")
    terminal.type("y\n")
    shown = terminal.wait_for("q quit: ").replace("\r\n", "\n")
    assert "Still the same: 3 cards. `studygpt undo` takes it back." in shown
    assert "-- 1 of 1 in doubt -- a.md:9 -- " in shown
    assert "was:\n  Which town is the capital of France?\n  Paris\nnow:\n" in shown
    terminal.type("n\n")
    assert "what a token offers" in terminal.wait_for("q quit: ")
    terminal.type("a\n")
    assert terminal.end() == 0
    assert waiting(cli) == []
    assert ids(cli("orphans", "--json").objects) == [in_doubt[3]["id"]]
    assert len(cli("cards", "path:b.md source:vault", "--json").objects) == 1


def test_at_a_terminal_a_group_can_be_decided_one_by_one_and_left_for_later(
    cli: Cli, home: Path, in_doubt: Found
) -> None:
    terminal = Terminal(home, "inbox", "source:vault", columns=60)
    terminal.wait_for("q quit: ")
    terminal.type("e\n")
    for word in ("", "p", "z"):
        terminal.wait_for("q quit: ")
        terminal.type(f"{word}\n")
    terminal.wait_for("q quit: ")
    terminal.type("q\n")
    assert terminal.end() == 0
    assert "3 in doubt" in terminal.shown
    assert waiting(cli) == ids([in_doubt[0], in_doubt[2], in_doubt[3]])
    terminal = Terminal(home, "inbox", "source:vault", columns=60)
    shown = terminal.wait_for("q quit: ")
    assert "1 of 3 in doubt" in shown, "two are no group any more"
    terminal.type("\x04")
    assert terminal.end() == 0
    assert len(waiting(cli)) == 3


def test_a_change_and_its_return_leave_nothing_in_doubt(cli: Cli, vault: Vault, in_doubt: Found) -> None:
    assert len(in_doubt) == 4
    vault.write("a.md", LEARNED)
    cli("sync")
    assert waiting(cli) == []
    vault.write("a.md", CHANGED)
    cli("sync")
    assert waiting(cli) == ids(in_doubt)
