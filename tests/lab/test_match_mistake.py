"""How long a name is searched for: a count of cases decides, the same on every machine."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from lab.grade import match_mistake as matching
from lab.grade.compare import difference
from lab.grade.material import material
from lab.grade.observe import draw_inputs, observe
from lab.grade.properties import Property, case_seed

SEED = 3


def name_of_last_mistake() -> tuple[tuple[str, ...], int]:
    """The name that the last mistake of softmax is given, and how many cases were observed for it in all cases."""
    known = material("softmax")
    inputs = draw_inputs(known.properties, SEED)
    program = known.reference.program(known.mistakes[-1])

    def results(part: Any) -> dict[Any, Any]:
        return {
            case: observe(known.properties[case[0]], part, given, case_seed(SEED, *case))
            for case, given in inputs.items()
        }

    yours, right = results(program), results(known.part)
    wrong = [
        case
        for case in inputs
        if difference(right[case].result, yours[case].result, known.properties[case[0]].tolerance) is not None
    ]
    found = matching.match_mistake(known, inputs, yours, wrong, SEED)
    return tuple(mistake.id for mistake in found), len(inputs)


def test_the_search_ends_after_so_many_cases_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    original = matching.observe
    monkeypatch.setattr(matching, "observe", lambda *given: tried.append(1) or original(*given))
    name, cases = name_of_last_mistake()
    assert name == (material("softmax").mistakes[-1].id,)
    before = len(tried) - cases  # its own program is tried on every case
    monkeypatch.setattr(matching, "MOST_TRIED", before + 1)
    assert name_of_last_mistake()[0] == name
    monkeypatch.setattr(matching, "MOST_TRIED", before)
    assert name_of_last_mistake()[0] == ()


def endless() -> int:
    while True:
        pass


@pytest.mark.parametrize(("loops", "found"), [(matching.MOST_ENDLESS - 1, True), (matching.MOST_ENDLESS, False)])
def test_a_few_candidates_may_loop_without_end(monkeypatch: pytest.MonkeyPatch, loops: int, found: bool) -> None:
    monkeypatch.setattr(matching, "MOST_SECONDS", 0.05)
    right = SimpleNamespace(id="right", convention=True, program="")
    stuck = [SimpleNamespace(id=f"stuck {n}", convention=True, program="") for n in range(loops)]
    known: Any = SimpleNamespace(
        properties=[Property("It gives 7", lambda _draw, _size: {}, lambda part: part.f())],
        mistakes=[*stuck, right],
        reference=SimpleNamespace(
            program=lambda mistake: SimpleNamespace(f=(lambda: 7) if mistake is right else endless)
        ),
    )
    inputs = draw_inputs(known.properties, SEED)
    yours = {case: observe(known.properties[0], SimpleNamespace(f=lambda: 7), {}, SEED) for case in inputs}
    assert (matching.match_mistake(known, inputs, yours, list(inputs), SEED) == (right,)) is found


@pytest.mark.parametrize(
    ("result", "tolerance", "tells"),
    [
        ({"one": True, "other": False}, 1.0, False),
        ({"mode": "train"}, 1.0, False),
        ({"x": [0, 2]}, 1.0, True),
        (torch.ones(2), 1.0, True),
        (torch.ones(2), 2000.0, False),
    ],
)
def test_two_mistakes_at_once_need_numbers_to_show_themselves_in(result: Any, tolerance: float, tells: bool) -> None:
    """Among so many pairs one fits truth-values, or shares of draws, by accident."""
    one = Property("", lambda *_: {}, lambda *_: None, tolerance=tolerance)
    assert matching._tells(result, one) is tells
