"""The folders of training runs, one for each run; no run is overwritten unless asked."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path

from lab.errors import LabError, UsageError
from lab.gpt.checkpoint import BEST, LAST

TOKENIZER = "tokenizer.json"
DEFAULT_RECIPE = "shakespeare-char-cpu"


def runs_folder() -> Path:
    return Path(os.environ.get("STUDYGPT_WORKSPACE") or "~/studygpt").expanduser() / "runs"


def holds_run(folder: Path) -> bool:
    return (folder / LAST).is_file() or (folder / BEST).is_file()


def new_run(name: str) -> Path:
    """Return the folder `name`, or `name-2` and so on if it holds a run already."""
    folders = (runs_folder() / (name if i == 1 else f"{name}-{i}") for i in count(1))
    return next(folder for folder in folders if not holds_run(folder))


def newest_run(name: str | None = None) -> Path | None:
    """Return the run that was saved last, of the recipe `name` if it is given."""
    wanted = re.compile(rf"{re.escape(name)}(-\d+)?" if name else ".*")
    runs = [folder for folder in runs_folder().glob("*") if wanted.fullmatch(folder.name) and holds_run(folder)]
    return max(runs, key=_saved, default=None)


def find_run(folder: Path | None, name: str | None = None) -> Path:
    if folder is None:
        found = newest_run(name)
        if found is None:
            raise LabError(f"There is no run{f' of {name}' if name else ''} in {runs_folder()} yet: train one first.")
        return found
    if not holds_run(folder):
        raise LabError(f"{folder} holds no run: there is neither {LAST} nor {BEST}.")
    return folder


def place_for_run(out: Path | None, recipe: str | None, resume: bool, overwrite: bool) -> Path:
    name = Path(recipe).stem if recipe else None
    if resume:
        return find_run(out, name)
    if out is None:
        return new_run(name or DEFAULT_RECIPE)
    if holds_run(out) and not overwrite:
        raise UsageError(f"{out} holds a run already: go on with it by --resume, or begin again by --overwrite.")
    return out


def _saved(folder: Path) -> float:
    return max(path.stat().st_mtime for path in (folder / LAST, folder / BEST) if path.is_file())
