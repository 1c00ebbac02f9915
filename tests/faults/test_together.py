"""Several programs at once on one home."""

from __future__ import annotations

from tests.faults.places import Places
from tests.faults.together import Together
from tests.long_form import in_long_form


def test_programs_at_once_lose_no_grade_and_store_none_twice(places: Places) -> None:
    together = Together(places.machine, places.new)
    for _ in range(in_long_form(1, 20)):
        together.round(12)
    assert [each for each in together.looked_at() if each.startswith("wrong")] == []
    assert together.acknowledged > 20
