"""What a dialect is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studygpt.notes.page import Found, Page
from studygpt.notes.rules import Rules


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    marker: Callable[[Rules], re.Pattern[str]]
    """Finds, at the speed of a regular expression, whether a note may hold such cards at all."""
    find: Callable[[Page], Iterator[Found]]
    needs_opt_in: bool = False
    """Whether its marks are too common in prose to count without a deck tag, a deck folder or `--opt-in`."""
