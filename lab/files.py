"""Write files so that neither a reader nor a crash leaves half of one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from lab.errors import LabError


def replace_atomically(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file beside the old one, flush it to the disk, then rename it over the old one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except (OSError, RuntimeError) as error:  # torch wraps a full disk into a RuntimeError
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise LabError(f"{path} cannot be written: {reason}. What was there before is untouched.") from None
    finally:
        beside.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    def write(file: BinaryIO) -> None:
        file.write(content)

    replace_atomically(path, write)
