"""The learner's files, one for each exercise. Older files are kept in a folder beside them; none is overwritten."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lab.catalog import Exercise
from studygpt import paths
from studygpt.errors import StudyError
from studygpt.files import read_bytes

KEPT = "kept"
"""The name of the folder for files that were put aside."""


class KeptFile(NamedTuple):
    """A file that was put aside."""

    file: Path
    when: str
    """The time when the file was put aside, such as `2026-11-21 10:15:00`."""


def folder() -> Path:
    return paths.workspace() / "lab"


def file_of(exercise: Exercise) -> Path:
    return folder() / exercise.file_name


def lay_out(exercise: Exercise) -> bool:
    """Write the exercise's empty file, unless there is a file already; return whether it was written.

    Also write settings with which editors find the installed torch.
    """
    file = file_of(exercise)
    with _writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        _tell_editors(file.parent)
        try:
            with file.open("x", encoding="utf-8") as made:
                made.write(exercise.starting_file)
        except FileExistsError:
            return False
    return True


def put_aside(exercise: Exercise) -> Path | None:
    """Move the exercise's file to the folder of kept files, named by the present time; return its new path.

    Return None if there is no file, or if it is still the empty file, which is deleted.
    """
    file = file_of(exercise)
    with _writing(file):
        if not file.exists():
            return None
        if read_bytes(file) == exercise.starting_file.encode():
            file.unlink()
            return None
        kept = file.parent / KEPT
        kept.mkdir(exist_ok=True)
        stamp = time.strftime("%Y-%m-%d-%H%M%S")
        names = (f"{file.stem}-{stamp}{more}.py" for more in ("", *(f"-{number}" for number in range(2, 1000))))
        target = next(kept / name for name in names if not (kept / name).exists())
        file.rename(target)
    return target


def kept_files(exercise: Exercise) -> list[KeptFile]:
    """Return the files of an exercise that were put aside, the latest first."""
    stem = file_of(exercise).stem
    found = []
    for file in (folder() / KEPT).glob(f"{stem}-*.py"):
        stamp = file.stem.removeprefix(f"{stem}-").split("-")
        if len(stamp) >= 4 and all(part.isdigit() for part in stamp):
            year, month, day, hour = stamp[:4]
            kept = KeptFile(file, f"{year}-{month}-{day} {hour[:2]}:{hour[2:4]}:{hour[4:6]}")
            found.append(([int(part) for part in stamp], kept))
    return [kept for _, kept in sorted(found, reverse=True)]


def bring_back(exercise: Exercise, kept: KeptFile) -> None:
    """Make a kept file the exercise's file again. The present file is put aside."""
    put_aside(exercise)
    with _writing(kept.file):
        kept.file.rename(file_of(exercise))


def read(file: Path) -> bytes | None:
    """Return the content of a file; None if it is missing, as it briefly is while an editor replaces it."""
    try:
        return read_bytes(file)
    except OSError:
        return None


def _tell_editors(place: Path) -> None:
    """Write settings that tell the usual language servers where torch is installed. Existing settings are kept."""
    here = Path(sys.prefix)
    settings = {
        "pyrightconfig.json": {"venvPath": str(here.parent), "venv": here.name, "exclude": [KEPT]},
        ".vscode/settings.json": {"python.defaultInterpreterPath": sys.executable},
    }
    for name, values in settings.items():
        file = place / name
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StudyError(
            f"{error.filename or file}: the exercise's file could not be written ({error.strerror})"
        ) from error
