"""What commands print, for a person and for a script, and how they exit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from studygpt.cli import COMMANDS, main
from studygpt.settings import DESCRIPTIONS
from tests.commands.conftest import copy_place
from tests.conftest import NOON, TWO_CARDS, Cli, HandClock, Ran, Vault

CARD_KEYS = (
    "id source_id source path line_start line_end dialect kind status front back holes deck tags concepts exercises "
    "due state stability difficulty retrievability reps lapses title headings ancestors"
).split()
MEMORY_KEYS = "due stability difficulty retrievability reps lapses".split()

pytestmark = pytest.mark.usefixtures("nothing_ships")


@pytest.fixture
def cards(cli: Cli, home: Path, clock: HandClock, place_of_two_cards: Callable[[str], Path]) -> list[str]:
    """The ids of two cards, imported at noon."""
    assert clock.now.isoformat() == NOON
    copy_place(place_of_two_cards("gpt/parts.md"), home.parent)
    return [card["id"] for card in cli("cards", "--json").objects]


def sentence(ran: Ran, code: int) -> str:
    """The one sentence on stderr of a command that could not."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("studygpt: "), ran.err
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    return ran.err.removeprefix("studygpt: ").strip()


def usage(ran: Ran) -> str:
    """What is said of arguments that a command does not take."""
    assert ran.code == 2, ran
    assert ran.out == ""
    assert "Traceback" not in ran.err
    return ran.err


# ---------------------------------------------------------------------- cards, due, preview


def test_a_card_is_told_to_scripts_with_every_key_of_the_contract(cli: Cli, cards: list[str]) -> None:
    cli("rate", cards[0], "easy")
    for ran in (cli("cards", "--json"), cli("due", "--json"), cli("preview", "vault", "--json")):
        assert ran.code == 0
        assert ran.err == ""
        for card in ran.objects:
            assert list(card) == CARD_KEYS


def test_a_card_never_graded_has_no_memory_yet(cli: Cli, cards: list[str]) -> None:
    first = cli("cards", "--json").objects[0]
    assert first == {
        "id": cards[0],
        "source_id": None,
        "source": "vault",
        "path": "gpt/parts.md",
        "line_start": 3,
        "line_end": 3,
        "dialect": "separators",
        "kind": "basic",
        "status": "active",
        "front": "What does softmax return?",
        "back": "Probabilities that add up to one",
        "holes": [],
        "deck": "flashcards",
        "tags": first["tags"],
        "concepts": ["parts"],
        "exercises": [],
        "due": None,
        "state": "new",
        **dict.fromkeys(MEMORY_KEYS),
        "title": "parts",
        "headings": [],
        "ancestors": [],
    }


def test_a_graded_card_tells_its_memory(cli: Cli, cards: list[str]) -> None:
    (card,) = cli("rate", cards[0], "easy", "--json").objects
    assert (card["state"], card["reps"], card["lapses"], card["retrievability"]) == ("review", 1, 0, 1.0)
    assert card["stability"] == pytest.approx(8.2956, abs=1e-3)
    assert 1 <= card["difficulty"] <= 10
    assert re.fullmatch(r"2026-05-\d\dT04:00:00Z", card["due"])
    assert [card] == cli("cards", "is:due or rated:1", "--json").objects


def test_a_preview_knows_neither_ids_nor_memories(cli: Cli, cards: list[str], vault: Vault) -> None:
    assert cards
    previewed = cli("preview", vault.path / "gpt" / "parts.md", "--json").objects
    assert len(previewed) == 2
    for card in previewed:
        assert card["id"] is None
        assert [card[key] for key in MEMORY_KEYS] == [None] * 6
        assert card["state"] == "new"


