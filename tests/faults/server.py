"""A process that has the program loaded, and forks for each command: so a command starts in milliseconds.

Run with `shim.c` before the C library, it arms this in the fork. It speaks JSON lines: a request, an answer.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import io
import json
import os
import pkgutil
import signal
import sys
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

shim = ctypes.CDLL(None)


def load() -> None:
    """Import all that a command may need, and do once what is kept for the next time, such as statements as SQL."""
    import studygpt
    from studygpt import paths
    from studygpt.cli import main
    from tests import compiled_statements

    for found in pkgutil.walk_packages(studygpt.__path__, "studygpt."):
        if not found.name.startswith("studygpt.tui") and not found.name.endswith("__main__"):
            import_module(found.name)
    for name in ("tomlkit", "zoneinfo"):
        import_module(name)
    compiled_statements.share()
    paths.shipped_decks = lambda: Path("no-decks")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STUDYGPT_HOME"] = f"{folder}/home"
        (note := Path(folder, "vault", "a.md")).parent.mkdir()
        note.write_text("#flashcards\n\nA question?::An answer\n\nAnother one?::Another answer\n", encoding="utf-8")
        for words in (
            ("import", note.parent), ("review", "--plain"), ("cards", "--json"), ("undo",), ("undo",), ("sync",),
            ("fit", "--reset"), ("stats",), ("backup",), ("restore", "--yes"), ("doctor",), ("export", "--json"),
        ):  # fmt: skip
            sys.stdin = io.StringIO("\n3\n\n3\n")
            main([str(word) for word in words])


def start(request: dict[str, Any]) -> int:
    child = os.fork()
    if not child:
        try:
            code = run(request)
        except BaseException as error:
            os.write(2, f"the server's child: {error!r}\n".encode())
            code = 99
        os._exit(code)
    return child


def run(request: dict[str, Any]) -> int:
    """Run one command in this process as `python -m studygpt` would; return its exit code."""
    from studygpt import paths
    from studygpt.cli import main

    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["place"])
    if request["terminal"]:
        os.setsid()
    for descriptor, (path, flags) in enumerate(request["streams"]):
        os.dup2(os.open(path, flags, 0o600), descriptor)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8"),
        io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), "utf-8"),
        io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w", closefd=False)), "utf-8", line_buffering=True),
    )
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    paths.shipped_decks = lambda: Path(request["place"]) / "no-decks"
    if request["ordinary"]:
        give_up_privileges()
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, signal.default_int_handler if signal_number == signal.SIGINT else signal.SIG_DFL)
    if request["fault"]:
        root, *numbers, record = request["fault"]
        shim.faults_arm(root.encode(), *numbers, record.encode())
    code = main(request["words"])
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    threading._shutdown()
    atexit._run_exitfuncs()
    return code


def give_up_privileges() -> None:
    """Drop all capabilities: to root too, a folder that may not be written to is closed then."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()):
        raise OSError("the privileges could not be dropped")


def wait(child: int) -> dict[str, Any]:
    """Wait for the end of a command. One that stopped itself is killed, from outside."""
    _, status = os.waitpid(child, os.WUNTRACED)
    stopped = os.WIFSTOPPED(status)
    if stopped:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "stopped": stopped, "calls": shim.faults_count() if hasattr(shim, "faults_count") else 0}


def serve() -> None:
    asked, answers = sys.stdin, os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    load()
    gc.collect()
    gc.freeze()
    print(json.dumps({}), file=answers, flush=True)
    for line in asked:
        request = json.loads(line)
        answer: Any = wait(request["wait"]) if "wait" in request else start(request)
        print(json.dumps(answer), file=answers, flush=True)
    os._exit(0)


if __name__ == "__main__":
    shim.faults_count.restype = ctypes.c_long
    shim.faults_arm.argtypes = (
        ctypes.c_char_p, *(ctypes.c_int,) * 2, ctypes.c_long, *(ctypes.c_int,) * 2, ctypes.c_char_p
    )  # fmt: skip
    serve()
