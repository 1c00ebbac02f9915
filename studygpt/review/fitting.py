"""Fit FSRS's parameters to a person's own log, and adopt them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

from studygpt.backup.copies import back_up
from studygpt.context import StudyContext
from studygpt.progress import NamedProgress, Progress
from studygpt.schedule.fitting import DEFAULTS, ENOUGH, CannotFit, FitResult, Parameters, fit_and_compare
from studygpt.schedule.memory import Scheduler
from studygpt.store import card_histories, parameters


class NoFit(NamedTuple):
    """The answer when no parameters can be fitted yet."""

    reviews: int
    why: str


class Fitting:
    """Fits parameters to the log of a study."""

    def __init__(self, context: StudyContext, progress: NamedProgress | None = None) -> None:
        self.context = context
        self.progress = progress

    @property
    def present(self) -> Parameters:
        """The parameters in use."""
        return self.context.parameters or DEFAULTS

    def fit_and_compare(self) -> FitResult | NoFit:
        """Fit parameters to the log and compare them with those in use. Nothing changes."""
        settings = self.context.settings
        with self.context.database.read() as connection:
            histories, reviews = card_histories.histories(connection, self._progress_of("Reading the log"))
        if reviews < ENOUGH:
            return NoFit(reviews, f"it takes {ENOUGH}")
        try:
            return fit_and_compare(histories, self.present, settings.desired_retention)
        except CannotFit as missing:
            return NoFit(reviews, str(missing))

    def adopt(self, chosen: Parameters | None) -> tuple[int, Path | None]:
        """Use these parameters (None: FSRS's defaults) and recompute every memory; due days stay as they are.

        Return the number of memories, and the file of the backup made before.
        """
        kept = back_up(self.context.database, "before-fit")
        scheduler = Scheduler(self.context.settings, chosen)
        with self.context.database.write() as connection:
            parameters.write(connection, chosen, self.context.clock().at)
            progress = self._progress_of("Rebuilding memories")
            written = card_histories.write_strengths(
                connection, scheduler, card_histories.card_histories(connection, progress)
            )
        self.context.parameters = chosen
        return written, kept

    def _progress_of(self, what: str) -> Progress | None:
        return partial(self.progress, what) if self.progress else None
