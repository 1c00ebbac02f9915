"""Copies of the database that a sync program left beside it: a window offers to merge them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studygpt import study as facade  # its names are loaded when they are first used
from studygpt.errors import StudyError
from studygpt.progress import unwatched_steps
from studygpt.text import counted, one_name
from studygpt.tui.stopped_syncs import PAUSE, may_open

if TYPE_CHECKING:
    from studygpt.tui.host import ScreenHost

_ANSWERS = (
    "Merge them: what is not here yet is added, and the copies go to backups/",
    "Not now: `studygpt merge` does it later",
)


class LeftCopies:
    """Offers once, when the app has begun, to merge the copies."""

    def __init__(self, host: ScreenHost) -> None:
        self.host = host

    def offer(self, copies: Sequence[Path]) -> None:
        """Ask as soon as a window may open."""
        if not may_open(self.host):
            self.host.set_timer(PAUSE, lambda: self.offer(copies))
            return
        from studygpt.tui.widgets.dialogs import QuestionDialog  # only when somebody is asked

        names = ", ".join(one_name(copy.name) for copy in copies)
        question = (
            "Two devices wrote to this database, and a sync program left a second one beside it "
            f"({names}). What was done on the other device may be only there. Merge now?"
        )
        self.host.push_screen(QuestionDialog("Another copy of the database", question, _ANSWERS), self._answered)

    def _answered(self, number: int | None) -> None:
        if number == 0:
            self.host.say("One moment: the copies are being merged.")
            self.host.run_worker(self._merge, thread=True, group="copies")
        else:
            self.host.say("Nothing was changed; `studygpt merge` merges the copies.")

    def _merge(self) -> None:
        try:
            acts = sum(merged.reviews for _, merged in facade.merge_left_copies(unwatched_steps))
        except StudyError as error:
            self.host.call_later(self.host.say, str(error), warning=True)
        else:
            self.host.call_later(self._finish, acts)

    def _finish(self, acts: int) -> None:
        self.host.renew_screens()
        self.host.say(f"Merged: {counted(acts, 'act')} of another device, and the copies are in backups/.")
