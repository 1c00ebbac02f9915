"""What is fuzzed, a module each: `check` looks at one input, and raises if something does not hold that must."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import NamedTuple

SHARES = {
    "words": 1_800,
    "history": 1_900,
    "export_lines": 1_700,
    "json_object": 1_300,
    "query": 1_200,
    "front_matter": 1_000,
    "wordings": 200,
    "note": 350,
    "latex": 200,
    "settings": 100,
    "vault": 100,
    "markdown": 80,
    "card": 48,
    "search": 20,
    "export": 2,
}
"""The targets, the quickest first, each with its share of ten thousand executions."""


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
