"""`python -m lab exercises`, `prompt`, `start`, `hint`, `solution`: show an exercise. Nothing here loads torch."""

from __future__ import annotations

from argparse import Namespace

from lab.catalog import Exercise, exercises, find
from lab.errors import UsageError
from lab.report import Json, report


def list_exercises() -> None:
    """Report each exercise, in the order of the path."""
    for exercise in exercises().values():
        report({"event": "exercise", **described(exercise)})


def show(args: Namespace) -> None:
    exercise = find(args.exercise)
    if args.command == "hint":
        number = args.number or 1
        if not 1 <= number <= len(exercise.hints):
            raise UsageError(f"{exercise.slug} has {len(exercise.hints)} hints, so there is no hint {number}.")
        text = exercise.hints[number - 1]
        report({"event": "hint", "exercise": exercise.slug, "number": number, "of": len(exercise.hints), "text": text})
        return
    texts = {"prompt": "prompt", "start": "starting_file", "solution": "solution"}
    text = getattr(exercise, texts[args.command])
    report({"event": args.command, "exercise": exercise.slug, "file_name": exercise.file_name, "text": text})


def described(exercise: Exercise) -> Json:
    return {
        "slug": exercise.slug,
        "number": exercise.number,
        "title": exercise.title,
        "concepts": list(exercise.concepts),
        "needs": list(exercise.needs),
        "signature": list(exercise.signature),
        "slot": exercise.slot or None,
        "hints": len(exercise.hints),
        "file_name": exercise.file_name,
    }
