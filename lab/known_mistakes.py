"""Look up the known mistakes of an exercise by id. Nothing here loads torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from lab.catalog import exercises

if TYPE_CHECKING:
    from lab.grade.mistakes import Mistake


def mistakes_of(exercise: str) -> Sequence[Mistake]:
    """Return the mistakes that an exercise can name; none for an exercise that does not exist."""
    if exercise not in exercises():
        return ()
    found: Sequence[Mistake] = import_module(f"lab.exercises.{exercise}.mistakes").MISTAKES
    return found


def known_mistake(exercise: str, mistake_id: str) -> Mistake | None:
    """Find a mistake by its id, or by the id that it had when an attempt was stored; None if it is unknown."""
    # One that is inherited has the id of the exercise where it belongs.
    inherited = _by_id(mistake_id.partition("/")[0]).get(mistake_id) if exercise in exercises() else None
    return _by_id(exercise).get(mistake_id, inherited)


@cache
def _by_id(exercise: str) -> Mapping[str, Mistake]:
    # The exercise decides, because several exercises once used the same id.
    mistakes = mistakes_of(exercise)
    former = {mistake.formerly: mistake for mistake in mistakes if mistake.formerly}
    return former | {mistake.id: mistake for mistake in mistakes}
