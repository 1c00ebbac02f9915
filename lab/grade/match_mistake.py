"""Which known mistake a wrong part is: the one that gives the same as it on every fresh input."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any

from lab.grade.compare import difference
from lab.grade.mistakes import Mistake, Reference
from lab.grade.observe import Case, observe
from lab.grade.properties import Inputs, Property, case_seed
from lab.grade.wire import Raised

SECONDS = 4.0  # for all candidates
SECONDS_EACH = 1.0

Seen = dict[Case, dict[str, Any]]


def name_mistake(
    properties: list[Property],
    mistakes: Sequence[Mistake],
    reference: Reference,
    inputs: dict[Case, Inputs],
    yours: Seen,
    wrong: Sequence[Case],
    seed: int,
) -> tuple[Mistake, ...]:
    """One mistake, or two at once; none is an honest answer. `wrong` are the cases that are not as they should be."""
    # What is not written yet says nothing of what is.
    unwritten = {case for case in inputs if _is_unwritten(yours[case])}
    wrong = [case for case in wrong if case not in unwritten]
    if not wrong:
        return ()
    order = [*wrong, *(case for case in inputs if case not in {*wrong, *unwritten})]  # what tells most comes first
    until = time.monotonic() + SECONDS
    for candidate in _candidates(mistakes):
        if time.monotonic() > until:
            break
        program = reference.program(*candidate)
        if program is None:
            continue
        try:
            with _at_most(SECONDS_EACH):
                if all(_same(properties[case[0]], program, inputs[case], yours[case], seed, case) for case in order):
                    return candidate
        except _TooLong:
            continue
    return ()


def _is_unwritten(seen: dict[str, Any]) -> bool:
    result = seen["result"]
    return isinstance(result, Raised) and result.kind == "NotImplementedError"


class _TooLong(BaseException):
    """Two mistakes together may make a loop without end."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _candidates(mistakes: Sequence[Mistake]) -> Iterator[tuple[Mistake, ...]]:
    yield from ((mistake,) for mistake in mistakes)
    yield from combinations([m for m in mistakes if not m.convention and not m.program], 2)


def _same(one: Property, program: Any, inputs: Inputs, yours: dict[str, Any], seed: int, case: Case) -> bool:
    seen = observe(one, program, inputs, case_seed(seed, *case))
    return difference(seen, yours, one.tolerance) is None
