"""`python -m lab check`: check files; a verdict on each, as a JSON line."""

from __future__ import annotations

from argparse import Namespace

from lab.grade.client import Grader
from lab.report import report


def check(args: Namespace) -> int:
    """Check the files and report the verdicts; return 1 if any of them is not a pass."""
    code = 0
    with Grader() as grader:
        for file in args.files:
            verdict = grader.check(args.exercise, file, args.seed)
            report({"event": "verdict", **verdict.as_json()})
            code = code if verdict.passed else 1
    return code
