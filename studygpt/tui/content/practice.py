"""The pieces of the practice screens that are only words: the path on one line, sentences, a rule. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studygpt.render.spans import Line, Segment
from studygpt.render.wrap import wrapped
from studygpt.study import mark

if TYPE_CHECKING:
    from lab.catalog import Exercise
    from studygpt.study import PathStep


def path_line(stops: list[PathStep], here: Exercise, width: int) -> str:
    """The path on one line, as much of it as there is room for, with this exercise in brackets."""
    names = [f"{mark(stop)} {stop.exercise.slug}" for stop in stops]
    at = next(index for index, stop in enumerate(stops) if stop.exercise.slug == here.slug)
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


def words_lines(words: str, width: int, style: str = "") -> list[Line]:
    return [Line(spans) for spans in wrapped((Segment(words, style),), width)]


def rule_line(width: int) -> Line:
    return Line((Segment("─" * width, "rule"),))
