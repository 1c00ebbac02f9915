"""After a pause: the reviews that wait are given to the days to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studygpt.tui.base.study_screen import StudyScreen
from studygpt.tui.widgets.dialogs import AskScreen

if TYPE_CHECKING:
    from studygpt.study import Study

_FURTHEST = 365


def ask_spread(screen: StudyScreen, study: Study) -> None:
    """Ask over how many days, and do it."""
    waiting, a_day = study.review.waiting().reviews, max(1, study.context.settings.reviews_per_day // 2)
    if waiting < 2:
        screen.say("Nothing has piled up.")
        return
    usual = min(_FURTHEST, max(2, -(-waiting // a_day)))
    help_words = (
        f"{waiting:,} reviews wait. Over how many days? {usual} makes it about {-(-waiting // usual):,} a day. "
        "Those most at risk come first, and one undo takes it back."
    )

    def answered(words: str | None) -> None:
        if not words:
            return
        days = int(words) if words.isascii() and words.isdigit() and len(words) < 4 else 0
        if not 1 <= days <= _FURTHEST:
            screen.say(f"{words!r} is no number of days from 1 to {_FURTHEST}.", warning=True)
            return
        moved = study.review.spread(days)
        screen.say(f"{moved:,} reviews moved to the next days; {screen.key('undo')} takes it back.")
        screen.renew()

    screen.app.push_screen(AskScreen("Spread", help_words, str(usual)), answered)
