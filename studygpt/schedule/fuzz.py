"""Vary intervals a little, so that cards learned together do not come back together for ever. Pure.

The variation depends only on the card and the number of its reviews, so the interval that was previewed is the one
that is given, on every device.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

# Between these two numbers of days, the spread grows by this share of the days.
_SHARES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))


def fuzz_range(interval: float, maximum: int) -> tuple[int, int]:
    """The shortest and longest whole interval that `interval` days may become."""
    if interval < 2.5:
        days = max(1, min(round(interval), maximum))
        return days, days
    spread = 1.0 + sum(share * max(0.0, min(interval, high) - low) for low, high, share in _SHARES)
    low = max(2, round(interval - spread))
    high = min(round(interval + spread), maximum)
    return min(low, high), high


def seeded_fraction(card: str, reps: int) -> float:
    """A number in [0, 1), always the same for this review of this card."""
    digest = blake2b(f"{card}:{reps}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def fuzzed(
    interval: float,
    fraction: float,
    maximum: int,
    at_least: int = 1,
    load: Callable[[int], int] | None = None,
) -> int:
    """A whole interval near `interval`, chosen by the fraction; if `load` is given, among the least loaded days."""
    low, high = fuzz_range(interval, maximum)
    low = min(max(low, at_least), maximum)
    days = range(low, max(high, low) + 1)
    if load is not None:
        counts = [load(day) for day in days]
        days_with_few = [day for day, count in zip(days, counts, strict=True) if count == min(counts)]
        return days_with_few[int(fraction * len(days_with_few))]
    return days[int(fraction * len(days))]
