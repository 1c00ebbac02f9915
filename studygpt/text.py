"""Intervals in as few letters as tell them apart: 1m, 10m, 4d, 2.5mo, 1.2y."""

from __future__ import annotations


def short_interval(ms: int) -> str:
    minutes = ms / 60_000
    if minutes < 59.5:
        return f"{max(1, round(minutes))}m"
    if minutes < 23.5 * 60:
        return f"{round(minutes / 60)}h"
    days = ms / 86_400_000
    if days < 30.5:
        return f"{round(days)}d"
    if days < 364.5:
        return f"{days / 30.44:.1f}mo".replace(".0mo", "mo")
    return f"{days / 365.25:.1f}y".replace(".0y", "y")
