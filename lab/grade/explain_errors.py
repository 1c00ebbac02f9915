"""Explain in a sentence what went wrong with a learner's file, and the likely cause where one is known."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from lab.grade.verdict import VerdictKind

if TYPE_CHECKING:
    from lab.grade.wire import Raised


# The likely mistake of a beginner, by what torch's message contains.
LIKELY = {
    "Boolean value of Tensor": "An `if` cannot ask a whole tensor: is `is not None`, or torch.where, meant?",
    "must match the size of tensor b": "These shapes do not fit: is keepdim=True missing, or an axis wrong?",
    "view size is not compatible": "After a transpose the numbers lie in another order: use reshape.",
    "batch2 tensor to be": "These matrices do not fit: transpose(-2, -1) swaps the last two axes only.",
    "shapes cannot be multiplied": "These matrices do not fit: columns of the left one, rows of the right one.",
    "before Module.__init__() call": "super().__init__() must be the first line of __init__.",
    "leaf Variable that requires grad": "Weights are changed under torch.no_grad().",
    "Can't call numpy() on Tensor that requires grad": "No NumPy is needed here: torch has the same function.",
}


def explained(error: Raised) -> str:
    """Explain an error in a sentence, with the likely cause where one is known."""
    at = f" (line {error.lines[-1][0]})" if error.lines else ""
    if error.kind == "RecursionError":
        return f"It calls itself without end{at}."
    if error.kind in ("SyntaxError", "IndentationError", "TabError"):
        return f"Python cannot read the file{at}: {error.message}."
    if error.kind == "NameError" and "'" in error.message:
        name = error.message.split("'")[1]
        if name in ("torch", "math", "nn", "functional", "F", "Tensor"):
            ways = {
                "nn": "from torch import nn",
                "functional": "from torch.nn import functional",
                "F": "from torch.nn import functional as F",
                "Tensor": "from torch import Tensor",
            }
            return f"{name} is not known{at}: `{ways.get(name, f'import {name}')}` is missing."
    if error.kind in ("ModuleNotFoundError", "ImportError"):
        return f"An import does not work{at}: {error.message}."
    if error.kind == "SystemExit":
        return f"It ends the program{at}: {error.message}."
    if error.kind == "NotImplementedError":
        return f"It is not written yet, or not to its end: it raises NotImplementedError{at}."
    if error.kind == "MemoryError":
        return f"It needed more memory than a check may use{at}."
    first = error.message.splitlines()[0] if error.message else ""
    likely = next((f"\n{words}" for said, words in LIKELY.items() if said in first), "")
    return f"It stops with {error.kind}{at}{f': {first}' if first else ''}{'' if first.endswith('.') else '.'}{likely}"


def how_it_died(status: int, during: str) -> tuple[VerdictKind, str, str]:
    """The kind of verdict, the property that was tried, and a sentence for a process that ended by itself."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL:
            return VerdictKind.MEMORY, during, "The system ended it, as it does when memory runs out."
        if number == signal.SIGXFSZ:
            return VerdictKind.ERROR, during, "It wrote a file larger than a check may write."
        name = signal.Signals(number).name
        meant = {
            "SIGSEGV": "it touched memory that is not its own, or called itself too deeply",
            "SIGABRT": "it gave up",
        }
        return VerdictKind.CRASHED, during, f"Python itself crashed with {name}: {meant.get(name, 'it was ended')}."
    ended = f"The program ended (exit code {os.WEXITSTATUS(status)}) before the check was through, as os._exit does."
    return VerdictKind.CRASHED, during, ended
