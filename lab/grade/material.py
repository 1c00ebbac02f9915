"""An exercise with everything that its folder holds. Loading it runs no operation of torch."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import SimpleNamespace

from lab.catalog import find
from lab.grade.judge import Material
from lab.grade.mistakes import Reference


@cache
def material(slug: str) -> Material:
    exercise = find(slug)
    folder = f"lab.exercises.{exercise.slug}"
    home = import_module(exercise.module)
    mistakes = import_module(f"{folder}.mistakes").MISTAKES
    reference = Reference(exercise)
    for mistake in mistakes:
        reference.program(mistake)  # made here, it need not be in each child
    return Material(
        exercise,
        SimpleNamespace(**{name: getattr(home, name) for name in exercise.names}),
        reference,
        import_module(f"{folder}.check").PROPERTIES,
        mistakes,
        import_module(f"{folder}.alternatives").ALTERNATIVES,
    )
