"""How long work tells of itself: a function that hears how much of how much is done."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with how many are done, of how many. An exception that it raises stops the work, and nothing of it is kept."""
NamedProgress = Callable[[str, int, int], None]
"""The same for work of several steps, with the name of the present one first. Of how many: 0 where nobody knows."""


def unwatched(_done: int, _total: int) -> None:
    """A `Progress` for work that nobody watches."""
