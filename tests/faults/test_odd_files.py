"""In the place of the database there is something else, or nobody may write there: a sentence, and nothing changes."""

from __future__ import annotations

import pytest

from tests.faults import ruins
from tests.faults.held import held_by
from tests.faults.machine import Machine
from tests.faults.places import Places, due
from tests.long_form import in_long_form

READ_ONLY = in_long_form(
    (("rate", "CARD", "good"), ("backup",), ("stats",)),
    (("rate", "CARD", "good"), ("backup",), ("stats",), ("review", "--plain"), ("sync",), ("export", "--json")),
)


@pytest.mark.parametrize("kind", ruins.odd_files())
def test_what_is_no_database_of_ours_is_told_in_a_sentence(places: Places, kind: str) -> None:
    machine = places.machine
    for words in in_long_form((ruins.COMMANDS[0], ruins.COMMANDS[-1]), ruins.COMMANDS):
        machine.put(places.backed_up)
        ruins.odd_files()[kind](machine.database)
        ended = machine(*words, stdin="\n3\nq\n", patience=60)
        assert ruins.no_sentence(ended) is None, words
        if kind == "a link to itself elsewhere":
            assert machine.database.is_symlink(), "what is linked stays linked"


def test_a_home_that_may_not_be_written_to_is_told_in_a_sentence(places: Places, machine: Machine) -> None:
    machine.put(places.backed_up)
    card, before = due(machine)[0], held_by(machine.database)
    closed = [machine.home, machine.home / "backups", *machine.home.rglob("*.db")]
    try:
        for path in closed:
            path.chmod(0o555 if path.is_dir() else 0o444)
        for words in READ_ONLY:
            ended = machine(*(card if word == "CARD" else word for word in words), stdin="\n3\nq\n", ordinary=True)
            assert ruins.no_sentence(ended) is None, words
            if words[0] in ("rate", "backup"):
                assert ended.code == 3, words
    finally:
        for path in closed:
            path.chmod(0o755)
    assert held_by(machine.database) == before


def test_a_workspace_that_may_not_be_written_to_is_told_in_a_sentence(places: Places, machine: Machine) -> None:
    machine.put(places.studied)
    workspace = machine.place / "workspace"
    workspace.mkdir(mode=0o555)
    for words in (("add", "What is it?", "A card"), ("lab", "softmax", "--plain")):
        ended = machine(*words, ordinary=True)
        assert ended.code == 3, words
        assert ended.err.startswith("studygpt: "), ended
        assert str(workspace) in ended.err
    assert list(workspace.iterdir()) == []
