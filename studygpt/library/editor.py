"""Open files in the person's text editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from studygpt.errors import StudyError

_PLUS_LINE = frozenset("vi vim nvim view gvim ex nano pico emacs emacsclient micro kak joe jed mg ne".split())
_COLON_LINE = frozenset("hx helix subl sublime_text zed".split())
_GOTO = frozenset("code codium cursor code-insiders windsurf".split())


def edit(file: Path, line: int) -> None:
    """Open a file at a line in the editor, and wait until the person closes it."""
    editor = _editor()
    try:
        words = shlex.split(editor, posix=os.name != "nt")
        done = subprocess.run([*words, *at_line(words[0], file, line)], check=False)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise StudyError(
            f"the editor {editor!r} cannot be started ({reason}); set EDITOR to the one you use"
        ) from error
    if done.returncode:
        raise StudyError(f"the editor {editor!r} ended with {done.returncode}")


def at_line(editor: str, file: Path, line: int) -> list[str]:
    """Return the arguments that open a file at a line; only the file for an editor whose options are unknown."""
    name = Path(editor).name.partition(".")[0]
    if name in _PLUS_LINE:
        return [f"+{line}", str(file)]
    if name in _COLON_LINE:
        return [f"{file}:{line}"]
    return ["--goto", f"{file}:{line}"] if name in _GOTO else [str(file)]


def _editor() -> str:
    chosen = (os.environ.get("VISUAL") or os.environ.get("EDITOR") or "").strip()
    found = chosen or next(filter(shutil.which, ("nano", "vi", "notepad")), "")
    if not found:
        raise StudyError("no editor is known; set EDITOR to the one you use, such as `export EDITOR=nano`")
    return found
