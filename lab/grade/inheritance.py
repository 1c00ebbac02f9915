"""The mistakes that an exercise can name: its own, and those of others whose definitions its reference has in it.

A mistake is declared once, where it belongs. Nothing here loads torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from lab.catalog import Exercise, exercises, find
from lab.grade.mistakes import Mistake, Reference, placed_edits


@cache
def all_mistakes_of(exercise: str) -> tuple[Mistake, ...]:
    """Return the mistakes of an exercise, and those that it inherits: what is declared where it belongs comes first."""
    here = find(exercise)
    reference = Reference(here)

    def distance(other: Exercise, mistake: Mistake) -> tuple[bool, int]:
        belongs = all(name in other.names for (_, name), _, _ in placed_edits(mistake))
        return not belongs, abs(other.number - here.number)

    elsewhere = [
        (other, mistake)
        for other in exercises().values()
        if other is not here
        for mistake in _declared(other.slug)
        if mistake.id not in here.harmless and reference.contains(mistake)
    ]

    def what_it_does(mistake: Mistake) -> object:
        return frozenset(placed_edits(mistake)) or mistake.program

    found = {what_it_does(mistake): mistake for mistake in _declared(exercise)}
    for _, mistake in sorted(elsewhere, key=lambda pair: distance(*pair)):
        found.setdefault(what_it_does(mistake), mistake)
    return tuple(found.values())


def _declared(exercise: str) -> Sequence[Mistake]:
    declared: Sequence[Mistake] = import_module(f"lab.exercises.{exercise}.mistakes").MISTAKES
    return declared
