"""Forbid new processes by a filter in the kernel, which lets a process start threads and nothing else.

An rlimit does nothing for root, and a process that copies itself is faster than anyone who counts. The filter is a
small program that Linux runs at each system call; it needs no privilege, and cannot be taken off again.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_CLONE_THREAD = 0x10000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FLAGS = 0, 4, 16  # offsets in what the filter is given
# machine: (what the kernel calls it, clone, the calls that only fork)
_MACHINES = {"x86_64": (0xC000003E, 56, (57, 58)), "aarch64": (0xC00000B7, 220, ())}
_CLONE3 = 435  # its flags lie in memory, where a filter cannot look; without it libc uses `clone`


def only_threads() -> bool:
    """Keep this process from starting others. False where the system has no such filter."""
    known = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    code = _program(*known)
    content = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in code))
    program = ctypes.create_string_buffer(struct.pack("HL", len(code), ctypes.addressof(content)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    arranged: bool = libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0
    return arranged


def _program(architecture: int, clone: int, forks: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Steps of (operation, jump if true, jump if false, number); a jump counts the steps that it leaves out."""
    steps = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _ALLOW)]
    steps += [(_LOAD, 0, 0, _NUMBER), (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERRNO | _ENOSYS)]
    for number in forks:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    steps += [(_EQUAL, 1, 0, clone), (_RETURN, 0, 0, _ALLOW)]
    return [
        *steps,
        (_LOAD, 0, 0, _FLAGS),
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]
