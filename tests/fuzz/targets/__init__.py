"""What is fuzzed, a module each: `check` looks at one input, and raises if something does not hold that must."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import NamedTuple

SHARES = {
    "words": 240,
    "history": 170,
    "json_object": 130,
    "query": 110,
    "front_matter": 100,
    "export_lines": 90,
    "latex": 50,
    "note": 40,
    "settings": 20,
    "vault": 20,
    "markdown": 15,
    "card": 10,
    "search": 4,
    "export": 1,
}
"""The targets, the quickest first, each with its share of a thousand executions."""


class Target(NamedTuple):
    """One thing that is fuzzed."""

    name: str
    check: Callable[[bytes], None]
    """Looks at one input."""
    seeds: Callable[[], Iterable[bytes]]
    """Makes inputs to begin with, from what the repository has anyway."""
    words: tuple[str, ...]
    """What an input is likely to be made of."""
    longest: int
    """The most bytes of an input."""


def load(name: str) -> Target:
    """Import a target, and with it what it looks at."""
    module = import_module(f"tests.fuzz.targets.{name}")
    return Target(name, module.check, module.seeds, getattr(module, "WORDS", ()), getattr(module, "LONGEST", 2_000))
