"""On which day a card is to come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studygpt.tui.widgets.dialogs import AskScreen

if TYPE_CHECKING:
    from studygpt.tui.base.study_screen import StudyScreen

_FURTHEST = 36500


def ask_due(screen: StudyScreen, give: Callable[[int], None]) -> None:
    """Ask for a number of days, and give it."""

    def answered(words: str | None) -> None:
        if not words:
            return
        days = int(words) if words.isascii() and words.isdigit() and len(words) < 6 else -1
        if 0 <= days <= _FURTHEST:
            give(days)
        else:
            screen.say(f"{words!r} is no number of days from 0 (today) to {_FURTHEST:,}.", warning=True)

    screen.app.push_screen(AskScreen("Due", "In how many days? 0 is today."), answered)
