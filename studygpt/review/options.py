"""What of today, or beyond it, somebody wants to see. Imports nothing: the first card waits for it."""

from __future__ import annotations

from typing import NamedTuple


class QueueOptions(NamedTuple):
    query: str = ""
    new: int | None = None
    """So many new cards instead of the day's number."""
    ahead: int = 0
    """Also the reviews of so many days to come."""
    cram: bool = False
    """Every card of the query, due or not; no memory is changed."""
