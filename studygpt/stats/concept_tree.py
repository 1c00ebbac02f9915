"""Concepts in the order in which they build on one another: each below what it needs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import heapify, heappop, heappush
from typing import NamedTuple


class TreePlace(NamedTuple):
    name: str
    depth: int
    """How many concepts stand above it, one below the other."""


def order_by_needs(names: Collection[str], requires: Mapping[str, Collection[str]]) -> list[TreePlace]:
    """Each concept once, under that one of its needs that has most above itself.

    What is needed and is not among the names has no place here. A circle is broken where least stands in the way.
    """
    needs = {name: {each for each in requires.get(name, ()) if each in names and each != name} for name in names}
    above = _parents(needs)
    below: dict[str | None, list[str]] = {}
    for name, parent in above.items():
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
    """What each stands under. A concept is placed once all that it needs is; in a circle, the one with fewest needs."""
    wanted_by: dict[str, list[str]] = {}
    for name, needed in needs.items():
        for each in needed:
            wanted_by.setdefault(each, []).append(name)
    left = {name: len(needed) for name, needed in needs.items()}
    queue = [(many, _order(name), name) for name, many in left.items()]
    heapify(queue)
    depths: dict[str, int] = {}
    above: dict[str, str | None] = {}
    while queue:
        _, _, name = heappop(queue)
        if name in depths:  # placed meanwhile, with fewer needs left
            continue
        parent = min(
            (each for each in needs[name] if each in depths),
            key=lambda each: (-depths[each], _order(each)),
            default=None,
        )
        above[name] = parent
        depths[name] = depths[parent] + 1 if parent is not None else 0
        for each in wanted_by.get(name, ()):
            if each not in depths:
                left[each] -= 1
                heappush(queue, (left[each], _order(each), each))
    return above


def _order(name: str) -> tuple[str, str]:
    return name.casefold(), name
