"""The process that keeps torch loaded: it forks a judge for each check, and survives whatever happens to the judge.

It runs no operation of torch itself: a fork after an operation that used threads hangs at its first operation.
Requests come as JSON lines on standard input, verdicts go out as JSON lines; it ends when its input ends.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

import torch

# The first backward pass imports this, for 0.3 s: so it is done here once, and not in each child.
import torch.fx.experimental.symbolic_shapes

from lab.errors import LabError
from lab.grade.judge import judge
from lab.grade.material import material
from lab.grade.place import find_place
from lab.grade.verdict import Place, lost
from lab.report import Json

LONGEST = 400.0  # seconds: a judge that takes longer hangs, however busy the machine is


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the app, which closes our input when it ends
    torch.set_num_threads(1)
    # Verdicts go out by a descriptor of their own: what a file prints must not mix with them.
    out = os.dup(1)
    os.dup2(2, 1)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        answer = _answer(json.loads(line))
        with open(out, "wb", closefd=False) as stream:
            stream.write(json.dumps(answer).encode() + b"\n")


def _answer(request: Json) -> Json:
    if "exercise" not in request:
        return {"ready": True}
    try:
        known = material(request["exercise"])
    except LabError as error:
        return {"error": str(error), "code": error.code}
    file, text, seed = request["file"], request["text"], request["seed"]
    verdict = _in_child(lambda: judge(known, file, text, seed).as_json())
    if verdict is None:
        words = "The process that judges was ended, or did not come to an end."
        return lost(known.exercise.slug, file, words).as_json()
    if verdict.get("case") and not (verdict["mistake"] or verdict["convention"]):
        number, size = verdict["case"]
        placed = _in_child(lambda: _place(find_place(known, file, text, seed, (number, size)))) or {}
        if "words" in placed:  # one that cannot be found is no fault of the file
            verdict["place"] = placed
    return verdict


def _place(found: Place | None) -> Json:
    return {} if found is None else asdict(found)


def _in_child(work: Callable[[], Json]) -> Json | None:
    """What some work gives, done in a process of its own; None where that comes to no end."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(read)
        try:
            content = json.dumps(work()).encode()
        except BaseException as error:  # a fault of the lab: reported, not hidden
            content = json.dumps(
                {"error": f"The check itself failed: {type(error).__name__}: {error}", "code": 3}
            ).encode()
        while content:
            content = content[os.write(write, content) :]
        os._exit(0)
    os.close(write)
    content = _read_all(read, time.monotonic() + LONGEST)
    os.close(read)
    if not content:
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    answer: Json | None = json.loads(content) if content else None
    return answer


def _read_all(pipe: int, until: float) -> bytes:
    """Read until the pipe is closed; nothing, if that takes too long."""
    content = b""
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return b""
        piece = os.read(pipe, 1 << 16)
        if not piece:
            return content
        content += piece


if __name__ == "__main__":
    main()
