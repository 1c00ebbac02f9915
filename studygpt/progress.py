"""Types of the callbacks to which long-running work reports its progress."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""A function called with the number of items done and the total. If it raises, the work stops and keeps no results."""
NamedProgress = Callable[[str, int, int], None]
"""A function called with the name of the current step, the items done, and the total, which is 0 if unknown."""


def unwatched(_done: int, _total: int) -> None:
    """Ignore the progress. Pass this `Progress` where none is shown."""


def unwatched_steps(_name: str, _done: int, _total: int) -> None:
    """Ignore the progress. Pass this `NamedProgress` where none is shown."""
