"""What a person must be told though nothing failed, such as that a file could not be written beside the database.

Whoever finds such a thing says it here; the front end that runs shows it: a command after its output, the app at once.
"""

from __future__ import annotations

from collections.abc import Callable

_waiting: list[str] = []
_told: set[str] = set()
_listener: Callable[[str], object] | None = None


def tell(sentence: str) -> None:
    """Have a sentence shown to the person, the same one only once."""
    if sentence in _told:
        return
    _told.add(sentence)
    if _listener is not None:
        _listener(sentence)
    else:
        _waiting.append(sentence)


def take() -> list[str]:
    """Return the sentences that were not shown yet; they count as shown then."""
    taken = [*_waiting]
    _waiting.clear()
    _told.difference_update(taken)
    return taken


def listen(listener: Callable[[str], object] | None) -> None:
    """Have every sentence given to a function as it comes, those that wait at once; None ends that."""
    global _listener
    _listener = listener
    if listener is not None:
        for sentence in take():
            listener(sentence)
    else:
        _told.clear()
