"""A folder of notes that moved: no card loses its history."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_listings import sentence, usage
from tests.conftest import TWO_CARDS, Cli, HandClock, Vault

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


@pytest.fixture
def learned(cli: Cli, vault: Vault, clock: HandClock) -> list[dict[str, Any]]:
    """Four cards of a vault: one graded and due some day, one suspended, and one lost its note."""
    fill(vault, 4)
    vault.write("lost.md", TWO_CARDS)
    assert cli("import", vault.path).code == 0
    vault.delete("lost.md")
    assert cli("sync").code == 0
    first, _ = cards(cli)[:2]
    cli("rate", first["id"], "easy")
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
