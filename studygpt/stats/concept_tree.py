"""Arrange concepts as a tree, each below a concept that it builds on. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import heapify, heappop, heappush
from typing import NamedTuple


class TreePlace(NamedTuple):
    """A concept's place in the tree."""

    name: str
    depth: int
    """How many concepts are above it in its branch."""


def order_by_needs(names: Collection[str], requires: Mapping[str, Collection[str]]) -> list[TreePlace]:
    """Each concept once, below the deepest of the concepts that it requires.

    Required concepts that are not among the names are ignored. A circle is broken at the concept with fewest needs.
    """
    known = frozenset(names)
    needs = {name: {each for each in requires.get(name, ()) if each in known and each != name} for name in names}
    parents = _parents(needs)
    below: dict[str | None, list[str]] = {}
    for name, parent in parents.items():
        below.setdefault(parent, []).append(name)
    waiting = [TreePlace(name, 0) for name in sorted(below.get(None, ()), key=_order, reverse=True)]
    placed = []
    while waiting:
        place = waiting.pop()
        placed.append(place)
        waiting += [
            TreePlace(name, place.depth + 1) for name in sorted(below.get(place.name, ()), key=_order, reverse=True)
        ]
    return placed


def _parents(needs: Mapping[str, set[str]]) -> dict[str, str | None]:
    """The parent of each concept. Concepts are placed after their needs; in a circle, fewest first."""
    wanted_by: dict[str, list[str]] = {}
    for name, needed in needs.items():
        for each in needed:
            wanted_by.setdefault(each, []).append(name)
    left = {name: len(needed) for name, needed in needs.items()}
    queue = [(many, _order(name), name) for name, many in left.items()]
    heapify(queue)
    depths: dict[str, int] = {}
    parents: dict[str, str | None] = {}
    while queue:
        _, _, name = heappop(queue)
        if name in depths:  # placed already, when it had fewer needs left
            continue
        parent = min(
            (each for each in needs[name] if each in depths),
            key=lambda each: (-depths[each], _order(each)),
            default=None,
        )
        parents[name] = parent
        depths[name] = depths[parent] + 1 if parent is not None else 0
        for each in wanted_by.get(name, ()):
            if each not in depths:
                left[each] -= 1
                heappush(queue, (left[each], _order(each), each))
    return parents


def _order(name: str) -> tuple[str, str]:
    return name.casefold(), name
