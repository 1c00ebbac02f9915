"""The process that runs a learner's file. It reports what the file does and judges nothing: `judge` does that."""

from __future__ import annotations

import contextlib
import os
import sys
import types
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from lab.catalog import Exercise
from lab.grade import wire
from lab.grade.follow import Following
from lab.grade.forbid import Settings, forbid_calls, forbid_modules, forbid_processes
from lab.grade.limits import confine, report_time_up
from lab.grade.observe import Case, draw_inputs, observe, raised
from lab.grade.pipes import Pipes, Report, only_these, reporter
from lab.grade.properties import Inputs, Property, case_seed
from lab.grade.seccomp import only_threads
from lab.grade.wire import Raised

ENDS = ("MemoryError", "SystemExit")  # after these nothing more is tried: each would take its time again


@dataclass(frozen=True)
class RunnerTask:
    """A file to run, and everything that the runner needs to run it."""

    exercise: Exercise
    properties: list[Property]
    file: str  # its path, for tracebacks
    text: str
    seed: int
    folder: str  # an empty one: what the file writes without saying where goes there
    follow: Case | None = None  # only this case, and what each line of the file makes


def run(task: RunnerTask, pipes: Pipes) -> NoReturn:
    """Run the file in this process, report what it does, and end the process."""
    leave = os._exit  # bound here, whatever the file replaces
    try:
        results, trace = only_these(pipes)
        report = reporter(results)
        try:
            _try_file(task, report, trace)
        except BaseException as error:
            report("load", wire.encode(raised(error, task.file)))
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
    except BaseException:  # the file closed the pipes: the judge sees that nothing more comes
        leave(1)
    leave(0)  # ends the learner's threads too, and runs no exit handlers


def _try_file(task: RunnerTask, report: Report, trace: int) -> None:
    inputs = draw_inputs(task.properties, task.seed)
    os.chdir(task.folder)
    sys.path.append(os.path.dirname(task.file))  # noqa: PTH120 - one exercise may use another's file
    sys.argv = [task.file]
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
    forbid_calls(task.exercise.forbids, lambda words: report("forbidden", words))
    forbid_modules(task.exercise.forbids, lambda words: report("forbidden", words))
    forbid_processes(lambda words: report("forbidden", words))
    settings = Settings(task.seed)  # with the refusals in place
    confine(task.exercise.budget)
    only_threads()
    report_time_up(task.exercise.budget, trace)
    report("begin")
    part = _load(task, report)
    if part is None:
        return
    report("settings", settings.changed())
    if task.follow is not None:
        _follow(task, task.follow, part, inputs[task.follow], report)
        return
    for (number, size), given in inputs.items():
        report("trying", number, size)
        seen = observe(task.properties[number], part, given, case_seed(task.seed, number, size), task.file)
        if isinstance(seen.result, Raised) and seen.result.kind in ENDS:
            report("load", wire.encode(seen.result))
            return
        report("seen", number, size, wire.encode([seen.result, seen.changed]))
    report("settings", settings.changed(seed=False))
    report("done")


def _follow(task: RunnerTask, case: Case, part: types.SimpleNamespace, given: Inputs, report: Report) -> None:
    with Following({task.file}, operations=True) as followed:
        observe(task.properties[case[0]], part, given, case_seed(task.seed, *case), task.file)
    for made in followed.made:
        report("made", made.line, int(made.is_kept), wire.encode(made.value))
    report("done")


def _load(task: RunnerTask, report: Report) -> types.SimpleNamespace | None:
    """Run the file's own statements; None where they fail, or do not define what the exercise asks for."""
    name = os.path.basename(task.file).removesuffix(".py")  # noqa: PTH119
    module = types.ModuleType(name if name.isidentifier() else "learner")
    module.__file__ = task.file
    sys.modules[module.__name__] = module  # dataclasses and pickling look there
    failure: Raised | None = None
    try:
        exec(compile(task.text, task.file, "exec", dont_inherit=True), vars(module))
    except SyntaxError as error:
        line = (error.lineno or 0, "", (error.text or "").rstrip("\n"))
        inside = error.filename == task.file
        failure = Raised(type(error).__name__, str(error.msg), (line,) if inside else ())
    except BaseException as error:
        failure = raised(error, task.file)
    if failure is not None:
        report("load", wire.encode(failure))
        return None
    missing = [name for name in task.exercise.names if not callable(getattr(module, name, None))]
    if missing:
        near = get_close_matches(missing[0], [name for name in vars(module) if not name.startswith("_")], n=1)
        report("missing", missing[0], near[0] if near else "")
        return None
    return types.SimpleNamespace(**{name: getattr(module, name) for name in task.exercise.names})
