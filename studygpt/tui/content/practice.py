"""The words of the practice screens: the path on one line. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studygpt.study import status_mark

if TYPE_CHECKING:
    from lab.catalog import Exercise
    from studygpt.study import PathStep


def path_line(steps: list[PathStep], here: Exercise, width: int) -> str:
    """The path on one line, as much of it as fits, with the exercise `here` in brackets."""
    names = [f"{status_mark(step)} {step.exercise.slug}" for step in steps]
    at = next(index for index, step in enumerate(steps) if step.exercise.slug == here.slug)
    names[at] = f"[{names[at]}]"
    first = last = at
    used = len(names[at])
    while True:
        left = first > 0 and used + len(names[first - 1]) + 2 <= width - 4
        if left:
            first -= 1
            used += len(names[first]) + 2
        right = last + 1 < len(names) and used + len(names[last + 1]) + 2 <= width - 4
        if right:
            last += 1
            used += len(names[last]) + 2
        if not left and not right:
            break
    line = "  ".join(names[first : last + 1])
    return f"{'… ' if first else ''}{line}{' …' if last + 1 < len(names) else ''}"
