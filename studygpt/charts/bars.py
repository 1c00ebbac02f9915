"""Draw horizontal bars in characters."""

from __future__ import annotations

_GROWING = " ▏▎▍▌▋▊▉█"


def block_bar(share: float, width: int) -> str:
    """Draw a bar for a share of `width` and shade the rest. A share above zero always fills at least one character."""
    filled = min(width, max(1 if share > 0 else 0, int(share * width)))
    return "█" * filled + "░" * (width - filled)


def fine_bar(share: float, width: int) -> str:
    """Draw a bar for a share of `width`, in eighths of a character. A share above zero always shows a trace."""
    eighths = min(width * 8, max(1 if share > 0 else 0, round(share * width * 8)))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_GROWING[rest] if rest else "")
