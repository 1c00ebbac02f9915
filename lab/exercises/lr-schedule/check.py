"""Properties of the learning-rate schedule: warm-up, peak, cosine, floor and lengths of zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.grade.properties import Draw, Inputs, Property

Size = tuple[int, int]  # warmup, total


def _at(places: Callable[[int, int], list[int]]) -> Callable[[Draw, Size], Inputs]:
    def draw(draw: Draw, size: Size) -> Inputs:
        warmup, total = size
        peak = draw.uniform(0.5, 1.0)
        given = {"peak": peak, "floor": draw.uniform(0.05, 0.3), "warmup": warmup, "total": total}
        return {"steps": places(warmup, total), **given}

    return draw


def _rates(lab: Any, steps: list[int], **given: Any) -> Any:
    return {f"rate at step {step}": lab.learning_rate(step, **given) for step in steps}


def _cosine(warmup: int, total: int) -> list[int]:
    """Steps at each quarter, because a line and a cosine agree half way."""
    span = total - warmup
    return [warmup + span // 4, warmup + span // 2, warmup + 3 * span // 4, total - 1]


CALL = "learning_rate(step, peak=peak, floor=floor, warmup=warmup, total=total)"
SIZES: list[Size] = [(4, 12), (100, 2000)]

PROPERTIES = [
    Property(
        "Warm-up rises in a line: peak · (step + 1) / (warmup + 1)",
        _at(lambda w, _: [0, 1, w // 2, w - 1]),
        _rates,
        SIZES,
        CALL,
    ),
    Property("The peak is reached at step warmup", _at(lambda w, _: [w]), _rates, [*SIZES, (0, 8)], CALL),
    Property("Then half a cosine falls from peak to floor", _at(_cosine), _rates, [*SIZES, (0, 8)], CALL),
    Property(
        "From step total on it stays at floor",
        _at(lambda _, t: [t, t + 1, 2 * t, 5 * t]),
        _rates,
        [*SIZES, (0, 8)],
        CALL,
    ),
    Property(
        "Without room for a cosine nothing is divided by 0",
        _at(lambda w, t: [0, max(0, w - 1), w, t + w + 1]),
        _rates,
        [(0, 0), (5, 5), (5, 3)],
        CALL,
    ),
]
