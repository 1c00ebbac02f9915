"""Limits for the process that runs a learner's file.

They hold against accidents (a loop without end, a list that eats the memory, a process that copies itself), not against
malice. What they do not cover: the file runs as the same user, so it can read and delete what that user can, reach the
network, kill that user's processes where there is no PID namespace, and read the solutions in `lab/gpt`. New processes
are refused by Python's audit hook and by a seccomp filter (Linux on x86-64 and ARM); an rlimit would do nothing for
root. Where there is neither the filter nor a PID namespace, processes are only counted and killed, and one that copies
itself fast enough by C calls outruns that. Where there is no RLIMIT_AS (macOS) memory has no bound.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from lab.time_limit import WAITING

MORE_MEMORY = 1 << 30  # bytes above what torch has already mapped
LARGEST_FILE = 16 << 20
MOST_PROCESSES = 16
_NEWUSER, _NEWPID = 0x10000000, 0x20000000
_PDEATHSIG, _SUBREAPER = 1, 36


def own_processes() -> bool:
    """Give this process's next child a PID namespace: everything it starts ends with it. False where that fails."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_SUBREAPER, 1, 0, 0, 0)  # processes that a learner's process leaves behind become children of this one
    return any(libc.unshare(flags) == 0 for flags in (_NEWPID, _NEWUSER | _NEWPID))


def die_with_parent() -> None:
    """End this process when its parent ends. For a parent with one thread: Linux watches the thread that forked."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def confine(seconds: float) -> None:
    """Bound memory, processor time and the size of files for this process, and let it dump no core.

    The kernel's bound on processor time is for a process that escapes `report_time_up`.
    """
    limits = {
        resource.RLIMIT_AS: _mapped() + MORE_MEMORY,
        resource.RLIMIT_CPU: math.ceil(time.process_time() + seconds) + 2,
        resource.RLIMIT_FSIZE: LARGEST_FILE,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        with contextlib.suppress(ValueError, OSError):  # a limit that this system does not know
            resource.setrlimit(limit, (value, value))


def report_time_up(seconds: float, trace: int) -> None:
    """Write the running lines to `trace` when this process has computed for `seconds`, or waited far longer.

    `watch` reads them and ends the process. Both timers work inside a loop of C code, too.
    """
    faulthandler.register(signal.SIGPROF, file=trace, all_threads=True)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    faulthandler.dump_traceback_later(seconds * WAITING, file=trace)


def _mapped() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 64 << 30
    return pages * resource.getpagesize()


def descendants(pid: int) -> list[int]:
    """All processes that descend from this one, as far as the system lists them."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in _children(waiting.pop()):
            found.append(child)
            waiting.append(child)
    return found


def _children(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                yield from map(int, (task / "children").read_text(encoding="ascii").split())


def kill_below(pid: int) -> None:
    """Kill all descendants of `pid`, again until none is left that could have started more."""
    for _ in range(50):
        below = descendants(pid)
        for child in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, os.WNOHANG)
        if not below:
            return
