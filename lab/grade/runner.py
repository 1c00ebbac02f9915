"""The process that runs a learner's file. It tells what it sees and judges nothing: see `judge`."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import types
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from lab.catalog import Exercise
from lab.grade import wire
from lab.grade.forbid import Settings, refuse_calls, refuse_modules, refuse_processes
from lab.grade.limits import confine
from lab.grade.observe import draw_inputs, observe, raised
from lab.grade.pipes import Pipes, only_these, teller
from lab.grade.properties import Property, case_seed
from lab.grade.seccomp import only_threads
from lab.grade.wire import Raised

ENDS = ("MemoryError", "SystemExit")  # after these nothing more is tried: each would take its time again
WARNED_AT = 0.9  # of the time: then the line that is being run is noted, before the process is ended


@dataclass(frozen=True)
class Work:
    exercise: Exercise
    properties: list[Property]
    file: str  # its path, for tracebacks
    text: str
    seed: int
    folder: str  # an empty one: what the file writes without saying where goes there


def run(work: Work, pipes: Pipes) -> NoReturn:
    """Never comes back."""
    results, trace = only_these(pipes)
    tell, leave = teller(results), os._exit  # ours, whatever the file replaces
    try:
        _try_file(work, tell, trace)
    except BaseException as error:
        tell("load", wire.encode(raised(error, work.file)))
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
        sys.stderr.flush()
    leave(0)  # threads of the learner, and what is registered to run at the end, have no say


def _try_file(work: Work, tell: Any, trace: int) -> None:
    inputs = draw_inputs(work.properties, work.seed)
    os.chdir(work.folder)
    sys.path.append(os.path.dirname(work.file))  # noqa: PTH120 - one exercise may use another's file
    sys.argv = [work.file]
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
    refuse_calls(work.exercise.forbids, lambda words: tell("forbidden", words))
    refuse_modules(work.exercise.forbids, lambda words: tell("forbidden", words))
    refuse_processes(lambda words: tell("forbidden", words))
    settings = Settings(work.seed)  # with the refusals in place
    confine(work.exercise.budget)
    only_threads()
    faulthandler.dump_traceback_later(work.exercise.budget * WARNED_AT, file=trace)
    tell("begin")
    part = _load(work, tell)
    if part is None:
        return
    tell("settings", settings.changed())
    for (number, size), given in inputs.items():
        tell("trying", number, size)
        one = work.properties[number]
        seen = observe(one, part, given, case_seed(work.seed, number, size), work.file)
        result = seen["result"]
        if isinstance(result, Raised) and result.kind in ENDS:
            tell("load", wire.encode(result))
            return
        tell("seen", number, size, wire.encode(seen))
    tell("settings", settings.changed(seed=False))
    tell("done")


def _load(work: Work, tell: Any) -> types.SimpleNamespace | None:
    name = os.path.basename(work.file).removesuffix(".py")  # noqa: PTH119
    module = types.ModuleType(name if name.isidentifier() else "learner")
    module.__file__ = work.file
    sys.modules[module.__name__] = module  # dataclasses and pickling look there
    failure: Raised | None = None
    try:
        exec(compile(work.text, work.file, "exec", dont_inherit=True), vars(module))
    except SyntaxError as error:
        line = (error.lineno or 0, "", (error.text or "").rstrip("\n"))
        inside = error.filename == work.file
        failure = Raised(type(error).__name__, str(error.msg), (line,) if inside else ())
    except BaseException as error:
        failure = raised(error, work.file)
    if failure is not None:
        tell("load", wire.encode(failure))
        return None
    missing = [name for name in work.exercise.names if not callable(getattr(module, name, None))]
    if missing:
        near = get_close_matches(missing[0], [name for name in vars(module) if not name.startswith("_")], n=1)
        tell("missing", missing[0], near[0] if near else "")
        return None
    return types.SimpleNamespace(**{name: getattr(module, name) for name in work.exercise.names})
