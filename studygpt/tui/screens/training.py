"""Training a small GPT with your part beside the reference: both loss curves as they grow, and the comparison."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from lab.catalog import Exercise
from studygpt.charts.training import TrainingComparison
from studygpt.errors import StudyError
from studygpt.render.segments import Segment, StyledLine
from studygpt.tui.base.card_screen import CardScreen
from studygpt.tui.content.card import words_lines
from studygpt.tui.widgets.card_view import CardView


class TrainingScreen(CardScreen):
    """A training run that ends with the screen."""

    NAME: ClassVar = "training"

    def __init__(self, exercise: Exercise) -> None:
        super().__init__()
        self.exercise = exercise
        self.proof = TrainingComparison()
        self.process: subprocess.Popen[str] | None = None
        self.closed = False

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield CardView(id="card")
        yield self.key_line()

    def begin(self) -> None:
        self.query_one(CardView).focus()
        self._draw()
        self.run_worker(self._train, thread=True, exit_on_error=False)

    def _train(self) -> None:
        """Train until the run ends or the screen is closed; called in a thread."""
        try:
            for event in self.study.practice.train(self.exercise, self._keep_process):
                if self.closed:
                    break
                self.app.call_from_thread(self._take, event)
        except StudyError as error:
            if str(error) and not self.closed:
                self.app.call_from_thread(self.say, str(error), warning=True)

    def _keep_process(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        if self.closed:
            process.terminate()

    def on_unmount(self) -> None:
        """End the training, which nobody watches any more."""
        self.closed = True
        if self.process is not None and self.process.poll() is None:
            with suppress(OSError):
                self.process.terminate()

    def _take(self, event: dict[str, Any]) -> None:  # an event of the lab, as JSON
        self.proof.take(event)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        words = self.proof.doing or ("done" if self.proof.end else "the lab is starting …")
        self.query_one("#place", Static).update(Content(f"{self.exercise.title} · {words} · q stops it"))
        height = max(5, min(14, self.size.height - 10))
        self.query_one(CardView).show(lambda width: self._lines(width, height), top=False)

    def _lines(self, width: int, height: int) -> list[StyledLine]:
        head, *sentences = self.proof.verdict or [""]
        parts = [
            words_lines(head, width, "strong right" if head.startswith("✓") else "strong failed") if head else [],
            [line for sentence in sentences for line in words_lines(sentence, width)],
            words_lines(self.proof.about, width, "muted"),
            [StyledLine((Segment(line),)) for line in self.proof.curve(width, height)],
            [StyledLine((Segment(line),)) for line in self._sample(width)],
        ]
        return [line for part in parts if part for line in (*part, StyledLine(()))]

    def _sample(self, width: int) -> list[str]:
        if not self.proof.sample:
            return []
        lines = [line for text in self.proof.sample.splitlines() for line in words_lines(text, width)]
        return ["What the GPT with your part writes:", *(line.text for line in lines)]
