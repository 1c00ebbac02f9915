"""A grader without torch, for tests of what follows from a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lab.grade.verdict import Verdict, empty
from studygpt.model import UNWRITTEN
from studygpt.practice import exercise_files
from studygpt.study import Study

WRONG: Verdict = {
    "verdict": "fail",
    "property": "softmax runs along the axis that is asked for",
    "counterexample": {
        "call": "softmax(x, dim)",
        "inputs": {"x": "[[1, 2]]", "dim": "0"},
        "place": "",
        "difference": "",
        "target": "[[1, 1]]",
        "yours": "[[0.2689, 0.7311]]",
        "first_wrong": [0, 0],
        "text": "softmax(x, dim)\nx = [[1, 2]]\ndim = 0\ntarget   yours\n1  1     0.2689*  0.7311",
    },
    "cards": ["concept:softmax"],
}
AXIS: Verdict = WRONG | {
    "mistake": {
        "id": "softmax/always-last-axis",
        "title": "the last axis, always",
        "why": "The sum runs along dim.",
        "seen": "On 3 inputs.",
    },
    "mistakes": [
        {
            "id": "softmax/always-last-axis",
            "title": "the last axis, always",
            "why": "The sum runs along dim.",
            "cards": ["concept:softmax"],
        }
    ],
}
PASSED: Verdict = {"verdict": "pass", "proved": ["Each row adds up to 1", "It leaves its inputs as they were"]}
UNTOUCHED: Verdict = {"verdict": "fail", "property": UNWRITTEN, "message": "It is not written yet."}


def naming(mistake_id: str, title: str) -> Verdict:
    """A verdict that names one mistake."""
    named = {"id": mistake_id, "title": title, "why": "Because."}
    return WRONG | {"mistake": named | {"seen": "On 3 inputs."}, "mistakes": [named | {"cards": ["concept:softmax"]}]}


class FakeGrader:
    """Gives verdicts one after the other, the last one for ever."""

    def __init__(self, *verdicts: Verdict) -> None:
        self.verdicts: list[Verdict] = list(verdicts)
        self.asked: list[Path] = []

    def check(self, slug: str, file: Path, seed: int | None = None) -> Verdict:
        self.asked.append(file)
        following = self.verdicts.pop(0) if len(self.verdicts) > 1 else self.verdicts[0]
        return empty(slug, str(file), seed or 0) | {"seconds": 0.05} | following

    def warm(self) -> None:
        pass

    def close(self) -> None:
        pass


def grade_with(study: Study, *verdicts: Verdict) -> FakeGrader:
    """Let a study's checks have these verdicts."""
    grader = FakeGrader(*verdicts)
    practice: Any = study.practice
    practice.__dict__["grader"] = grader
    return grader


def write(study: Study, slug: str, text: str) -> Path:
    """Save an exercise's file, as another program does."""
    file = exercise_files.file_of(study.practice.find(slug))
    file.write_text(text, encoding="utf-8")
    return file


def deeds(study: Study, slug: str) -> Sequence[str]:
    return [trial.deed.value for trial in study.practice._trials(study.practice.find(slug))]
