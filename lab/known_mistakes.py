"""Look up the known mistakes of an exercise. Nothing here loads torch.

A mistake is declared once, where it belongs: every exercise inherits it whose reference has the same definitions in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from lab.catalog import Exercise, exercises, find

if TYPE_CHECKING:
    from lab.grade.mistakes import Mistake


def mistakes_of(exercise: str) -> Sequence[Mistake]:
    """Return the mistakes that an exercise can name; none for an exercise that does not exist."""
    if exercise not in exercises():
        return ()
    found: Sequence[Mistake] = import_module(f"lab.exercises.{exercise}.mistakes").MISTAKES
    return found


@cache
def all_mistakes_of(exercise: str) -> tuple[Mistake, ...]:
    """Return the mistakes of an exercise, and those that it inherits: what is declared where it belongs comes first."""
    from lab.grade.mistakes import Reference, placed_edits

    here = find(exercise)
    reference = Reference(here)

    def distance(other: Exercise, mistake: Mistake) -> tuple[bool, int]:
        belongs = all(name in other.names for (_, name), _, _ in placed_edits(mistake))
        return not belongs, abs(other.number - here.number)

    elsewhere = [
        (other, mistake)
        for other in exercises().values()
        if other is not here
        for mistake in mistakes_of(other.slug)
        if mistake.id not in here.harmless and reference.contains(mistake)
    ]

    def what_it_does(mistake: Mistake) -> object:
        return frozenset(placed_edits(mistake)) or mistake.program

    found = {what_it_does(mistake): mistake for mistake in mistakes_of(exercise)}
    for _, mistake in sorted(elsewhere, key=lambda pair: distance(*pair)):
        found.setdefault(what_it_does(mistake), mistake)
    return tuple(found.values())


def known_mistake(exercise: str, mistake_id: str) -> Mistake | None:
    """Find a mistake by its id, or by the id that it had when an attempt was stored; None if it is unknown."""
    inherited = _by_id(mistake_id.partition("/")[0]).get(mistake_id) if exercise in exercises() else None
    return _by_id(exercise).get(mistake_id, inherited)


@cache
def _by_id(exercise: str) -> Mapping[str, Mistake]:
    # The exercise decides, because several exercises once used the same id.
    mistakes = mistakes_of(exercise)
    former = {mistake.formerly: mistake for mistake in mistakes if mistake.formerly}
    return former | {mistake.id: mistake for mistake in mistakes}
