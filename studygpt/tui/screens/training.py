"""A small GPT trained with the learner's part, beside the reference: both curves as they grow, and what they say."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from lab.catalog import Exercise
from studygpt.charts.training import Proof
from studygpt.errors import StudyError
from studygpt.render.spans import Line, Segment
from studygpt.tui.base.card_screen import CardScreen
from studygpt.tui.content.practice import words_lines
from studygpt.tui.widgets.card_view import CardView
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import Study


class TrainingScreen(CardScreen):
    NAME: ClassVar = "training"

    def __init__(self, exercise: Exercise, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(keys)
        self.exercise = exercise
        self.proof = Proof()
        self.process: subprocess.Popen[str] | None = None
        self.left = False

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield CardView(id="card")
        yield KeyLine(self.NAME, self.changed_keys)

    def begin(self, study: Study) -> None:
        self.study = study
        self.query_one(CardView).focus()
        self._draw()
        self.run_worker(self._train, thread=True, exit_on_error=False)

    def _train(self) -> None:
        """In a thread, until it ends or the screen is left."""
        assert self.study is not None, "it is trained for a study"
        try:
            for event in self.study.practice.train(self.exercise, self._started):
                if self.left:
                    break
                self.app.call_from_thread(self._take, event)
        except StudyError as error:
            if str(error) and not self.left:
                self.app.call_from_thread(self.say, str(error), warning=True)

    def _started(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        if self.left:
            process.terminate()

    def on_unmount(self) -> None:
        """Left before the end: nothing is trained for nobody."""
        self.left = True
        if self.process is not None and self.process.poll() is None:
            with suppress(OSError):
                self.process.terminate()

    def _take(self, event: dict[str, Any]) -> None:
        self.proof.take(event)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        words = self.proof.doing or ("done" if self.proof.end else "the lab is starting …")
        self.query_one("#place", Static).update(Content(f"{self.exercise.title} · {words} · q stops it"))
        height = max(5, min(14, self.size.height - 10))
        self.query_one(CardView).show(lambda width: self._lines(width, height), top=False)

    def _lines(self, width: int, height: int) -> list[Line]:
        head, *sentences = self.proof.verdict or [""]
        parts = [
            words_lines(head, width, "strong right" if head.startswith("✓") else "strong failed") if head else [],
            [line for sentence in sentences for line in words_lines(sentence, width)],
            words_lines(self.proof.about, width, "muted"),
            [Line((Segment(line),)) for line in self.proof.curve(width, height)],
            [Line((Segment(line),)) for line in self._sample(width)],
        ]
        return [line for part in parts if part for line in (*part, Line(()))]

    def _sample(self, width: int) -> list[str]:
        if not self.proof.sample:
            return []
        lines = [line for text in self.proof.sample.splitlines() for line in words_lines(text, width)]
        return ["What the GPT with your part writes:", *(line.text for line in lines)]
