"""`make check-exercises`: check every file whose verdict is known.

Every starting file must fail, every reference and every alternative pass, every mistake fail under its own id. With
`--checks 1000` they are all checked again and again on other inputs, and no verdict may change.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle
from pathlib import Path
from statistics import median

from lab.catalog import Exercise, exercises, find
from lab.grade.client import Grader
from lab.grade.compare import difference
from lab.grade.inheritance import all_mistakes_of
from lab.grade.material import material
from lab.grade.mistakes import Reference
from lab.grade.observe import draw_inputs, observe
from lab.grade.properties import case_seed
from lab.grade.verdict import Verdict, VerdictKind

SHARE_NAMED = 0.95  # of the mistakes, at the first guess
ALTERNATIVES, MISTAKES = 3, 80  # at least: of each exercise, and of the first fourteen together
ALL_SECONDS = 60.0  # aimed at on an idle machine, and never a reason to fail


@dataclass(frozen=True)
class AuditedFile:
    """A file whose verdict is known."""

    exercise: Exercise
    kind: str  # start, reference, alternative, mistake, convention
    name: str
    text: str

    def wrong(self, verdict: Verdict) -> str:
        """Say what is wrong with the verdict; the name is looked at for mistakes and conventions only."""
        passed = verdict.passed
        if self.kind in ("reference", "alternative"):
            return "" if passed else f"should pass, and does not: {verdict.failed_property} {verdict.message}".strip()
        if passed:
            return "should not pass, and does"
        found = verdict.convention if self.kind == "convention" else verdict.mistake
        if self.kind == "start":
            return "" if verdict.kind is VerdictKind.FAIL else f"should fail, and is {verdict.kind}"
        name = "None" if found is None else found.id
        return "" if name == self.name or do_the_same(self.exercise, name, self.name) else f"{NAMED}{name}"


NAMED = "is named "


def do_the_same(exercise: Exercise, one: str, other: str) -> bool:
    """Whether two known mistakes give the same in an exercise, whatever the inputs: then either is a true name."""
    known = {mistake.id: mistake for mistake in all_mistakes_of(exercise.slug)}
    if one not in known or other not in known:
        return False
    held = material(exercise.slug)
    first, second = (held.reference.program(known[name]) for name in (one, other))
    if first is None or second is None:
        return False
    for seed in range(_TRIES):
        for case, inputs in draw_inputs(held.properties, seed).items():
            asked = held.properties[case[0]]
            mine, theirs = (observe(asked, part, inputs, case_seed(seed, *case)) for part in (first, second))
            if mine.changed != theirs.changed or difference(mine.result, theirs.result, asked.tolerance):
                return False
    return True


_TRIES = 3


def audited_files(exercise: Exercise) -> Iterator[AuditedFile]:
    folder = f"lab.exercises.{exercise.slug}"
    reference = Reference(exercise)
    yield AuditedFile(exercise, "start", "starting file", exercise.starting_file)
    yield AuditedFile(exercise, "reference", "reference", reference.text() or "")
    for name, text in import_module(f"{folder}.alternatives").ALTERNATIVES.items():
        yield AuditedFile(exercise, "alternative", name, text)
    for mistake in all_mistakes_of(exercise.slug):
        kind = "convention" if mistake.convention else "mistake"
        yield AuditedFile(exercise, kind, mistake.id, reference.text(mistake) or "the edits do not fit the reference")


def run(chosen: Sequence[Exercise], checks: int) -> int:
    files = [audited for exercise in chosen for audited in audited_files(exercise)]
    mistakes = [audited for audited in files if audited.kind in ("mistake", "convention")]
    problems: list[str] = []
    times: dict[str, list[float]] = {}
    torch: dict[str, float] = {}
    misnamed, took = 0, 0.0
    with tempfile.TemporaryDirectory() as folder, Grader() as grader:
        grader.warm()
        for exercise in chosen:  # once, so that the server has it ready
            _check(
                grader, Path(folder), next(t for t in files if t.exercise is exercise and t.kind == "reference"), None
            )
        for number, audited in enumerate(cycle(files)):
            if number >= max(checks, len(files)):
                break
            if number < len(files) and audited.kind == "start":
                torch[audited.exercise.slug] = _import_torch()  # in the same minute, as the machine's load varies
            verdict, seconds = _check(grader, Path(folder), audited, number)
            if number < len(files):
                times.setdefault(audited.exercise.slug, []).append(seconds)
                took += seconds if audited in mistakes else 0.0
            wrong = audited.wrong(verdict)
            if wrong.startswith(NAMED):
                misnamed += number < len(files)
            if wrong:
                problems.append(f"{audited.exercise.slug}: {audited.kind} {audited.name!r} {wrong} (seed {number})")
    for exercise in chosen:
        alternatives = sum(audited.kind == "alternative" and audited.exercise is exercise for audited in files)
        if alternatives < ALTERNATIVES:
            problems.append(f"{exercise.slug}: only {alternatives} alternatives")
    if len(chosen) == len(exercises()) and len(mistakes) < MISTAKES:
        problems.append(f"only {len(mistakes)} mistakes")
    _print(f"{len(chosen)} exercises, {len(mistakes)} mistakes and conventions, {max(checks, len(files))} checks")
    named = 1 - misnamed / max(1, len(mistakes))
    _print(f"named at the first guess: {named:.1%} (at least {SHARE_NAMED:.0%})")
    _print(f"all mistakes: {took:.1f} s (aim: {ALL_SECONDS:.0f})")
    for slug, some in times.items():
        middle = median(some)
        _print(f"{slug:<18} {middle * 1000:5.0f} ms from save to verdict, {middle / torch[slug]:.3f} x import torch")
    shares = [median(some) / torch[slug] for slug, some in times.items()]
    _print(f"save to verdict: {median(shares):.3f} x import torch in the middle, {max(shares):.3f} at most")
    for problem in problems:
        _print(f"WRONG {problem}")
    return 1 if problems else 0


def _check(grader: Grader, folder: Path, audited: AuditedFile, seed: int | None) -> tuple[Verdict, float]:
    file = folder / audited.exercise.file_name
    file.write_text(audited.text, encoding="utf-8")
    began = time.perf_counter()
    verdict = grader.check(audited.exercise.slug, file, seed)
    return verdict, time.perf_counter() - began


def _import_torch() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    return time.perf_counter() - began


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m lab.grade.audit", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("slugs", nargs="*", help="these exercises only")
    parser.add_argument("--checks", type=int, default=0, help="how many checks, on other inputs each (each file once)")
    args = parser.parse_args(argv)
    chosen = [find(slug) for slug in args.slugs] or list(exercises().values())
    return run(chosen, args.checks)


if __name__ == "__main__":
    sys.exit(main())
