"""Two devices with the same notes, on which a person decided about the same cards in doubt, become one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import Vault
from tests.transfer.devices import Devices

FRANCE, SPAIN = "What is the capital of France?", "What is the capital of Spain?"
NOTE = "#flashcards\n\n{}\n\nWho wrote the Iliad in the old days?::Homer\n"


def sync(study: Study) -> None:
    study.library.sync_source(study.library.source("vault"))


def same(study: Study) -> None:
    study.review.doubts.same([each.card for each in study.review.doubts.all()])


def another(study: Study) -> None:
    study.review.doubts.another([each.card for each in study.review.doubts.all()])


def read_again(devices: Devices) -> Callable[[Study], None]:
    def act(study: Study) -> None:
        devices.vault.write("a.md", NOTE.format(f"{SPAIN}::Madrid") + "\nRead again.\n")
        sync(study)

    return act


def fates(study: Study) -> dict[str, tuple[str, int, str]]:
    """Each card's question, reviews and status; cards in doubt say so."""
    in_doubt = {each.card.id for each in study.review.doubts.all()}
    cards = [*study.library.cards('"capital"'), *study.library.cards("is:orphan")]
    return {
        str(card.id): (card.front, card.memory.reps, "in doubt" if card.id in in_doubt else str(card.status))
        for card in cards
    }


def then(devices: Devices, device: int) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    devices.on(device, lambda study: found.extend(sorted(fates(study).values())))
    return found


@pytest.fixture
def devices(two_homes: Devices, vault: Vault) -> Devices:
    """Both know the vault, and graded its card; on both it is in doubt now."""
    found = two_homes
    vault.write("a.md", NOTE.format(f"{FRANCE}::Paris"))
    found.on(0, lambda study: study.library.import_folder(vault.path, "vault", ()))
    found.on(1, lambda study: study.library.import_folder(vault.path, "vault", ()))
    found.on(0, lambda study: study.review.grade(study.library.cards('"France"')[0], Rating.EASY))
    found.merge(0, 1)
    vault.write("a.md", NOTE.format(f"{SPAIN}::Madrid"))
    found.on(0, sync)
    assert then(found, 0) == [(SPAIN, 1, "in doubt")]
    return found


IS_SAME = [(SPAIN, 1, "active")]
IS_ANOTHER = [(FRANCE, 1, "orphan"), (SPAIN, 0, "active")]


@pytest.mark.parametrize(("decision", "expected"), [(same, IS_SAME), (another, IS_ANOTHER)])
def test_what_was_decided_on_one_device_holds_on_the_other(
    devices: Devices, decision: Callable[[Study], None], expected: list[tuple[str, int, str]]
) -> None:
    devices.on(0, decision)
    devices.on(1, sync)
    assert then(devices, 1) == [(SPAIN, 1, "in doubt")]
    devices.merge(0, 1)
    assert then(devices, 1) == expected
    devices.on(1, read_again(devices))
    assert then(devices, 1) == expected


@pytest.mark.parametrize(("decision", "expected"), [(same, IS_SAME), (another, IS_ANOTHER)])
def test_a_device_that_has_not_read_the_change_when_it_was_decided_about_knows(
    devices: Devices, decision: Callable[[Study], None], expected: list[tuple[str, int, str]]
) -> None:
    devices.on(0, decision)
    devices.merge(0, 1)
    devices.on(1, sync)
    devices.on(1, read_again(devices))
    assert then(devices, 1) == expected


@pytest.mark.parametrize(("decision", "expected"), [(same, IS_SAME), (another, IS_ANOTHER)])
def test_the_same_decision_on_both_is_one(
    devices: Devices, decision: Callable[[Study], None], expected: list[tuple[str, int, str]]
) -> None:
    devices.on(1, sync)
    for device in (0, 1):
        devices.on(device, decision)
    for source, into in ((0, 1), (1, 0)):
        devices.merge(source, into)
        devices.on(into, read_again(devices))
        assert then(devices, into) == expected


@pytest.mark.parametrize(("first", "second"), [(same, another), (another, same)])
def test_of_two_decisions_that_contradict_each_other_none_loses_a_history(
    devices: Devices, first: Callable[[Study], None], second: Callable[[Study], None]
) -> None:
    devices.on(1, sync)
    devices.on(0, first)
    devices.on(1, second)
    devices.on(1, lambda study: study.review.grade(study.library.cards('"Spain"')[0], Rating.EASY))
    for source, into in ((0, 1), (1, 0)):
        devices.merge(source, into)
        devices.on(into, read_again(devices))
        held = then(devices, into)
        assert sum(reps for _, reps, _ in held) == 2, "the grade of each"
        assert [front for front, _, status in held if status == "active"] == [SPAIN], "and the note has its card once"
