"""Several programs at once on one home."""

from __future__ import annotations

from tests.faults.places import Places
from tests.faults.together import Together


def test_programs_at_once_lose_no_grade_and_store_none_twice(places: Places) -> None:
    together = Together(places.machine, places.new)
    for _ in range(2):
        together.round(8)
    assert [each for each in together.looked_at() if each.startswith("wrong")] == []
    assert together.acknowledged > 20
