"""A grader without torch, for tests of what follows from a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lab.grade.verdict import UNWRITTEN, Counterexample, NamedMistake, Verdict, VerdictKind
from studygpt.practice import exercise_files
from studygpt.study import Study

PASSED = Verdict(
    "softmax", "softmax.py", seconds=0.05, proved=("Each row adds up to 1", "It leaves its inputs as they were")
)
WRONG = Verdict(
    "softmax",
    "softmax.py",
    kind=VerdictKind.FAIL,
    failed_property="softmax runs along the axis that is asked for",
    counterexample=Counterexample(
        call="softmax(x, dim)",
        inputs={"x": "[[1, 2]]", "dim": "0"},
        place="",
        difference="",
        target="[[1, 1]]",
        yours="[[0.2689, 0.7311]]",
        first_wrong=(0, 0),
        text="softmax(x, dim)\nx = [[1, 2]]\ndim = 0\ntarget   yours\n1  1     0.2689*  0.7311",
    ),
    cards=("concept:softmax",),
    seconds=0.05,
)
NAMED = NamedMistake(
    "softmax/always-last-axis", "the last axis, always", "The sum runs along dim.", ("concept:softmax",)
)
AXIS = replace(WRONG, mistake=replace(NAMED, cards=(), seen="On 3 inputs."), mistakes=(NAMED,))
UNTOUCHED = Verdict(
    "softmax",
    "softmax.py",
    kind=VerdictKind.FAIL,
    failed_property=UNWRITTEN,
    message="It is not written yet.",
    seconds=0.05,
)


def naming(mistake_id: str, title: str) -> Verdict:
    """A verdict that names one mistake."""
    named = NamedMistake(mistake_id, title, "Because.", ("concept:softmax",))
    return replace(WRONG, mistake=replace(named, seen="On 3 inputs."), mistakes=(named,))


class FakeGrader:
    """Gives verdicts one after the other, the last one for ever."""

    def __init__(self, *verdicts: Verdict) -> None:
        self.verdicts: list[Verdict] = list(verdicts)
        self.asked: list[Path] = []

    def check(self, slug: str, file: Path, seed: int | None = None) -> Verdict:
        self.asked.append(file)
        following = self.verdicts.pop(0) if len(self.verdicts) > 1 else self.verdicts[0]
        return replace(following, exercise=slug, file=str(file), seed=seed or 0)

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


def actions(study: Study, slug: str) -> Sequence[str]:
    return [each.action.value for each in study.practice._attempts.of_exercise(study.practice.find(slug))]
