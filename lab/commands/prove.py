"""`python -m lab prove`: train a small GPT with a learner's part beside the reference. JSON lines, both curves."""

from __future__ import annotations

import sys
import types
from argparse import Namespace
from pathlib import Path

from lab.catalog import Exercise, find
from lab.compare_training import Part, compare_training
from lab.errors import LabError, UsageError
from lab.gpt.corpus import read_corpus
from lab.gpt.device import choose_device
from lab.grade.explain_errors import explained
from lab.grade.observe import raised
from lab.report import report
from lab.time_limit import TimeUp


def prove(args: Namespace) -> int:
    """Train and report; return 1 if the loss lies outside the band, or the part does not run."""
    exercise = find(args.exercise)
    if not exercise.slot:
        raise UsageError(f"{exercise.slug} is no part of a GPT, so nothing can be trained with it.")
    file = args.file.absolute()
    device = choose_device(args.device, compiled=False)
    corpus = read_corpus(args.text)
    try:
        part = _part(exercise, file)
        return 0 if compare_training(exercise.slot, exercise.slug, part, corpus, device, report) else 1
    except LabError:
        raise
    except TimeUp:
        message = "The training did not come to its end: your part takes too long, or never comes back."
        report({"event": "end", "verdict": "slow", "message": message, "traceback": []})
    except Exception as error:
        described = raised(error, str(file))
        lines = [{"line": n, "function": function, "text": text} for n, function, text in described.lines]
        report({"event": "end", "verdict": "error", "message": explained(described), "traceback": lines})
    return 1


def _part(exercise: Exercise, file: Path) -> Part:
    """The part in the learner's file: the first of the names that the exercise asks for."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    module = types.ModuleType("learner")
    module.__file__ = str(file)
    sys.modules["learner"] = module
    sys.path.append(str(file.parent))  # one exercise may use another's file
    exec(compile(text, str(file), "exec", dont_inherit=True), vars(module))
    part = getattr(module, exercise.names[0], None)
    if part is None:
        raise LabError(f"{file} defines no {exercise.names[0]}.")
    return part
