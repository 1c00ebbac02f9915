"""What a dialect is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studygpt.notes.page import Found, Page
from studygpt.notes.rules import Rules


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    may_hold: Callable[[str, Rules], bool]
    """Whether a text can hold such a card at all: a look at the speed of a search for a few letters, as every note of a
    vault gets it and most hold none."""
    find: Callable[[Page], Iterator[Found]]
    needs_opt_in: bool = False
    """Whether its marks are too common in prose to count without a deck tag, a deck folder or `--opt-in`."""
