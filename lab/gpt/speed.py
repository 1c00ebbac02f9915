"""The speed of a run."""

from __future__ import annotations

import time


class Speed:
    """Measure tokens per second, over training steps alone."""

    def __init__(self, tokens_per_step: int) -> None:
        self.tokens_per_step = tokens_per_step
        self.last: float | None = None
        self.warm = False
        self.restart()

    def restart(self) -> None:
        self.began = self.reported = time.perf_counter()
        self.steps = self.steps_reported = 0

    def step(self) -> None:
        if not self.warm:  # the first step compiles and allocates
            self.warm = True
            self.restart()
            return
        self.steps += 1

    def since_report(self) -> float:
        return time.perf_counter() - self.reported

    def report(self) -> float | None:
        """Return the speed since the last report."""
        now = time.perf_counter()
        steps, seconds = self.steps - self.steps_reported, now - self.reported
        self.reported, self.steps_reported = now, self.steps
        return steps * self.tokens_per_step / seconds if steps else None

    def mean(self) -> float | None:
        """Return the speed since the last evaluation."""
        if self.steps:
            self.last = self.steps * self.tokens_per_step / (time.perf_counter() - self.began)
            return self.last
        return None
