"""A folder of notes that moved, or that there is twice: no card loses its history, and none is there twice unasked."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import copy_place, done
from tests.commands.test_listings import sentence, usage
from tests.commands.test_processes import Terminal
from tests.conftest import TWO_CARDS, Cli, HandClock, Vault, living_in

CAPITAL = "#flashcards\n\nWhich town is the capital of France?::Paris\n"

pytestmark = pytest.mark.usefixtures("nothing_ships")


def fill(vault: Vault, number: int, what: str = "word") -> None:
    """Write notes with a card each."""
    for each in range(number):
        vault.write(f"{what}{each}.md", f"#flashcards\n\nWhat is the {what} number {each}?::It is {what}{each}\n")


def cards(cli: Cli, query: str = "") -> list[dict[str, Any]]:
    return cli("cards", query, "--json").objects


def sources(cli: Cli) -> dict[str, str]:
    """The folder of each source."""
    return {source["name"]: source["path"] for source in cli("sources", "--json").objects}


@pytest.fixture(scope="session")
def _learned_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("learned")
    vault = Vault(place / "vault")
    with living_in(place):
        fill(vault, 4)
        vault.write("lost.md", TWO_CARDS)
        done("import", vault.path)
        vault.delete("lost.md")
        done("sync")
        done("rate", done("cards", "--json").objects[0]["id"], "easy")
    return place


@pytest.fixture
def learned(cli: Cli, home: Path, clock: HandClock, _learned_place: Path) -> list[dict[str, Any]]:
    """Four cards of a vault, one of them graded and due some day; two more lost their note."""
    copy_place(_learned_place, home.parent)
    clock.move(days=1)
    found = cards(cli)
    assert (len(found), len(cards(cli, "is:orphan")), found[0]["reps"]) == (4, 2, 1)
    return found


def moved_to(vault: Vault, place: Path) -> Vault:
    place.parent.mkdir(parents=True, exist_ok=True)
    vault.path.rename(place)
    return Vault(place)


# ---------------------------------------------------------------------- sources move


def test_a_moved_source_keeps_its_cards_with_their_histories_and_due_dates(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path
) -> None:
    due, orphans, old = cli("due", "--json").out, cards(cli, "is:orphan"), vault.path
    new = moved_to(vault, tmp_path / "elsewhere" / "my notes")
    ran = cli("sources", "move", "vault", new.path)
    assert (ran.code, ran.err) == (0, "")
    assert f"vault is at {new.path} now, with 4 of its 4 notes with cards; it was at {old}." in ran.out
    assert "vault: 4 notes, none changed; 0 new cards" in ran.out
    assert cards(cli) == learned
    assert cards(cli, "is:orphan") == orphans
    assert cli("due", "--json").out == due
    assert sources(cli) == {"vault": str(new.path)}
    new.write("new.md", CAPITAL)
    assert "1 new card" in cli("sync").out, "from now on it is read there"


def test_what_changed_on_the_way_is_told_as_a_sync_tells_it(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path
) -> None:
    new = moved_to(vault, tmp_path / "new")
    new.move("word0.md", "sub/renamed.md")
    new.write("more.md", CAPITAL)
    ran = cli("sources", "move", "vault", "new", "--json")
    assert (ran.code, ran.err) == (0, "")
    (source,) = ran.objects
    assert (source["name"], source["path"], source["before"]) == ("vault", str(new.path), str(vault.path))
    assert (source["known"], source["found"], source["notes"], source["cards"]) == (4, 4, 5, 5)
    assert [source["sync"][key] for key in ("read", "new", "moved", "orphaned")] == [2, 1, 1, 0]
    after = {card["id"]: card for card in cards(cli)}
    assert after[learned[0]["id"]] == {
        **learned[0],
        "path": "sub/renamed.md",
        "title": "renamed",
        "concepts": ["renamed"],
    }


def test_settings_and_decisions_move_along(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    text = "## Glossary\n\n- **Token**: a piece of text with an id\n- **Logit**: a score before the softmax\n"
    vault.write("gpt/a.md", f"What does softmax return?::Probabilities\n\n{text}")
    vault.write("b.md", "#mine\n\nWhat is a logit?::A score\n")
    assert cli("import", vault.path, "--opt-in", vault.path / "gpt", "--opt-in", "mine").code == 0
    accepted, rejected = (each["id"] for each in cli("inbox", "--json").objects)
    cli("inbox", "--accept", accepted)
    cli("inbox", "--reject", rejected)
    cli("sources", "disable", "vault")
    before = cards(cli)
    assert len(before) == 3
    new = moved_to(vault, tmp_path / "new")
    ran = cli("sources", "move", "vault", new.path)
    assert (ran.code, ran.err) == (0, "")
    for path in ("gpt/a.md", "b.md"):
        new.write(path, new.path.joinpath(path).read_text() + "\nMore.\n")
    assert "2 read" in cli("sync", "vault").out
    assert {card["id"]: card["status"] for card in cards(cli)} == {card["id"]: card["status"] for card in before}
    assert cli("inbox", "--json").objects == []
    (source,) = cli("sources", "--json").objects
    assert (source["enabled"], source["opt_in"]) == (False, ["gpt", "mine"])


def test_a_folder_without_most_of_the_notes_is_refused_until_a_yes(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path, home: Path
) -> None:
    other = Vault(tmp_path / "other")
    fill(other, 10, "thing")
    told = sentence(cli("sources", "move", "vault", other.path), 3)
    assert told.startswith(f"{other.path}: this folder holds none of the 4 notes with cards of the source 'vault'")
    assert "--yes" in told
    shutil.copy(vault.path / "word0.md", other.path / "renamed.md")
    assert "holds 1 of the 4 notes" in sentence(cli("sources", "move", "vault", other.path), 3)
    assert (sources(cli), cards(cli)) == ({"vault": str(vault.path)}, learned)
    assert not list((home / "backups").glob("*before-move*"))
    ran = cli("sources", "move", "vault", other.path, "--yes")
    assert ran.code == 3, "the cards of the three notes that are not there wait for a decision"
    assert "3 notes with 3 cards vanished at once" in ran.err
    assert "10 new cards" in ran.out
    assert {card["id"] for card in cards(cli)} > {card["id"] for card in learned}
    assert list((home / "backups").glob("*before-move*"))
    ran = cli("sources", "move", "vault", vault.path, "--yes")
    assert "4 of its 14 notes" in ran.out
    assert {card["id"]: card["reps"] for card in learned}.items() <= {c["id"]: c["reps"] for c in cards(cli)}.items()


def test_half_of_the_notes_are_enough(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    fill(vault, 4)
    assert cli("import", vault.path).code == 0
    for number, code in ((1, 3), (2, 3)):
        place = tmp_path / f"with-{number}"
        fill(Vault(place), number)
        ran = cli("sources", "move", "vault", place)
        assert ran.code == code
        assert ("nothing was changed" in ran.err) is (number == 1)
        assert ("2 notes with 2 cards vanished" in ran.err) is (number == 2)
        assert len(cards(cli)) == 4, "nothing is set aside"
    assert sources(cli) == {"vault": str(tmp_path / "with-2")}


def test_where_a_source_cannot_be_moved(cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path) -> None:
    other = Vault(tmp_path / "other")
    other.write("sub/x.md", CAPITAL)
    assert cli("import", other.path).code == 0
    note = vault.path / "word0.md"
    for path, words in (
        (tmp_path / "nowhere", "there is no such folder"),
        (note, "this is a file"),
        (vault.path, "is there already; `studygpt sync vault`"),
        (other.path, "registered as the source 'other'. Remove that source first (`studygpt sources remove other`)"),
        (other.path / "sub", f"{other.path / 'sub'} lies inside {other.path}"),
        (tmp_path, f"{other.path} lies inside {tmp_path}"),
    ):
        told = sentence(cli("sources", "move", "vault", path), 3)
        assert words in told
        assert str(path) in told
    assert sources(cli) == {"vault": str(vault.path), "other": str(other.path)}
    assert cards(cli, "source:vault") == learned


def test_what_move_needs_is_told(cli: Cli, vault: Vault, learned: list[dict[str, Any]]) -> None:
    assert learned
    assert "needs the name" in sentence(cli("sources", "move"), 2)
    assert "`studygpt sources move vault PATH` needs the folder" in sentence(cli("sources", "move", "vault"), 2)
    assert "there are: vault" in sentence(cli("sources", "move", "nothing", vault.path), 2)
    assert "takes no path" in sentence(cli("sources", "disable", "vault", vault.path), 2)
    assert "unrecognized arguments" in usage(cli("sources", "move", "vault", "a", "b"))


def test_a_source_without_cards_is_moved_unasked(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    vault.write("prose.md", "Nothing to learn here.\n")
    assert cli("import", vault.path).code == 0
    (tmp_path / "new").mkdir()
    ran = cli("sources", "move", "vault", tmp_path / "new")
    assert (ran.code, ran.out.splitlines()[0]) == (0, f"vault is at {tmp_path / 'new'} now; it was at {vault.path}.")


def test_a_source_moves_to_a_folder_inside_or_above_its_own(cli: Cli, vault: Vault) -> None:
    fill(Vault(vault.path / "notes"), 3)
    assert cli("import", vault.path).code == 0
    before = {card["id"]: card["path"] for card in cards(cli)}
    assert cli("sources", "move", "vault", vault.path / "notes").code == 0
    assert {card["id"]: f"notes/{card['path']}" for card in cards(cli)} == before
    assert cli("sources", "move", "vault", vault.path).code == 0
    assert {card["id"]: card["path"] for card in cards(cli)} == before


def test_a_source_behind_a_link_can_be_given_its_real_folder(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path
) -> None:
    """The folder was moved, and a link left in its place."""
    old = vault.path
    new = moved_to(vault, tmp_path / "new")
    old.symlink_to(new.path)
    assert cli("import", new.path).code == 0
    assert sources(cli) == {"vault": str(old)}, "it is the same folder, so there is nothing to ask"
    assert "lies inside" in sentence(cli("import", new.path.parent), 3)
    assert cli("sources", "move", "vault", new.path).code == 0
    assert sources(cli) == {"vault": str(new.path)}
    assert cards(cli) == learned


def test_the_shipped_decks_are_where_the_program_is(cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(vault, 4)
    monkeypatch.setattr("studygpt.paths.shipped_decks", lambda: vault.path)
    assert "cannot be moved" in sentence(cli("sources", "move", "studygpt", vault.path), 3)
    copy = vault.path.parent / "copy"
    shutil.copytree(vault.path, copy)
    told = sentence(cli("import", copy), 1)
    assert "of the source 'studygpt', which is still at" in told
    assert "sources move" not in told


# ---------------------------------------------------------------------- an import of a folder that was moved


def test_an_import_of_a_moved_folder_offers_the_move(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path
) -> None:
    new = moved_to(vault, tmp_path / "my vault")
    told = sentence(cli("import", new.path), 1)
    assert f"{new.path} holds 4 of the 4 notes with cards of the source 'vault'" in told
    assert f"which is not at {vault.path} any more" in told
    assert f"`studygpt sources move vault '{new.path}'`" in told
    assert f"`studygpt import '{new.path}' --as-new`" in told
    ran = cli("import", new.path, "--json", "--trust", "glossary")
    (found,) = ran.objects
    assert (ran.code, ran.err) == (1, "")
    assert found == {
        "imported": False,
        "why": found["why"],
        "source": "vault",
        "path": str(vault.path),
        "gone": True,
        "known": 4,
        "found": 4,
        "move": f"studygpt sources move vault '{new.path}'",
        "as_new": f"studygpt import '{new.path}' --as-new --trust glossary",
    }
    assert "nothing was imported" in found["why"].lower()
    assert (sources(cli), cards(cli)) == ({"vault": str(vault.path)}, learned)
    assert cli("import", new.path, "--as-new").code == 0
    assert sources(cli) == {"vault": str(vault.path), "my vault": str(new.path)}
    assert len(cards(cli)) == 8


def test_at_a_terminal_the_move_is_asked_for(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path, home: Path
) -> None:
    new = moved_to(vault, tmp_path / "away" / "vault")
    new.write("mine.md", "#mine\n\nWhat is a logit?::A score\n")
    for answer, code, place in (("", 1, vault.path), ("y", 0, new.path)):
        terminal = Terminal(home, "import", str(new.path), "--opt-in", "mine", columns=300)
        terminal.wait_for("Move the source vault there? [y/N] ")
        terminal.type(f"{answer}\n")
        assert terminal.end() == code
        assert ("Nothing was imported. " in terminal.shown) is (code == 1)
        assert sources(cli)["vault"] == str(place)
    assert f"vault is at {new.path} now" in terminal.shown
    assert "1 new card" in terminal.shown
    after = cards(cli, "source:vault")
    assert [card for card in after if card["path"] != "mine.md"] == learned
    assert len(after) == 5, "what the import opted in holds"


def test_a_moved_folder_is_known_though_notes_were_edited_renamed_and_added(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert learned
    new = moved_to(vault, tmp_path / "new")
    new.move("word0.md", "sub/renamed.md")
    for path in ("word1.md", "word2.md"):
        new.write(path, new.path.joinpath(path).read_text() + "\nMore.\n")
    fill(new, 2, "thing")
    told = sentence(cli("import", new.path), 1)
    assert "holds 2 of the 4 notes" in told, "only equal contents count here"


def test_a_folder_that_was_emptied_counts_as_gone(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    """A drive that is not mounted leaves an empty folder."""
    fill(vault, 3)
    assert cli("import", vault.path).code == 0
    moved_to(vault, tmp_path / "new")
    vault.path.mkdir()
    assert f"not at {vault.path} any more" in sentence(cli("import", tmp_path / "new"), 1)


def test_another_folder_is_imported_though_a_source_is_gone(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert learned
    moved_to(vault, tmp_path / "unmounted")
    other = Vault(tmp_path / "other")
    fill(other, 4, "thing")
    shutil.copy(tmp_path / "unmounted" / "word0.md", other.path)
    assert cli("import", other.path).code == 0
    assert len(cards(cli, "source:other")) == 5


# ---------------------------------------------------------------------- an import of a folder that there is twice


def test_a_copy_is_noticed_before_its_cards_are_there_twice(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path
) -> None:
    copy = tmp_path / "backup" / "vault"
    shutil.copytree(vault.path, copy)
    told = sentence(cli("import", copy), 1)
    assert f"of the source 'vault', which is still at {vault.path}, so these cards would be there twice" in told
    assert f"`studygpt sources move vault {copy}`" in told
    assert f"`studygpt import {copy} --as-new --name vault-2`" in told
    (found,) = cli("import", copy, "--json").objects
    assert (found["imported"], found["gone"], found["source"]) == (False, False, "vault")
    assert (sources(cli), cards(cli)) == ({"vault": str(vault.path)}, learned)
    assert "choose another name with --name" in sentence(cli("import", copy, "--as-new"), 3)
    assert cli("import", copy, "--as-new", "--name", "vault-2").code == 0
    assert len(cards(cli)) == 8
    assert cli("import", copy).code == 0, "once it is a source it is one"


def test_at_a_terminal_a_copy_is_asked_for(
    cli: Cli, vault: Vault, learned: list[dict[str, Any]], tmp_path: Path, home: Path
) -> None:
    copy = tmp_path / "backup" / "vault"
    shutil.copytree(vault.path, copy)
    for answer, code, left in (("n", 1, {}), ("y", 0, {"vault-2": str(copy)})):
        terminal = Terminal(home, "import", str(copy), columns=300)
        assert "would be there twice" in terminal.wait_for("as a second source named vault-2? [y/N] ")
        terminal.type(f"{answer}\n")
        assert terminal.end() == code
        assert {name: path for name, path in sources(cli).items() if name not in ("vault", "studygpt")} == left
    assert cards(cli, "source:vault") == learned
    assert len(cards(cli, "source:vault-2")) == 4


@pytest.mark.parametrize(("shared", "asked"), [(3, True), (2, False)])
def test_half_of_the_notes_unchanged_make_a_copy(
    cli: Cli, vault: Vault, tmp_path: Path, shared: int, asked: bool
) -> None:
    fill(vault, 5)
    assert cli("import", vault.path).code == 0
    other = Vault(tmp_path / "other")
    fill(other, 30, "thing")
    fill(other, shared)
    assert cli("import", other.path).code == (1 if asked else 0)
    assert len(cards(cli)) == (5 if asked else 37)


def test_small_vaults_that_share_templates_are_both_imported(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path / "other")
    for each in (vault, other):
        fill(each, 2, "template")
        each.write("cards.md", f"#flashcards\n\nWhere is this?::In {each.path.name}\n")
        assert cli("import", each.path).code == 0
    assert len(cards(cli)) == 6


def test_a_copy_inside_a_source_is_refused_as_before(cli: Cli, vault: Vault) -> None:
    fill(vault, 3)
    assert cli("import", vault.path).code == 0
    shutil.copytree(vault.path, vault.path.parent / "new")
    (vault.path.parent / "new").rename(vault.path / "copy")
    assert "lies inside" in sentence(cli("import", vault.path / "copy"), 3)


# ---------------------------------------------------------------------- a source whose folder is gone


def test_whatever_tells_of_a_missing_folder_names_the_command(cli: Cli, tmp_path: Path, home: Path) -> None:
    mine = Vault(tmp_path / "my vault")
    fill(mine, 1)
    assert cli("import", mine.path).code == 0
    mine.path.rename(tmp_path / "away")
    command = "`studygpt sources move 'my vault' PATH`"
    ran = cli("sync")
    assert ran.code == 3
    for words in (str(mine.path), "not mounted", "its cards stay as they are", command):
        assert words in ran.err
    ran = cli("review", "--plain", stdin="q\n")
    assert ran.code == 0
    assert command in ran.err
    ran = cli("doctor")
    assert ran.code == 0
    assert f"my vault: its folder {mine.path} is not there now; if it was moved, {command}" in ran.out
    with closing(sqlite3.connect(home / "studygpt.db")) as connection:
        connection.execute("UPDATE sources SET name = 'studygpt' WHERE name = 'my vault'")
        connection.commit()
    assert "sources move" not in cli("doctor").out + cli("sync").err