def test_cards_with_holes_tell_what_is_in_them(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", "The {{c1::query::who asks}} meets the {{c2::key}}.\n")
    vault.write("b.md", "What are `____` and `____`?\n[[SR/memory/KwfTbvZ1.md|?]]\nqueries, keys\n")
    cli("import", vault.path)
    one, two, blanks = cli("cards", "--json").objects
    assert one["holes"] == [{"number": 1, "text": "query", "hint": "who asks"}]
    assert one["front"] == "The [who asks] meets the key."
    assert two["holes"] == [{"number": 2, "text": "key", "hint": None}]
    assert two["front"] == "The query meets the [...]."
    assert [hole["text"] for hole in blanks["holes"]] == ["queries", "keys"]
    assert blanks["source_id"] == "KwfTbvZ1"


def test_cards_are_listed_by_their_notes(cli: Cli, cards: list[str]) -> None:
    ran = cli("cards")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "vault: gpt/parts.md"
    assert re.fullmatch(rf"  {cards[0]} +3  What does softmax return\?", lines[1])
    assert re.fullmatch(rf"  {cards[1]} +5  What does attention weigh\?", lines[2])
    assert lines[-1] == "2 cards"
    assert cli("cards", "softmax").out.splitlines()[-1] == "1 card"
    assert cli("cards", "nothing").out == "No card matches that query.\n"
    assert cli("cards", "nothing", "--json").objects == []


def test_a_card_that_is_not_in_play_says_so(cli: Cli, cards: list[str], vault: Vault) -> None:
    cli("review", "--plain", stdin="-\nq\n")
    assert f"{cards[0]}" in (line := cli("cards", "is:suspended").out.splitlines()[1])
    assert line.endswith("(suspended)")
    vault.delete("gpt/parts.md")
    cli("sync")
    assert cli("cards", "is:orphan").out.count("(orphan)") == 2


def test_what_is_due_is_listed_in_the_order_of_review(cli: Cli, clock: HandClock, cards: list[str]) -> None:
    ran = cli("due")
    assert [line.split()[:2] for line in ran.out.splitlines()[:2]] == [[cards[0], "new"], [cards[1], "new"]]
    assert ran.out.splitlines()[-1] == "2 cards today"
    cli("rate", cards[1], "again")
    clock.move(minutes=5)
    assert [card["id"] for card in cli("due", "--json").objects] == [cards[1], cards[0]]
    assert cli("due", "--limit", "1").out.splitlines()[-1] == "1 card today"
    assert [card["id"] for card in cli("due", "--new", "0", "--json").objects] == [cards[1]]
    assert [card["id"] for card in cli("due", "softmax", "--json").objects] == [cards[0]]
    assert cli("due", "nothing").out == "Nothing is due now.\n"
    assert cli("due", "nothing", "--json").objects == []


def test_a_long_front_is_cut_where_the_terminal_ends(cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    vault.write("a.md", f"#flashcards\n\nWhat {'very ' * 40}long question is this?::A long one\n")
    cli("import", vault.path)
    for command in ("cards", "due"):
        lines = cli(command).out.splitlines()
        assert max(map(len, lines)) <= 60
        assert any(line.endswith("…") for line in lines)


def test_a_preview_shows_both_sides_and_where_they_stand(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is\na token?\n?\nA piece\nof text\n")
    ran = cli("preview", vault.path)
    assert ran.code == 0
    assert "a.md:3" in ran.out
    assert "Q  What is\n     a token?\n  A  A piece\n     of text\n" in ran.out
    assert ran.out.endswith("1 card in 1 note.\n")
    assert ran.err == ""


def test_a_preview_says_what_was_left_alone_and_how_to_change_that(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", "What is a token here?::A piece of text\n")
    assert "--opt-in" in cli("preview", vault.path).out
    assert cli("preview", vault.path, "--json").objects == []
    for opted in (("--opt-in", "all"), ("--opt-in=all",)):
        assert len(cli("preview", vault.path, *opted, "--json").objects) == 1


# ---------------------------------------------------------------------- import, sync, sources, decks


def test_an_import_tells_what_it_found(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    vault.write("b.md", b"\xff\xfea")
    vault.write("c.md", "What is a token here?::A piece of text\n")
    ran = cli("import", vault.path)
    assert ran.code == 0, "unreadable notes are told and leave an import at 0"
    assert ran.out.splitlines()[0] == "vault: 3 notes, 2 read; 2 new cards"
    assert "2  separators" in ran.out
    assert "--opt-in" in ran.out
    assert re.fullmatch(r"b\.md: not read: .*UTF-16.*\n", ran.err)


def test_an_import_tells_scripts_the_counts(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    vault.write("b.md", b"\xff\xfea")
    (summary,) = cli("import", vault.path, "--json").objects
    assert {key: summary[key] for key in ("source", "notes", "read", "new", "kept", "moved", "orphaned", "gone")} == {
        "source": "vault",
        "notes": 2,
        "read": 1,
        "new": 2,
        "kept": 0,
        "moved": 0,
        "orphaned": 0,
        "gone": 0,
    }
    assert summary["by_dialect"] == {"separators": 2}
    assert [problem["path"] for problem in summary["problems"]] == ["b.md"]


def test_a_sync_tells_what_changed_in_each_source(cli: Cli, cards: list[str], vault: Vault) -> None:
    assert cli("sync").out == "vault: 1 note, none changed; 0 new cards\n"
    cli("rate", cards[1], "good")
    vault.write("gpt/parts.md", TWO_CARDS.replace("What does attention weigh?::The values", ""))
    vault.write("faust.md", "#flashcards\n\nWho wrote Faust?::Goethe\n")
    ran = cli("sync", "vault")
    assert ran.out.splitlines()[0] == "vault: 2 notes, 2 read; 1 new card, 1 kept, 1 without a note now"
    (summary,) = cli("sync", "--json").objects
    assert (summary["source"], summary["read"]) == ("vault", 0)
    assert cards[0] in cli("cards").out
    assert "no source 'nothing'" in sentence(cli("sync", "nothing"), 2)


def test_one_missing_folder_does_not_keep_the_other_sources_back(cli: Cli, tmp_path: Path, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    other = Vault(tmp_path / "other")
    cli("import", vault.path)
    cli("import", other.path)
    vault.path.rename(tmp_path / "unmounted")
    other.write("b.md", TWO_CARDS)
    ran = cli("sync")
    assert ran.code == 3
    assert "other: 1 note, 1 read; 2 new cards" in ran.out
    assert ran.err.count("\n") == 1
    assert "not mounted" in ran.err
    ran = cli("sync", "--json")
    assert [summary["source"] for summary in ran.objects] == ["other"]
    ran = cli("review", "--plain", stdin="q\n")
    assert ran.code == 0, "an unmounted vault must not cost the day's review"
    assert "Today: 4 new" in ran.out


def test_sources_are_listed_turned_off_and_on_and_removed(cli: Cli, cards: list[str], vault: Vault) -> None:
    assert cards
    assert cli("sources").out.splitlines()[1].split() == ["vault", "yes", "1", "2", str(vault.path)]
    assert cli("sources", "--json").objects == [
        {"name": "vault", "path": str(vault.path), "enabled": True, "opt_in": [], "notes": 1, "cards": 2}
    ]
    assert cli("sources", "disable", "vault").code == 0
    assert cli("sources", "--json").objects[0]["enabled"] is False
    assert cli("due").out == "Nothing is due now.\n"
    assert cli("sources", "enable", "vault").code == 0
    assert len(cli("due", "--json").objects) == 2
    assert "2 cards" in sentence(cli("sources", "remove", "vault"), 2), "nobody is there to be asked"
    assert cli("sources", "remove", "vault", "--yes").code == 0
    assert cli("sources", "--json").objects == []
    assert cli("cards", "--json").objects == []


def test_sources_need_a_name_that_there_is(cli: Cli, cards: list[str]) -> None:
    assert cards
    for action in ("enable", "disable", "remove"):
        assert "needs the name" in sentence(cli("sources", action), 2)
        assert "there are: vault" in sentence(cli("sources", action, "nothing"), 2)
    assert "invalid choice" in usage(cli("sources", "paint", "vault"))


@pytest.mark.parametrize(
    "words",
    [
        ("sources", "disable", "vault"),
        ("sources", "enable", "vault"),
        ("sources", "remove", "vault", "--yes"),
        ("config", "new_per_day", "3"),
    ],
)
def test_whatever_is_asked_to_speak_json_does(cli: Cli, cards: list[str], words: tuple[str, ...]) -> None:
    assert cards
    ran = cli(*words, "--json")
    assert ran.code == 0
    assert isinstance(ran.objects, list)


def test_decks_are_counted(cli: Cli, cards: list[str]) -> None:
    cli("rate", cards[0], "easy")
    head, row = cli("decks").out.splitlines()
    assert head.split() == ["deck", "cards", "new", "due", "suspended", "source"]
    assert row.split() == ["flashcards", "2", "1", "0", "0", "vault"]
    assert cli("decks", "--json").objects == [
        {"deck": "flashcards", "source": "vault", "cards": 2, "new": 1, "due": 0, "suspended": 0}
    ]
    cli("sources", "disable", "vault")
    assert cli("decks").out.startswith("No decks")
    assert cli("decks", "--json").objects == []


# ---------------------------------------------------------------------- rate, undo, add, check, config


@pytest.mark.parametrize(
    ("grade", "said"),
    [("again", "Again: again in 1m"), ("2", "Hard: "), ("Good", "Good: again in 10m"), ("4", "Easy: ")],
)
def test_a_card_is_graded_and_the_grade_taken_back(cli: Cli, cards: list[str], grade: str, said: str) -> None:
    ran = cli("rate", cards[0], grade)
    assert ran.code == 0
    assert ran.out.startswith(said)
    assert "What does softmax return?" in ran.out
    ran = cli("undo")
    assert ran.out.startswith("Taken back: grade ")
    assert cli("cards", "softmax", "--json").objects[0]["state"] == "new"
    assert sentence(cli("undo"), 3) == "there is nothing to undo"


def test_a_card_can_be_named_by_the_beginning_of_its_id_or_by_the_id_in_its_note(cli: Cli, vault: Vault) -> None:
    vault.write("a.md", "What is softmax?\n[[SR/memory/KwfTbvZ1.md|?]]\nA function\n")
    cli("import", vault.path)
    (card,) = cli("cards", "--json").objects
    for name in ("KwfTbvZ1", card["id"][:4], card["id"]):
        (rated,) = cli("rate", name, "good", "--json").objects
        assert rated["id"] == card["id"]
        (undone,) = cli("undo", "--json").objects
        assert undone == card


def test_a_grade_that_is_none_and_a_card_that_is_none_are_told(cli: Cli, cards: list[str]) -> None:
    for grade in ("0", "5", "great", ""):
        assert "again, hard, good and easy" in sentence(cli("rate", cards[0], grade), 2)
    assert "studygpt cards" in sentence(cli("rate", "0000", "good"), 3)
    assert "required" in usage(cli("rate"))
    assert cli("due", "--json").objects[0]["reps"] is None, "nothing was graded"


def test_a_suspended_card_is_not_graded(cli: Cli, cards: list[str]) -> None:
    cli("review", "--plain", stdin="-\nq\n")
    assert "is suspended" in sentence(cli("rate", cards[0], "good"), 3)


def test_a_card_is_added_from_the_command_line(cli: Cli, workspace: Path) -> None:
    ran = cli("add", "What is a logit?", "A score before softmax", "--deck", "gpt")
    note = workspace / "notes" / "cards.md"
    assert ran.code == 0
    assert re.fullmatch(rf"Added [a-z2-9]{{12}} to {re.escape(str(note))}:\d+\n", ran.out)
    (card,) = cli("cards", "--json").objects
    assert (card["front"], card["back"], card["deck"]) == (
        "What is a logit?",
        "A score before softmax",
        "flashcards/gpt",
    )
    (card,) = cli("add", "What is a token?", "A piece", "--json").objects
    assert list(card) == CARD_KEYS
    assert card["front"] == "What is a token?"


def test_a_card_is_added_from_what_is_typed_or_piped(cli: Cli) -> None:
    ran = cli("add", "--json", stdin="What is\na logit?\n\nA score\nbefore softmax\n\nnot read\n")
    (card,) = ran.objects
    assert (card["front"], card["back"]) == ("What is\na logit?", "A score\nbefore softmax")
    (card,) = cli("add", "What is a token?", "--json", stdin="A piece\n").objects
    assert card["back"] == "A piece"
    assert "the answer is empty" in sentence(cli("add", "What?", stdin=""), 2)
    assert "the question is empty" in sentence(cli("add", stdin=""), 2)


def test_a_check_finds_mistakes_and_exits_with_one(cli: Cli, vault: Vault) -> None:
    note = vault.write("a.md", "#flashcards\n\nWhat is asked\n?\n\nWhat is it?::A token\n")
    ran = cli("check", note)
    assert ran.code == 1
    assert re.match(r"a\.md:4: .+\n1 problem in 1 card in 1 note\n$", ran.out)
    ran = cli("check", vault.path, "--json")
    assert ran.code == 1
    assert [list(each) for each in ran.objects] == [["path", "line", "message"]]
    vault.write("a.md", TWO_CARDS)
    ran = cli("check", note)
    assert (ran.code, ran.out) == (0, "No problem in 2 cards in 1 note\n")
    assert cli("check", note, "--json").objects == []
    assert "no such note or folder" in sentence(cli("check", vault.path / "nothing.md"), 3)


def test_settings_are_shown_and_changed(cli: Cli) -> None:
    lines = cli("config").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(DESCRIPTIONS)
    assert cli("config", "learning_steps", "2", "15").out == "learning_steps = 2 15\n"
    assert cli("config", "learning_steps", "--json").objects[0]["value"] == [2, 15]
    assert cli("config", "desired_retention", "0.85").code == 0
    stored = {each["name"]: each["value"] for each in cli("config", "--json").objects}
    assert stored == {
        **{
            name: list(each.default) if isinstance(each.default, tuple) else each.default
            for name, each in DESCRIPTIONS.items()
        },
        "learning_steps": [2, 15],
        "desired_retention": 0.85,
    }
    assert "from 0.7 to 0.99" in sentence(cli("config", "desired_retention", "2"), 2)
    assert "a whole number" in sentence(cli("config", "new_per_day", "-1"), 2)
    assert "studygpt config" in sentence(cli("config", "nothing"), 2)


def test_a_setting_can_be_emptied(cli: Cli) -> None:
    assert cli("config", "learning_steps", "").code == 0
    assert cli("config", "learning_steps", "--json").objects[0]["value"] == []
    assert cli("config", "new_per_day", "").code == 2


# ---------------------------------------------------------------------- what every command has


def test_paths_that_lead_nowhere_are_told(cli: Cli, vault: Vault) -> None:
    note = vault.write("a.md", TWO_CARDS)
    assert "no such folder" in sentence(cli("import", "nowhere"), 3)
    assert "studygpt preview" in sentence(cli("import", note), 3)
    assert "no such note or folder" in sentence(cli("preview", "nowhere.md"), 3)
    broken = vault.write("b.md", b"\xff\xfea")
    ran = cli("preview", broken)
    assert ran.code == 3
    assert "UTF-16" in ran.err


@pytest.mark.parametrize("words", [("cards", "is:nothing"), ("due", "(a"), ("review", "--plain", "prop:x")])
def test_a_query_that_is_none_is_wrong_usage(cli: Cli, words: tuple[str, ...]) -> None:
    assert "understood" in (said := sentence(cli(*words), 2)) or "never closed" in said


@pytest.mark.parametrize("command", ["cards", "due", "review"])
def test_a_query_may_begin_with_a_minus(cli: Cli, cards: list[str], command: str) -> None:
    """The query language is everywhere the same: `-tag:hard` is a query, and looks like an option."""
    assert cards
    ran = cli(command, "-softmax", stdin="q\n")
    assert ran.code == 0, ran.err
    assert "attention weigh" in ran.out
    assert "softmax return" not in ran.out
    assert cli(command, "deck:flashcards", "-softmax", stdin="q\n").out == ran.out


@pytest.mark.parametrize("option", ["--new", "--limit"])
@pytest.mark.parametrize("command", ["due", "review"])
def test_less_than_no_card_is_wrong_usage(cli: Cli, cards: list[str], command: str, option: str) -> None:
    assert cards
    for number in ("-1", "many"):
        ran = cli(command, option, number)
        assert ran.code == 2
        assert "Traceback" not in ran.err


def test_an_unheard_of_number_of_cards_is_no_traceback(cli: Cli, cards: list[str]) -> None:
    assert cards
    for option in ("--new", "--limit"):
        assert cli("due", option, "9" * 30).code in (0, 2)


def test_a_command_that_there_is_not_is_told_with_the_nearest(cli: Cli) -> None:
    for word, near in (("reveiw", "review"), ("card", "cards"), ("imports", "import"), ("prevew", "preview")):
        assert f"did you mean `studygpt {near}`?" in sentence(cli(word), 2)
    assert "studygpt --help" in sentence(cli("xyzzy"), 2)


def test_options_that_there_are_not_are_wrong_usage(cli: Cli) -> None:
    for name, _, _ in COMMANDS:
        if name != "lab":
            words = ("list",) if name in ("sources", "orphans") else ("x", "y")
            assert "--nonsense" in usage(cli(name, *words, "--nonsense"))


def test_the_help_is_a_page_that_names_every_command(cli: Cli) -> None:
    pages = [cli(*words).out for words in ((), ("--help",), ("-h",), ("help",))]
    assert len(set(pages)) == 1
    for name, _, text in COMMANDS:
        assert re.search(rf"^  {name} +{re.escape(text)}$", pages[0], re.MULTILINE)
    assert max(map(len, pages[0].splitlines())) <= 120
    assert len(pages[0].splitlines()) <= 50


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_every_command_explains_itself(cli: Cli, home: Path, name: str) -> None:
    ran = cli(name, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: studygpt {name}")
    assert len(ran.out.splitlines()) > 6
    assert ran.err == ""
    assert not home.exists(), "asking changes nothing"


def test_the_version_is_told(cli: Cli, home: Path) -> None:
    for option in ("--version", "-V"):
        assert re.fullmatch(r"studygpt \d+\.\d+\.\d+\n", cli(option).out)
    assert not home.exists()


def test_the_words_of_the_shell_are_taken_where_none_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["studygpt", "--version"])
    assert main() == 0


@pytest.mark.parametrize("now", ["yesterday", "2026-13-01T00:00", "0001-01-01T00:00"])
def test_a_time_that_is_none_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    monkeypatch.setenv("STUDYGPT_NOW", now)
    assert "STUDYGPT_NOW" in sentence(cli("due"), 2)


def test_due_times_are_utc_wherever_one_is(cli: Cli, clock: HandClock, cards: list[str]) -> None:
    clock.set(datetime.fromisoformat("2026-05-04T21:00:00+09:00"))
    (card,) = cli("rate", cards[0], "easy", "--json").objects
    assert card["due"].endswith("T19:00:00Z"), "04:00 in Tokyo"
