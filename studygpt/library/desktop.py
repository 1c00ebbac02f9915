"""Start other programs of the desktop: viewers for pictures and web pages, and Obsidian."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from studygpt.errors import StudyError
from studygpt.notes.vault import find_vault

_started: list[subprocess.Popen[bytes]] = []
"""The started programs, which are kept until they end, so that none becomes a zombie process."""


def is_desktop() -> bool:
    """Whether a graphical desktop is available, which is not so over ssh or on a text console."""
    if sys.platform in ("darwin", "win32"):
        return not os.environ.get("SSH_CONNECTION")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show_outside(what: str) -> None:
    """Open a file or a web address with the platform's default program."""
    if not is_desktop():
        raise StudyError(f"there is no display here to show it on: {what}")
    _started[:] = [process for process in _started if process.poll() is None]
    opener = "open" if sys.platform == "darwin" else "explorer" if sys.platform == "win32" else "xdg-open"
    nothing = subprocess.DEVNULL
    try:
        _started.append(
            subprocess.Popen([opener, what], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
        )
    except OSError as error:
        raise StudyError(f"{opener} cannot be started ({error.strerror}), so this is not shown: {what}") from error


def obsidian_address(note: Path) -> str | None:
    """Return the address that opens a note in Obsidian; None if it is in no vault or Obsidian is not running."""
    if not (find_vault(note) / ".obsidian").is_dir() or not is_desktop() or not _obsidian_runs():
        return None
    return f"obsidian://open?path={quote(str(note.absolute()), safe='')}"


def _obsidian_runs() -> bool:
    command = (
        ["tasklist", "/fi", "imagename eq obsidian.exe"] if sys.platform == "win32" else ["pgrep", "-xi", "obsidian"]
    )
    try:
        done = subprocess.run(command, capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"obsidian" in done.stdout.lower() if sys.platform == "win32" else done.returncode == 0
