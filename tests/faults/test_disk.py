"""A disk that is full, that fails, or that loses its power."""

from __future__ import annotations

import pytest

from tests.faults import kills
from tests.faults.disk import Loss
from tests.faults.machine import broken_at, full_from
from tests.faults.places import Places
from tests.faults.power import LOST, Recorded
from tests.faults.scenarios import scenario
from tests.long_form import LONG

FAULTS = {
    "full at once": lambda _calls: full_from(1),
    "full half way": lambda calls: full_from(calls // 2, torn=True),
    "broken half way": lambda calls: broken_at(calls // 2),
    "broken once": lambda calls: broken_at(calls * 2 // 3, once=True),
}


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("rate", "full at once"),
        ("rate", "broken half way"),
        ("sync", "full half way"),
        ("backup", "full half way"),
        ("export", "broken half way"),
        ("config", "full at once"),
        ("import of an export, added", "broken once"),
    ],
)
def test_a_disk_that_fails_is_told_in_a_sentence_and_costs_nothing(places: Places, name: str, fault: str) -> None:
    act = scenario(places, name)
    wrong = kills.broken_off(places.machine, act, FAULTS[fault](act.calls), told=True)
    assert wrong == []


def test_a_full_disk_is_not_taken_for_damage(places: Places) -> None:
    act = scenario(places, "rate")
    for call in (1, act.calls // 2):
        places.machine.put(act.place)
        ended = places.machine(*act.words, fault=full_from(call))
        assert ended.code == 3
        assert "disk" in ended.err
        assert "restore" not in ended.err, "nothing is damaged, so nothing is to be restored"


@pytest.mark.parametrize("name", ["export", "config"])
def test_after_a_loss_of_power_a_file_is_whole_or_absent(places: Places, name: str) -> None:
    recorded = Recorded(places.machine, scenario(places, name))
    many = len(recorded.calls)
    for after, loss in ((many, Loss.CONTENTS), (many // 2, Loss.ALL)):
        wrong = recorded.wrongs_after(after, loss)
        assert [each for each in wrong if not each.startswith(LOST)] == [], (after, loss)


def test_no_acknowledged_grade_is_lost_with_the_power(places: Places) -> None:
    recorded = Recorded(places.machine, scenario(places, "review"))
    said = [at for at, call in enumerate(recorded.calls, 1) if call.kind == "o"]
    for after in said[-2:] if not LONG else said:
        assert recorded.wrongs_after(after, Loss.ALL) == []
