"""Which cards a session is to show. This module imports nothing, as the first card waits for it."""

from __future__ import annotations

from typing import NamedTuple


class QueueOptions(NamedTuple):
    """Which cards a session is to show; by default today's."""

    query: str = ""
    new: int | None = None
    """How many new cards to show, instead of the day's limit."""
    ahead: int = 0
    """Show the reviews of that many coming days too."""
    cram: bool = False
    """Show every card of the query, due or not, and change no memory."""
