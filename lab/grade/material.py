"""An exercise with everything that its folder holds. Loading it runs no operation of torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import SimpleNamespace

from lab.catalog import Exercise, find
from lab.grade.inheritance import all_mistakes_of
from lab.grade.mistakes import Mistake, Reference
from lab.grade.properties import Property


@dataclass(frozen=True)
class Material:
    """Everything that is known of an exercise, loaded once by the server."""

    exercise: Exercise
    part: SimpleNamespace  # the reference itself
    reference: Reference
    properties: list[Property]
    mistakes: Sequence[Mistake]
    alternatives: dict[str, str]


@cache
def material(slug: str) -> Material:
    exercise = find(slug)
    folder = f"lab.exercises.{exercise.slug}"
    home = import_module(exercise.module)
    mistakes = all_mistakes_of(exercise.slug)
    reference = Reference(exercise)
    for mistake in mistakes:
        reference.program(mistake)  # made here, it need not be in each child
    for name in exercise.preload:
        import_module(name)
    return Material(
        exercise,
        SimpleNamespace(**{name: getattr(home, name) for name in exercise.names}),
        reference,
        import_module(f"{folder}.check").PROPERTIES,
        mistakes,
        import_module(f"{folder}.alternatives").ALTERNATIVES,
    )
