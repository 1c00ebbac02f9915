"""Read a part's parameter names. A part is given the other parts that its signature names, like pytest fixtures."""

import inspect
from collections.abc import Callable
from typing import Any


def asks_for(part: Callable[..., Any]) -> frozenset[str]:
    """Return a part's parameter names; none for a function written in C, which has no signature to read."""
    try:
        return frozenset(inspect.signature(part).parameters)
    except (TypeError, ValueError):
        return frozenset()
