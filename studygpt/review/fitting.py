"""Memory fitted to the person: parameters from their own log, adopted only where they tell later reviews better."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from studygpt.backup.copies import back_up
from studygpt.context import StudyContext
from studygpt.progress import NamedProgress
from studygpt.schedule.fitting import DEFAULTS, ENOUGH, FitResult, Parameters, TooLittle, try_out
from studygpt.schedule.memory import Scheduler
from studygpt.store import parameters, replay


class NotYet(NamedTuple):
    """That nothing can be learned so far, and why."""

    reviews: int
    why: str


class Fitting:
    def __init__(self, context: StudyContext, progress: NamedProgress | None = None) -> None:
        self.context = context
        self.progress = progress

    @property
    def present(self) -> Parameters:
        return self.context.parameters or DEFAULTS

    def try_out(self) -> FitResult | NotYet:
        """Learn from the log, and judge what was learned. Nothing changes."""
        settings = self.context.settings
        with self.context.database.read() as connection:
            histories, reviews = replay.histories(connection, self._telling("Reading the log"))
        if reviews < ENOUGH:
            return NotYet(reviews, f"it takes {ENOUGH}")
        try:
            return try_out(histories, self.present, settings.desired_retention)
        except TooLittle as missing:
            return NotYet(reviews, str(missing))

    def adopt(self, chosen: Parameters | None) -> tuple[int, Path | None]:
        """Let these parameters hold (None: the usual ones), and every memory follow from them; days stay as given.

        How many memories there are, and the backup that was made before.
        """
        kept = back_up(self.context.database, "before-fit")
        scheduler = Scheduler(self.context.settings, chosen)
        with self.context.database.write() as connection:
            parameters.write(connection, chosen, self.context.clock().at)
            telling = self._telling("Rebuilding memories")
            written = replay.write_strengths(connection, scheduler, replay.card_histories(connection, telling))
        self.context.parameters = chosen
        return written, kept

    def _telling(self, what: str) -> Callable[[int, int], None] | None:
        return partial(self.progress, what) if self.progress else None
