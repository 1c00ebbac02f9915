"""What a part asks for. Parts are handed what they name in their signature, as pytest hands out fixtures."""

import inspect
from collections.abc import Callable
from typing import Any


def asks_for(part: Callable[..., Any]) -> frozenset[str]:
    """The names of a part's parameters; none for a function written in C, which has no signature to read."""
    try:
        return frozenset(inspect.signature(part).parameters)
    except (TypeError, ValueError):
        return frozenset()
