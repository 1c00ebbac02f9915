"""Horizontal bars in letters."""

from __future__ import annotations

_GROWING = " ▏▎▍▌▋▊▉█"


def block_bar(share: float, width: int) -> str:
    """Draw a share of a whole, the rest shaded; more than nothing is always seen."""
    filled = min(width, max(1 if share > 0 else 0, int(share * width)))
    return "█" * filled + "░" * (width - filled)


def fine_bar(share: float, width: int) -> str:
    """Draw a share of `width` in eighths of a letter, nothing behind it; more than nothing is always seen."""
    eighths = min(width * 8, max(1 if share > 0 else 0, round(share * width * 8)))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_GROWING[rest] if rest else "")
